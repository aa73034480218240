"""Request bodies under a cap: refused by their declared length, and again while they stream in."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from starlette.requests import Request

from wanbox.wire.errors import Fault


def most(request: Request, limit: int) -> int:
    """Bytes that a body can have: as many as it declares, or else the limit. Raises `BadRequest.TooLarge`."""
    declared = request.headers.get("content-length", "")
    size = int(declared) if declared.isdecimal() else limit
    if size > limit:
        raise Fault.TOO_LARGE.error()
    return size


async def capped(request: Request, limit: int) -> AsyncGenerator[bytes]:
    """The body in pieces; raises `BadRequest.TooLarge` before more than `limit` bytes were taken in."""
    most(request, limit)
    taken = 0
    async for chunk in request.stream():
        taken += len(chunk)
        if taken > limit:
            raise Fault.TOO_LARGE.error()
        yield chunk


async def read_capped(request: Request, limit: int) -> bytes:
    return b"".join([chunk async for chunk in capped(request, limit)])
