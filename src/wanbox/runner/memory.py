"""How much memory a process and its helpers take, as Linux tells it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

_PROC = Path("/proc")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_LOOK_SECONDS = 0.25


def resident(pid: int) -> int:
    """Bytes of memory that the process and its descendants hold; 0 where that cannot be known."""
    return sum(_own(one) for one in _family(pid))


def _own(pid: int) -> int:
    try:
        return int((_PROC / str(pid) / "statm").read_text().split()[1]) * _PAGE
    except (OSError, IndexError, ValueError):
        return 0


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        threads = [path.name for path in (_PROC / str(pid) / "task").iterdir()]
        children = [(_PROC / str(pid) / "task" / thread / "children").read_text().split() for thread in threads]
    except OSError:
        return
    for one in children:
        for child in one:
            yield from _family(int(child))


def watch_own(limit: int, end: Callable[[], None]) -> None:
    """Call `end` once this process and its helpers hold more than `limit` bytes."""

    def watch() -> None:
        while resident(os.getpid()) <= limit:
            time.sleep(_LOOK_SECONDS)
        end()

    threading.Thread(target=watch, daemon=True, name="memory").start()
