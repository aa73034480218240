"""A ledger against a model that walks the state table, step by random step."""

from __future__ import annotations

import asyncio
import datetime as dt
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from wanbox.ledger import states
from wanbox.ledger.contract import Claim, NewTask, PartRow, Result, StaleAttempt
from wanbox.ledger.postgres import PostgresLedger
from wanbox.ledger.sql.rows import span
from wanbox.ledger.sql.work import Rules
from wanbox.ledger.sqlite import SqliteLedger
from wanbox.ledger.states import FAILED, PENDING, RUNNING, SUCCEEDED, Event

RETENTION = dt.timedelta(hours=1)
MAX_ATTEMPTS = 2
LEASE = 15.0
ACCOUNTS = ("alice", "bob")


@dataclass
class Model:
    """What a task must be, by the table alone."""

    account: str
    defective: bool
    submitted: dt.datetime
    status: object = PENDING
    attempt: int = 0
    lease_until: dt.datetime | None = None
    ended: dt.datetime | None = None
    shown: list = field(default_factory=list)

    def meet(self, event, now, *, retry=True):
        """Apply an event; whether the table lets it change anything."""
        targets = states.targets(self.status, event)
        if not targets:
            return False
        after = (
            targets[0]
            if len(targets) == 1
            else states.after_attempt(self.attempt, max_attempts=MAX_ATTEMPTS, retry=retry)
        )
        assert after in targets
        self.status = after
        if after is not RUNNING and after is not PENDING:
            self.ended = now
            if after is not SUCCEEDED:
                self.shown.clear()
        return True


class LedgerMachine(RuleBasedStateMachine):
    tasks = Bundle("tasks")
    claims = Bundle("claims")

    def __init__(self):
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory()
        self.now = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
        self.model: dict[str, Model] = {}
        rules = Rules(retention=span(RETENTION), max_attempts=MAX_ATTEMPTS, secret=b"s" * 32, retry_delay=0)
        self.ledger = self.make(rules)
        self.do(self.ledger.open())

    def make(self, rules):
        return SqliteLedger(Path(self.folder.name) / "ledger.sqlite3", rules=rules, clock=lambda: self.now)

    def do(self, step):
        return self.loop.run_until_complete(step)

    def teardown(self):
        self.do(self.ledger.close())
        self.loop.close()
        self.folder.cleanup()

    def settle(self):
        """What the ledger does by itself when it sweeps or a worker asks for work."""
        for task in self.model.values():
            old = task.submitted <= self.now - dt.timedelta(seconds=states.DEFECT_DELAY_SECONDS)
            if task.defective and task.status is PENDING and old:
                task.meet(Event.DEFECT, self.now)
            if task.status is RUNNING and task.lease_until <= self.now:
                task.meet(Event.LOSE, self.now)

    def forgotten(self, task):
        return task.ended is not None and task.ended <= self.now - RETENTION

    def fenced(self, claim: Claim, event: Event, step, *, retry=True):
        """A write under a claim: takes effect if the fence and the table let it, else changes nothing."""
        task = self.model[claim.task.id]
        if task.attempt == claim.attempt and task.meet(event, self.now, retry=retry):
            return task, self.do(step)
        with pytest.raises(StaleAttempt):
            self.do(step)
        return None, None

    # --- what may happen

    @rule(target=tasks, account=st.sampled_from(ACCOUNTS), defective=st.booleans(), priority=st.integers(-1, 1))
    def submit(self, account, defective, priority):
        task = self.do(
            self.ledger.submit(
                NewTask(
                    account=account,
                    key_id="1",
                    model="m",
                    engine="storyboard",
                    group="g",
                    request={},
                    request_id="r",
                    priority=priority,
                    defect=("InvalidParameter", "no") if defective else None,
                )
            )
        )
        self.model[task.id] = Model(account, defective, self.now)
        return task.id

    @rule(target=claims, worker=st.sampled_from(["w1", "w2"]))
    @precondition(lambda self: self.model)
    def claim(self, worker):
        held = self.do(self.ledger.claim(worker, engines=["storyboard"], lease=LEASE))
        return self.taken(held)

    def taken(self, held):
        """What a claim gave: one of those that wait, if any does."""
        self.settle()
        waiting = [task for task in self.model.values() if task.status is PENDING and not task.defective]
        assert (held is not None) == bool(waiting)
        if held is None:
            return None
        task = self.model[held.task.id]
        assert task in waiting
        assert task.meet(Event.CLAIM, self.now)
        task.attempt += 1
        task.lease_until = self.now + dt.timedelta(seconds=LEASE)
        assert task.attempt == held.attempt <= MAX_ATTEMPTS
        return held

    @rule(held=claims)
    def heartbeat(self, held):
        if held is None:
            return
        task = self.model[held.task.id]
        step = self.ledger.heartbeat(held, lease=LEASE, progress=0.5, phase="p")
        if task.status is states.CANCELED and task.attempt == held.attempt and not self.gone(held.task.id):
            assert self.do(step) is False
        elif self.fenced(held, Event.REPORT, step)[0]:
            task.lease_until = self.now + dt.timedelta(seconds=LEASE)

    @rule(held=claims, text=st.text("ab", min_size=1, max_size=3))
    def publish(self, held, text):
        if held is None:
            return
        task = self.model[held.task.id]
        part = PartRow(text=text)
        if self.fenced(held, Event.REPORT, self.ledger.publish(held, 0, part))[0]:
            task.shown[:1] = [part]

    @rule(held=claims)
    def finish(self, held):
        if held is None:
            return
        part = PartRow(text=f"result of {held.attempt}")
        task, _ = self.fenced(held, Event.FINISH, self.ledger.finish(held, Result(parts=[part])))
        if task:
            task.shown[:] = [part]

    @rule(target=claims, held=claims)
    def finish_and_claim(self, held):
        if held is None:
            return None
        part = PartRow(text=f"result of {held.attempt}")
        step = self.ledger.finish_and_claim(held, Result(parts=[part]), engines=["storyboard"], lease=LEASE)
        task, following = self.fenced(held, Event.FINISH, step)
        if not task:
            return None
        task.shown[:] = [part]
        return self.taken(following)

    @rule(held=claims, retry=st.booleans())
    def fail(self, held, retry):
        if held is None:
            return
        step = self.ledger.fail(held, code="C", message="M", retry=retry)
        task, after = self.fenced(held, Event.FAIL, step, retry=retry)
        assert task is None or task.status is after

    @rule(task_id=tasks, event=st.sampled_from([Event.CANCEL, Event.STOP]), account=st.sampled_from(ACCOUNTS))
    def end(self, task_id, event, account):
        task = self.model[task_id]
        step = (self.ledger.cancel if event is Event.CANCEL else self.ledger.stop)(task_id, account=account)
        expected = account == task.account and task.meet(event, self.now)
        assert expected == self.do(step)

    @rule(worker=st.sampled_from(["w1", "w2"]))
    def release(self, worker):
        before = {task_id: task.status for task_id, task in self.model.items() if task.status is RUNNING}
        count = self.do(self.ledger.release(worker))
        lost = 0
        for task_id in before:
            if self.do(self.ledger.read(task_id, account=self.model[task_id].account)).status is not RUNNING:
                self.model[task_id].meet(Event.LOSE, self.now)
                lost += 1
        assert lost == count

    @rule(seconds=st.sampled_from([0.1, 1, 14, 15, 1800, 3600]))
    def wait(self, seconds):
        self.now += dt.timedelta(seconds=seconds)

    @rule()
    def sweep(self):
        self.do(self.ledger.sweep())
        self.settle()
        self.swept = self.now

    swept: dt.datetime | None = None

    def gone(self, task_id):
        """Whether a sweep has removed the row (a task past its retention is invisible even before)."""
        ended = self.model[task_id].ended
        return ended is not None and self.swept is not None and ended <= self.swept - RETENTION

    # --- what must hold

    @invariant()
    def every_task_reads_as_the_model_says(self):
        for task_id, task in self.model.items():
            stored = self.do(self.ledger.read(task_id, account=task.account))
            if self.forgotten(task):
                assert stored is None
            else:
                assert (task.status, task.attempt, task.ended) == (stored.status, stored.attempt, stored.ended)
                assert task.status not in {RUNNING, SUCCEEDED} or task.shown == list(stored.parts)
                assert (task.status is FAILED) == (stored.code is not None)

    @invariant()
    def counts_agree_with_the_tasks(self):
        counts = self.do(self.ledger.counts())
        for status in (PENDING, RUNNING):
            assert counts.get(status, 0) == sum(task.status is status for task in self.model.values())


HOW = {"deadline": None, "suppress_health_check": list(HealthCheck)}


def test_sqlite_follows_the_table():
    run_state_machine_as_test(LedgerMachine, settings=settings(max_examples=60, stateful_step_count=30, **HOW))


def test_postgresql_follows_the_table(postgres, postgres_url):
    class PostgresMachine(LedgerMachine):
        def make(self, rules):
            postgres.empty()
            return PostgresLedger(postgres_url, rules=rules, clock=lambda: self.now, size=2)

    run_state_machine_as_test(PostgresMachine, settings=settings(max_examples=12, stateful_step_count=30, **HOW))
