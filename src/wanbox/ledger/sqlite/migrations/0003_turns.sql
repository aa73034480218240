-- Whoever is given a task goes to the end of the round in the step that gives it, not in one of its own.

DROP TRIGGER count_update;
CREATE TRIGGER count_update AFTER UPDATE OF status, parked ON task
WHEN OLD.status <> NEW.status OR OLD.parked <> NEW.parked
BEGIN
    INSERT INTO tally SELECT NEW.status, 1 WHERE OLD.status <> NEW.status ON CONFLICT DO UPDATE SET tasks = tasks + 1;
    UPDATE tally SET tasks = tasks - 1 WHERE status = OLD.status AND OLD.status <> NEW.status;
    UPDATE tenant SET running = running + 1,
                      turn = 1 + (SELECT max(turn) FROM (SELECT max(turn) AS turn FROM tenant UNION ALL SELECT 0))
        WHERE key_id = NEW.key_id AND OLD.status <> 'RUNNING' AND NEW.status = 'RUNNING';
    UPDATE tenant SET running = running - 1
        WHERE key_id = NEW.key_id AND OLD.status = 'RUNNING' AND NEW.status <> 'RUNNING';
    UPDATE room SET running = running + (NEW.status = 'RUNNING') - (OLD.status = 'RUNNING')
        WHERE account = NEW.account AND model = NEW.model AND (NEW.status = 'RUNNING') <> (OLD.status = 'RUNNING');
    INSERT INTO lane
        SELECT NEW.key_id, NEW.engine, NEW.model, NEW.priority, NEW.account,
               (NEW.status = 'PENDING' AND NEW.parked = 0) - (OLD.status = 'PENDING' AND OLD.parked = 0),
               tenant.running, tenant.turn FROM tenant
        WHERE tenant.key_id = NEW.key_id AND NEW.defect_code IS NULL
          AND (NEW.status = 'PENDING' AND NEW.parked = 0) <> (OLD.status = 'PENDING' AND OLD.parked = 0)
        ON CONFLICT DO UPDATE SET pending = pending + excluded.pending;
END;
