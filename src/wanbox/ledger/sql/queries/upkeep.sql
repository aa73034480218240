-- past_retention --
-- Tasks to be forgotten.
SELECT seq, id, account FROM task INDEXED BY task_ended WHERE ended IS NOT NULL AND ended <= :horizon ORDER BY ended LIMIT :limit

-- any_past_retention --
-- Whether there are any.
SELECT 1 FROM task INDEXED BY task_ended WHERE ended IS NOT NULL AND ended <= :horizon ORDER BY ended LIMIT 1

-- forget_task --
-- A task is gone as a whole.
DELETE FROM task WHERE seq = :seq

-- forget_idempotent --
-- With it goes its idempotency key.
DELETE FROM idempotency WHERE task_id = :id

-- use_file --
-- A row names a file.
INSERT INTO file_use (file_key, owner, role) VALUES (:file_key, :owner, :role) ON CONFLICT DO NOTHING

-- loosen_files --
-- The files that an owner names in a role may be loose from now on.
INSERT INTO loose_file (file_key, since) SELECT file_key, :now FROM file_use WHERE owner = :owner AND role = :role
ON CONFLICT (file_key) DO UPDATE SET since = excluded.since

-- unuse_files --
-- The owner no longer names them.
DELETE FROM file_use WHERE owner = :owner AND role = :role

-- drop_named_loose --
-- Files that somebody names again are not loose. One that became loose a moment ago may have lost its name in that
-- moment, too.
DELETE FROM loose_file WHERE since <= :before AND EXISTS (SELECT 1 FROM file_use WHERE file_use.file_key = loose_file.file_key)

-- stale_files --
-- Files that nobody has named for a while.
SELECT file_key FROM loose_file
WHERE since <= :before AND NOT EXISTS (SELECT 1 FROM file_use WHERE file_use.file_key = loose_file.file_key)
ORDER BY since LIMIT :limit

-- forget_file --
-- A file that was deleted, unless it was stored and became loose again since.
DELETE FROM loose_file WHERE file_key = :file_key AND since <= :before

-- expired_uploads --
-- Uploads whose time is over.
SELECT key FROM upload WHERE expires <= :now LIMIT :limit

-- forget_upload --
-- An upload is gone; its file may be loose.
DELETE FROM upload WHERE key = :key

-- due_parked --
-- Tasks that waited for a moment which has come.
SELECT id FROM task WHERE status = 'PENDING' AND parked = 1 AND not_before <= :now ORDER BY not_before LIMIT :limit

-- unpark --
-- Such a task can be claimed.
UPDATE task SET parked = 0 WHERE id = :id AND status = 'PENDING' AND parked = 1

-- forget_events --
-- What was told of a task that is gone.
DELETE FROM event WHERE task_id = :id

-- forget_deliveries --
-- And what was still to be told.
DELETE FROM delivery WHERE (account, event_number) IN (SELECT account, number FROM event WHERE task_id = :id)

-- named_files --
-- Files that rows name, each once.
SELECT DISTINCT file_key FROM file_use WHERE file_key > :after ORDER BY file_key LIMIT :limit

-- file_owners --
-- The rows that name a file, each once; a task may name one as what it was given and as what it made.
SELECT owner, CASE WHEN role = 'upload' THEN 'upload' ELSE 'task' END AS role FROM file_use WHERE file_key = :file_key
GROUP BY 1, 2 ORDER BY 2, 1

-- loosen_file --
-- A file that no row names.
INSERT INTO loose_file (file_key, since) SELECT :file_key, :now
WHERE NOT EXISTS (SELECT 1 FROM file_use WHERE file_use.file_key = :file_key)
ON CONFLICT DO NOTHING

-- add_chore --
-- Something that one process does now and then.
INSERT INTO chore (name, due) VALUES (:name, 0) ON CONFLICT DO NOTHING

-- begin_chore --
-- It is done, and again after a while.
UPDATE chore SET due = :next WHERE name = :name AND due <= :now

-- read_chore --
-- When it is due.
SELECT due FROM chore WHERE name = :name

-- put_worker --
-- A worker, as it says of itself.
INSERT INTO worker (name, host, pid, engines, started, seen, task_id)
VALUES (:name, :host, :pid, :engines, :started, :now, :task_id)
ON CONFLICT (name) DO UPDATE SET host = excluded.host, pid = excluded.pid, engines = excluded.engines,
    draining = CASE WHEN worker.started = excluded.started THEN worker.draining ELSE 0 END,
    started = excluded.started, seen = excluded.seen, task_id = excluded.task_id

-- read_worker --
-- What the operator wants of a worker.
SELECT draining FROM worker WHERE name = :name

-- list_workers --
-- Workers that were seen lately.
SELECT * FROM worker WHERE seen >= :since ORDER BY name

-- drop_worker --
-- A worker that has ended.
DELETE FROM worker WHERE name = :name

-- drop_old_workers --
-- Workers that have not been seen for long.
DELETE FROM worker WHERE seen < :before

-- drain_worker --
-- A worker that is to end.
UPDATE worker SET draining = 1 WHERE name = :name

-- put_pause --
-- No more tasks of an engine.
INSERT INTO pause (engine) VALUES (:engine) ON CONFLICT DO NOTHING

-- drop_pause --
-- Tasks of an engine again.
DELETE FROM pause WHERE engine = :engine

-- list_pauses --
-- Engines whose tasks are held back.
SELECT engine FROM pause

-- put_installation --
-- Whose database this is.
INSERT INTO installation (one, fingerprint) VALUES (1, :fingerprint) ON CONFLICT DO NOTHING

-- read_installation --
-- The fingerprint of the secret that it was begun with.
SELECT fingerprint FROM installation

-- longest_waiting --
-- When the task was handed in that waits longest to be begun.
SELECT min((SELECT submitted FROM task WHERE seq = (
    SELECT min(seq) FROM task INDEXED BY task_waiting
    WHERE task.engine = lane.engine AND task.key_id = lane.key_id AND task.model = lane.model
      AND task.priority = lane.priority AND status = 'PENDING' AND defect_code IS NULL AND parked = 0
))) AS submitted FROM lane WHERE lane.pending > 0

-- count_due --
-- How many messages should be on their way.
SELECT count(*) AS deliveries FROM delivery WHERE due <= :now

-- count_dead --
-- How many were given up.
SELECT count(*) AS deliveries FROM delivery WHERE due IS NULL AND delivered IS NULL

-- upkeep_due --
-- Which of the steps that time causes have something to do.
SELECT EXISTS (SELECT 1 FROM task WHERE status = 'PENDING' AND defect_code IS NOT NULL AND submitted <= :defects_before)
           AS defective,
       EXISTS (SELECT 1 FROM task WHERE status = 'RUNNING' AND lease_until <= :now) AS overdue,
       EXISTS (SELECT 1 FROM task WHERE status = 'PENDING' AND parked = 1 AND not_before <= :now) AS parked
