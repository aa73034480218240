"""What a worker counts: for its server's page, or on a port of its own (`WANBOX_METRICS_PORT`)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from prometheus_client import CollectorRegistry, Counter, Histogram

from . import page
from .log import log

REGISTRY = CollectorRegistry()
_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600)

_tasks = Histogram(
    "wanbox_task_seconds",
    "Time of an attempt, from the claim to its end.",
    ["engine", "model", "outcome"],
    registry=REGISTRY,
    buckets=_BUCKETS,
)
_steps = Histogram(
    "wanbox_step_seconds", "Time of a step of an attempt.", ["engine", "step"], registry=REGISTRY, buckets=_BUCKETS
)
_refused = Counter("wanbox_input_failures", "Inputs that could not be fetched or used.", ["code"], registry=REGISTRY)


# Finding the counter of some labels costs more than counting.
_tasks_of, _steps_of, _refused_of = cache(_tasks.labels), cache(_steps.labels), cache(_refused.labels)


def attempt_ended(engine: str, model: str, outcome: str, seconds: float) -> None:
    """Outcomes: succeeded, failed, refused, lost."""
    with _spared():
        _tasks_of(engine, model, outcome).observe(seconds)


def input_refused(code: str) -> None:
    with _spared():
        _refused_of(code).inc()


@contextmanager
def step(engine: str, name: str) -> Iterator[None]:
    """Measure one step: fetch, generate, measure, store, finish."""
    began = time.perf_counter()
    try:
        yield
    finally:
        with _spared():
            _steps_of(engine, name).observe(time.perf_counter() - began)


@contextmanager
def _spared() -> Iterator[None]:
    """A server's workers count in files: a full disk must cost no task."""
    try:
        yield
    except OSError as error:
        log.warning("not counted", error=error.strerror or type(error).__name__)


@cache
def serve(host: str, port: int) -> None:
    """Answer Prometheus on a port. Raises OSError."""
    page.serve(host, port, REGISTRY)
