"""What goes with a task when it ends."""

from __future__ import annotations

from . import files
from .work import Work


def without_result(work: Work, task_id: str) -> None:
    """FAILED or CANCELED: neither its inputs nor what it showed so far are needed any more."""
    files.unname(work, task_id, files.INPUT)
    drop_parts(work, task_id, work.one("find_seq", id=task_id)["seq"])


def drop_parts(work: Work, task_id: str, seq: int) -> None:
    if work.run("drop_parts", seq=seq):
        files.unname(work, task_id, files.RESULT)
