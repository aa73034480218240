"""E4 to E6: ask for a task, list tasks, cancel one; and our own way to stop what runs (spec 6, 7)."""

from __future__ import annotations

import re

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from wanbox.wire import answers
from wanbox.wire.errors import Fault, WireError
from wanbox.wire.listing import list_query

from . import docs
from .auth import Canceller, Lister, Poller
from .context import base_of, context_of
from .pace import retry_after
from .replies import Reply, request_id_of
from .views import brief_view, full_view
from .waiting import unless_gone, until_changed

#: Seconds that a poll may be held open; proxies close what is silent for longer.
LONGEST_WAIT = 60

router = APIRouter(tags=["tasks"])


@router.get("/tasks/{task_id}", **docs.POLL)
async def get_task(request: Request, caller: Poller) -> Response:
    """The vendor's poll; with `wait` it is answered when the task changes its state."""
    context = context_of(request)
    task_id = request.path_params["task_id"]
    # Polls are never refused: one too many to wait is answered at once.
    if (seconds := _wait(request)) and context.may_wait(caller.account):
        task = await unless_gone(request, until_changed(context, task_id, caller.account, seconds))
    else:
        task = await context.ledger.read(task_id, account=caller.account)
    if task is None:
        return Reply(answers.unknown_answer(request_id_of(request), task_id))
    view = await full_view(context, task, base_of(request))
    reply = Reply(answers.poll_answer(request_id_of(request), view))
    if "eta_seconds" in view.extras:
        age = (context.clock() - task.submitted).total_seconds()
        reply.headers["retry-after"] = str(retry_after(view.extras["eta_seconds"], age))
    return reply


def _wait(request: Request) -> float:
    text = request.query_params.get("wait", "0")
    seconds = float(text) if re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,3})?", text) else -1.0
    if not 0 <= seconds <= LONGEST_WAIT:
        raise Fault.RANGE.error(name="wait", low=0, high=LONGEST_WAIT)
    return seconds


@router.get("/tasks", **docs.LIST)
async def list_tasks(request: Request, caller: Lister) -> Response:
    context = context_of(request)
    query = list_query(request.query_params, context.clock())
    page = await context.ledger.list(caller.account, query)
    views = [brief_view(context, task) for task in page.tasks]
    answer = answers.list_answer(
        request_id_of(request), views, total=page.total, page_no=query.page, page_size=query.page_size
    )
    return Reply(answer)


@router.post("/tasks/{task_id}/cancel", **docs.CANCEL)
async def cancel_task(request: Request, caller: Canceller) -> Response:
    """The vendor's cancel: only what has not begun. The body is ignored (spec 1.2)."""
    if not await context_of(request).ledger.cancel(request.path_params["task_id"], account=caller.account):
        raise Fault.CANCEL_REFUSED.error()
    return Reply(answers.cancel_answer(request_id_of(request)))


@router.delete("/tasks/{task_id}", **docs.STOP)
async def stop_task(request: Request, caller: Canceller) -> Response:
    """Our own cancel: also what runs."""
    if not await context_of(request).ledger.stop(request.path_params["task_id"], account=caller.account):
        raise WireError(
            400, "UnsupportedOperation", "Failed to stop the task, please confirm if the task has not ended."
        )
    return Reply(answers.cancel_answer(request_id_of(request)))
