"""Memory and processor time of a process and all that it started."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

MEGABYTE = 1 << 20


def family(pid: int) -> list[psutil.Process]:
    try:
        head = psutil.Process(pid)
        return [head, *head.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def rss(pid: int) -> int:
    """Bytes that one process holds in memory."""
    return psutil.Process(pid).memory_info().rss


def family_rss(pid: int) -> int:
    return sum(_of(process, lambda one: one.memory_info().rss) for process in family(pid))


def cpu_seconds(pid: int) -> float:
    """Processor time of the family so far, that of members who have ended included where their parent saw it."""
    return sum(_of(process, lambda one: sum(one.cpu_times()[:4])) for process in family(pid))


def _of(process, question):
    try:
        return question(process)
    except psutil.NoSuchProcess:
        return 0


class Watch:
    """The largest memory of a family of processes while the `with` block runs, looked at again and again."""

    def __init__(self, pid: int, *, every: float = 0.03) -> None:
        self.peak = 0
        self._pid = pid
        self._every = every
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def _look(self) -> None:
        while not self._done.is_set():
            self.peak = max(self.peak, family_rss(self._pid))
            time.sleep(self._every)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._thread.join()


def forget_peak(pid: int) -> bool:
    """Begin a new high-water mark of one process; False where the system has none."""
    try:
        Path(f"/proc/{pid}/clear_refs").write_text("5", "ascii")
    except OSError:
        return False
    return True


def peak(pid: int) -> int:
    """The high-water mark of one process in bytes (Linux)."""
    lines = Path(f"/proc/{pid}/status").read_text("ascii", errors="replace").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))
