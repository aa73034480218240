"""What an operator sees of all accounts together."""

from __future__ import annotations

from ..contract import TaskPage, TaskQuery
from . import rows
from .work import Work


def list_all(work: Work, account: str | None, query: TaskQuery) -> TaskPage:
    wanted = {
        "account": account,
        "start": rows.micros(query.start),
        "end": rows.micros(query.end),
        "id": query.task_id,
        "status": query.status,
        "model": query.model,
        "engine": query.engine,
        "horizon": work.horizon,
    }
    total = work.one("count_of_all", **wanted)[0]
    skip = (query.page - 1) * query.page_size
    page = work.all("tasks_of_all", **wanted, page_size=query.page_size, skip=skip) if skip < total else ()
    return TaskPage(total, tuple(rows.task_of(row) for row in page))
