"""What the ledger refused a moment ago need not be stored and asked for again.

Without this, a caller who does not wait would have each of its bodies written to the storage just to be refused. The
ledger alone decides; its answer is repeated until the time that it named, and never for longer than a second.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from wanbox.ledger.contract import LimitExceeded

_LONGEST = 1.0
#: Keys and models at a time; the oldest are forgotten first.
_REMEMBERED = 10_000


class Refusals:
    def __init__(self, clock: Callable[[], dt.datetime]) -> None:
        self._clock = clock
        self._latest: dict[tuple[str, str], tuple[dt.datetime, LimitExceeded]] = {}

    def check(self, key_id: str, model: str) -> None:
        """Raises what the ledger raised for this key and model, if it would still do so."""
        at, refusal = self._latest.get((key_id, model), (None, None))
        if at is None or refusal is None:
            return
        passed = (self._clock() - at).total_seconds()
        # A clock that was set back says nothing.
        if 0 <= passed < min(_LONGEST, refusal.retry_after):
            raise type(refusal)(str(refusal), refusal.retry_after - passed)
        del self._latest[key_id, model]

    @contextmanager
    def noting(self, key_id: str, model: str) -> Iterator[None]:
        """Around a submission to the ledger."""
        try:
            yield
        except LimitExceeded as refusal:
            self._latest.pop((key_id, model), None)
            self._latest[key_id, model] = self._clock(), refusal.with_traceback(None)
            if len(self._latest) > _REMEMBERED:
                self._latest.pop(next(iter(self._latest)))
            raise
