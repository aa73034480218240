"""One message to a URL that a caller named (a webhook), through the same guard as the inputs."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from .errors import as_fetch_errors
from .exchange import Asked, exchange
from .guard import Guard

CONNECT_SECONDS = 5.0


async def post(url: str, *, body: bytes, headers: Mapping[str, str], guard: Guard, seconds: float) -> int:
    """POST `body` and return the status code, whatever it is; redirects are not followed. Raises FetchError.

    `seconds` bounds everything together: the name, the connection, the request and the answer's head. Of the answer
    nothing but the head is read (100 KiB at most), so no answer can be too large or too slow to end.
    """
    asked = Asked(method="POST", body=body, headers=headers)
    connecting = min(CONNECT_SECONDS, seconds)
    with as_fetch_errors():
        async with asyncio.timeout(seconds):
            target = guard.check_url(url)
            async with exchange(target, asked, guard=guard, seconds=seconds, connect_seconds=connecting) as answer:
                return answer.status
