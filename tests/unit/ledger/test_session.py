"""What the PostgreSQL ledger stands on: functions that wait without a thread, and statements that travel together."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import psycopg
import pytest

from wanbox.ledger.postgres import fibers
from wanbox.ledger.postgres.connection import connect
from wanbox.ledger.postgres.session import Session


@pytest.fixture
def run():
    """Runs a function in a fiber; `await` it for what it returns or raises."""

    def run(function):
        future = asyncio.get_running_loop().create_future()

        def work():
            try:
                future.set_result(function())
            except Exception as error:  # noqa: BLE001 - it belongs to whoever awaits the future
                future.set_exception(error)

        fibers.start(work)
        return future

    return run


@pytest.fixture
async def session(postgres_url):
    opened = Session(connect(postgres_url))
    yield opened
    opened.close()


# --- fibers


async def test_others_go_on_while_a_function_waits(run):
    seen = []

    def wait(name):
        for number in range(2):
            fibers.sleep(0)
            seen.append((name, number))

    await asyncio.gather(run(lambda: wait("a")), run(lambda: wait("b")))

    assert [("a", 0), ("b", 0), ("a", 1), ("b", 1)] == seen


async def test_a_function_that_starts_another_is_not_resumed_by_its_waiting(run):
    seen, done = [], asyncio.Event()

    def inner():
        fibers.sleep(0)
        fibers.sleep(0)
        seen.append("inner")
        done.set()

    def outer():
        fibers.start(inner)
        fibers.wait(lambda resume: asyncio.ensure_future(done.wait()).add_done_callback(resume))
        seen.append("outer")

    await run(outer)

    assert ["inner", "outer"] == seen


async def test_a_thread_does_what_would_block(run):
    with ThreadPoolExecutor(1) as executor:
        mine = await run(lambda: fibers.in_thread(executor, threading.get_ident))

        assert threading.get_ident() != mine


async def test_what_a_thread_raises_is_raised_where_it_was_asked_for(run):
    with ThreadPoolExecutor(1) as executor, pytest.raises(ValueError, match="no number"):
        await run(lambda: fibers.in_thread(executor, int, "no number"))


async def test_only_a_fiber_can_wait(run):
    assert (False, True) == (fibers.inside(), await run(fibers.inside))


# --- sessions


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("TEXT", "å\\\"'"),
        ("TEXT", None),
        ("BIGINT", -(2**62)),
        ("INTEGER", 7),
        ("DOUBLE PRECISION", 0.1 + 0.2),
        ("BOOLEAN", True),
        ("BOOLEAN", False),
        ("BYTEA", b"\x00\xff\\"),
        ("NUMERIC", Decimal("12345678901234567890.5")),
    ],
)
async def test_values_come_back_as_they_went(run, session, kind, value):
    query = f"SELECT CAST(%(value)s AS {kind}) AS value"
    answers = await run(lambda: session.execute(query, {"value": str(value) if kind == "NUMERIC" else value}))

    assert value == answers.fetchall()[0]["value"]


async def test_a_list_is_an_array(run, session):
    values = ["a", 'quo"te', "back\\slash", "", "NULL", "å,{}"]
    rows = await run(lambda: session.execute("SELECT unnest(CAST(%(all)s AS TEXT[]))", {"all": values}).fetchall())

    assert values == [row[0] for row in rows]


async def test_what_is_kept_goes_before_the_next_statement(run, session):
    def work():
        session.keep("BEGIN")
        session.keep("CREATE TEMPORARY TABLE kept (one INTEGER) ON COMMIT DROP")
        session.keep("SELECT set_config('wanbox.kept', %(value)s, true)", {"value": "yes"})
        found = session.execute("SELECT current_setting('wanbox.kept') AS kept").fetchall()
        return found[0]["kept"], session.execute("COMMIT").statusmessage

    assert ("yes", "COMMIT") == await run(work)


async def test_an_error_of_what_is_kept_is_raised_and_the_session_goes_on(run, session):
    def work():
        session.keep("SELECT 1 / CAST(%(zero)s AS INTEGER)", {"zero": 0})
        with pytest.raises(psycopg.errors.DivisionByZero) as raised:
            session.execute("SELECT 2 AS two")
        return raised.value.sqlstate, session.execute("SELECT 2 AS two").fetchall()[0]["two"]

    assert ("22012", 2) == await run(work)


async def test_an_error_shows_no_values_of_rows(run, session):
    def work():
        session.execute("CREATE TEMPORARY TABLE secrets (one TEXT PRIMARY KEY)")
        session.execute("INSERT INTO secrets VALUES ('hidden')")
        with pytest.raises(psycopg.errors.UniqueViolation) as raised:
            session.execute("INSERT INTO secrets VALUES ('hidden')")
        session.execute("DROP TABLE secrets")
        return str(raised.value)

    assert "hidden" not in await run(work)


async def test_what_no_buffer_holds_is_sent_while_the_answers_are_read(run, session):
    text = "x" * 3_000_000

    def work():
        for _ in range(5):
            session.keep("SELECT CAST(%(text)s AS TEXT)", {"text": text})
        return session.execute("SELECT CAST(%(text)s AS TEXT) AS text", {"text": text}).fetchall()[0]["text"]

    async with asyncio.timeout(20):
        assert text == await run(work)


async def test_a_session_that_the_server_ended_holds_no_more(run, session, postgres_url):
    held = session.holds()
    with psycopg.connect(postgres_url, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", (session.pid,))

    assert (True, False) == (held, session.holds())


async def test_a_schema_that_was_changed_meanwhile_needs_a_new_session(run, session, postgres_url):
    with psycopg.connect(postgres_url, autocommit=True) as other:
        other.execute("DROP TABLE IF EXISTS changing")
        other.execute("CREATE TABLE changing (one INTEGER)")
        await run(lambda: session.execute("SELECT * FROM changing"))
        other.execute("ALTER TABLE changing ADD COLUMN two INTEGER")
        with pytest.raises(psycopg.errors.FeatureNotSupported):
            await run(lambda: session.execute("SELECT * FROM changing"))
        other.execute("DROP TABLE changing")

    assert not session.holds()
