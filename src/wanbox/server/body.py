"""Request bodies under a cap: refused by their declared length, and again while they stream in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

from starlette.requests import Request

from wanbox.wire.errors import Fault

from .room import PAUSE_SECONDS, SMALL, Room, seconds_for


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


@asynccontextmanager
async def taken_in(request: Request, limit: int, *, room: Room, account: str) -> AsyncIterator[list[bytes]]:
    """The whole body in pieces, with room held for it as long as this lasts; empty the list when it is joined.

    Room is only asked for when a body proves to be large: who sends nothing holds up nobody. Raises
    `BadRequest.TooLarge`, or the vendor's time-out for one that comes too slowly while others wait.
    """
    size, pieces, begun = most(request, limit), capped(request, limit), list[bytes]()
    while (small := sum(map(len, begun)) <= SMALL) and (piece := await anext(pieces, None)) is not None:
        begun.append(piece)
    async with room.taken(account, 0 if small else size):
        await _finish(begun, pieces, seconds_for(size), room)
        yield begun


async def _finish(begun: list[bytes], pieces: AsyncGenerator[bytes], seconds: float, room: Room) -> None:
    """Read the rest within so many seconds; as long as nobody waits for the room, each piece earns the next one time.

    Raises the vendor's time-out.
    """
    clock = asyncio.get_running_loop().time
    try:
        async with asyncio.timeout(seconds) as limit:
            end = clock() + seconds
            async for piece in pieces:
                begun.append(piece)
                if not room.awaited:
                    limit.reschedule(max(end, clock() + PAUSE_SECONDS))
    except TimeoutError:
        raise Fault.REQUEST_TIMEOUT.error() from None


async def read_capped(request: Request, limit: int) -> bytes:
    return b"".join([chunk async for chunk in capped(request, limit)])
