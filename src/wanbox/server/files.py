"""Result files at signed links: no header needed, ranges answered, gone when the link is over (spec 10, 15.14)."""

from __future__ import annotations

import datetime as dt
from urllib.parse import quote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from wanbox.storage.contract import NotStored, StoredFile

from . import docs
from .context import Context, context_of
from .ranges import Span, Unsatisfiable, parse_range
from .replies import store_failure

router = APIRouter(tags=["files"])

_PATH = "/files/{key}/{name:path}"
_EPOCH = dt.datetime.fromtimestamp(0, dt.UTC)


@router.get(_PATH, **docs.FILE)
@router.head(_PATH, include_in_schema=False)
async def get_file(request: Request) -> Response:
    context = context_of(request)
    key, name = request.path_params["key"], request.path_params["name"]
    expires, signature = request.query_params.get("Expires", ""), request.query_params.get("Signature", "")
    try:
        refused = _refusal(context, key, name, expires, signature)
        if refused:
            return store_failure(request, 403, *refused)
        file = await context.storage.info(key)
    except NotStored:
        return store_failure(request, 404, "NoSuchKey", "The specified key does not exist.")
    return _answer(request, file, name)


def _refusal(context: Context, key: str, name: str, expires: str, signature: str) -> tuple[str, str] | None:
    if context.storage.verify(key, name, expires, signature, now=context.clock()):
        return None
    if context.storage.verify(key, name, expires, signature, now=_EPOCH):
        return "AccessDenied", "Request has expired."
    return (
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided.",
    )


def _answer(request: Request, file: StoredFile, name: str) -> Response:
    etag = f'"{file.key.partition(".")[0]}"'
    headers = {
        "accept-ranges": "bytes",
        "etag": etag,
        "cache-control": "private, max-age=86400, immutable",
        "content-disposition": f"inline; filename*=UTF-8''{quote(name, safe='')}",
        "x-content-type-options": "nosniff",
    }
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    try:
        span = _span(request, file, etag)
    except Unsatisfiable:
        refused = store_failure(request, 416, "InvalidRange", "The requested range cannot be satisfied.")
        refused.headers["content-range"] = f"bytes */{file.bytes}"
        return refused
    return _content(request, file, span, headers)


def _span(request: Request, file: StoredFile, etag: str) -> Span | None:
    """The range asked for, unless it belongs to other content than ours (`If-Range`)."""
    if request.headers.get("if-range", etag) != etag:
        return None
    return parse_range(request.headers.get("range"), file.bytes)


def _content(request: Request, file: StoredFile, span: Span | None, headers: dict[str, str]) -> Response:
    if span is not None:
        headers["content-range"] = f"bytes {span.start}-{span.end - 1}/{file.bytes}"
    status = 206 if span else 200
    span = span or Span(0, file.bytes)
    headers["content-length"] = str(len(span))
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers, media_type=file.media_type)
    content = context_of(request).storage.read(file.key, start=span.start, end=span.end)
    return StreamingResponse(content, status, headers, file.media_type)
