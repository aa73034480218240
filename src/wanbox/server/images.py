"""E2 and E3: pictures, waited for or as tasks. Both go the same way through the ledger (spec 4, 5)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from wanbox.ledger.contract import Task
from wanbox.wire import answers
from wanbox.wire.catalogue import Endpoint
from wanbox.wire.status import TaskStatus

from . import docs, stream
from .auth import Submitter
from .context import Context, base_of, context_of
from .faults import from_task
from .replies import Reply
from .submit import Accepted, accept
from .views import extras, items
from .waiting import unless_gone, until_ended

router = APIRouter(tags=["pictures"])

#: Longest wait for an answer; the vendor's own limit for picture tasks is 180 s (spec 10).
WAIT_SECONDS = 600.0


@router.post(Endpoint.IMAGE.path, **docs.submission(Endpoint.IMAGE))
async def create_image_task(request: Request, caller: Submitter) -> Response:
    accepted = await accept(request, caller, Endpoint.IMAGE)
    return Reply(answers.submit_answer(accepted.task.request_id, accepted.task.id))


@router.post(Endpoint.MULTIMODAL.path, **docs.submission(Endpoint.MULTIMODAL))
async def generate(request: Request, caller: Submitter) -> Response:
    context = context_of(request)
    context.check_waiting(caller.account)
    accepted = await accept(request, caller, Endpoint.MULTIMODAL)
    with stopped_unless_answered(context, accepted):
        if accepted.submission.stream:
            return await stream.answer(request, accepted, WAIT_SECONDS)
        task = await unless_gone(request, until_ended(context, accepted.task, WAIT_SECONDS))
    return await _answer(request, context, task)


@contextmanager
def stopped_unless_answered(context: Context, accepted: Accepted) -> Iterator[None]:
    """Nobody can ask for the result later, unless the caller gave an idempotency key: do not make it for nobody."""
    try:
        yield
    except BaseException:
        if not accepted.repeatable:
            context.run_errand(context.ledger.stop(accepted.task.id, account=accepted.task.account))
        raise


async def _answer(request: Request, context: Context, task: Task) -> Reply:
    if task.status is not TaskStatus.SUCCEEDED:
        raise from_task(task)
    pictures = items(context, task, base_of(request))
    return Reply(answers.picture_answer(task.request_id, pictures, task.usage or {}, await extras(context, task)))
