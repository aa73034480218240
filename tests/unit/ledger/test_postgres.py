"""The parts of the PostgreSQL ledger by themselves."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import itertools

import psycopg
import pytest

from wanbox.ledger.contract import LedgerError, LedgerUnavailable
from wanbox.ledger.postgres import PostgresLedger, schema
from wanbox.ledger.postgres.clock import DatabaseClock
from wanbox.ledger.postgres.connection import _brief, connect
from wanbox.ledger.postgres.statements import in_dialect
from wanbox.ledger.sql.work import Rules
from wanbox.ledger.states import STEPS
from wanbox.wire.status import TaskStatus

STORED = [status.value for status in TaskStatus if status is not TaskStatus.UNKNOWN]


@pytest.fixture
def address(postgres_url):
    return postgres_url


def ledger_with(url, secret=b"s" * 32):
    return PostgresLedger(url, rules=Rules(retention=10**12, max_attempts=3, secret=secret), size=2)


@pytest.fixture
def connection(new_postgres_url):
    with connect(new_postgres_url) as opened:
        schema.upgrade(opened)
        yield opened


def test_migrations_are_numbered_without_gaps():
    assert list(range(1, len(schema.migrations()) + 1)) == [migration.number for migration in schema.migrations()]


def test_a_second_upgrade_finds_nothing_to_do(connection):
    schema.upgrade(connection)

    assert () == schema.missing(connection)


def test_a_database_of_a_newer_version_is_refused(connection):
    connection.execute("INSERT INTO migration VALUES (9999, 'future', 0)")

    with pytest.raises(LedgerError, match="newer version of wanbox"):
        schema.upgrade(connection)


def test_a_failed_upgrade_leaves_nothing_behind(new_postgres_url, monkeypatch):
    known = schema.migrations()
    broken = schema.Migration(len(known) + 1, "broken", "CREATE TABLE x (y INT); CREATE TABLE x (y INT);")
    monkeypatch.setattr(schema, "migrations", lambda: (*known, broken))
    with connect(new_postgres_url) as opened:
        with pytest.raises(LedgerUnavailable):
            schema.upgrade(opened)

        assert [{"count": 0}] == opened.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchall()


async def test_many_who_open_a_new_database_at_once_all_succeed(new_postgres_url):
    several = [ledger_with(new_postgres_url) for _ in range(4)]
    await asyncio.gather(*(one.open() for one in several))
    counts = [await one.counts() for one in several]
    await asyncio.gather(*(one.close() for one in several))

    assert [{}] * 4 == counts


async def test_a_machine_with_another_secret_is_refused(new_postgres_url):
    first = ledger_with(new_postgres_url)
    await first.open()
    await first.close()
    with pytest.raises(LedgerError, match="WANBOX_SECRET"):
        await ledger_with(new_postgres_url, b"t" * 32).open()


async def test_a_server_that_is_not_there_is_unavailable_and_its_address_is_not_told():
    with pytest.raises(LedgerUnavailable) as refused:
        await ledger_with("postgresql://me:hidden@127.0.0.1:9/x").open()

    assert "hidden" not in str(refused.value)


def test_the_database_lets_through_the_steps_of_the_table_and_no_others(connection):
    through = set()
    for source, target in itertools.product(STORED, STORED):
        with contextlib.suppress(psycopg.errors.CheckViolation), connection.transaction():
            connection.execute("INSERT INTO step VALUES ('', %s) ON CONFLICT DO NOTHING", (source,))
            connection.execute(
                "INSERT INTO task (id, account, status, priority, engine, model, task_group, key_id, request_id,"
                " submitted, request) VALUES (%s, 'x', %s, 0, 'x', 'x', 'x', 'x', 'x', 0, '{}')",
                (f"{source} {target}", source),
            )
            connection.execute("UPDATE task SET status = %s WHERE id = %s", (target, f"{source} {target}"))
            through.add((source, target))

    assert {(source, target) for source, target in STEPS if source and target} == through


def test_a_statement_loses_hints_and_keeps_percent_signs():
    assert "SELECT 1 FROM t WHERE a = %(a)s AND b LIKE '%%x' AND c::text = ''" == in_dialect(
        "SELECT 1 FROM t INDEXED BY i WHERE a = :a AND b LIKE '%x' AND c::text = ''"
    )


def test_the_clock_is_the_databases_whatever_this_machine_thinks(connection):
    now = DatabaseClock(monotonic=lambda: 5.0).now(connection)
    theirs = connection.execute("SELECT clock_timestamp()").fetchall()[0][0]

    assert dt.timedelta(seconds=10) > abs(theirs - dt.datetime.fromtimestamp(now / 1e6, dt.UTC))


async def test_the_ledger_goes_on_after_the_server_was_killed(make_postgres, new):
    server = await asyncio.to_thread(make_postgres, durable=True)
    ledger = ledger_with(server.url())
    await ledger.open()
    task = await ledger.submit(new())
    await asyncio.to_thread(server.kill)
    with pytest.raises(LedgerUnavailable):
        await ledger.submit(new())
    await asyncio.to_thread(server.start)

    assert task.id == (await ledger.read(task.id, account="alice")).id
    assert {"PENDING": 1} == await ledger.counts()
    await ledger.submit(new())
    await ledger.close()


def test_why_the_server_is_not_reached_is_told_and_not_what_might_be_behind_it():
    hints = "\n\tThis probably means that it ended\n\tbefore or while processing the request."
    error = psycopg.OperationalError(f"connection failed: the server closed the connection{hints}")

    assert "connection failed: the server closed the connection" == _brief(error, "postgresql://127.0.0.1/x")


async def test_a_text_that_cannot_be_sent_spoils_nothing_for_those_who_come_after(address, new):
    ledger = ledger_with(address)
    await ledger.open()
    task = await ledger.submit(new())
    with pytest.raises(UnicodeEncodeError):
        await ledger.read("\ud800", account="alice")
    with pytest.raises(UnicodeEncodeError):
        await ledger.cancel("\ud800", account="alice")

    assert task.id == (await ledger.read(task.id, account="alice")).id
    assert await ledger.cancel(task.id, account="alice")
    await ledger.close()
