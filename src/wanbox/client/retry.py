"""Whether and when to ask again: what the server advises, and how callers who were sent away come back apart."""

from __future__ import annotations

import email.utils
import random

from .errors import ClientError
from .steps import Reply

#: Answers that say "later", not "no": a poll goes on, a submit is repeated only where nothing can be paid twice.
BUSY = frozenset({408, 429, 500, 502, 503, 504})
_FIRST_PAUSE = 0.5
#: Pauses grow to this length, unless the server advises a longer one.
_LONGEST_PAUSE = 8.0
#: Nobody is kept waiting for longer than this, in seconds: a server that asks for more is told to the caller instead.
LONGEST_ADVICE = 60.0
#: Waits are longer by up to this share, at random.
_JITTER = 0.25


class Attempts:
    """Failures in a row: how long to rest after each of them, and when to give up."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.succeeded()

    def succeeded(self) -> None:
        """Something came of it: from now on it is counted anew."""
        self._failures = 0
        self._pause = _FIRST_PAUSE

    def failed(self, error: ClientError, advice: float | None = None) -> float:
        """Seconds until the next attempt, never fewer than the server's advice; raises the error after the last one."""
        self._failures += 1
        if self._failures >= self._most:
            raise error
        pause = max(self._pause, advice or 0.0)
        self._pause = min(pause * 2, _LONGEST_PAUSE)
        return spread(pause)


def advised(reply: Reply) -> float | None:
    """Seconds to wait as an answer says it (`Retry-After`, or the exact `retry-after-ms`), or None if it does not."""
    exact = _number(reply.headers.get("retry-after-ms", ""))
    if exact is not None:
        return exact / 1000
    text = reply.headers.get("retry-after", "")
    seconds = _number(text)
    return _until(text, reply.headers.get("date", "")) if seconds is None else seconds


def hopeless(reply: Reply) -> bool:
    """Whether the server says that asking again will not help soon."""
    return reply.headers.get("x-should-retry") == "false" or (advised(reply) or 0.0) > LONGEST_ADVICE


def worth_it(reply: Reply) -> bool:
    """Whether the same call may soon be answered otherwise."""
    return reply.status in BUSY and not hopeless(reply)


def spread(seconds: float) -> float:
    """A wait that is never shorter, and not the same for everybody."""
    return seconds * (1 + _JITTER * random.random())


def _number(text: str) -> float | None:
    return float(text) if text.isascii() and text.replace(".", "", 1).isdigit() else None


def _until(moment: str, now: str) -> float | None:
    """Seconds from one date to another, both by the server's clock."""
    try:
        length = email.utils.parsedate_to_datetime(moment) - email.utils.parsedate_to_datetime(now)
        return max(0.0, length.total_seconds())
    except (ValueError, TypeError):  # TypeError: only one of them names its zone
        return None
