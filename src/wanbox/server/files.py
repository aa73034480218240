"""Result files at signed links: no header needed, ranges answered, gone when the link is over (spec 10, 15.14)."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncGenerator, AsyncIterator
from urllib.parse import quote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Send

from wanbox.storage.contract import NotStored, StorageError, StoredFile

from . import docs
from .context import Context, context_of
from .log import log
from .ranges import Span, Unsatisfiable, parse_range
from .replies import store_failure

router = APIRouter(tags=["files"])

_PATH = "/files/{key}/{name:path}"
_EPOCH = dt.datetime.fromtimestamp(0, dt.UTC)
#: How long the store's own address works at most; a download that has begun goes on.
_DIRECT_SECONDS = 900


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
        direct = await _direct(request, key, name, until=int(expires))
        return direct or await _answer(request, await context.storage.info(key), name)
    except NotStored:
        return store_failure(request, 404, "NoSuchKey", "The specified key does not exist.")


def _refusal(context: Context, key: str, name: str, expires: str, signature: str) -> tuple[str, str] | None:
    if context.storage.verify(key, name, expires, signature, now=context.clock()):
        return None
    if context.storage.verify(key, name, expires, signature, now=_EPOCH):
        return "AccessDenied", "Request has expired."
    return (
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided.",
    )


async def _direct(request: Request, key: str, name: str, *, until: int) -> Response | None:
    """The way to the store, where it hands out the bytes itself; who asks for none gets the answer here.

    It ends with the link, at `until` in seconds since 1970.
    """
    if request.method != "GET" or _has(request, _etag(key)):
        return None
    context = context_of(request)
    left = max(1, until - int(context.clock().timestamp()))
    url = await context.storage.direct_url(key, name=name, seconds=min(left, _DIRECT_SECONDS))
    if url is None:
        return None
    return Response(status_code=307, headers={"location": url, "cache-control": "no-store"})


def _etag(key: str) -> str:
    return f'"{key.partition(".")[0]}"'


def _has(request: Request, etag: str) -> bool:
    """Whether the caller has this content already (`If-None-Match`; RFC 9110, 13.1.2)."""
    tags = [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]
    return etag in tags or tags == ["*"]


async def _answer(request: Request, file: StoredFile, name: str) -> Response:
    etag = _etag(file.key)
    headers = {
        "accept-ranges": "bytes",
        "etag": etag,
        "cache-control": "private, max-age=86400, immutable",
        "content-disposition": f"inline; filename*=UTF-8''{quote(name, safe='')}",
        "x-content-type-options": "nosniff",
    }
    if _has(request, etag):
        return Response(status_code=304, headers=headers)
    try:
        span = _span(request, file, etag)
    except Unsatisfiable:
        refused = store_failure(request, 416, "InvalidRange", "The requested range cannot be satisfied.")
        refused.headers["content-range"] = f"bytes */{file.bytes}"
        return refused
    return await _content(request, file, span, headers)


def _span(request: Request, file: StoredFile, etag: str) -> Span | None:
    """The range asked for, unless it belongs to other content than ours (`If-Range`)."""
    if request.headers.get("if-range", etag) != etag:
        return None
    return parse_range(request.headers.get("range"), file.bytes)


async def _content(request: Request, file: StoredFile, span: Span | None, headers: dict[str, str]) -> Response:
    """Raises StorageError while a caller can still be told."""
    if span is not None:
        headers["content-range"] = f"bytes {span.start}-{span.end - 1}/{file.bytes}"
    status = 206 if span else 200
    span = span or Span(0, file.bytes)
    headers["content-length"] = str(len(span))
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers, media_type=file.media_type)
    content = context_of(request).storage.read(file.key, start=span.start, end=span.end)
    return _Stream(await _Begun.of(content), status, headers, file.media_type)


class _Begun:
    """Content whose first block is read: a store that fails at once does so before the answer begins."""

    def __init__(self, content: AsyncIterator[bytes], first: bytes | None) -> None:
        self._content = content
        self._first = first

    @classmethod
    async def of(cls, content: AsyncIterator[bytes]) -> _Begun:
        return cls(content, await anext(content, None))

    def __aiter__(self) -> _Begun:
        return self

    async def __anext__(self) -> bytes:
        first, self._first = self._first, None
        return await anext(self._content) if first is None else first

    async def aclose(self) -> None:
        if isinstance(self._content, AsyncGenerator):
            await self._content.aclose()


class _Stream(StreamingResponse):
    """Bytes from the storage, whose reading ends at once when the caller hangs up."""

    async def stream_response(self, send: Send) -> None:
        try:
            await super().stream_response(send)
        except StorageError as error:
            # That the answer ends too early is all that the caller can be told, and the HTTP server sees to it.
            log.warning("download broke off", reason=str(error))
        finally:
            if isinstance(self.body_iterator, _Begun):
                await self.body_iterator.aclose()
