-- check_tally --
-- Tasks by status.
SELECT status, CAST(sum(said) AS BIGINT) AS said, CAST(sum(counted) AS BIGINT) AS counted
FROM (SELECT status, tasks AS said, 0 AS counted FROM tally UNION ALL SELECT status, 0, 1 FROM task) AS pair
GROUP BY status HAVING sum(said) <> sum(counted)

-- empty_tally --
-- Before they are counted anew.
DELETE FROM tally

-- recount_tally --
-- From the tasks.
INSERT INTO tally SELECT status, count(*) FROM task GROUP BY status

-- check_tenant --
-- What a key has running.
SELECT key_id, CAST(sum(said) AS BIGINT) AS said, CAST(sum(counted) AS BIGINT) AS counted
FROM (SELECT key_id, running AS said, 0 AS counted FROM tenant
      UNION ALL SELECT key_id, 0, 1 FROM task WHERE status = 'RUNNING') AS pair
GROUP BY key_id HAVING sum(said) <> sum(counted)

-- check_tenant_missing --
-- Keys that have tasks waiting or running but no counters.
SELECT DISTINCT key_id FROM task
WHERE status IN ('PENDING', 'RUNNING') AND NOT EXISTS (SELECT 1 FROM tenant WHERE tenant.key_id = task.key_id)

-- add_tenants --
-- They come first in the round.
INSERT INTO tenant (key_id, account, turn)
SELECT key_id, min(account), min(seq) - 1000000000000 FROM task WHERE status IN ('PENDING', 'RUNNING') GROUP BY key_id
ON CONFLICT DO NOTHING

-- recount_tenant --
-- From the tasks.
UPDATE tenant SET running = (SELECT count(*) FROM task WHERE status = 'RUNNING' AND task.key_id = tenant.key_id)

-- check_room --
-- What an account has running of a model.
SELECT account, model, CAST(sum(said) AS BIGINT) AS said, CAST(sum(counted) AS BIGINT) AS counted
FROM (SELECT account, model, running AS said, 0 AS counted FROM room
      UNION ALL SELECT account, model, 0, 1 FROM task WHERE status = 'RUNNING') AS pair
GROUP BY account, model HAVING sum(said) <> sum(counted)

-- add_rooms --
-- An account's model without counters.
INSERT INTO room (account, model)
SELECT DISTINCT account, model FROM task WHERE status IN ('PENDING', 'RUNNING') ON CONFLICT DO NOTHING

-- recount_room --
-- From the tasks.
UPDATE room SET running = (SELECT count(*) FROM task
                           WHERE status = 'RUNNING' AND task.account = room.account AND task.model = room.model)

-- check_lane --
-- What waits of a key.
SELECT key_id, engine, model, priority, CAST(sum(said) AS BIGINT) AS said, CAST(sum(counted) AS BIGINT) AS counted
FROM (SELECT key_id, engine, model, priority, pending AS said, 0 AS counted FROM lane
      UNION ALL SELECT key_id, engine, model, priority, 0, 1 FROM task
      WHERE status = 'PENDING' AND defect_code IS NULL AND parked = 0) AS pair
GROUP BY key_id, engine, model, priority HAVING sum(said) <> sum(counted)

-- check_lane_copy --
-- Whose turn it is, as lanes say it.
SELECT lane.key_id, lane.running AS said_running, tenant.running, lane.turn AS said_turn, tenant.turn
FROM lane JOIN tenant ON tenant.key_id = lane.key_id
WHERE lane.pending > 0 AND (lane.running <> tenant.running OR lane.turn <> tenant.turn)

-- empty_lane --
-- Before they are made anew.
DELETE FROM lane

-- recount_lane --
-- From the tasks and the keys.
INSERT INTO lane (key_id, engine, model, priority, account, pending, running, turn)
SELECT task.key_id, task.engine, task.model, task.priority, min(task.account), count(*), tenant.running, tenant.turn
FROM task JOIN tenant ON tenant.key_id = task.key_id
WHERE task.status = 'PENDING' AND task.defect_code IS NULL AND task.parked = 0
GROUP BY task.key_id, task.engine, task.model, task.priority, tenant.running, tenant.turn

-- check_parts --
-- Parts of tasks that are gone.
SELECT task_seq, place FROM part WHERE NOT EXISTS (SELECT 1 FROM task WHERE task.seq = part.task_seq)

-- drop_lost_parts --
-- They show nothing to anybody.
DELETE FROM part WHERE NOT EXISTS (SELECT 1 FROM task WHERE task.seq = part.task_seq)

-- check_uses --
-- Files that are named by what is gone.
SELECT file_key, owner, role FROM file_use
WHERE (role <> 'upload' AND NOT EXISTS (SELECT 1 FROM task WHERE task.id = file_use.owner))
   OR (role = 'upload' AND NOT EXISTS (SELECT 1 FROM upload WHERE upload.key = file_use.owner))

-- loosen_lost_uses --
-- They may be deleted unless somebody else names them.
INSERT INTO loose_file (file_key, since)
SELECT DISTINCT file_key, CAST(:now AS BIGINT) FROM file_use
WHERE (role <> 'upload' AND NOT EXISTS (SELECT 1 FROM task WHERE task.id = file_use.owner))
   OR (role = 'upload' AND NOT EXISTS (SELECT 1 FROM upload WHERE upload.key = file_use.owner))
ON CONFLICT DO NOTHING

-- drop_lost_uses --
-- And are named no more.
DELETE FROM file_use
WHERE (role <> 'upload' AND NOT EXISTS (SELECT 1 FROM task WHERE task.id = file_use.owner))
   OR (role = 'upload' AND NOT EXISTS (SELECT 1 FROM upload WHERE upload.key = file_use.owner))

-- check_unnamed --
-- Files of results and uploads that nothing keeps from being deleted.
SELECT part.file_key, task.id AS owner FROM part JOIN task ON task.seq = part.task_seq
WHERE part.file_key IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM file_use WHERE file_use.file_key = part.file_key AND file_use.owner = task.id AND role = 'result')
UNION ALL
SELECT storage_key, key FROM upload WHERE NOT EXISTS (
    SELECT 1 FROM file_use WHERE file_use.file_key = upload.storage_key AND file_use.owner = upload.key AND role = 'upload')

-- name_results --
-- From the parts.
INSERT INTO file_use (file_key, owner, role)
SELECT part.file_key, task.id, 'result' FROM part JOIN task ON task.seq = part.task_seq
WHERE part.file_key IS NOT NULL ON CONFLICT DO NOTHING

-- name_uploads --
-- From the uploads.
INSERT INTO file_use (file_key, owner, role) SELECT storage_key, key, 'upload' FROM upload WHERE true
ON CONFLICT DO NOTHING

-- check_idempotency --
-- Idempotency keys of tasks that are gone.
SELECT account, key FROM idempotency WHERE NOT EXISTS (SELECT 1 FROM task WHERE task.id = idempotency.task_id)

-- drop_lost_idempotency --
-- They are free again.
DELETE FROM idempotency WHERE NOT EXISTS (SELECT 1 FROM task WHERE task.id = idempotency.task_id)

-- check_account --
-- Events beyond the number that an account has come to.
SELECT account.name, account.events AS said, max(event.number) AS counted
FROM event JOIN account ON account.name = event.account
GROUP BY account.name, account.events HAVING account.events < max(event.number)

-- recount_account --
-- From the events: the next is numbered after them.
UPDATE account SET events = (SELECT max(number) FROM event WHERE event.account = account.name)
WHERE events < (SELECT max(number) FROM event WHERE event.account = account.name)

-- check_deliveries --
-- Deliveries of events that are gone.
SELECT account, event_number, url FROM delivery WHERE NOT EXISTS (
    SELECT 1 FROM event WHERE event.account = delivery.account AND event.number = delivery.event_number)

-- drop_lost_deliveries --
-- There is nothing to be sent.
DELETE FROM delivery WHERE NOT EXISTS (
    SELECT 1 FROM event WHERE event.account = delivery.account AND event.number = delivery.event_number)

-- check_running --
-- Running tasks whose lease can never end.
SELECT id, worker FROM task WHERE status = 'RUNNING' AND lease_until IS NULL

-- give_lease --
-- It ends now, and another worker takes them.
UPDATE task SET lease_until = :now WHERE status = 'RUNNING' AND lease_until IS NULL

-- check_ended --
-- Tasks that have ended at no moment, or at one without having ended.
SELECT id, status FROM task WHERE (ended IS NULL) <> (status IN ('PENDING', 'RUNNING'))

-- check_steps --
-- The state table, as the triggers read it.
SELECT source, target FROM step
