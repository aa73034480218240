"""One page of a list of tasks, and how many there are."""

from __future__ import annotations

from typing import Any

from wanbox.wire.listing import ListQuery

from ..contract import TaskPage
from . import rows
from .work import Work


def page(work: Work, query: ListQuery, *, count: str, listed: str, **more: Any) -> TaskPage:
    """What two statements find: `count` how many, `listed` those of the page; `more` is what both ask for besides."""
    wanted = {
        "start": rows.micros(query.start),
        "end": rows.micros(query.end),
        "status": query.status,
        "model": query.model,
        "horizon": work.horizon,
        **more,
    }
    total = work.one(count, **wanted)["total"]
    skip = (query.page - 1) * query.page_size
    found = work.all(listed, **wanted, page_size=query.page_size, skip=skip) if skip < total else ()
    return TaskPage(total, tuple(rows.task_of(row) for row in found))
