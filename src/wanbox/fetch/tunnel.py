"""A tunnel through an operator's HTTP proxy (RFC 9110, 9.3.6), to an address and never to a name.

The name was resolved here and its addresses have passed the guard; a proxy that was told the name would resolve it
anew. Plain http goes through a tunnel as well, so that no proxy rewrites or caches what a caller asked for.
"""

from __future__ import annotations

import asyncio
import base64
import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

import httpcore2

#: What a proxy may say before the tunnel is open.
MAX_HEAD = 16 * 1024


@dataclass(frozen=True, slots=True)
class Proxy:
    host: str
    port: int
    #: The value of `Proxy-Authorization`, or nothing.
    credentials: str = field(default="", repr=False)

    @classmethod
    def parse(cls, url: str) -> Proxy:
        """`http://[user:password@]host:port`, user and password percent-encoded."""
        parts = urlsplit(url)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        credentials = base64.b64encode(f"{user}:{password}".encode()).decode("ascii") if user else ""
        return cls(parts.hostname or "", parts.port or 80, f"Basic {credentials}" if credentials else "")


async def open_tunnel(
    stream: httpcore2.AsyncNetworkStream, address: str, port: int, *, proxy: Proxy, seconds: float | None
) -> httpcore2.AsyncNetworkStream:
    """Ask the proxy at the other end for a connection to the address. Raises ConnectError or ConnectTimeout."""
    target = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
    lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}"]
    if proxy.credentials:
        lines.append(f"Proxy-Authorization: {proxy.credentials}")
    try:
        async with asyncio.timeout(seconds):
            await stream.write("\r\n".join([*lines, "", ""]).encode("ascii"))
            status = _status(await _head(stream))
    except TimeoutError as error:
        raise httpcore2.ConnectTimeout("The proxy did not answer in time.") from error
    except httpcore2.NetworkError as error:
        raise httpcore2.ConnectError("The proxy broke off.") from error
    if not 200 <= status < 300:
        raise httpcore2.ConnectError(f"The proxy answered {status}.")
    return stream


async def _head(stream: httpcore2.AsyncNetworkStream) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head:
        data = await stream.read(4096)
        head += data
        if not data or len(head) > MAX_HEAD:
            raise httpcore2.ConnectError("The proxy's answer has no end.")
    # Servers of HTTP and TLS wait for our first word: what comes before it is the proxy's own, or an attack.
    if not head.endswith(b"\r\n\r\n"):
        raise httpcore2.ConnectError("Somebody spoke before the tunnel was open.")
    return head


def _status(head: bytes) -> int:
    match = re.match(rb"HTTP/1\.[01] ([0-9]{3})[ \r]", head)
    if match is None:
        raise httpcore2.ConnectError("The proxy does not speak HTTP.")
    return int(match[1])
