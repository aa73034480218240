"""When to ask again: what the server advises, and how callers who were sent away together come back apart."""

from __future__ import annotations

import email.utils
import random

from .steps import Reply

#: Nobody is kept waiting for longer than this, in seconds: a server that asks for more is told to the caller instead.
LONGEST_ADVICE = 60.0
#: Waits are longer by up to this share, at random.
_JITTER = 0.25


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
