-- Tasks, what they made, and who may see it. Moments are microseconds since 1970 in UTC; objects are JSON.

-- The steps that the state table allows (ledger/states.py), copied here whenever a ledger is opened.
CREATE TABLE step (
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    PRIMARY KEY (source, target)
) WITHOUT ROWID;

-- `seq` is the age. What polls and claims read comes first, what may be long comes last.
CREATE TABLE task (
    seq INTEGER PRIMARY KEY,
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
    submitted INTEGER NOT NULL,
    scheduled INTEGER,
    ended INTEGER,
    worker TEXT,
    lease_until INTEGER,
    progress REAL NOT NULL DEFAULT 0,
    phase TEXT NOT NULL DEFAULT '',
    code TEXT,
    message TEXT,
    defect_code TEXT,
    defect_message TEXT,
    usage TEXT,
    notes TEXT NOT NULL DEFAULT '{}',
    request TEXT NOT NULL,
    report TEXT
);
CREATE INDEX task_listed ON task (account, submitted, status, model, ended);
CREATE INDEX task_waiting ON task (engine, account, priority, seq) WHERE status = 'PENDING' AND defect_code IS NULL;
CREATE INDEX task_defective ON task (submitted) WHERE status = 'PENDING' AND defect_code IS NOT NULL;
CREATE INDEX task_leased ON task (lease_until) WHERE status = 'RUNNING';
CREATE INDEX task_ended ON task (ended) WHERE ended IS NOT NULL;

-- Texts and pictures of a result, in reading order.
CREATE TABLE part (
    task_seq INTEGER NOT NULL,
    place INTEGER NOT NULL,
    text TEXT,
    file_key TEXT,
    media_type TEXT,
    bytes INTEGER,
    width INTEGER,
    height INTEGER,
    seconds REAL,
    frames INTEGER,
    PRIMARY KEY (task_seq, place)
) WITHOUT ROWID;

CREATE TABLE idempotency (
    account TEXT NOT NULL,
    key TEXT NOT NULL,
    body_hash TEXT NOT NULL,
    task_id TEXT NOT NULL,
    PRIMARY KEY (account, key)
) WITHOUT ROWID;
CREATE INDEX idempotency_task ON idempotency (task_id);

-- Counters that keep claims, positions and metrics flat however many tasks are stored. Only the triggers below write them.
CREATE TABLE lane (
    account TEXT NOT NULL,
    engine TEXT NOT NULL,
    priority INTEGER NOT NULL,
    pending INTEGER NOT NULL,
    running INTEGER NOT NULL,
    turn INTEGER NOT NULL,
    PRIMARY KEY (account, engine, priority)
) WITHOUT ROWID;
CREATE INDEX lane_next ON lane (engine, priority DESC, running, turn) WHERE pending > 0;

-- `turn` grows with each claim: who was served longest ago has the smallest. Who was never served has a negative one, in
-- the order of arrival. `running` and `turn` are copied into the account's lanes, so that an index knows who is next.
CREATE TABLE tenant (
    account TEXT PRIMARY KEY,
    running INTEGER NOT NULL DEFAULT 0,
    turn INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX tenant_turn ON tenant (turn);

CREATE TABLE tally (
    status TEXT PRIMARY KEY,
    tasks INTEGER NOT NULL
) WITHOUT ROWID;

-- Which row names which stored file; a file that nobody names any more is loose since then.
CREATE TABLE file_use (
    file_key TEXT NOT NULL,
    owner TEXT NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (file_key, owner, role)
) WITHOUT ROWID;
CREATE INDEX file_use_owner ON file_use (owner, role);
CREATE TABLE loose_file (
    file_key TEXT PRIMARY KEY,
    since INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX loose_file_since ON loose_file (since);

CREATE TABLE upload (
    key TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    model TEXT NOT NULL,
    storage_key TEXT NOT NULL,
    expires INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX upload_expires ON upload (expires);

CREATE TABLE api_key (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL,
    prefix TEXT NOT NULL,
    hash BLOB NOT NULL UNIQUE,
    created INTEGER NOT NULL,
    revoked INTEGER
);
CREATE INDEX api_key_prefix ON api_key (prefix);

CREATE TRIGGER task_born BEFORE INSERT ON task
WHEN NOT EXISTS (SELECT 1 FROM step WHERE source = '' AND target = NEW.status)
BEGIN
    SELECT RAISE(ABORT, 'a task cannot begin in this state');
END;

CREATE TRIGGER task_step BEFORE UPDATE OF status ON task
WHEN NOT EXISTS (SELECT 1 FROM step WHERE source = OLD.status AND target = NEW.status)
BEGIN
    SELECT RAISE(ABORT, 'the state table does not allow this step');
END;

CREATE TRIGGER task_gone BEFORE DELETE ON task
WHEN NOT EXISTS (SELECT 1 FROM step WHERE source = OLD.status AND target = '')
BEGIN
    SELECT RAISE(ABORT, 'a task that has not ended cannot be forgotten');
END;

CREATE TRIGGER count_insert AFTER INSERT ON task
BEGIN
    INSERT INTO tally VALUES (NEW.status, 1) ON CONFLICT DO UPDATE SET tasks = tasks + 1;
    INSERT INTO tenant (account, turn)
        VALUES (NEW.account, coalesce((SELECT max(turn) + 1 FROM tenant WHERE turn < 0), -1000000000000))
        ON CONFLICT DO NOTHING;
    INSERT INTO lane
        SELECT NEW.account, NEW.engine, NEW.priority, 1, tenant.running, tenant.turn FROM tenant
        WHERE tenant.account = NEW.account AND NEW.defect_code IS NULL
        ON CONFLICT DO UPDATE SET pending = pending + 1;
END;

CREATE TRIGGER count_update AFTER UPDATE OF status ON task WHEN OLD.status <> NEW.status
BEGIN
    UPDATE tally SET tasks = tasks - 1 WHERE status = OLD.status;
    INSERT INTO tally VALUES (NEW.status, 1) ON CONFLICT DO UPDATE SET tasks = tasks + 1;
    UPDATE lane SET pending = pending + (NEW.status = 'PENDING') - (OLD.status = 'PENDING')
        WHERE account = NEW.account AND engine = NEW.engine AND priority = NEW.priority AND NEW.defect_code IS NULL;
    UPDATE tenant SET running = running + (NEW.status = 'RUNNING') - (OLD.status = 'RUNNING')
        WHERE account = NEW.account;
END;

CREATE TRIGGER copy_tenant AFTER UPDATE ON tenant
BEGIN
    UPDATE lane SET running = NEW.running, turn = NEW.turn WHERE account = NEW.account;
END;

CREATE TRIGGER count_delete AFTER DELETE ON task
BEGIN
    UPDATE tally SET tasks = tasks - 1 WHERE status = OLD.status;
END;
