-- insert_task --
-- A new task; its age is its row number.
INSERT INTO task (id, account, status, priority, engine, model, task_group, key_id, request_id, submitted,
                  defect_code, defect_message, request, shape, webhook, not_before, parked, changed)
VALUES (:id, :account, 'PENDING', :priority, :engine, :model, :task_group, :key_id, :request_id, :submitted,
        :defect_code, :defect_message, :request, :shape, :webhook, :not_before, :parked, :submitted)

-- read_task --
-- A task of an account, unless its retention is over: a row for each part that it shows, in reading order, or one row
-- without a part.
SELECT * FROM task LEFT JOIN part ON part.task_seq = task.seq AND task.status IN ('RUNNING', 'SUCCEEDED')
WHERE id = :id AND account = :account AND (ended IS NULL OR ended > :horizon) ORDER BY place

-- read_task_of_any --
-- A task whoever owns it, for the ledger's own steps.
SELECT * FROM task WHERE id = :id

-- queue_position --
-- How many tasks go before one that waits for its turn: those of a higher priority, older ones of the same key, counted
-- up to a limit, and what the round gives to other keys meanwhile: as many each, and one more for those whose turn comes
-- first.
WITH me AS MATERIALIZED (
    SELECT task.engine, task.key_id, task.priority,
           (SELECT count(*) FROM (
                SELECT 1 FROM task AS one INDEXED BY task_waiting
                WHERE one.engine = task.engine AND one.key_id = task.key_id AND one.priority = task.priority
                  AND one.seq < task.seq AND one.status = 'PENDING' AND one.defect_code IS NULL AND one.parked = 0
                LIMIT :limit) AS older) AS older
    FROM task WHERE id = :id AND status = 'PENDING' AND defect_code IS NULL AND parked = 0
)
SELECT (SELECT coalesce(sum(pending), 0) FROM lane
        WHERE pending > 0 AND lane.engine = me.engine AND lane.priority > me.priority)
     + me.older
     + (SELECT coalesce(sum(CASE WHEN theirs.pending < theirs.before THEN theirs.pending ELSE theirs.before END), 0)
        FROM (SELECT sum(lane.pending) AS pending,
                     me.older + CASE WHEN lane.running < tenant.running
                                       OR (lane.running = tenant.running AND lane.turn < tenant.turn)
                                     THEN 1 ELSE 0 END AS before
              FROM tenant JOIN lane INDEXED BY lane_next ON lane.pending > 0 AND lane.engine = me.engine
                                                        AND lane.priority = me.priority AND lane.key_id <> me.key_id
              WHERE tenant.key_id = me.key_id
              GROUP BY lane.key_id, lane.running, lane.turn, tenant.running, tenant.turn) AS theirs)
FROM me

-- read_parts --
-- What a task shows, in reading order, from a place on.
SELECT part.* FROM part WHERE task_seq = :seq AND place >= :from_place ORDER BY place

-- find_seq --
-- The row number of a task.
SELECT seq FROM task WHERE id = :id

-- count_listed --
-- How many tasks of an account fit the filters; answered from the index alone.
SELECT count(*) AS total FROM task INDEXED BY task_listed
WHERE account = :account AND submitted BETWEEN :start AND :end
  AND (CAST(:status AS TEXT) IS NULL OR status = :status) AND (CAST(:model AS TEXT) IS NULL OR model = :model)
  AND (ended IS NULL OR ended > :horizon)

-- list_tasks --
-- One page of them, newest first.
SELECT * FROM task INDEXED BY task_listed
WHERE account = :account AND submitted BETWEEN :start AND :end
  AND (CAST(:status AS TEXT) IS NULL OR status = :status) AND (CAST(:model AS TEXT) IS NULL OR model = :model)
  AND (ended IS NULL OR ended > :horizon)
ORDER BY submitted DESC, seq DESC LIMIT :page_size OFFSET :skip

-- cancel_pending --
-- The vendor's cancel.
UPDATE task SET status = 'CANCELED', ended = :now, changed = :now
WHERE id = :id AND account = :account AND status = 'PENDING'

-- stop_task --
-- Our own cancel: what runs ends too, and its worker is fenced off.
UPDATE task SET status = 'CANCELED', ended = :now, changed = :now, lease_until = NULL
WHERE id = :id AND account = :account AND status IN ('PENDING', 'RUNNING')

-- defective_tasks --
-- Tasks that were born with a defect and have been pending for long enough.
SELECT id FROM task WHERE status = 'PENDING' AND defect_code IS NOT NULL AND submitted <= :before
ORDER BY submitted LIMIT :limit

-- fail_defective --
-- Such a task ends with the code and message it was born with.
UPDATE task SET status = 'FAILED', code = defect_code, message = defect_message, scheduled = :now, ended = :now,
                changed = :now
WHERE id = :id AND status = 'PENDING' AND defect_code IS NOT NULL

-- find_idempotent --
-- What an idempotency key was used for.
SELECT body_hash, task_id FROM idempotency WHERE account = :account AND key = :key

-- drop_idempotent --
-- An idempotency key whose task is past its retention is free again.
DELETE FROM idempotency WHERE account = :account AND key = :key

-- insert_idempotent --
-- An idempotency key and the task that it stands for.
INSERT INTO idempotency (account, key, body_hash, task_id) VALUES (:account, :key, :body_hash, :task_id)

-- counts --
-- Tasks by status.
SELECT status, tasks FROM tally

-- held_now --
-- The attempt that holds a task, if one does.
SELECT id, attempt FROM task WHERE id = :id AND status = 'RUNNING'

-- pace --
-- How long tasks of a kind took so far.
SELECT runs, seconds FROM pace WHERE engine = :engine AND model = :model AND shape = :shape

-- read_tenant --
-- The bucket and the count of a key, and what it may do at a time.
SELECT tenant.due, tenant.day, tenant.used, api_key.rate, api_key.running, api_key.quota
FROM tenant LEFT JOIN api_key ON api_key.id = CAST(:number AS BIGINT) WHERE tenant.key_id = :key_id

-- read_room --
-- The bucket of an account's model.
SELECT due FROM room WHERE account = :account AND model = :model

-- use_tenant --
-- One more submission of a key.
UPDATE tenant SET due = :due, day = :day, used = :used, last_used = :now, running_limit = :running_limit
WHERE key_id = :key_id

-- use_tenant_freely --
-- One more submission of a key without limits.
UPDATE tenant SET used = CASE WHEN day = :day THEN used + 1 ELSE 1 END, day = :day, last_used = :now, running_limit = NULL
WHERE key_id = :key_id

-- use_room --
-- One more submission of an account's model.
UPDATE room SET due = :due WHERE account = :account AND model = :model
