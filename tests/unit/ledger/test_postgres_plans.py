"""What PostgreSQL does with the statements: nothing that runs often may read a large table whole."""

from __future__ import annotations

import re
from importlib import resources

import pytest

from wanbox.ledger import sql
from wanbox.ledger.postgres import schema
from wanbox.ledger.postgres.connection import connect
from wanbox.ledger.postgres.statements import QUERIES

LARGE = ("task", "part", "event", "file_use", "delivery", "idempotency", "upload")
CHECKS = re.findall(r"^-- (\w+) --$", (resources.files(sql) / "queries" / "check.sql").read_text("utf-8"), re.MULTILINE)
ONCE_IN_A_WHILE = {"list_keys", "counts", "drop_named_loose", *CHECKS}
TASKS = 10_000

FILL = f"""
SET session_replication_role = replica;
INSERT INTO task (id, account, status, attempt, priority, engine, model, task_group, key_id, request_id, submitted,
                  scheduled, ended, request)
SELECT md5(n::text), 'a' || n % 20, CASE WHEN n % 1000 = 0 THEN 'PENDING' ELSE 'SUCCEEDED' END, 1, 0, 'e', 'm', 'g',
       'k' || n % 20, 'r', n, n, CASE WHEN n % 1000 = 0 THEN NULL ELSE n END, '{{}}' FROM generate_series(1, {TASKS}) AS n;
INSERT INTO part (task_seq, place, text) SELECT seq, 0, 'x' FROM task;
INSERT INTO event SELECT account, row_number() OVER (PARTITION BY account ORDER BY seq), id, status, 1, 0 FROM task;
INSERT INTO file_use SELECT md5(id) || '.png', id, 'result' FROM task;
INSERT INTO loose_file SELECT md5(seq::text), seq FROM task WHERE seq % 100 = 0;
INSERT INTO idempotency SELECT account, id, '1', id FROM task;
INSERT INTO delivery (account, event_number, url, created, due, delivered)
    SELECT account, number, 'http://x/', 0, CASE WHEN number % 100 = 0 THEN number END,
           CASE WHEN number % 100 > 0 THEN number END FROM event;
INSERT INTO upload SELECT id, account, 'm', id, seq FROM task;
INSERT INTO tenant (key_id, account, turn) SELECT 'k' || n, 'a' || n % 20, n FROM generate_series(0, 2999) AS n;
INSERT INTO room SELECT DISTINCT account, 'm' FROM task;
INSERT INTO lane SELECT key_id, 'e', 'm', 0, account, 5, 0, turn FROM tenant;
INSERT INTO account SELECT account, max(number) FROM event GROUP BY account;
SET session_replication_role = origin;
VACUUM ANALYZE;
"""


@pytest.fixture(scope="module", params=["filled", "emptied"])
def filled(request, postgres):
    """A connection to a database with many tasks, most of which have ended; and to one that the server thinks empty."""
    name = f"plans_{request.param}"
    postgres.execute(f"CREATE DATABASE {name}")
    with connect(postgres.url(name), patient=True) as connection:
        schema.upgrade(connection)
        for statement in FILL.split(";") if request.param == "filled" else ["VACUUM ANALYZE"]:
            connection.execute(statement.encode())
    with connect(postgres.url(name)) as connection:
        yield connection
    postgres.execute(f"DROP DATABASE {name} WITH (FORCE)")


def plan(connection, name):
    """The plan that serves whatever values, as statements that run often have it."""
    numbers = iter(range(1, 100))
    places: dict[str, str] = {}
    statement = re.sub(
        r"%\((\w+)\)s",
        lambda match: places.setdefault(match[1], f"${next(numbers)}"),
        QUERIES[name].decode().replace("%%", "%"),
    )
    return [row[0] for row in connection.execute(f"EXPLAIN (GENERIC_PLAN) {statement}".encode()).fetchall()]


@pytest.mark.parametrize("name", sorted(set(QUERIES) - ONCE_IN_A_WHILE))
def test_no_statement_reads_a_large_table_whole(filled, name):
    scans = [step for step in plan(filled, name) if re.search(rf"Seq Scan on ({'|'.join(LARGE)})\b", step)]

    assert [] == scans, "\n".join(plan(filled, name))


def test_the_next_lane_is_the_first_entry_of_an_index(filled):
    steps = "\n".join(plan(filled, "next_lane"))

    assert ("lane_next" in steps, "Sort" in steps) == (True, False), steps


def test_tables_that_are_written_all_the_time_have_room_for_new_versions(filled):
    hot = dict(filled.execute("SELECT relname, reloptions::text FROM pg_class WHERE reloptions IS NOT NULL").fetchall())

    assert all("fillfactor=50" in hot[name] for name in ("tenant", "room", "lane", "tally", "account"))
