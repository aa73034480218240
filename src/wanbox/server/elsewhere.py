"""Paths of older models: what is served here is not served there (spec 1.2)."""

from __future__ import annotations

from typing import NoReturn

from fastapi import APIRouter
from starlette.requests import Request

from wanbox.wire import parse
from wanbox.wire.catalogue import find
from wanbox.wire.errors import Fault

from .auth import Caller
from .body import read_capped
from .context import context_of

router = APIRouter(include_in_schema=False)


@router.post("/services/aigc/text2image/image-synthesis")
@router.post("/services/aigc/image2image/image-synthesis")
@router.post("/services/aigc/image2video/video-synthesis")
@router.post("/services/aigc/text-generation/generation")
async def refuse(request: Request, _caller: Caller) -> None:
    body = parse.read_body(await read_capped(request, context_of(request).settings.max_body))
    _refuse(body.get("model"))


def _refuse(model: object) -> NoReturn:
    if model is None or model == "":
        raise Fault.EMPTY_MODEL.error()
    known = isinstance(model, str) and find(model)
    raise (Fault.URL_ERROR if known else Fault.MODEL_NOT_EXIST).error()
