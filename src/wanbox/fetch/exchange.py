"""One HTTP request through the guard, on a connection of its own."""

from __future__ import annotations

import contextlib
import functools
import ssl
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

import httpcore2
import httpx2

from .connection import GuardedBackend
from .errors import AddressError
from .guard import Guard

#: A compressed answer could unpack to any size, and media is compressed already.
FIXED_HEADERS = {"Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": "wanbox", "Connection": "close"}
#: Headers, interim answers and TLS records of an answer.
HEAD_ROOM = 256 * 1024
#: What a caller of ours may not set: how the message is framed and where it goes is decided here.
_OURS = frozenset({"host", "connection", "content-length", "transfer-encoding", "accept-encoding", "expect", "upgrade"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is sent: the method, the body, and headers beside the fixed ones."""

    method: str = "GET"
    body: bytes = b""
    #: The answer's body at most; the meter on the connection leaves room for headers and chunk marks beside it.
    answer_bytes: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)


@contextlib.asynccontextmanager
async def exchange(
    url: httpx2.URL, asked: Asked, *, guard: Guard, seconds: float, connect_seconds: float
) -> AsyncIterator[httpcore2.Response]:
    """One request to a URL that `Guard.check_url` has passed; no pool outlives it, so none is ever used unchecked."""
    timeouts = {"connect": connect_seconds, "read": seconds, "write": seconds, "pool": seconds}
    backend = GuardedBackend(guard, most_bytes=2 * asked.answer_bytes + HEAD_ROOM)
    context = _trust() if url.scheme == "https" else None
    async with (
        httpcore2.AsyncConnectionPool(
            ssl_context=context, network_backend=backend, max_keepalive_connections=0
        ) as pool,
        pool.stream(
            asked.method,
            httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=_headers(url, asked),
            content=asked.body or None,
            extensions={"timeout": timeouts},
        ) as answer,
    ):
        yield answer


def header(answer: httpcore2.Response, name: bytes) -> bytes:
    """The first header of that name (lower case), or nothing."""
    return next((value.strip() for key, value in answer.headers if key.lower() == name), b"")


def _headers(url: httpx2.URL, asked: Asked) -> list[tuple[str, str]]:
    given = {name: value for name, value in asked.headers.items() if name.lower() not in _OURS}
    if any(not f"{name}{value}".isprintable() for name, value in given.items()):
        raise AddressError("a header has control characters")
    overridden = {name.lower() for name in given}
    fixed = {name: value for name, value in FIXED_HEADERS.items() if name.lower() not in overridden}
    framed = {"Content-Length": str(len(asked.body))} if asked.method != "GET" else {}
    return list(({"Host": url.netloc.decode("ascii")} | fixed | given | framed).items())


@functools.cache
def _trust() -> ssl.SSLContext:
    return httpx2.create_ssl_context(trust_env=False)
