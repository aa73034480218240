"""Checking, repairing and copying the database itself."""

from __future__ import annotations

import contextlib
import sqlite3

import psycopg
import pytest

from wanbox.ledger.contract import LedgerError, LedgerUnavailable, PartRow, Result, Upload
from wanbox.ledger.differences import schema_differences
from wanbox.ledger.postgres.database import PostgresDatabase
from wanbox.ledger.sql.check import CHECKS
from wanbox.ledger.sqlite.database import SqliteDatabase
from wanbox.wire.status import TaskStatus


@pytest.fixture
def database(address, tmp_path):
    if address.startswith("sqlite"):
        return SqliteDatabase(tmp_path / "ledger.sqlite3", 10**15)
    return PostgresDatabase(address, 10**15)


@pytest.fixture
def harm(address):
    """Runs a statement past the ledger."""

    def run(statement):
        if address.startswith("sqlite"):
            with contextlib.closing(sqlite3.connect(address.removeprefix("sqlite://"))) as connection, connection:
                connection.execute(statement)
            return
        with psycopg.connect(address) as connection:
            connection.execute("SET session_replication_role = replica")  # no triggers
            connection.execute(statement)

    return run


@pytest.fixture
async def busy(ledger, new, picture, clock):
    """A ledger with a task in every state, of two accounts and two keys; the running one."""
    for account in ("alice", "bob"):
        await ledger.submit(new(account=account, idempotency_key="k", body_hash="1", files=["in.png"]))
        await ledger.submit(new(account=account, priority=3, webhook="http://x/"))
        done = await ledger.claim("w", engines=["storyboard"], lease=60)
        await ledger.finish(done, Result(parts=[picture("a"), PartRow(text="x")]))
    await ledger.submit(new(defect=("InvalidParameter", "x")))
    canceled = await ledger.submit(new())
    await ledger.cancel(canceled.id, account="alice")
    expires = clock().replace(year=2099)
    await ledger.add_upload(Upload(key="a", account="alice", model="m", storage_key="b.png", expires=expires))
    return await ledger.claim("w", engines=["storyboard"], lease=60)


def whats(findings):
    return [finding.what for finding in findings]


async def test_a_ledger_that_worked_is_in_order(busy, database):
    assert [] == whats(database.check())


async def test_an_empty_one_is_in_order(ledger, database):
    assert [] == whats(database.check())


HARM = {
    "check_running": "UPDATE task SET lease_until = NULL WHERE status = 'RUNNING'",
    "check_ended": "UPDATE task SET ended = NULL WHERE status = 'SUCCEEDED'",
    "check_tally": "UPDATE tally SET tasks = tasks + 1 WHERE status = 'PENDING'",
    "check_tenant_missing": "DELETE FROM tenant WHERE key_id = 'key of bob'",
    "check_tenant": "UPDATE tenant SET running = running + 1",
    "check_room": "UPDATE room SET running = running + 2 WHERE account = 'bob'",
    "check_lane": "UPDATE lane SET pending = pending + 1",
    "check_lane_copy": "UPDATE lane SET turn = turn + 1",
    "check_parts": "INSERT INTO part (task_seq, place, text) VALUES (999, 0, 'x')",
    "check_uses": "INSERT INTO file_use VALUES ('lost.png', 'nobody', 'result')",
    "check_unnamed": "DELETE FROM file_use WHERE role <> 'input'",
    "check_idempotency": "INSERT INTO idempotency VALUES ('alice', 'x', '1', 'no task')",
    "check_account": "UPDATE account SET events = 1",
    "check_deliveries": "INSERT INTO delivery (account, event_number, url, created) VALUES ('alice', 999, 'http://x/', 0)",
}


def test_every_check_is_tried():
    assert {check.statement for check in CHECKS} == set(HARM)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.statement)
async def test_harm_is_found_and_repaired(busy, database, harm, check):
    harm(HARM[check.statement])
    found = database.check()
    mended = database.check(repair=True)

    assert check.what in whats(found)
    assert found[0].examples
    assert bool(check.repair) is next(one.repaired for one in mended if one.what == check.what)
    assert ([] if check.repair else [check.what]) == whats(database.check())


async def test_after_a_repair_tasks_are_claimed_as_before(busy, ledger, database, harm):
    for statement in ("DELETE FROM lane", "DELETE FROM tenant", "DELETE FROM room", "DELETE FROM tally"):
        harm(statement)
    assert all(finding.repaired for finding in database.check(repair=True))
    counts = {status: count for status, count in (await ledger.counts()).items() if count}
    claim = await ledger.claim("w2", engines=["storyboard"], lease=60)

    assert {"SUCCEEDED": 2, "RUNNING": 1, "PENDING": 2, "CANCELED": 1} == counts
    assert TaskStatus.RUNNING is claim.task.status
    assert [] == whats(database.check())


async def test_a_lost_file_can_be_deleted_after_a_repair(busy, database, harm, count_rows):
    harm(HARM["check_uses"])
    database.check(repair=True)

    assert 1 == count_rows("loose_file")


async def test_only_some_rows_of_a_finding_are_shown(busy, database, harm):
    for place in range(9):
        harm(f"INSERT INTO part (task_seq, place, text) VALUES (999, {place}, 'x')")
    finding = next(one for one in database.check() if "parts" in one.what)

    assert (6, "… 9 in all") == (len(finding.examples), finding.examples[-1])


async def test_a_state_table_of_another_version_is_found(ledger, database, harm):
    harm("DELETE FROM step WHERE source = 'RUNNING' AND target = 'FAILED'")
    (finding,) = database.check()
    database.upgrade()

    assert ["RUNNING -> FAILED"] == finding.examples
    assert [] == whats(database.check())


async def test_a_schema_that_somebody_changed_is_found(ledger, database, harm):
    harm("DROP INDEX task_leased")
    (finding,) = database.check()
    harm("CREATE INDEX task_leased ON task (lease_until) WHERE status = 'RUNNING'")

    assert ["index task_leased is missing"] == finding.examples
    assert [] == whats(database.check())


def test_differences_name_what_is_missing_and_what_differs():
    (finding,) = schema_differences({"a": "1", "b": "2", "own": "3"}, {"a": "1", "b": "0", "c": "4"})

    assert ["c is missing", "b differs"] == finding.examples


async def test_an_upgrade_says_what_it_did_once(new_database):
    assert "0001" == new_database.upgrade()[0][:4]
    assert [] == new_database.upgrade()


async def test_a_database_that_is_not_up_to_date_is_found(new_database):
    new_database.upgrade()
    with new_database._opened() as connection:
        connection.execute("DELETE FROM migration WHERE number = 1")
    (finding,) = new_database.check()

    assert ("wanbox db upgrade" in finding.what, True) == (True, finding.examples[0].startswith("0001"))


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database(request, tmp_path):
    if request.param == "sqlite":
        return SqliteDatabase(tmp_path / "new" / "ledger.sqlite3", 10**15)
    return PostgresDatabase(request.getfixturevalue("new_postgres_url"), 10**15)


# --- only one of the two


@pytest.fixture
def sqlite_path(tmp_path):
    return tmp_path / "ledger.sqlite3"


def test_a_file_that_is_not_there_is_not_made(sqlite_path):
    with pytest.raises(LedgerError, match="no database"):
        SqliteDatabase(sqlite_path, 0).check()
    assert not sqlite_path.exists()


def test_a_copy_holds_what_the_original_holds_and_needs_no_other_file(sqlite_path, tmp_path):
    database = SqliteDatabase(sqlite_path, 0)
    database.upgrade()
    with contextlib.closing(sqlite3.connect(sqlite_path)) as writer:
        writer.execute("INSERT INTO pause VALUES ('x')")
        writer.commit()
        database.backup(tmp_path / "copy")
    with contextlib.closing(sqlite3.connect(f"file:{tmp_path}/copy?mode=ro", uri=True)) as copy:
        assert [("x",)] == copy.execute("SELECT engine FROM pause").fetchall()

    assert [] == SqliteDatabase(tmp_path / "copy", 0).check()
    assert 0o600 == (tmp_path / "copy").stat().st_mode & 0o777
    assert [] == [file.name for file in tmp_path.iterdir() if file.name.startswith(".copy")]


def test_a_copy_never_replaces_a_file(sqlite_path, tmp_path):
    database = SqliteDatabase(sqlite_path, 0)
    database.upgrade()
    (tmp_path / "copy").write_text("mine")
    with pytest.raises(LedgerError, match="already"):
        database.backup(tmp_path / "copy")
    assert "mine" == (tmp_path / "copy").read_text()


def test_a_copy_into_a_folder_that_is_not_there_is_refused(sqlite_path, tmp_path):
    database = SqliteDatabase(sqlite_path, 0)
    database.upgrade()
    with pytest.raises(LedgerUnavailable):
        database.backup(tmp_path / "nowhere" / "copy")


def test_a_damaged_file_is_found(sqlite_path):
    database = SqliteDatabase(sqlite_path, 0)
    database.upgrade()
    with contextlib.closing(sqlite3.connect(sqlite_path)) as connection, connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'hook')"
            " WHERE name = 'task_ended'"
        )
    assert ["The file is damaged."] == whats(database.check())


def test_a_postgresql_database_is_copied_by_its_own_tools(tmp_path):
    with pytest.raises(LedgerError, match="pg_dump"):
        PostgresDatabase("postgresql://x/y", 0).backup(tmp_path / "copy")
