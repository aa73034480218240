-- next_lane --
-- Where an engine's next task comes from: the highest priority, then the key with least running, then the one that was
-- served longest ago. The first entry of the index whose key and model have room. Nothing of an engine that is paused.
SELECT lane.key_id, lane.engine, lane.priority, lane.running, lane.turn
FROM lane INDEXED BY lane_next JOIN tenant ON tenant.key_id = lane.key_id
          LEFT JOIN room ON room.account = lane.account AND room.model = lane.model
WHERE lane.engine = :engine AND lane.pending > 0
  AND NOT EXISTS (SELECT 1 FROM pause WHERE pause.engine = :engine OR pause.engine = '*')
  AND lane.running < coalesce(tenant.running_limit, :key_running) AND coalesce(room.running, 0) < :model_running
ORDER BY lane.priority DESC, lane.running, lane.turn LIMIT 1

-- oldest_waiting --
-- The oldest task of a key, of those models that have room.
SELECT task.id FROM (
    SELECT (SELECT min(seq) FROM task INDEXED BY task_waiting
            WHERE task.engine = lane.engine AND task.key_id = lane.key_id AND task.model = lane.model
              AND task.priority = lane.priority AND status = 'PENDING' AND defect_code IS NULL AND parked = 0) AS seq
    FROM lane LEFT JOIN room ON room.account = lane.account AND room.model = lane.model
    WHERE lane.key_id = :key_id AND lane.engine = :engine AND lane.priority = :priority AND lane.pending > 0
      AND coalesce(room.running, 0) < :model_running) AS oldest
JOIN task ON task.seq = oldest.seq ORDER BY oldest.seq LIMIT 1

-- claim_task --
-- A worker takes it: the attempt number is the fence for all that it writes. Its key goes to the end of the round.
UPDATE task SET status = 'RUNNING', attempt = attempt + 1, worker = :worker, lease_until = :lease_until,
                scheduled = coalesce(scheduled, :now), changed = :now, begun = :now, progress = 0, phase = ''
WHERE id = :id AND status = 'PENDING' AND defect_code IS NULL AND parked = 0
RETURNING *

-- heartbeat --
-- Progress, and a longer lease.
UPDATE task SET lease_until = :lease_until, progress = :progress, phase = :phase
WHERE id = :id AND attempt = :attempt AND status = 'RUNNING'

-- remember --
-- A note of the engine, kept over attempts.
UPDATE task SET notes = json_patch(notes, json_object(:key, :value))
WHERE id = :id AND attempt = :attempt AND status = 'RUNNING'

-- held_seq --
-- The row number of a task, if this attempt still holds it.
SELECT seq FROM task WHERE id = :id AND attempt = :attempt AND status = 'RUNNING'

-- finish --
-- The result: SUCCEEDED.
UPDATE task SET status = 'SUCCEEDED', ended = :now, changed = :now, lease_until = NULL, progress = 1, usage = :usage,
                report = :report
WHERE id = :id AND attempt = :attempt AND status = 'RUNNING'
RETURNING seq, engine, model, shape, begun

-- fail --
-- An error that ends the task.
UPDATE task SET status = 'FAILED', ended = :now, changed = :now, lease_until = NULL, code = :code,
                message = :message, report = :report
WHERE id = :id AND attempt = :attempt AND status = 'RUNNING'

-- put_back --
-- An attempt that came to nothing: the task waits for the next one, perhaps for a while.
UPDATE task SET status = 'PENDING', worker = NULL, lease_until = NULL, progress = 0, phase = '', changed = :now,
                not_before = :not_before, parked = :parked
WHERE id = :id AND attempt = :attempt AND status = 'RUNNING'

-- overdue --
-- Tasks whose lease ran out.
SELECT id, attempt FROM task INDEXED BY task_leased WHERE status = 'RUNNING' AND lease_until <= :now LIMIT :limit

-- held_by --
-- Tasks that a worker holds. Few tasks run at a time, so their index is read whole.
SELECT id, attempt FROM task INDEXED BY task_leased WHERE status = 'RUNNING' AND lease_until IS NOT NULL AND worker = :worker

-- put_part --
-- A text or a picture of the result, at its place.
INSERT INTO part (task_seq, place, text, file_key, media_type, bytes, width, height, seconds, frames)
VALUES (:seq, :place, :text, :file_key, :media_type, :bytes, :width, :height, :seconds, :frames)
ON CONFLICT (task_seq, place) DO UPDATE SET text = excluded.text, file_key = excluded.file_key,
    media_type = excluded.media_type, bytes = excluded.bytes, width = excluded.width, height = excluded.height,
    seconds = excluded.seconds, frames = excluded.frames

-- drop_parts --
-- What was shown so far, or all of a task that is forgotten.
DELETE FROM part WHERE task_seq = :seq

-- learn_pace --
-- One more task of its kind was measured; the share of the newest never falls below a tenth.
INSERT INTO pace (engine, model, shape, runs, seconds) VALUES (:engine, :model, :shape, 1, :seconds)
ON CONFLICT (engine, model, shape) DO UPDATE SET
    seconds = pace.seconds + (excluded.seconds - pace.seconds)
              * CASE WHEN pace.runs < 10 THEN 1.0 / (pace.runs + 1) ELSE 0.1 END,
    runs = pace.runs + 1
