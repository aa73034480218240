"""The parts of the SQLite ledger by themselves: schema, guard, plans, writer, waiting."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import threading
from importlib import resources
from pathlib import Path

import pytest

from wanbox import ledger as ledgers
from wanbox.ledger import sql
from wanbox.ledger.contract import LedgerError, LedgerUnavailable
from wanbox.ledger.sql import callers
from wanbox.ledger.sql.queries import COMMON as QUERIES
from wanbox.ledger.sqlite import place, schema
from wanbox.ledger.sqlite.connection import connect
from wanbox.ledger.states import STEPS
from wanbox.settings import SettingError, Settings
from wanbox.wire.status import TaskStatus

STORED = [status.value for status in TaskStatus if status is not TaskStatus.UNKNOWN]


@pytest.fixture
def address(tmp_path):
    return f"sqlite://{tmp_path}/ledger.sqlite3"


@pytest.fixture
def database(tmp_path):
    connection = connect(tmp_path / "ledger.sqlite3")
    schema.upgrade(connection)
    yield connection
    connection.close()


# --- schema


def test_migrations_are_numbered_without_gaps():
    assert list(range(1, len(schema.migrations()) + 1)) == [migration.number for migration in schema.migrations()]


def test_a_second_upgrade_changes_nothing(database):
    before = database.execute("SELECT * FROM migration").fetchall()
    schema.upgrade(database)

    assert before == database.execute("SELECT * FROM migration").fetchall()


def test_a_database_of_a_newer_version_is_refused(database):
    database.execute("INSERT INTO migration VALUES (9999, 'future', 0)")

    with pytest.raises(LedgerError, match="newer version of wanbox"):
        schema.upgrade(database)


def test_a_failed_upgrade_leaves_nothing_behind(tmp_path, monkeypatch):
    broken = (*schema.migrations(), schema.Migration(2, "broken", "CREATE TABLE x (y);\nCREATE TABLE x (y);\n"))
    monkeypatch.setattr(schema, "migrations", lambda: broken)
    connection = connect(tmp_path / "ledger.sqlite3")
    with pytest.raises(LedgerUnavailable):
        schema.upgrade(connection)

    assert [] == connection.execute("SELECT name FROM sqlite_schema").fetchall()
    connection.close()


@pytest.fixture
def old(tmp_path):
    """A database as the first version left it, with tasks in every state."""
    connection = connect(tmp_path / "old.sqlite3")
    for statement in schema.statements(schema.migrations()[0].sql):
        connection.execute(statement)
    connection.execute(
        "CREATE TABLE migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied INTEGER NOT NULL)"
    )
    connection.execute("INSERT INTO migration VALUES (1, 'tasks', 0)")
    connection.executemany("INSERT INTO step VALUES (?, ?)", [(source or "", target or "") for source, target in STEPS])
    for number, status in enumerate(("PENDING", "PENDING", "RUNNING", "SUCCEEDED")):
        connection.execute(
            "INSERT INTO task (id, account, status, priority, engine, model, task_group, key_id, request_id, submitted,"
            " request) VALUES (?, 'alice', 'PENDING', 0, 'storyboard', 'm', 'g', ?, 'r', ?, '{}')",
            (f"t{number}", f"k{number % 2}", number),
        )
        if status != "PENDING":
            connection.execute("UPDATE task SET status = 'RUNNING', scheduled = 9 WHERE id = ?", (f"t{number}",))
        if status == "SUCCEEDED":
            connection.execute("UPDATE task SET status = 'SUCCEEDED', ended = 10 WHERE id = ?", (f"t{number}",))
    yield connection
    connection.close()


def shape_of(connection):
    """Tables with their columns, indices and triggers, whatever the order in which they were made."""
    made = connection.execute(
        "SELECT type, name, tbl_name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'"
    ).fetchall()
    columns = {
        name: sorted(tuple(column)[1:] for column in connection.execute(f"PRAGMA table_xinfo({name})"))
        for kind, name, _ in made
        if kind == "table"
    }
    return sorted(map(tuple, made)), columns


def test_a_migrated_database_equals_a_fresh_one(old, database):
    schema.upgrade(old)

    assert shape_of(database) == shape_of(old)


def test_a_migration_counts_what_is_there(old):
    schema.upgrade(old)
    counted = [
        [tuple(row) for row in old.execute(statement)]
        for statement in (
            "SELECT key_id, pending, running FROM lane ORDER BY key_id",
            "SELECT key_id, running FROM tenant ORDER BY key_id",
            "SELECT account, model, running FROM room",
            "SELECT id, changed FROM task ORDER BY id",
        )
    ]

    assert [
        [("k0", 1, 1), ("k1", 1, 0)],
        [("k0", 1), ("k1", 0)],
        [("alice", "m", 1)],
        [("t0", 0), ("t1", 1), ("t2", 9), ("t3", 10)],
    ] == counted


def test_a_script_is_cut_into_statements_and_triggers_stay_whole():
    trigger = "CREATE TRIGGER t AFTER INSERT ON a BEGIN\n SELECT 1;\n SELECT 2;\nEND;\n"

    assert ["SELECT 1;\n", trigger] == list(schema.statements("SELECT 1;\n" + trigger))


def test_wal_and_full_flush_are_on(database):
    assert ("wal", 2) == (
        database.execute("PRAGMA journal_mode").fetchone()[0],
        database.execute("PRAGMA synchronous").fetchone()[0],
    )


# --- the guard in the database


def insert(database, status):
    values = {"status": status, "text": "x"}
    database.execute(
        "INSERT INTO task (id, account, status, priority, engine, model, task_group, key_id, request_id, submitted, request)"
        " VALUES (:text, :text, :status, 0, :text, :text, :text, :text, :text, 0, '{}')",
        values,
    )


@pytest.mark.parametrize("source", STORED)
@pytest.mark.parametrize("target", STORED)
def test_the_database_refuses_every_step_that_is_not_in_the_table(database, source, target):
    database.execute("INSERT OR IGNORE INTO step VALUES ('', ?)", (source,))
    insert(database, source)
    if (source, target) in STEPS:
        database.execute("UPDATE task SET status = ?", (target,))
    else:
        with pytest.raises(sqlite3.IntegrityError, match="state table"):
            database.execute("UPDATE task SET status = ?", (target,))


@pytest.mark.parametrize("status", sorted(set(STORED) - {"PENDING"}))
def test_a_task_can_only_begin_pending(database, status):
    with pytest.raises(sqlite3.IntegrityError, match="cannot begin"):
        insert(database, status)


@pytest.mark.parametrize("status", ["PENDING", "RUNNING"])
def test_what_has_not_ended_cannot_be_deleted(database, status):
    insert(database, "PENDING")
    database.execute("UPDATE task SET status = 'RUNNING'")
    if status == "PENDING":
        database.execute("UPDATE task SET status = 'PENDING'")
    with pytest.raises(sqlite3.IntegrityError, match="cannot be forgotten"):
        database.execute("DELETE FROM task")


# --- plans: nothing that runs often may read a whole table

CHECKS = re.findall(r"^-- (\w+) --$", (resources.files(sql) / "queries" / "check.sql").read_text("utf-8"), re.MULTILINE)
ONCE_IN_A_WHILE = {"list_keys", "counts", "count_of_all", "tasks_of_all", "drop_named_loose", *CHECKS}
#: One row for each worker, or for each engine.
SMALL = {"list_workers", "drop_old_workers", "list_pauses", "read_installation"}


@pytest.mark.parametrize("name", sorted(set(QUERIES) - ONCE_IN_A_WHILE - SMALL))
def test_no_statement_reads_a_whole_table(database, name):
    names = set(sqlite_parameters(QUERIES[name]))
    plan = [row["detail"] for row in database.execute(f"EXPLAIN QUERY PLAN {QUERIES[name]}", dict.fromkeys(names, 1))]
    scans = [
        step
        for step in plan
        if step.startswith("SCAN")
        and not any(
            word in step
            for word in ("INDEX", "VIRTUAL", "CONSTANT", "subquery", "(sub", "SCAN older", "SCAN theirs", "SCAN me")
        )
    ]

    assert [] == scans


def sqlite_parameters(statement):
    return re.findall(r":(\w+)", statement)


def test_the_count_of_a_list_is_answered_by_the_index_alone(database):
    values = dict.fromkeys(("account", "start", "end", "status", "model", "horizon"), 1)
    plan = database.execute("EXPLAIN QUERY PLAN " + QUERIES["count_listed"], values).fetchall()

    assert "COVERING INDEX task_listed" in plan[0]["detail"]


# --- the writer


async def test_a_write_that_fails_harms_only_itself(ledger, new):
    def broken(work):
        work.run("insert_task", id=None)

    outcomes = await asyncio.gather(
        ledger.submit(new()), ledger._write(broken), ledger.submit(new()), return_exceptions=True
    )

    assert isinstance(outcomes[1], sqlite3.ProgrammingError)
    assert 2 == (await ledger.counts())["PENDING"]


async def test_what_a_failed_write_had_done_is_undone(ledger, new):
    def half(work):
        callers.submit(work, new())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await ledger._write(half)
    assert {} == await ledger.counts()


async def test_an_order_that_was_cancelled_before_it_began_is_not_carried_out(ledger, new):
    begun, gate = threading.Event(), threading.Event()

    def slow(work):
        begun.set()
        gate.wait(10)

    first = asyncio.ensure_future(ledger._write(slow))
    await asyncio.to_thread(begun.wait, 10)
    second = asyncio.ensure_future(ledger.submit(new()))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.sleep(0)
    gate.set()
    await first

    assert {} == await ledger.counts()


async def test_a_closed_ledger_says_so(make_ledger, clock, new):
    async with make_ledger(clock) as ledger:
        pass
    with pytest.raises(LedgerUnavailable):
        await ledger.submit(new())
    with pytest.raises(LedgerUnavailable):
        await ledger.read("x", account="alice")
    with pytest.raises(LedgerUnavailable):
        await ledger.changed(1)


async def test_a_file_that_is_no_database_is_refused(make_ledger, clock, tmp_path):
    path = tmp_path / "ledger.sqlite3"
    path.write_bytes(b"this is not a database, and long enough to be looked at" * 20)

    with pytest.raises(LedgerUnavailable):
        async with make_ledger(clock):
            pass


# --- waiting


async def test_changed_returns_after_its_time(ledger):
    await asyncio.wait_for(ledger.changed(0.01), 20)


async def test_an_own_write_wakes_who_waits(ledger, new):
    await ledger.changed(0.01)
    waiting = [asyncio.ensure_future(ledger.changed(60)) for _ in range(10)]
    await asyncio.sleep(0)
    await ledger.submit(new())

    await asyncio.wait_for(asyncio.gather(*waiting), 20)


async def test_a_write_by_another_ledger_wakes_who_waits(ledger, make_ledger, clock, new):
    await ledger.changed(0.01)
    waiting = asyncio.ensure_future(ledger.changed(60))
    async with make_ledger(clock) as other:
        await other.submit(new())
        await asyncio.wait_for(waiting, 20)


async def test_a_write_between_a_read_and_the_wait_is_not_missed(ledger, make_ledger, clock, new):
    await ledger.changed(0.01)
    async with make_ledger(clock) as other:
        await other.submit(new())
        await asyncio.wait_for(ledger.changed(60), 20)


async def test_nobody_polls_when_nobody_waits(ledger):
    await ledger.changed(0.001)
    await asyncio.wait_for(ledger._changes._watch, 20)

    assert ledger._changes._watch is None


async def test_an_idle_claim_writes_nothing(ledger, claim, monkeypatch):
    monkeypatch.setattr(ledger, "_writer", None)

    assert await claim() is None


async def test_a_sweep_with_nothing_to_do_writes_nothing(ledger, new, claim, monkeypatch):
    await ledger.submit(new())
    await claim()
    monkeypatch.setattr(ledger, "_writer", None)

    await ledger.sweep()


# --- where the file may lie


@pytest.fixture
def mounts(tmp_path):
    listed = tmp_path / "mounts"
    listed.write_text(
        "/dev/a / ext4 rw 0 0\nserver:/x /mnt/far nfs4 rw 0 0\n/dev/b /mnt/far/near ext4 rw 0 0\nserver:/y /my\\040nas cifs rw 0 0\n"
    )
    return listed


@pytest.mark.parametrize("path", ["/mnt/far/ledger.sqlite3", "/mnt/far/a/b/ledger.sqlite3", "/my nas/ledger.sqlite3"])
def test_a_network_file_system_is_refused(mounts, path):
    with pytest.raises(LedgerError, match="network file system"):
        place.check(Path(path), mounts)


@pytest.mark.parametrize(
    "path", ["/home/ledger.sqlite3", "/mnt/far/near/ledger.sqlite3", "/mnt/farther/ledger.sqlite3"]
)
def test_a_disk_of_this_machine_is_not(mounts, path):
    place.check(Path(path), mounts)


def test_where_mounts_cannot_be_listed_every_place_is_trusted(tmp_path):
    place.check(Path("/mnt/far/x"), tmp_path / "missing")


# --- choosing a ledger


@pytest.mark.parametrize("url", ["mysql://u:hunter2@h/d", "ledger.db", "://", "contract://x"])
def test_an_unknown_scheme_is_refused_without_showing_the_url(tmp_path, url):
    with pytest.raises(SettingError, match=r"WANBOX_DATABASE_URL: .*sqlite://") as refusal:
        ledgers.open_ledger(Settings(data=tmp_path, database_url=url))

    assert "hunter2" not in str(refusal.value)


async def test_the_usual_ledger_lies_in_the_data_folder(tmp_path):
    ledger = ledgers.open_ledger(Settings(data=tmp_path / "a folder"))
    await ledger.open()
    await ledger.close()

    assert (tmp_path / "a folder" / "ledger.sqlite3").is_file()
