"""The workers of the installation, as they say of themselves."""

from __future__ import annotations

from collections.abc import Sequence

from ..contract import WorkerRow
from . import rows
from .work import Work

#: Microseconds after which a worker that was not seen is forgotten.
_FORGOTTEN = 24 * 3600 * 1_000_000


def report(work: Work, worker: WorkerRow) -> bool:
    """Whether it should drain."""
    work.run(
        "put_worker",
        name=worker.name,
        host=worker.host,
        pid=worker.pid,
        engines=",".join(sorted(worker.engines)),
        started=rows.micros(worker.started),
        now=work.now,
        task_id=worker.task_id,
    )
    work.run("drop_old_workers", before=work.now - _FORGOTTEN)
    return bool(work.one("read_worker", name=worker.name)["draining"])


def seen(work: Work, within: int) -> Sequence[WorkerRow]:
    return tuple(rows.worker_of(row) for row in work.all("list_workers", since=work.now - within))


def drop(work: Work, name: str) -> None:
    work.run("drop_worker", name=name)


def drain(work: Work, name: str) -> bool:
    return work.run("drain_worker", name=name) == 1
