"""Where the figures were taken, so that those of a busy machine are not mistaken for ours."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from wanbox import __version__

#: Load per core before the first measurement from which on the figures say more about the machine than about us.
BUSY = 0.3


@dataclass(frozen=True, slots=True)
class Machine:
    cores: int
    load_before: float
    load_after: float

    @property
    def busy(self) -> bool:
        return self.load_before > BUSY * self.cores

    def __str__(self) -> str:
        text = (
            f"wanbox {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}, "
            f"{self.cores} cores, load {self.load_before:.2f} before and {self.load_after:.2f} after"
        )
        warning = "The machine was BUSY with other work: these figures are worse than ours, only the ratios tell."
        return f"{text}\n{warning}" if self.busy else text

    def to_json(self) -> dict[str, Any]:
        return {
            "wanbox": __version__,
            "python": platform.python_version(),
            "system": f"{platform.system()} {platform.machine()}",
            "taken": datetime.now(UTC).isoformat(timespec="seconds"),
            "cores": self.cores,
            "load_before": self.load_before,
            "load_after": self.load_after,
            "busy": self.busy,
        }


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def load() -> float:
    """Processes that wanted to run, averaged over the last minute."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
