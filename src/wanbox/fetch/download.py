"""One file from the network, through the guard, with every cost bounded."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from pathlib import Path

import httpcore2
import httpx2

from .errors import AddressError, FetchError, NotServed, TooBig, TooSlow, Unreachable, as_fetch_errors
from .exchange import Asked, exchange, header
from .guard import Guard

__all__ = ["AddressError", "FetchError", "Limits", "NotServed", "TooBig", "TooSlow", "Unreachable", "download"]

REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    max_bytes: int
    #: For everything together: names, connections, redirects, the transfer.
    seconds: float = 30.0
    connect_seconds: float = 5.0
    redirects: int = 3


async def download(url: str, target: Path, *, limits: Limits, guard: Guard) -> int:
    """Write the file at `url` to `target`; returns its size in bytes. Raises FetchError, and then leaves no file."""
    with contextlib.ExitStack() as undo:
        undo.callback(target.unlink, missing_ok=True)
        with as_fetch_errors():
            async with asyncio.timeout(limits.seconds):
                size = await _follow(url, target, limits, guard)
        undo.pop_all()
    return size


async def _follow(url: str, target: Path, limits: Limits, guard: Guard) -> int:
    for _ in range(limits.redirects + 1):
        parsed = guard.check_url(url)
        asked = Asked(answer_bytes=limits.max_bytes)
        async with exchange(
            parsed, asked, guard=guard, seconds=limits.seconds, connect_seconds=limits.connect_seconds
        ) as answer:
            if answer.status in REDIRECTS:
                url = _redirect_target(parsed, answer)
                continue
            if answer.status != 200:
                raise NotServed(f"the server answered {answer.status}")
            return await _save(answer, target, limits.max_bytes)
    raise NotServed(f"more than {limits.redirects} redirects")


def _redirect_target(url: httpx2.URL, answer: httpcore2.Response) -> str:
    location = header(answer, b"location")
    if not location:
        raise NotServed(f"the server answered {answer.status} without a location")
    try:
        return str(url.join(location.decode("utf-8")))
    except (httpx2.InvalidURL, ValueError) as error:
        raise AddressError("the redirect cannot be parsed") from error


async def _save(answer: httpcore2.Response, target: Path, max_bytes: int) -> int:
    if (coding := header(answer, b"content-encoding").lower()) not in (b"", b"identity"):
        raise NotServed(f"the answer is packed as {coding[:20]!r}")
    announced = header(answer, b"content-length")
    if announced.isdigit() and int(announced) > max_bytes:
        raise TooBig(f"the server announces {int(announced)} bytes")
    size = 0
    with target.open("wb") as file:
        async for chunk in answer.aiter_stream():
            size += len(chunk)
            if size > max_bytes:
                raise TooBig(f"more than {max_bytes} bytes came")
            file.write(chunk)
    return size
