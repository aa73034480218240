"""One file from the network, through the guard, with every cost bounded.

    FetchError
     ├─ AddressError   the URL is malformed, or leads where nothing is fetched from
     ├─ Unreachable    no such host, or nobody listens there
     ├─ TooSlow        the connection or the whole transfer took too long
     ├─ TooBig         more bytes than allowed
     └─ NotServed      the server answered something else than the file

The messages are for the log. What the caller is told is decided in `fetch.inputs`.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpcore2
import httpx2

from .connection import GuardedBackend
from .guard import AddressRefused, Guard

REDIRECTS = frozenset({301, 302, 303, 307, 308})
HEADERS = (
    ("Accept", "*/*"),
    # A compressed answer could unpack to any size, and media is compressed already.
    ("Accept-Encoding", "identity"),
    ("User-Agent", "wanbox"),
    ("Connection", "close"),
)


class FetchError(Exception):
    """The file could not be had."""


class AddressError(FetchError):
    """The URL is malformed, or leads where nothing is fetched from."""


class Unreachable(FetchError):  # noqa: N818 - reads as the sentence it is
    """No such host, or nobody listens there."""


class TooSlow(FetchError):  # noqa: N818
    """The connection or the whole transfer took too long."""


class TooBig(FetchError):  # noqa: N818
    """More bytes than allowed."""


class NotServed(FetchError):  # noqa: N818
    """The server answered something else than the file."""


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
        undo.callback(_remove, target)
        size = await _timed(url, target, limits, guard)
        undo.pop_all()
    return size


async def _timed(url: str, target: Path, limits: Limits, guard: Guard) -> int:
    try:
        async with asyncio.timeout(limits.seconds):
            return await _follow(url, target, limits, guard)
    except Exception as error:
        known = _translate(error)
        if known is None:
            raise
        raise known from error


async def _follow(url: str, target: Path, limits: Limits, guard: Guard) -> int:
    for _ in range(limits.redirects + 1):
        parsed = guard.check_url(url)
        async with _get(parsed, limits, guard) as answer:
            if answer.status in REDIRECTS:
                url = _redirect_target(parsed, answer)
                continue
            if answer.status != 200:
                raise NotServed(f"the server answered {answer.status}")
            return await _save(answer, target, limits.max_bytes)
    raise NotServed(f"more than {limits.redirects} redirects")


@contextlib.asynccontextmanager
async def _get(url: httpx2.URL, limits: Limits, guard: Guard) -> AsyncIterator[httpcore2.Response]:
    """One request on a connection of its own: no pool outlives it, so no connection is ever used unchecked."""
    timeouts = {
        "connect": limits.connect_seconds,
        "read": limits.seconds,
        "write": limits.seconds,
        "pool": limits.seconds,
    }
    context = _trust() if url.scheme == "https" else None
    async with (
        httpcore2.AsyncConnectionPool(
            ssl_context=context, network_backend=GuardedBackend(guard), max_keepalive_connections=0
        ) as pool,
        pool.stream(
            "GET",
            httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=[("Host", url.netloc.decode("ascii")), *HEADERS],
            extensions={"timeout": timeouts},
        ) as answer,
    ):
        yield answer


@functools.cache
def _trust() -> ssl.SSLContext:
    return httpx2.create_ssl_context(trust_env=False)


def _redirect_target(url: httpx2.URL, answer: httpcore2.Response) -> str:
    location = _header(answer, b"location")
    if not location:
        raise NotServed(f"the server answered {answer.status} without a location")
    try:
        return str(url.join(location.decode("utf-8")))
    except (httpx2.InvalidURL, ValueError) as error:
        raise AddressError("the redirect cannot be parsed") from error


async def _save(answer: httpcore2.Response, target: Path, max_bytes: int) -> int:
    announced = _header(answer, b"content-length")
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


def _remove(target: Path) -> None:
    target.unlink(missing_ok=True)


def _header(answer: httpcore2.Response, name: bytes) -> bytes:
    return next((value.strip() for key, value in answer.headers if key.lower() == name), b"")


def _translate(error: Exception) -> FetchError | None:
    if isinstance(error, AddressRefused):
        return AddressError(str(error))
    if isinstance(error, TimeoutError | httpcore2.TimeoutException):
        return TooSlow("the time limit was reached")
    if isinstance(error, httpcore2.ConnectError):
        return Unreachable(str(error))
    if isinstance(error, httpcore2.NetworkError | httpcore2.ProtocolError | httpcore2.UnsupportedProtocol | ValueError):
        return NotServed(f"the transfer broke off: {type(error).__name__}")
    return None
