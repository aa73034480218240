"""E1: clips, always as tasks (spec 3)."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from wanbox.wire import answers
from wanbox.wire.catalogue import Endpoint

from . import docs
from .auth import Submitter
from .replies import Reply
from .submit import accept

router = APIRouter(tags=["video"])


@router.post(Endpoint.VIDEO.path, **docs.submission(Endpoint.VIDEO))
async def create_video(request: Request, caller: Submitter) -> Response:
    accepted = await accept(request, caller, Endpoint.VIDEO)
    return Reply(answers.submit_answer(accepted.task.request_id, accepted.task.id))
