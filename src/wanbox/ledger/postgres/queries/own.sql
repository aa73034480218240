-- remember --
-- A note of the engine, kept over attempts.
UPDATE task SET notes = (notes::jsonb || jsonb_build_object(CAST(:key AS TEXT), CAST(:value AS TEXT)))::text
WHERE id = :id AND attempt = :attempt AND status = 'RUNNING'

-- claim_task --
-- A worker takes it: the attempt number is the fence for all that it writes. A row that a caller is cancelling in this
-- moment is left to him.
UPDATE task SET status = 'RUNNING', attempt = attempt + 1, worker = :worker, lease_until = :lease_until,
                scheduled = coalesce(scheduled, :now), changed = :now, begun = :now, progress = 0, phase = ''
WHERE seq = (SELECT seq FROM task WHERE id = :id AND status = 'PENDING' AND defect_code IS NULL AND parked = 0
             FOR UPDATE SKIP LOCKED)
RETURNING *

-- held_seq --
-- The row number of a task, if this attempt still holds it; and it holds it until what it writes is committed.
SELECT seq FROM task WHERE id = :id AND attempt = :attempt AND status = 'RUNNING' FOR UPDATE

-- counts --
-- Tasks by status. Each backend counts in a row of its own, so that no two wait for each other.
SELECT status, CAST(sum(tasks) AS BIGINT) AS tasks FROM tally GROUP BY status

-- due_deliveries --
-- What is to be sent now, but for what another process is taking in this moment.
SELECT delivery.*, event.task_id, event.status, event.attempt AS task_attempt, event.at
FROM delivery JOIN event ON event.account = delivery.account AND event.number = delivery.event_number
WHERE delivery.due <= :now ORDER BY delivery.due LIMIT :limit FOR UPDATE OF delivery SKIP LOCKED

-- held_by --
-- Tasks that a worker holds. This step and the others below, over several tasks, take their rows before anything of an
-- account is counted, as steps over one task do; and they leave those that somebody has in hand. So no two wait for
-- each other in a circle.
SELECT id, attempt FROM task WHERE status = 'RUNNING' AND lease_until IS NOT NULL AND worker = :worker FOR UPDATE

-- defective_tasks --
-- Tasks that were born with a defect and have been pending for long enough.
SELECT id FROM task WHERE status = 'PENDING' AND defect_code IS NOT NULL AND submitted <= :before
ORDER BY submitted LIMIT :limit FOR UPDATE SKIP LOCKED

-- overdue --
-- Tasks whose lease ran out.
SELECT id, attempt FROM task WHERE status = 'RUNNING' AND lease_until <= :now LIMIT :limit FOR UPDATE SKIP LOCKED

-- due_parked --
-- Tasks that waited for a moment which has come.
SELECT id FROM task WHERE status = 'PENDING' AND parked = 1 AND not_before <= :now
ORDER BY not_before LIMIT :limit FOR UPDATE SKIP LOCKED

-- past_retention --
-- Tasks to be forgotten.
SELECT seq, id, account FROM task WHERE ended IS NOT NULL AND ended <= :horizon ORDER BY ended LIMIT :limit FOR UPDATE SKIP LOCKED

-- recount_tally --
-- From the tasks, in one backend's rows.
INSERT INTO tally SELECT status, 0, count(*) FROM task GROUP BY status
