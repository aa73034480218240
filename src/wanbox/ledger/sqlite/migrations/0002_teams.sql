-- What a team needs: turns between keys rather than accounts, limits, tasks for later, events, hooks, workers.

ALTER TABLE task ADD COLUMN shape TEXT NOT NULL DEFAULT '';
ALTER TABLE task ADD COLUMN webhook TEXT;
-- A task that is not due yet is parked: it is PENDING, and no claim sees it.
ALTER TABLE task ADD COLUMN not_before INTEGER;
ALTER TABLE task ADD COLUMN parked INTEGER NOT NULL DEFAULT 0;
-- When it came into its present state.
ALTER TABLE task ADD COLUMN changed INTEGER NOT NULL DEFAULT 0;
-- When its present attempt began.
ALTER TABLE task ADD COLUMN begun INTEGER;
UPDATE task SET changed = coalesce(ended, scheduled, submitted);

DROP INDEX task_waiting;
CREATE INDEX task_waiting ON task (engine, key_id, model, priority, seq)
    WHERE status = 'PENDING' AND defect_code IS NULL AND parked = 0;
CREATE INDEX task_parked ON task (not_before) WHERE status = 'PENDING' AND parked = 1;

ALTER TABLE api_key ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE api_key ADD COLUMN scopes TEXT NOT NULL DEFAULT 'admin,read,submit';
ALTER TABLE api_key ADD COLUMN expires INTEGER;
ALTER TABLE api_key ADD COLUMN rate REAL;
ALTER TABLE api_key ADD COLUMN running INTEGER;
ALTER TABLE api_key ADD COLUMN quota INTEGER;

DROP TRIGGER count_insert;
DROP TRIGGER count_update;
DROP TRIGGER copy_tenant;
DROP TABLE lane;
DROP TABLE tenant;

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
    turn INTEGER NOT NULL,
    running_limit INTEGER,
    due INTEGER NOT NULL DEFAULT 0,
    day INTEGER NOT NULL DEFAULT 0,
    used INTEGER NOT NULL DEFAULT 0,
    last_used INTEGER
) WITHOUT ROWID;
CREATE INDEX tenant_turn ON tenant (turn);

-- What an account has running of a model, and the bucket of its submissions: the vendor's limits.
CREATE TABLE room (
    account TEXT NOT NULL,
    model TEXT NOT NULL,
    running INTEGER NOT NULL DEFAULT 0,
    due INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (account, model)
) WITHOUT ROWID;

CREATE TABLE lane (
    key_id TEXT NOT NULL,
    engine TEXT NOT NULL,
    model TEXT NOT NULL,
    priority INTEGER NOT NULL,
    account TEXT NOT NULL,
    pending INTEGER NOT NULL,
    running INTEGER NOT NULL,
    turn INTEGER NOT NULL,
    PRIMARY KEY (key_id, engine, model, priority)
) WITHOUT ROWID;
CREATE INDEX lane_next ON lane (engine, priority DESC, running, turn) WHERE pending > 0;

-- The numbered record of an account.
CREATE TABLE account (
    name TEXT PRIMARY KEY,
    events INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE event (
    account TEXT NOT NULL,
    number INTEGER NOT NULL,
    task_id TEXT NOT NULL,
    status TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (account, number)
) WITHOUT ROWID;
CREATE INDEX event_task ON event (task_id);

CREATE TABLE hook (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    url TEXT NOT NULL,
    statuses TEXT NOT NULL,
    created INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX hook_account ON hook (account);

-- `due` is null once a delivery has ended: with `delivered` it arrived, without it was given up.
CREATE TABLE delivery (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL,
    event_number INTEGER NOT NULL,
    hook_id TEXT,
    url TEXT NOT NULL,
    attempt INTEGER NOT NULL DEFAULT 0,
    created INTEGER NOT NULL,
    due INTEGER,
    delivered INTEGER,
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
    seconds REAL NOT NULL,
    PRIMARY KEY (engine, model, shape)
) WITHOUT ROWID;

CREATE TABLE worker (
    name TEXT PRIMARY KEY,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    engines TEXT NOT NULL,
    started INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    task_id TEXT,
    draining INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE pause (engine TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE chore (name TEXT PRIMARY KEY, due INTEGER NOT NULL) WITHOUT ROWID;

-- The fingerprint of the installation's secret: keys and links made with another do not work here.
CREATE TABLE installation (one INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL);

INSERT INTO account (name) SELECT DISTINCT account FROM task;
INSERT INTO tenant (key_id, account, running, turn)
    SELECT key_id, min(account), sum(status = 'RUNNING'), min(seq) - 1000000000000 FROM task GROUP BY key_id;
INSERT INTO room (account, model, running)
    SELECT account, model, sum(status = 'RUNNING') FROM task GROUP BY account, model;
INSERT INTO lane
    SELECT task.key_id, task.engine, task.model, task.priority, min(task.account), count(*), tenant.running, tenant.turn
    FROM task JOIN tenant ON tenant.key_id = task.key_id WHERE task.status = 'PENDING' AND task.defect_code IS NULL
    GROUP BY task.key_id, task.engine, task.model, task.priority;

CREATE TRIGGER count_insert AFTER INSERT ON task
BEGIN
    INSERT INTO tally VALUES (NEW.status, 1) ON CONFLICT DO UPDATE SET tasks = tasks + 1;
    INSERT INTO tenant (key_id, account, turn)
        VALUES (NEW.key_id, NEW.account, coalesce((SELECT max(turn) + 1 FROM tenant WHERE turn < 0), -1000000000000))
        ON CONFLICT DO NOTHING;
    INSERT INTO room (account, model) VALUES (NEW.account, NEW.model) ON CONFLICT DO NOTHING;
    INSERT INTO lane
        SELECT NEW.key_id, NEW.engine, NEW.model, NEW.priority, NEW.account, 1, tenant.running, tenant.turn FROM tenant
        WHERE tenant.key_id = NEW.key_id AND NEW.defect_code IS NULL AND NEW.parked = 0
        ON CONFLICT DO UPDATE SET pending = pending + 1;
END;

CREATE TRIGGER count_update AFTER UPDATE OF status, parked ON task
WHEN OLD.status <> NEW.status OR OLD.parked <> NEW.parked
BEGIN
    UPDATE tally SET tasks = tasks - 1 WHERE status = OLD.status;
    INSERT INTO tally VALUES (NEW.status, 1) ON CONFLICT DO UPDATE SET tasks = tasks + 1;
    UPDATE tenant SET running = running + (NEW.status = 'RUNNING') - (OLD.status = 'RUNNING')
        WHERE key_id = NEW.key_id AND OLD.status <> NEW.status;
    UPDATE room SET running = running + (NEW.status = 'RUNNING') - (OLD.status = 'RUNNING')
        WHERE account = NEW.account AND model = NEW.model AND OLD.status <> NEW.status;
    INSERT INTO lane
        SELECT NEW.key_id, NEW.engine, NEW.model, NEW.priority, NEW.account,
               (NEW.status = 'PENDING' AND NEW.parked = 0) - (OLD.status = 'PENDING' AND OLD.parked = 0),
               tenant.running, tenant.turn FROM tenant
        WHERE tenant.key_id = NEW.key_id AND NEW.defect_code IS NULL
        ON CONFLICT DO UPDATE SET pending = pending + excluded.pending;
END;

CREATE TRIGGER copy_tenant AFTER UPDATE OF running, turn ON tenant
BEGIN
    UPDATE lane SET running = NEW.running, turn = NEW.turn WHERE key_id = NEW.key_id;
END;

-- Every state that a task comes into is told, in the transaction in which it does.
CREATE TRIGGER tell_insert AFTER INSERT ON task
BEGIN
    INSERT INTO account (name, events) VALUES (NEW.account, 1) ON CONFLICT DO UPDATE SET events = events + 1;
    INSERT INTO event SELECT NEW.account, events, NEW.id, NEW.status, NEW.attempt, NEW.changed
        FROM account WHERE name = NEW.account;
END;

CREATE TRIGGER tell_update AFTER UPDATE OF status ON task WHEN OLD.status <> NEW.status
BEGIN
    UPDATE account SET events = events + 1 WHERE name = NEW.account;
    INSERT INTO event SELECT NEW.account, events, NEW.id, NEW.status, NEW.attempt, NEW.changed
        FROM account WHERE name = NEW.account;
    INSERT INTO delivery (account, event_number, url, created, due)
        SELECT NEW.account, events, NEW.webhook, NEW.changed, NEW.changed FROM account
        WHERE name = NEW.account AND NEW.webhook IS NOT NULL AND NEW.ended IS NOT NULL;
END;

CREATE TRIGGER tell_hooks AFTER INSERT ON event
BEGIN
    INSERT INTO delivery (account, event_number, hook_id, url, created, due)
        SELECT NEW.account, NEW.number, hook.id, hook.url, NEW.at, NEW.at FROM hook
        WHERE hook.account = NEW.account AND (',' || hook.statuses || ',') LIKE ('%,' || NEW.status || ',%');
END;
