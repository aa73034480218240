-- Tasks, what they made, and who may see it. Moments are microseconds since 1970 in UTC; objects are JSON in text.

-- The steps that the state table allows (ledger/states.py), copied here whenever a ledger is opened.
CREATE TABLE step (
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    PRIMARY KEY (source, target)
);

-- `seq` is the age. A task that is not due yet is parked: it is PENDING, and no claim sees it. `changed` is when it came
-- into its present state, `begun` when its present attempt began.
CREATE TABLE task (
    seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    account TEXT NOT NULL,
    status TEXT NOT NULL,
    attempt INTEGER NOT NULL DEFAULT 0,
    priority INTEGER NOT NULL,
    engine TEXT NOT NULL,
    model TEXT NOT NULL,
    task_group TEXT NOT NULL,
    key_id TEXT NOT NULL,
    request_id TEXT NOT NULL,
    submitted BIGINT NOT NULL,
    scheduled BIGINT,
    ended BIGINT,
    changed BIGINT NOT NULL DEFAULT 0,
    begun BIGINT,
    not_before BIGINT,
    parked INTEGER NOT NULL DEFAULT 0,
    worker TEXT,
    lease_until BIGINT,
    progress DOUBLE PRECISION NOT NULL DEFAULT 0,
    phase TEXT NOT NULL DEFAULT '',
    code TEXT,
    message TEXT,
    defect_code TEXT,
    defect_message TEXT,
    shape TEXT NOT NULL DEFAULT '',
    webhook TEXT,
    usage TEXT,
    notes TEXT NOT NULL DEFAULT '{}',
    request TEXT NOT NULL,
    report TEXT
) WITH (fillfactor = 80);
CREATE INDEX task_listed ON task (account, submitted, status, model, ended);
CREATE INDEX task_waiting ON task (engine, key_id, model, priority, seq)
    WHERE status = 'PENDING' AND defect_code IS NULL AND parked = 0;
CREATE INDEX task_parked ON task (not_before) WHERE status = 'PENDING' AND parked = 1;
CREATE INDEX task_defective ON task (submitted) WHERE status = 'PENDING' AND defect_code IS NOT NULL;
CREATE INDEX task_leased ON task (lease_until) WHERE status = 'RUNNING';
CREATE INDEX task_ended ON task (ended) WHERE ended IS NOT NULL;

-- Texts and pictures of a result, in reading order.
CREATE TABLE part (
    task_seq BIGINT NOT NULL,
    place INTEGER NOT NULL,
    text TEXT,
    file_key TEXT,
    media_type TEXT,
    bytes BIGINT,
    width INTEGER,
    height INTEGER,
    seconds DOUBLE PRECISION,
    frames INTEGER,
    PRIMARY KEY (task_seq, place)
);

CREATE TABLE idempotency (
    account TEXT NOT NULL,
    key TEXT NOT NULL,
    body_hash TEXT NOT NULL,
    task_id TEXT NOT NULL,
    PRIMARY KEY (account, key)
);
CREATE INDEX idempotency_task ON idempotency (task_id);

-- Counters that keep claims, positions and metrics flat however many tasks are stored. Only the triggers below write
-- them, but for `turn` and the columns from `due` on.
--
-- `turn` grows with each claim: which key was served longest ago has the smallest. One that was never served has a
-- negative one, in the order of arrival. `running` and `turn` are copied into the key's lanes, so that an index knows
-- whose turn it is. `due` is the moment at which a bucket of submissions is full again; `used` counts those of a day.
CREATE TABLE tenant (
    key_id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    running INTEGER NOT NULL DEFAULT 0,
    turn BIGINT NOT NULL,
    running_limit INTEGER,
    due BIGINT NOT NULL DEFAULT 0,
    day BIGINT NOT NULL DEFAULT 0,
    used INTEGER NOT NULL DEFAULT 0,
    last_used BIGINT
);
CREATE INDEX tenant_turn ON tenant (turn);

-- What an account has running of a model, and the bucket of its submissions: the vendor's limits.
CREATE TABLE room (
    account TEXT NOT NULL,
    model TEXT NOT NULL,
    running INTEGER NOT NULL DEFAULT 0,
    due BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (account, model)
);

CREATE TABLE lane (
    key_id TEXT NOT NULL,
    engine TEXT NOT NULL,
    model TEXT NOT NULL,
    priority INTEGER NOT NULL,
    account TEXT NOT NULL,
    pending INTEGER NOT NULL,
    running INTEGER NOT NULL,
    turn BIGINT NOT NULL,
    PRIMARY KEY (key_id, engine, model, priority)
);
CREATE INDEX lane_next ON lane (engine, priority DESC, running, turn) WHERE pending > 0;

-- One row for each status and a few backends, so that no two of them wait for each other.
CREATE TABLE tally (
    status TEXT NOT NULL,
    shard INTEGER NOT NULL,
    tasks BIGINT NOT NULL,
    PRIMARY KEY (status, shard)
);

-- Which row names which stored file; a file that nobody names any more is loose since then.
CREATE TABLE file_use (
    file_key TEXT NOT NULL,
    owner TEXT NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (file_key, owner, role)
);
CREATE INDEX file_use_owner ON file_use (owner, role);

CREATE TABLE loose_file (
    file_key TEXT PRIMARY KEY,
    since BIGINT NOT NULL
);
CREATE INDEX loose_file_since ON loose_file (since);

CREATE TABLE upload (
    key TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    model TEXT NOT NULL,
    storage_key TEXT NOT NULL,
    expires BIGINT NOT NULL
);
CREATE INDEX upload_expires ON upload (expires);

CREATE TABLE api_key (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account TEXT NOT NULL,
    prefix TEXT NOT NULL,
    hash BYTEA NOT NULL UNIQUE,
    created BIGINT NOT NULL,
    revoked BIGINT,
    name TEXT NOT NULL DEFAULT '',
    scopes TEXT NOT NULL DEFAULT 'admin,read,submit',
    expires BIGINT,
    rate DOUBLE PRECISION,
    running INTEGER,
    quota INTEGER
);
CREATE INDEX api_key_prefix ON api_key (prefix);

-- The numbered record of an account.
CREATE TABLE account (
    name TEXT PRIMARY KEY,
    events BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE event (
    account TEXT NOT NULL,
    number BIGINT NOT NULL,
    task_id TEXT NOT NULL,
    status TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (account, number)
);
CREATE INDEX event_task ON event (task_id);

CREATE TABLE hook (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    url TEXT NOT NULL,
    statuses TEXT NOT NULL,
    created BIGINT NOT NULL
);
CREATE INDEX hook_account ON hook (account);

-- `due` is null once a delivery has ended: with `delivered` it arrived, without it was given up.
CREATE TABLE delivery (
    seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account TEXT NOT NULL,
    event_number BIGINT NOT NULL,
    hook_id TEXT,
    url TEXT NOT NULL,
    attempt INTEGER NOT NULL DEFAULT 0,
    created BIGINT NOT NULL,
    due BIGINT,
    delivered BIGINT,
    error TEXT NOT NULL DEFAULT ''
);
CREATE INDEX delivery_due ON delivery (due) WHERE due IS NOT NULL;
CREATE INDEX delivery_dead ON delivery (account, seq) WHERE due IS NULL AND delivered IS NULL;
CREATE INDEX delivery_account ON delivery (account, seq);
CREATE INDEX delivery_event ON delivery (account, event_number);
CREATE INDEX delivery_hook ON delivery (hook_id);

-- How long tasks take, by kind.
CREATE TABLE pace (
    engine TEXT NOT NULL,
    model TEXT NOT NULL,
    shape TEXT NOT NULL,
    runs INTEGER NOT NULL,
    seconds DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (engine, model, shape)
);

CREATE TABLE worker (
    name TEXT PRIMARY KEY,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    engines TEXT NOT NULL,
    started BIGINT NOT NULL,
    seen BIGINT NOT NULL,
    task_id TEXT,
    draining INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE pause (engine TEXT PRIMARY KEY);
CREATE TABLE chore (name TEXT PRIMARY KEY, due BIGINT NOT NULL);

-- The fingerprint of the installation's secret: keys and links made with another do not work here.
CREATE TABLE installation (one INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL);

-- Few rows that are written all the time: room for new versions beside the old ones, and no waiting for many dead ones.
ALTER TABLE tenant SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
ALTER TABLE room SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
ALTER TABLE lane SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
ALTER TABLE tally SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
ALTER TABLE account SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
ALTER TABLE pace SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
ALTER TABLE worker SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
ALTER TABLE chore SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
-- Millions of rows, of which few are alive to claims: a fifth of them would be far too many dead ones.
ALTER TABLE task SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_analyze_scale_factor = 0.02);
ALTER TABLE event SET (autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE delivery SET (autovacuum_vacuum_scale_factor = 0.01);
ALTER TABLE file_use SET (autovacuum_vacuum_scale_factor = 0.02);

CREATE FUNCTION guard_task() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- All that is counted and told of an account is written behind its row: steps of one account come one after the
    -- other, in the order of their numbers, and no two of them wait for each other.
    IF TG_OP = 'INSERT' THEN
        IF NOT EXISTS (SELECT 1 FROM step WHERE source = '' AND target = NEW.status) THEN
            RAISE EXCEPTION 'a task cannot begin in this state' USING ERRCODE = 'check_violation';
        END IF;
        INSERT INTO account (name) VALUES (NEW.account) ON CONFLICT DO NOTHING;
        PERFORM 1 FROM account WHERE name = NEW.account FOR UPDATE;
        RETURN NEW;
    END IF;
    PERFORM 1 FROM account WHERE name = OLD.account FOR UPDATE;
    IF TG_OP = 'DELETE' THEN
        IF NOT EXISTS (SELECT 1 FROM step WHERE source = OLD.status AND target = '') THEN
            RAISE EXCEPTION 'a task that has not ended cannot be forgotten' USING ERRCODE = 'check_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF (OLD.status <> NEW.status OR OLD.parked = NEW.parked)
       AND NOT EXISTS (SELECT 1 FROM step WHERE source = OLD.status AND target = NEW.status) THEN
        RAISE EXCEPTION 'the state table does not allow this step' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER task_born BEFORE INSERT ON task FOR EACH ROW EXECUTE FUNCTION guard_task();
CREATE TRIGGER task_step BEFORE UPDATE OF status, parked ON task FOR EACH ROW EXECUTE FUNCTION guard_task();
CREATE TRIGGER task_gone BEFORE DELETE ON task FOR EACH ROW EXECUTE FUNCTION guard_task();

CREATE FUNCTION add_to_tally(which TEXT, difference INTEGER) RETURNS void LANGUAGE sql AS $$
    INSERT INTO tally VALUES (which, pg_backend_pid() % 1024, difference)
    ON CONFLICT (status, shard) DO UPDATE SET tasks = tally.tasks + excluded.tasks
$$;

CREATE FUNCTION tell(seen task) RETURNS void LANGUAGE plpgsql AS $$
DECLARE next BIGINT;
BEGIN
    UPDATE account SET events = events + 1 WHERE name = seen.account RETURNING events INTO next;
    INSERT INTO event VALUES (seen.account, next, seen.id, seen.status, seen.attempt, seen.changed);
    IF seen.webhook IS NOT NULL AND seen.ended IS NOT NULL THEN
        INSERT INTO delivery (account, event_number, url, created, due)
            VALUES (seen.account, next, seen.webhook, seen.changed, seen.changed);
    END IF;
    INSERT INTO delivery (account, event_number, hook_id, url, created, due)
        SELECT seen.account, next, hook.id, hook.url, seen.changed, seen.changed FROM hook
        WHERE hook.account = seen.account AND (',' || hook.statuses || ',') LIKE ('%,' || seen.status || ',%');
END $$;

CREATE FUNCTION count_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM add_to_tally(NEW.status, 1);
    INSERT INTO tenant (key_id, account, turn)
        VALUES (NEW.key_id, NEW.account, coalesce((SELECT max(turn) + 1 FROM tenant WHERE turn < 0), -1000000000000))
        ON CONFLICT DO NOTHING;
    INSERT INTO room (account, model) VALUES (NEW.account, NEW.model) ON CONFLICT DO NOTHING;
    IF NEW.defect_code IS NULL AND NEW.parked = 0 THEN
        INSERT INTO lane
            SELECT NEW.key_id, NEW.engine, NEW.model, NEW.priority, NEW.account, 1, tenant.running, tenant.turn
            FROM tenant WHERE tenant.key_id = NEW.key_id
            ON CONFLICT (key_id, engine, model, priority) DO UPDATE SET pending = lane.pending + 1;
    END IF;
    PERFORM tell(NEW);
    RETURN NULL;
END $$;
CREATE TRIGGER count_insert AFTER INSERT ON task FOR EACH ROW EXECUTE FUNCTION count_insert();

CREATE FUNCTION count_update() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    more INTEGER := (NEW.status = 'RUNNING')::int - (OLD.status = 'RUNNING')::int;
    waiting INTEGER := (NEW.status = 'PENDING' AND NEW.parked = 0)::int - (OLD.status = 'PENDING' AND OLD.parked = 0)::int;
BEGIN
    IF OLD.status <> NEW.status THEN
        PERFORM add_to_tally(OLD.status, -1);
        PERFORM add_to_tally(NEW.status, 1);
    END IF;
    IF more <> 0 THEN
        UPDATE tenant SET running = running + more WHERE key_id = NEW.key_id;
        UPDATE room SET running = running + more WHERE account = NEW.account AND model = NEW.model;
    END IF;
    IF NEW.defect_code IS NULL AND waiting <> 0 THEN
        INSERT INTO lane
            SELECT NEW.key_id, NEW.engine, NEW.model, NEW.priority, NEW.account, waiting, tenant.running, tenant.turn
            FROM tenant WHERE tenant.key_id = NEW.key_id
            ON CONFLICT (key_id, engine, model, priority) DO UPDATE SET pending = lane.pending + excluded.pending;
    END IF;
    IF OLD.status <> NEW.status THEN
        PERFORM tell(NEW);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER count_update AFTER UPDATE OF status, parked ON task FOR EACH ROW
    WHEN (OLD.status <> NEW.status OR OLD.parked <> NEW.parked) EXECUTE FUNCTION count_update();

CREATE FUNCTION count_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM add_to_tally(OLD.status, -1);
    RETURN NULL;
END $$;
CREATE TRIGGER count_delete AFTER DELETE ON task FOR EACH ROW EXECUTE FUNCTION count_delete();

CREATE FUNCTION copy_tenant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE lane SET running = NEW.running, turn = NEW.turn WHERE key_id = NEW.key_id;
    RETURN NULL;
END $$;
CREATE TRIGGER copy_tenant AFTER UPDATE OF running, turn ON tenant FOR EACH ROW
    WHEN (OLD.running <> NEW.running OR OLD.turn <> NEW.turn) EXECUTE FUNCTION copy_tenant();
