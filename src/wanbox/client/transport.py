"""What both faces do alike with one call: the full address, the headers, and what a broken line means."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx2

from .errors import AnswerUnreadable, ConnectionFailed
from .hosts import resolve
from .steps import Call, Reply

#: Seconds: a synchronous picture may take minutes, everything else answers within one.
TIMEOUT = httpx2.Timeout(connect=10, read=300, write=120, pool=30)


@dataclass(frozen=True, slots=True)
class Target:
    """Where calls go, and the key that opens it. The key is never shown."""

    base_url: str
    key: str

    @classmethod
    def of(cls, base_url: str, key: str) -> Target:
        return cls(resolve(base_url), key)

    def __repr__(self) -> str:
        return f"Target({self.base_url!r})"

    def request(self, call: Call) -> dict[str, Any]:
        """Keyword arguments of httpx2's `request` for a call, without its form."""
        url = call.url if "://" in call.url else self.base_url + call.url
        headers = dict(call.headers)
        if call.keyed:
            headers["Authorization"] = f"Bearer {self.key}"
        if call.body is not None:
            headers["Content-Type"] = "application/json"
        return {
            "method": call.method,
            "url": url,
            "headers": headers,
            "params": dict(call.query) or None,
            "content": call.body,
        }


def reply_of(response: httpx2.Response) -> Reply:
    return Reply(response.status_code, _headers(response), response.content)


def head_of(response: httpx2.Response) -> Reply:
    """An answer whose content is still to come, or not wanted."""
    return Reply(response.status_code, _headers(response), b"")


def _headers(response: httpx2.Response) -> dict[str, str]:
    return {name.lower(): value for name, value in response.headers.items()}


@contextmanager
def line_errors() -> Iterator[None]:
    """httpx2's transport errors as ours. Only a connection that never stood is sure not to have carried the call."""
    try:
        yield
    except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout) as error:
        raise ConnectionFailed(f"The server cannot be reached: {error or type(error).__name__}", sent=False) from error
    except httpx2.TooManyRedirects as error:
        raise AnswerUnreadable("The address leads from one to the next without an end.") from error
    except httpx2.RequestError as error:
        raise ConnectionFailed(f"The connection broke: {error or type(error).__name__}", sent=True) from error
