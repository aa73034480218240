"""Request bodies under a cap: refused by their declared length, and again while they stream in."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from starlette.requests import Request

from wanbox.wire.errors import Fault


async def capped(request: Request, limit: int) -> AsyncGenerator[bytes]:
    """The body in pieces; raises `BadRequest.TooLarge` before more than `limit` bytes were taken in."""
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limit:
        raise Fault.TOO_LARGE.error()
    taken = 0
    async for chunk in request.stream():
        taken += len(chunk)
        if taken > limit:
            raise Fault.TOO_LARGE.error()
        yield chunk


async def read_capped(request: Request, limit: int) -> bytes:
    return b"".join([chunk async for chunk in capped(request, limit)])
