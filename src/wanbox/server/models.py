"""E8: the models that can be asked for."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from wanbox.wire import answers, catalogue
from wanbox.wire.listing import paging

from . import docs
from .auth import Caller
from .context import context_of
from .replies import Reply, request_id_of

router = APIRouter(tags=["models"])


@router.get("/models", **docs.MODELS)
async def list_models(request: Request, _caller: Caller) -> Response:
    """Only models that a route leads somewhere; `model` asks for one by name, as the official client's `get` does."""
    settings = context_of(request).settings
    wanted = request.query_params.get("model")
    served = [
        model
        for model in catalogue.all_models()
        if settings.engine_for(model.name) and (not wanted or model.name == wanted)
    ]
    page, page_size = paging(request.query_params)
    answer = answers.model_list_answer(request_id_of(request), served, page_no=page, page_size=page_size)
    return Reply(answer)
