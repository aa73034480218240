"""What this process measures, and what all processes together look like: the pages that Prometheus reads.

What is counted here belongs to this process and its workers. Gauges are read from the ledger when somebody asks, and
are the same whichever process answers. No label names an account, a key or a task.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import structlog.contextvars
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from wanbox import traces
from wanbox.ledger.contract import Backlog, WorkerRow
from wanbox.wire.status import TaskStatus

from . import facts
from .context import Context
from .measures import Measures, route_of

#: A caller that hung up got no status.
_HUNG_UP = 499


class Measured:
    """ASGI middleware inside `edge`: measures a request, traces it, and names it in every line that it logs."""

    def __init__(self, app: ASGIApp, *, measures: Measures) -> None:
        self._app = app
        self._measures = measures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        structlog.contextvars.clear_contextvars()
        request_id = scope["state"]["request_id"]
        structlog.contextvars.bind_contextvars(request_id=request_id)
        status, began = 500, time.perf_counter()

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        with traces.request(scope["method"], request_id, dict(scope["headers"])) as span:
            try:
                await self._app(scope, receive, watched)
            except ClientDisconnect:
                status = _HUNG_UP
                raise
            finally:
                self._measures.answered(scope, status, time.perf_counter() - began)
                span.end_request(route_of(scope), status)


@dataclass(frozen=True, slots=True, eq=False)
class _Look(Collector):
    """What the ledger says, as gauges."""

    counts: dict[str, int]
    backlog: Backlog
    workers: list[WorkerRow]
    paused: frozenset[str]

    def collect(self) -> Iterator[Metric]:
        tasks = GaugeMetricFamily("wanbox_tasks", "Tasks in the ledger.", labels=["status"])
        for status in TaskStatus:
            if status is not TaskStatus.UNKNOWN:
                tasks.add_metric([status], self.counts.get(status, 0))
        yield tasks
        workers = GaugeMetricFamily("wanbox_workers", "Workers that report themselves.", labels=["state"])
        for state in facts.WORKER_STATES:
            workers.add_metric([state], sum(facts.state_of(row) == state for row in self.workers))
        yield workers
        paused = GaugeMetricFamily("wanbox_paused", "1 for an engine that is held back.", labels=["engine"])
        for engine in sorted(self.paused):
            paused.add_metric([engine], 1)
        yield paused
        yield _gauge("wanbox_oldest_waiting_seconds", "Wait of the oldest task that could begin.", self.backlog.oldest)
        yield _gauge("wanbox_deliveries_due", "Messages to webhooks that should be on their way.", self.backlog.due)
        yield _gauge("wanbox_deliveries_dead", "Messages to webhooks that were given up.", self.backlog.dead)


def _gauge(name: str, about: str, value: float) -> Metric:
    return GaugeMetricFamily(name, about, value=value)


async def page(context: Context) -> bytes:
    """The text for Prometheus. Raises LedgerUnavailable."""
    within = facts.SEEN_LEASES * context.settings.lease_seconds
    look = _Look(
        dict(await context.ledger.counts()),
        await context.ledger.backlog(),
        list(await context.ledger.workers(within=within)),
        await context.ledger.paused(),
    )
    return await asyncio.to_thread(_text, look, context.measures.registry, context.worker_measures)


def _text(look: _Look, own: CollectorRegistry, workers: Path | None) -> bytes:
    whole = CollectorRegistry()
    whole.register(_All(look, own))
    if workers is not None and workers.is_dir():
        MultiProcessCollector(whole, str(workers))  # type: ignore[no-untyped-call]  # the package leaves it untyped
    return generate_latest(whole)


@dataclass(frozen=True, slots=True, eq=False)
class _All(Collector):
    look: _Look
    own: CollectorRegistry

    def collect(self) -> Iterable[Metric]:
        yield from self.look.collect()
        yield from self.own.collect()
