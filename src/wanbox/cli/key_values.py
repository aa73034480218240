"""What people write about a key, and what it means. Each raises ValueError in words for them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from wanbox.ledger.contract import USUAL_SCOPES, Scope
from wanbox.settings import duration

_SECONDS = {"s": 1, "m": 60, "h": 3600}


def account(text: str) -> str:
    if not re.fullmatch(r"[\w.@+-]{1,64}", text):
        raise ValueError("--account: an account is 1 to 64 letters, digits or any of . _ @ + -.")
    return text


def name(text: str) -> str:
    if len(text) > 100 or not text.isprintable():
        raise ValueError("--name: at most 100 characters, on one line.")
    return text


def scopes(texts: Iterable[str]) -> frozenset[Scope]:
    try:
        return frozenset(Scope(text) for text in texts) or USUAL_SCOPES
    except ValueError:
        raise ValueError(f"--scope: one of {', '.join(Scope)}.") from None


def expiry(text: str | None, now: dt.datetime) -> dt.datetime | None:
    return None if text is None else now + _length("--expires", text)


def grace(text: str) -> dt.timedelta:
    return dt.timedelta() if text == "0" else _length("--grace", text)


def _length(option: str, text: str) -> dt.timedelta:
    try:
        return duration(text)
    except ValueError as error:
        raise ValueError(f"{option}: {text!r} is not {error}.") from None


def rate(text: str | None) -> float | None:
    """Submissions a second."""
    if text is None:
        return None
    match = re.fullmatch(r"([0-9]{1,6}(?:\.[0-9]{1,3})?)/([smh])", text)
    if match is None or not float(match[1]):
        raise ValueError(f"--rate: {text!r} is not a number a second, minute or hour such as 2/s, 120/m or 10/h.")
    return float(match[1]) / _SECONDS[match[2]]


def shown_rate(a_second: float | None) -> str:
    """A rate in the unit in which it is read best."""
    if a_second is None:
        return "-"
    unit = next((unit for unit, seconds in _SECONDS.items() if a_second * seconds >= 1), "h")
    return f"{round(a_second * _SECONDS[unit], 3):g}/{unit}"
