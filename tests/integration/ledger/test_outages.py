"""A PostgreSQL server that dies, stops, refuses or is full, in the middle of what the ledger does."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import os
import signal
import threading
import time

import psycopg
import pytest

from wanbox.ledger.contract import IdempotencyConflict, LedgerUnavailable, QuotaExceeded
from wanbox.ledger.postgres import PostgresLedger, connection, fibers, pool
from wanbox.ledger.sql.work import Rules
from wanbox.wire.status import TaskStatus

RULES = Rules(retention=10**13, max_attempts=3, secret=b"s" * 32)


@pytest.fixture(scope="module")
def server(make_postgres):
    """One that keeps its promises when it is killed."""
    return make_postgres(durable=True)


@pytest.fixture
async def make(server):
    """Makes opened ledgers on the empty database of the server."""
    server.empty()
    made = []

    async def make(url=None, **values):
        ledger = PostgresLedger(url or server.url(), rules=RULES, **values)
        made.append(ledger)
        await ledger.open()
        return ledger

    yield make
    for ledger in made:
        await ledger.close()


@pytest.fixture
async def ledger(make):
    return await make()


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(pool, "PATIENCE_SECONDS", 0.7)
    monkeypatch.setattr(connection, "_CONNECT_SECONDS", 2)


def stand_still(until):
    """Within a step: do nothing before an event."""
    fibers.wait(lambda resume: asyncio.ensure_future(until.wait()).add_done_callback(resume))


def all_connections_but(mine):
    return f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> {mine} AND application_name = 'wanbox'"


# --- the server dies


async def test_a_server_killed_in_the_middle_loses_nothing_acknowledged_and_doubles_nothing(server, make, new):
    ledgers = [await make(), await make()]
    acknowledged: dict[str, set[str]] = {}
    enough = threading.Event()

    async def client(ledger, name):
        """Hands in one task after the other, each until it is acknowledged."""
        for number in range(10_000):
            key = f"{name} {number}"
            task = dataclasses.replace(new, account=f"account {number % 3}", idempotency_key=key, body_hash="1")
            while not enough.is_set():
                try:
                    acknowledged.setdefault(key, set()).add((await ledger.submit(task)).id)
                except LedgerUnavailable:
                    await asyncio.sleep(0.02)
                else:
                    break
            if enough.is_set():
                return

    clients = [asyncio.create_task(client(ledgers[number % 2], f"c{number}")) for number in range(12)]
    for _ in range(4):
        before = len(acknowledged)
        while len(acknowledged) < before + 60:  # noqa: ASYNC110 - several clients fill it
            await asyncio.sleep(0.01)
        await asyncio.to_thread(server.kill)
        await asyncio.to_thread(server.start)
    enough.set()
    await asyncio.gather(*clients)

    stored = server.execute("SELECT key, task_id FROM idempotency")
    assert len(stored) == server.execute("SELECT count(*) FROM task")[0][0]
    told = {key: ids for key, ids in acknowledged.items() if ids}
    assert told == {key: {task_id} for key, task_id in stored if key in told}
    assert server.execute("SELECT account, count(*) FROM event GROUP BY account ORDER BY account") == server.execute(
        "SELECT name, events FROM account WHERE events > 0 ORDER BY name"
    )
    assert server.execute("SELECT count(*) FROM task") == server.execute("SELECT sum(pending) FROM lane")


async def test_connections_that_were_cut_are_not_noticed_by_callers(server, ledger, new):
    tasks = await asyncio.gather(*(ledger.submit(new) for _ in range(20)))
    server.execute(all_connections_but(0))

    assert tasks[0].id == (await ledger.read(tasks[0].id, account="alice")).id
    assert TaskStatus.PENDING is (await ledger.submit(new)).status
    assert 1 == (await ledger.claim("w", engines=["storyboard"], lease=60)).attempt


async def test_a_connection_lost_within_a_step_has_the_step_done_once(server, ledger):
    tries = []

    def step(work):
        tries.append(work.run("put_pause", engine="x"))
        if len(tries) == 1:
            server.execute(all_connections_but(0))
        return work.run("put_pause", engine="y")

    assert 1 == await ledger._write(step)
    assert [1, 1] == tries
    assert {"x", "y"} == await ledger.paused()


async def test_a_connection_lost_at_the_commit_is_told_since_nobody_knows(server, ledger, monkeypatch):
    def step(work):
        work.run("put_pause", engine="x")
        mine = work.connection._connection

        class CutAtCommit(type(mine)):
            def execute(self, query, *values, **options):
                if query == "COMMIT":
                    server.execute(all_connections_but(0))
                return super().execute(query, *values, **options)

        mine.__class__ = CutAtCommit

    with pytest.raises(LedgerUnavailable):
        await ledger._write(step)
    assert frozenset() == await ledger.paused()


async def test_waiting_for_changes_goes_on_after_the_connection_was_cut(server, make, new):
    ledger, other = await make(), await make()
    server.execute(all_connections_but(0))
    await ledger.submit(new)
    woken = 0
    deadline = time.monotonic() + 60
    while woken < 3 and time.monotonic() < deadline:
        waiting = asyncio.create_task(other.changed(5))
        await asyncio.sleep(0.05)
        await ledger.submit(new)
        began = time.monotonic()
        await waiting
        woken += time.monotonic() - began < 0.3

    assert 3 == woken


# --- the server stops


@pytest.fixture
def stopped(server):
    """Stops every process of the server, and lets them go on."""
    import psutil

    processes = [psutil.Process(server.pid), *psutil.Process(server.pid).children(recursive=True)]

    def send(number):
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, number)

    def stop():
        processes[1:] = psutil.Process(server.pid).children(recursive=True)
        send(signal.SIGSTOP)

    yield stop, lambda: send(signal.SIGCONT)
    send(signal.SIGCONT)


async def test_a_server_that_stands_still_is_told_in_time_and_used_again_later(ledger, stopped, impatient, new):
    stop, go_on = stopped
    task = await ledger.submit(new)
    await asyncio.to_thread(stop)
    began = time.monotonic()
    outcomes = await asyncio.gather(
        *(ledger.submit(new) for _ in range(5)),
        ledger.read(task.id, account="alice"),
        ledger.counts(),
        return_exceptions=True,
    )
    spent = time.monotonic() - began
    await asyncio.to_thread(go_on)

    assert ({LedgerUnavailable}, True) == ({type(outcome) for outcome in outcomes}, spent < 10)
    assert task.id == (await ledger.read(task.id, account="alice")).id
    assert TaskStatus.PENDING is (await ledger.submit(new)).status


async def test_a_ledger_can_be_closed_while_the_server_stands_still(make, stopped, impatient, new):
    stop, go_on = stopped
    ledger = await make()
    await ledger.submit(new)
    await asyncio.to_thread(stop)
    with pytest.raises(LedgerUnavailable):
        await ledger.submit(new)
    began = time.monotonic()
    await ledger.close()
    spent = time.monotonic() - began
    await asyncio.to_thread(go_on)

    assert spent < 15


# --- locks, time-outs, full disks


async def test_a_row_that_somebody_keeps_is_waited_for_only_so_long(server, make, monkeypatch, new):
    monkeypatch.setattr(connection, "_LOCK_TIMEOUT_MS", 150)
    ledger = await make()
    await ledger.submit(new)
    with psycopg.connect(server.url()) as other:
        other.execute("SELECT 1 FROM account FOR UPDATE")
        with pytest.raises(LedgerUnavailable, match="LockNotAvailable"):
            await ledger.submit(new)

    assert {"PENDING": 1} == await ledger.counts()
    assert TaskStatus.PENDING is (await ledger.submit(new)).status


async def test_a_process_that_stands_still_within_a_step_holds_up_others_for_a_while_only(make, monkeypatch, new):
    other = await make()
    await other.submit(new)  # on a connection with the usual patience
    monkeypatch.setattr(connection, "_IDLE_IN_TRANSACTION_MS", 1000)
    ledger = await make()
    holds, goes_on = asyncio.Event(), asyncio.Event()
    tries = []

    def step(work):
        tries.append(work.all("last_event", account="alice"))
        work.run("drop_pause", engine="x")
        work.connection._connection.execute("SELECT 1 FROM account FOR UPDATE")
        holds.set()
        if len(tries) == 1:
            stand_still(goes_on)
        return work.run("put_pause", engine="x")

    stands = asyncio.create_task(ledger._write(step))
    await holds.wait()
    assert TaskStatus.PENDING is (await other.submit(new)).status
    goes_on.set()

    # On a busy machine it may come to stand still once more.
    assert (1, True) == (await stands, len(tries) >= 2)


@pytest.fixture
def full_disk(server):
    """Has the server refuse as it does when its disk is full: at once, or at the commit."""

    def fill(when):
        server.execute(
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;"
            f"CREATE CONSTRAINT TRIGGER full_disk AFTER INSERT ON task {when} FOR EACH ROW EXECUTE FUNCTION full_disk()"
        )

    def empty():
        server.execute("DROP TRIGGER IF EXISTS full_disk ON task; DROP FUNCTION IF EXISTS full_disk")

    yield fill, empty
    empty()


@pytest.mark.parametrize("when", ["", "DEFERRABLE INITIALLY DEFERRED"])
async def test_a_full_disk_is_told_and_nothing_of_the_step_stays(full_disk, ledger, new, when):
    fill, empty = full_disk
    kept = await ledger.submit(new)
    fill(when)
    outcomes = await asyncio.gather(*(ledger.submit(new) for _ in range(10)), return_exceptions=True)
    empty()

    assert {LedgerUnavailable} == {type(outcome) for outcome in outcomes}
    assert all("No space left" in str(outcome) for outcome in outcomes)
    assert {"PENDING": 1} == await ledger.counts()
    assert kept.id == (await ledger.read(kept.id, account="alice")).id
    assert 2 == (await ledger.submit(new), await ledger.last_event("alice"))[1]


async def test_a_step_whose_failure_was_overlooked_is_no_success(ledger):
    def step(work):
        work.run("put_pause", engine="x")
        with pytest.raises(psycopg.Error):
            work.connection._connection.execute("SELECT 1 / 0")

    with pytest.raises(LedgerUnavailable, match="undone"):
        await ledger._write(step)
    assert frozenset() == await ledger.paused()


# --- groups


async def test_of_steps_in_one_commit_only_the_one_that_fails_is_undone(ledger, new):
    first = dataclasses.replace(new, idempotency_key="k", body_hash="1")
    await ledger.submit(first)
    other = dataclasses.replace(first, body_hash="2")
    outcomes = await asyncio.gather(
        *(ledger.submit(one) for one in [new, new, other, new, first, other, new]), return_exceptions=True
    )

    assert [2, 5] == [place for place, one in enumerate(outcomes) if isinstance(one, IdempotencyConflict)]
    assert {"PENDING": 5} == await ledger.counts()
    assert outcomes[4].repeated
    assert 5 == await ledger.last_event("alice")


async def test_a_quota_is_exact_within_one_commit(ledger, new, server):
    from wanbox.ledger.contract import NewKey

    key = await ledger.create_key("sk-" + "q" * 40, NewKey(account="alice", quota=7))
    mine = dataclasses.replace(new, key_id=key.id)
    outcomes = await asyncio.gather(*(ledger.submit(mine) for _ in range(20)), return_exceptions=True)

    assert 13 == sum(isinstance(one, QuotaExceeded) for one in outcomes)
    assert [(7, 7)] == server.execute("SELECT (SELECT count(*) FROM task), used FROM tenant")


async def test_steps_of_a_group_keep_their_order_and_share_commits(server, ledger, new):
    await ledger.submit(new)
    tasks = await asyncio.gather(*(ledger.submit(dataclasses.replace(new, request_id=str(n))) for n in range(200)))
    stored = server.execute("SELECT id FROM task WHERE request_id <> 'r-1' ORDER BY seq")
    commits = server.execute("SELECT count(DISTINCT xmin::text) FROM task WHERE request_id <> 'r-1'")[0][0]

    assert [(task.id,) for task in tasks] == stored
    assert 4 <= commits <= 20


async def test_a_step_that_nobody_waits_for_is_not_begun(ledger, new):
    begun, goes_on = asyncio.Event(), asyncio.Event()

    def hold(work):
        begun.set()
        stand_still(goes_on)
        return work.run("put_pause", engine="x")

    holding = asyncio.create_task(ledger._write(hold, "submit alice"))
    await begun.wait()
    waiting = asyncio.create_task(ledger.submit(new))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    goes_on.set()

    assert 1 == await holding
    assert {} == await ledger.counts()


# --- addresses


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:hidden@127.0.0.1:9/x",
        "postgresql://me:hidden@127.0.0.1:port/x",
        "postgresql://me:hid%den@127.0.0.1/x",
        "postgresql://me:hidden@127.0.0.1/x?nonsense=1",
        "postgresql://me:hidden@[::1/x",
        "postgresql://me:hidden@127.0.0.1:99999/x",
        "postgresql://me:hidden@nowhere.invalid/x",
        "postgresql:///x?password=hidden&host=127.0.0.1&port=9",
    ],
)
async def test_an_address_that_cannot_be_used_is_told_without_its_password(url):
    with pytest.raises(LedgerUnavailable) as refused:
        await PostgresLedger(url, rules=RULES).open()

    seen = str(refused.value)
    cause = refused.value
    while (cause := cause.__cause__) is not None:
        seen += str(cause)
    assert ("cannot be reached" in seen, False) == (True, "hid" in seen)


async def test_options_of_an_address_are_kept(server, make, new):
    server.execute("DROP SCHEMA IF EXISTS own CASCADE")
    server.execute("CREATE SCHEMA own")
    ledger = await make(f"{server.url()}?options=-c%20search_path%3Down")
    await ledger.submit(new)

    assert [(1,)] == server.execute("SELECT count(*) FROM own.task")


async def test_a_refused_password_is_told_by_its_reason(server):
    url = server.url().replace("postgres@", "nobody:hidden@")
    with pytest.raises(LedgerUnavailable, match="nobody") as refused:
        await PostgresLedger(url, rules=RULES).open()

    assert "hidden" not in str(refused.value)


async def test_what_no_text_of_the_database_can_hold_finds_nothing(ledger, new):
    assert None is await ledger.read("\0", account="alice")
    assert None is await ledger.find_key("\0" * 40)
    assert TaskStatus.PENDING is (await ledger.submit(dataclasses.replace(new, idempotency_key="a\0b"))).status
