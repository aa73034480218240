-- A worker's way from one task to the next in one call each, and fewer statements behind each step of a task.

-- All that goes with a step: whether it is allowed, what is counted, what is told. Everything is written behind the row
-- of the account, so that steps of one account come one after the other, in the order of their numbers, and no two of
-- them wait for each other. The row of the task is locked by now, so what is counted here will happen.
CREATE FUNCTION step_task() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moved BOOLEAN := OLD.status <> NEW.status;
    more INTEGER := (NEW.status = 'RUNNING')::int - (OLD.status = 'RUNNING')::int;
    waiting INTEGER := (NEW.status = 'PENDING' AND NEW.parked = 0)::int - (OLD.status = 'PENDING' AND OLD.parked = 0)::int;
    told BIGINT;
    owner tenant;
BEGIN
    UPDATE account SET events = events + moved::int WHERE name = OLD.account RETURNING events INTO told;
    IF (moved OR OLD.parked = NEW.parked)
       AND NOT EXISTS (SELECT 1 FROM step WHERE source = OLD.status AND target = NEW.status) THEN
        RAISE EXCEPTION 'the state table does not allow this step' USING ERRCODE = 'check_violation';
    END IF;
    -- Whoever is given a task goes to the end of the round.
    IF more > 0 THEN
        UPDATE tenant SET running = running + 1, turn = 1 + (SELECT greatest(max(turn), 0) FROM tenant)
            WHERE key_id = NEW.key_id RETURNING * INTO owner;
    ELSIF more < 0 THEN
        UPDATE tenant SET running = running - 1 WHERE key_id = NEW.key_id RETURNING * INTO owner;
    ELSE
        SELECT * FROM tenant WHERE key_id = NEW.key_id INTO owner;
    END IF;
    IF more <> 0 THEN
        UPDATE room SET running = running + more WHERE account = NEW.account AND model = NEW.model;
    END IF;
    IF waiting > 0 AND NEW.defect_code IS NULL THEN
        INSERT INTO lane
            VALUES (NEW.key_id, NEW.engine, NEW.model, NEW.priority, NEW.account, 0, owner.running, owner.turn)
            ON CONFLICT (key_id, engine, model, priority) DO NOTHING;
    END IF;
    UPDATE lane SET running = owner.running, turn = owner.turn,
                    pending = pending + CASE WHEN engine = NEW.engine AND model = NEW.model AND priority = NEW.priority
                                                  AND NEW.defect_code IS NULL THEN waiting ELSE 0 END
        WHERE key_id = NEW.key_id;
    IF moved THEN
        INSERT INTO tally VALUES (OLD.status, pg_backend_pid() % 1024, -1), (NEW.status, pg_backend_pid() % 1024, 1)
            ON CONFLICT (status, shard) DO UPDATE SET tasks = tally.tasks + excluded.tasks;
        INSERT INTO event VALUES (NEW.account, told, NEW.id, NEW.status, NEW.attempt, NEW.changed);
        IF NEW.webhook IS NOT NULL AND NEW.ended IS NOT NULL THEN
            INSERT INTO delivery (account, event_number, url, created, due)
                VALUES (NEW.account, told, NEW.webhook, NEW.changed, NEW.changed);
        END IF;
        INSERT INTO delivery (account, event_number, hook_id, url, created, due)
            SELECT NEW.account, told, hook.id, hook.url, NEW.changed, NEW.changed FROM hook
            WHERE hook.account = NEW.account AND (',' || hook.statuses || ',') LIKE ('%,' || NEW.status || ',%');
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER task_step ON task;
DROP TRIGGER count_update ON task;
DROP FUNCTION count_update();
CREATE TRIGGER task_step BEFORE UPDATE OF status, parked ON task FOR EACH ROW EXECUTE FUNCTION step_task();

-- The same for a task that is new.
CREATE FUNCTION begin_task() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    told BIGINT;
    owner tenant;
BEGIN
    INSERT INTO account (name, events) VALUES (NEW.account, 1)
        ON CONFLICT (name) DO UPDATE SET events = account.events + 1 RETURNING events INTO told;
    IF NOT EXISTS (SELECT 1 FROM step WHERE source = '' AND target = NEW.status) THEN
        RAISE EXCEPTION 'a task cannot begin in this state' USING ERRCODE = 'check_violation';
    END IF;
    SELECT * FROM tenant WHERE key_id = NEW.key_id INTO owner;
    IF NOT FOUND THEN
        INSERT INTO tenant (key_id, account, turn)
            VALUES (NEW.key_id, NEW.account, coalesce((SELECT max(turn) + 1 FROM tenant WHERE turn < 0), -1000000000000))
            ON CONFLICT DO NOTHING;
        SELECT * FROM tenant WHERE key_id = NEW.key_id INTO owner;
    END IF;
    INSERT INTO room (account, model) VALUES (NEW.account, NEW.model) ON CONFLICT DO NOTHING;
    IF NEW.defect_code IS NULL AND NEW.parked = 0 THEN
        INSERT INTO lane
            VALUES (NEW.key_id, NEW.engine, NEW.model, NEW.priority, NEW.account, 1, owner.running, owner.turn)
            ON CONFLICT (key_id, engine, model, priority) DO UPDATE SET pending = lane.pending + 1;
    END IF;
    INSERT INTO tally VALUES (NEW.status, pg_backend_pid() % 1024, 1)
        ON CONFLICT (status, shard) DO UPDATE SET tasks = tally.tasks + 1;
    INSERT INTO event VALUES (NEW.account, told, NEW.id, NEW.status, NEW.attempt, NEW.changed);
    INSERT INTO delivery (account, event_number, hook_id, url, created, due)
        SELECT NEW.account, told, hook.id, hook.url, NEW.changed, NEW.changed FROM hook
        WHERE hook.account = NEW.account AND (',' || hook.statuses || ',') LIKE ('%,' || NEW.status || ',%');
    RETURN NEW;
END $$;
DROP TRIGGER task_born ON task;
DROP TRIGGER count_insert ON task;
DROP FUNCTION count_insert();
CREATE TRIGGER task_born BEFORE INSERT ON task FOR EACH ROW EXECUTE FUNCTION begin_task();

-- What is left of the others.
CREATE OR REPLACE FUNCTION guard_task() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM account WHERE name = OLD.account FOR UPDATE;
    IF NOT EXISTS (SELECT 1 FROM step WHERE source = OLD.status AND target = '') THEN
        RAISE EXCEPTION 'a task that has not ended cannot be forgotten' USING ERRCODE = 'check_violation';
    END IF;
    RETURN OLD;
END $$;
DROP FUNCTION tell(task);

-- Steps of tasks copy by themselves.
DROP TRIGGER copy_tenant ON tenant;
CREATE TRIGGER copy_tenant AFTER UPDATE OF running, turn ON tenant FOR EACH ROW
    WHEN (pg_trigger_depth() = 0 AND (OLD.running <> NEW.running OR OLD.turn <> NEW.turn))
    EXECUTE FUNCTION copy_tenant();

-- In what follows `status || ''` is the status, but no index of tasks in one state is thought of for it: a plan that was
-- made while the table was empty, and is kept, would read such an index whole to find one task.

-- The result of a task; false if this attempt does not hold it. `shown` is its parts in reading order.
CREATE FUNCTION finish_task(which TEXT, fence INTEGER, moment BIGINT, used TEXT, said TEXT, shown JSONB) RETURNS BOOLEAN
LANGUAGE plpgsql AS $$
DECLARE done task;
BEGIN
    UPDATE task SET status = 'SUCCEEDED', ended = moment, changed = moment, lease_until = NULL, progress = 1,
                    usage = used, report = said
        WHERE id = which AND attempt = fence AND status || '' = 'RUNNING' RETURNING * INTO done;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    DELETE FROM part WHERE task_seq = done.seq;
    -- Neither what was shown so far nor the inputs are named any more.
    INSERT INTO loose_file (file_key, since) SELECT DISTINCT file_key, moment FROM file_use WHERE owner = which
        ON CONFLICT (file_key) DO UPDATE SET since = excluded.since;
    IF FOUND THEN
        DELETE FROM file_use WHERE owner = which;
    END IF;
    INSERT INTO part (task_seq, place, text, file_key, media_type, bytes, width, height, seconds, frames)
        SELECT done.seq, one.place, one.text, one.file_key, one.media_type, one.bytes, one.width, one.height,
               one.seconds, one.frames
        FROM jsonb_to_recordset(shown) AS one (place INTEGER, text TEXT, file_key TEXT, media_type TEXT, bytes BIGINT,
                                               width INTEGER, height INTEGER, seconds DOUBLE PRECISION, frames INTEGER);
    IF jsonb_path_exists(shown, '$[*].file_key ? (@ != null)') THEN
        INSERT INTO file_use (file_key, owner, role)
            SELECT DISTINCT file_key, which, 'result' FROM part WHERE task_seq = done.seq AND file_key IS NOT NULL;
    END IF;
    -- How long such tasks take; the share of the newest never falls below a tenth.
    INSERT INTO pace (engine, model, shape, runs, seconds)
        VALUES (done.engine, done.model, done.shape, 1, greatest(0, moment - coalesce(done.begun, moment)) / 1000000.0)
        ON CONFLICT (engine, model, shape) DO UPDATE SET
            seconds = pace.seconds + (excluded.seconds - pace.seconds)
                      * CASE WHEN pace.runs < 10 THEN 1.0 / (pace.runs + 1) ELSE 0.1 END,
            runs = pace.runs + 1;
    RETURN true;
END $$;

-- The next task of those that `skills` can do, held by `taker`: the highest priority, then the key with least running,
-- then the one that was served longest ago, then the oldest. A row of nulls says that time has something to do first;
-- `heedless` claims nevertheless.
CREATE FUNCTION claim_task(taker TEXT, skills TEXT[], moment BIGINT, until BIGINT, key_running INTEGER,
                           model_running INTEGER, defects_before BIGINT, heedless BOOLEAN) RETURNS SETOF task
LANGUAGE plpgsql AS $$
DECLARE
    best RECORD;
    oldest BIGINT;
BEGIN
    IF NOT heedless AND (
        EXISTS (SELECT 1 FROM task WHERE status = 'RUNNING' AND lease_until <= moment)
        OR EXISTS (SELECT 1 FROM task WHERE status = 'PENDING' AND parked = 1 AND not_before <= moment)
        OR EXISTS (SELECT 1 FROM task
                   WHERE status = 'PENDING' AND defect_code IS NOT NULL AND submitted <= defects_before)) THEN
        RETURN NEXT NULL;
        RETURN;
    END IF;
    SELECT one.* INTO best FROM unnest(skills) AS skill (name) CROSS JOIN LATERAL (
        SELECT lane.key_id, lane.engine, lane.priority, lane.running, lane.turn
        FROM lane JOIN tenant ON tenant.key_id = lane.key_id
                  LEFT JOIN room ON room.account = lane.account AND room.model = lane.model
        WHERE lane.engine = skill.name AND lane.pending > 0
          AND lane.running < coalesce(tenant.running_limit, key_running) AND coalesce(room.running, 0) < model_running
        ORDER BY lane.priority DESC, lane.running, lane.turn LIMIT 1) AS one
    WHERE NOT EXISTS (SELECT 1 FROM pause WHERE pause.engine IN (skill.name, '*'))
    ORDER BY one.priority DESC, one.running, one.turn LIMIT 1;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT min(first.seq) INTO oldest
    FROM lane LEFT JOIN room ON room.account = lane.account AND room.model = lane.model
         CROSS JOIN LATERAL (
             SELECT task.seq FROM task
             WHERE task.engine = lane.engine AND task.key_id = lane.key_id AND task.model = lane.model
               AND task.priority = lane.priority AND status = 'PENDING' AND defect_code IS NULL AND parked = 0
             ORDER BY task.seq LIMIT 1) AS first
    WHERE lane.key_id = best.key_id AND lane.engine = best.engine AND lane.priority = best.priority
      AND lane.pending > 0 AND coalesce(room.running, 0) < model_running;
    -- A row that a caller is cancelling in this moment is left to him.
    RETURN QUERY UPDATE task SET
        status = 'RUNNING', attempt = attempt + 1, worker = taker, lease_until = until,
        scheduled = coalesce(scheduled, moment), changed = moment, begun = moment, progress = 0, phase = ''
        WHERE seq = (SELECT seq FROM task WHERE seq = oldest FOR UPDATE SKIP LOCKED)
              AND status || '' = 'PENDING' AND defect_code IS NULL AND parked = 0
        RETURNING *;
END $$;

-- Both, or neither: WB001 if the attempt does not hold the task that it hands in.
CREATE FUNCTION finish_and_claim(which TEXT, fence INTEGER, used TEXT, said TEXT, shown JSONB, taker TEXT, skills TEXT[],
                                 moment BIGINT, until BIGINT, key_running INTEGER, model_running INTEGER,
                                 defects_before BIGINT) RETURNS SETOF task
LANGUAGE plpgsql AS $$
BEGIN
    IF NOT finish_task(which, fence, moment, used, said, shown) THEN
        RAISE EXCEPTION 'the task is no longer held' USING ERRCODE = 'WB001';
    END IF;
    RETURN QUERY SELECT * FROM claim_task(taker, skills, moment, until, key_running, model_running, defects_before, false);
END $$;
