"""Moments as the wire writes them: UTC+8 text, epoch milliseconds, list windows (spec 6.2, 7.1)."""

from __future__ import annotations

import datetime as dt
import re

from .errors import Fault

#: Every textual time on the wire is in this zone, without saying so.
ZONE = dt.timezone(dt.timedelta(hours=8))
_RFC3339 = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)
#: The longest stretch that one listing covers.
LIST_SPAN = dt.timedelta(hours=24)


def format_time(moment: dt.datetime) -> str:
    """`YYYY-MM-DD HH:mm:ss.SSS` in UTC+8; the moment must be aware."""
    _require_aware(moment)
    return moment.astimezone(ZONE).isoformat(sep=" ", timespec="milliseconds")[:23]


def parse_time(text: str) -> dt.datetime:
    """The inverse of `format_time`, as an aware moment in UTC; raises ValueError."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(dt.UTC)


def epoch_ms(moment: dt.datetime) -> int:
    """Whole milliseconds since 1970, as listings have them."""
    _require_aware(moment)
    return (moment - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(milliseconds=1)


def from_epoch_ms(milliseconds: int) -> dt.datetime:
    return dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(milliseconds=milliseconds)


def format_rfc3339(moment: dt.datetime) -> str:
    """`YYYY-MM-DDThh:mm:ss.sssZ`, as our own additions have it; the moment must be aware."""
    _require_aware(moment)
    return moment.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_rfc3339(text: str) -> dt.datetime:
    """An aware moment in UTC from a date and time with an offset (RFC 3339); raises ValueError."""
    if not _RFC3339.fullmatch(text):
        raise ValueError("no RFC 3339 date and time")
    try:
        return dt.datetime.fromisoformat(text.upper()).astimezone(dt.UTC)
    except OverflowError as error:
        raise ValueError("beyond the calendar") from error


def format_query_time(moment: dt.datetime) -> str:
    """`YYYYMMDDhhmmss` in UTC+8, as the list query has it."""
    _require_aware(moment)
    return moment.astimezone(ZONE).strftime("%Y%m%d%H%M%S")


def parse_query_time(text: str, name: str = "start_time") -> dt.datetime:
    """An aware moment in UTC from `YYYYMMDDhhmmss`; raises WireError."""
    if not (len(text) == 14 and text.isascii() and text.isdigit()):
        raise Fault.ONE_OF.error(choices="a time of the form YYYYMMDDhhmmss", field=name)
    try:
        parsed = dt.datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=ZONE)
        return parsed.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise Fault.ONE_OF.error(choices="a time of the form YYYYMMDDhhmmss", field=name) from None


def list_window(start: str | None, end: str | None, now: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """The window of a listing: both ends absent is the last 24 h, one absent is 24 h from the other (spec 7.1)."""
    first = parse_query_time(start, "start_time") if start else None
    last = parse_query_time(end, "end_time") if end else None
    try:
        if first is None:
            last = last or now.astimezone(dt.UTC)
            first = last - LIST_SPAN
        elif last is None:
            last = first + LIST_SPAN
    except OverflowError:  # the first or the last day of the calendar
        raise Fault.OUT_OF_RANGE.error() from None
    if not dt.timedelta(0) <= last - first <= LIST_SPAN:
        raise Fault.RANGE.error(name="end_time - start_time", low="0h", high="24h")
    return first, last


def _require_aware(moment: dt.datetime) -> None:
    if moment.tzinfo is None:
        raise ValueError("a moment on the wire must be aware of its time zone")
