"""What an operator sees of all accounts together."""

from __future__ import annotations

from ..contract import TaskPage, TaskQuery
from .pages import page
from .work import Work


def list_all(work: Work, account: str | None, query: TaskQuery) -> TaskPage:
    more = {"account": account, "id": query.task_id, "engine": query.engine}
    return page(work, query, count="count_of_all", listed="tasks_of_all", **more)
