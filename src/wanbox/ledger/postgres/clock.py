"""The database's own clock, for machines whose clocks differ: leases are compared on one of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .connection import Connection
    from .session import Session


def _since_boot() -> float:
    """Seconds that pass while the machine sleeps, too, where the system counts them."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


#: How long a comparison is good for: clocks drift by less than 0.1 ms a second.
_FRESH_SECONDS = 60.0
_NOW = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS now"


class DatabaseClock:
    """Microseconds since 1970, as the database counts them, by this machine's monotonic clock in between."""

    def __init__(self, monotonic: Callable[[], float] = _since_boot) -> None:
        self._monotonic = monotonic
        self._offset = 0
        self._compared: float | None = None

    def forget(self) -> None:
        """Compare again before the next answer: it may be another server."""
        self._compared = None

    def now(self, connection: Connection | Session) -> int:
        """The moment; asks the database when the last comparison is old."""
        if self._compared is None or self._monotonic() - self._compared > _FRESH_SECONDS:
            self._compare(connection)
        return int(self._monotonic() * 1_000_000) + self._offset

    def _compare(self, connection: Connection | Session) -> None:
        asked = self._monotonic()
        row = connection.execute(_NOW).fetchall()[0]
        answered = self._monotonic()
        self._offset = int(row["now"]) - int((asked + answered) / 2 * 1_000_000)
        self._compared = answered
