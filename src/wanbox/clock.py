"""The present, handed in wherever it matters, so that tests can choose it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

#: Tells the present, aware and in UTC.
Clock = Callable[[], dt.datetime]


def utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
