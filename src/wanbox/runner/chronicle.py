"""What an attempt leaves behind for those who watch: names in its log lines, a trace, and times."""

from __future__ import annotations

import enum
import time
from collections.abc import Iterator
from contextlib import contextmanager

import structlog.contextvars

from wanbox import traces
from wanbox.ledger.contract import Claim

from . import measures


class End(enum.StrEnum):
    """How an attempt ended."""

    SUCCEEDED = "succeeded"
    #: The request cannot be done, whoever tries.
    REFUSED = "refused"
    FAILED = "failed"
    #: Cancelled, or taken away.
    LOST = "lost"


class Chronicle:
    def __init__(self, claim: Claim) -> None:
        self._engine = claim.task.engine
        #: Said by whoever knows; a process that is ended in the middle leaves nothing.
        self.end = End.FAILED

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measure one step: fetch, generate, measure, store, finish."""
        with measures.step(self._engine, name), traces.step(name):
            yield


@contextmanager
def chronicle(claim: Claim) -> Iterator[Chronicle]:
    """Watch one attempt from the claim to its end."""
    task = claim.task
    told = Chronicle(claim)
    names = {"task_id": task.id, "attempt": claim.attempt, "account": task.account, "request_id": task.request_id}
    values: dict[str, traces.Value] = {
        "task_id": task.id,
        "attempt": claim.attempt,
        "engine": task.engine,
        "model": task.model,
    }
    began = time.perf_counter()
    with structlog.contextvars.bound_contextvars(**names), traces.task("task", task.request_id, **values) as span:
        try:
            yield told
        finally:
            span.note(end=told.end)
            measures.attempt_ended(task.engine, task.model, told.end, time.perf_counter() - began)
