-- next_lane --
-- Where an engine's next task comes from: the highest priority, then who has least running, then who was served longest
-- ago. The first entry of the index.
SELECT account, engine, priority, running, turn FROM lane INDEXED BY lane_next
WHERE engine = :engine AND pending > 0 ORDER BY priority DESC, running, turn LIMIT 1

-- oldest_waiting --
-- The oldest task of a lane.
SELECT id FROM task INDEXED BY task_waiting
WHERE engine = :engine AND account = :account AND priority = :priority AND status = 'PENDING' AND defect_code IS NULL
ORDER BY seq LIMIT 1

-- claim_task --
-- A worker takes it: the attempt number is the fence for all that it writes.
UPDATE task SET status = 'RUNNING', attempt = attempt + 1, worker = :worker, lease_until = :lease_until,
                scheduled = coalesce(scheduled, :now), progress = 0, phase = ''
WHERE id = :id AND status = 'PENDING' AND defect_code IS NULL

-- take_turn --
-- Its account goes to the end of the round.
UPDATE tenant SET turn = 1 + max(0, (SELECT max(turn) FROM tenant)) WHERE account = :account

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
UPDATE task SET status = 'SUCCEEDED', ended = :now, lease_until = NULL, progress = 1, usage = :usage, report = :report
WHERE id = :id AND attempt = :attempt AND status = 'RUNNING'

-- fail --
-- An error that ends the task.
UPDATE task SET status = 'FAILED', ended = :now, lease_until = NULL, code = :code, message = :message, report = :report
WHERE id = :id AND attempt = :attempt AND status = 'RUNNING'

-- put_back --
-- An attempt that came to nothing: the task waits for the next one.
UPDATE task SET status = 'PENDING', worker = NULL, lease_until = NULL, progress = 0, phase = ''
WHERE id = :id AND attempt = :attempt AND status = 'RUNNING'

-- overdue --
-- Tasks whose lease ran out.
SELECT id, attempt FROM task INDEXED BY task_leased WHERE status = 'RUNNING' AND lease_until <= :now LIMIT :limit

-- held_by --
-- Tasks that a worker holds. Few tasks run at a time, so their index is read whole.
SELECT id, attempt FROM task INDEXED BY task_leased WHERE status = 'RUNNING' AND lease_until IS NOT NULL AND worker = :worker

-- put_part --
-- A text or a picture of the result, at its place.
INSERT OR REPLACE INTO part (task_seq, place, text, file_key, media_type, bytes, width, height, seconds, frames)
VALUES (:seq, :place, :text, :file_key, :media_type, :bytes, :width, :height, :seconds, :frames)

-- part_file --
-- The file at a place, if there is one.
SELECT file_key FROM part WHERE task_seq = :seq AND place = :place AND file_key IS NOT NULL

-- drop_parts --
-- What was shown so far, or all of a task that is forgotten.
DELETE FROM part WHERE task_seq = :seq

-- has_parts --
-- Whether a task shows anything.
SELECT 1 FROM part WHERE task_seq = :seq LIMIT 1

-- ahead_above --
-- Tasks of a higher priority for the same engine.
SELECT coalesce(sum(pending), 0) FROM lane WHERE pending > 0 AND engine = :engine AND priority > :priority

-- ahead_in_lane --
-- Older tasks of the same account and priority, counted up to a limit.
SELECT count(*) FROM (
    SELECT 1 FROM task INDEXED BY task_waiting
    WHERE engine = :engine AND account = :account AND priority = :priority AND seq < :seq
      AND status = 'PENDING' AND defect_code IS NULL LIMIT :limit)

-- ahead_of_others --
-- What the round gives to other accounts before one of ours that has :own older tasks before it: as many each, and one
-- more for those whose turn comes first.
SELECT coalesce(sum(min(lane.pending, :own + ((lane.running, lane.turn) < (me.running, me.turn)))), 0)
FROM lane INDEXED BY lane_next JOIN tenant AS me ON me.account = :account
WHERE lane.pending > 0 AND lane.engine = :engine AND lane.priority = :priority AND lane.account <> :account
