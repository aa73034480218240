-- read_events --
-- Events of an account from a number on.
SELECT * FROM event WHERE account = :account AND number > :after ORDER BY number LIMIT :limit

-- read_task_events --
-- Those of one task.
SELECT * FROM event WHERE task_id = :task_id AND account = :account AND number > :after ORDER BY number LIMIT :limit

-- last_event --
-- The number of the newest.
SELECT events FROM account WHERE name = :account

-- insert_hook --
-- An address that is told.
INSERT INTO hook (id, account, url, statuses, created) VALUES (:id, :account, :url, :statuses, :now)

-- list_hooks --
-- The addresses of an account.
SELECT * FROM hook WHERE account = :account ORDER BY created, id

-- drop_hook --
-- An address that is told no more.
DELETE FROM hook WHERE id = :id AND account = :account

-- drop_hook_deliveries --
-- Nor what was still to be sent there.
DELETE FROM delivery WHERE hook_id = :id AND due IS NOT NULL

-- due_deliveries --
-- What is to be sent now.
SELECT delivery.*, event.task_id, event.status, event.attempt AS task_attempt, event.at
FROM delivery JOIN event ON event.account = delivery.account AND event.number = delivery.event_number
WHERE delivery.due <= :now ORDER BY delivery.due LIMIT :limit

-- any_due_delivery --
-- Whether anything is.
SELECT 1 FROM delivery WHERE due <= :now ORDER BY due LIMIT 1

-- take_delivery --
-- One process sends it; if it dies, another does after a while.
UPDATE delivery SET attempt = attempt + 1, due = :due WHERE seq = :seq AND attempt = :attempt

-- hold_delivery --
-- Whoever sends it is still at it.
UPDATE delivery SET due = :due WHERE seq = :seq AND attempt = :attempt AND due IS NOT NULL

-- end_delivery --
-- It arrived, will be tried again, or was given up.
UPDATE delivery SET due = :due, delivered = :delivered, error = :error WHERE seq = :seq AND attempt = :attempt

-- list_deliveries --
-- The newest of an account.
SELECT delivery.*, event.task_id, event.status, event.attempt AS task_attempt, event.at
FROM delivery JOIN event ON event.account = delivery.account AND event.number = delivery.event_number
WHERE delivery.account = :account AND (:dead = 0 OR (delivery.due IS NULL AND delivery.delivered IS NULL))
ORDER BY delivery.seq DESC LIMIT :limit

-- replay_dead --
-- Everything of an account that was given up is sent again, with all the time of a new message. The number of the attempt
-- goes on: it is the fence.
UPDATE delivery SET due = :now, created = :now, error = '' WHERE account = :account AND due IS NULL AND delivered IS NULL

-- replay_one --
-- One delivery is sent again.
UPDATE delivery SET due = :now, created = :now, error = '', delivered = NULL WHERE account = :account AND seq = :seq
AND EXISTS (SELECT 1 FROM event WHERE account = :account AND number = delivery.event_number AND at = :at)
