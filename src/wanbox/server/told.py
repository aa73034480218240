"""What the log is told of the parts of the house, and when."""

from __future__ import annotations

from collections.abc import Mapping

from .log import log

#: How a check begins that says that its part works.
OK = "ok"
PARTS = ("database", "storage", "workers")


class Told:
    """What the log was last told, so that it holds changes and not every look."""

    def __init__(self) -> None:
        self._before: Mapping[str, bool] = {}

    def tell(self, checks: Mapping[str, str], *, reason: str = "") -> None:
        now = {name: state.startswith(OK) for name, state in checks.items()}
        # A server that is well from the start has nothing to say.
        if now != (self._before or dict.fromkeys(PARTS, True)):
            write, event = (log.info, "ready") if all(now.values()) else (log.warning, "not ready")
            write(event, **checks, **({"reason": reason} if reason else {}))
        self._before = now
