"""What the log is told of the parts of the house, and when."""

from __future__ import annotations

from collections.abc import Mapping

from .log import log

#: How a check begins that says that its part works.
OK = "ok"
#: How one begins that did not wait for its part.
UNKNOWN = "unknown"
PARTS = ("database", "storage", "workers")


class Told:
    """What the log was last told, so that it holds changes and not every look."""

    def __init__(self) -> None:
        self._before: Mapping[str, bool] = dict.fromkeys(PARTS, True)  # who is well from the start has nothing to say

    def tell(self, checks: Mapping[str, str], *, reason: str = "") -> None:
        known = {name: state for name, state in checks.items() if not state.startswith(UNKNOWN)}
        now = {**self._before, **{name: state.startswith(OK) for name, state in known.items()}}
        if now != self._before:
            write, event = (log.info, "ready") if all(now.values()) else (log.warning, "not ready")
            write(event, **known, **({"reason": reason} if reason else {}))
        self._before = now
