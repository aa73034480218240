"""One worker of a server, over all the processes that it has been; who keeps dying is replaced more and more slowly."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .exits import EXIT_DISMISSED
from .log import log

#: A process that lived this long died by accident; a shorter life counts as part of a crash loop.
HEALTHY_SECONDS = 10.0
#: Waits before the replacements of a crash loop: the first is free.
BACK_OFF = (0.0, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)


@dataclass(slots=True)
class Slot:
    """`now` is always a moment of the same monotonic clock."""

    name: str
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    #: Deaths in quick succession, and when the next process may start.
    deaths: int = 0
    start_at: float = 0.0
    #: A dead process whose task has not been given back yet.
    unreleased: bool = False
    #: The operator has drained it; it is not replaced.
    dismissed: bool = False

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def child(self) -> subprocess.Popen[bytes]:
        """The process, which is there. Raises RuntimeError."""
        if self.process is None:
            raise RuntimeError(f"Worker {self.name} has no process.")
        return self.process

    def is_dying(self, now: float) -> bool:
        """Whether it is in a crash loop."""
        lived = now - self.started if self.alive else 0.0
        return self.deaths >= 2 and lived < HEALTHY_SECONDS

    def may_start(self, now: float) -> bool:
        """Whether there is no process, and it is time for one."""
        return self.process is None and not self.unreleased and not self.dismissed and now >= self.start_at

    def start(self, command: Sequence[str], environ: Mapping[str, str], now: float) -> None:
        """Begin a process, which finds out by its standard input when we are gone."""
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, env=environ)  # noqa: S603 - not a caller's
        self.started = now

    def bury(self, now: float) -> None:
        """Note a death, and when the replacement may start."""
        status = self.let_go()
        if status == EXIT_DISMISSED:
            self.dismissed = True
            log.info("worker drained", worker=self.name)
            return
        lived = now - self.started
        self.deaths = 0 if lived >= HEALTHY_SECONDS else self.deaths + 1
        pause = BACK_OFF[min(max(self.deaths - 1, 0), len(BACK_OFF) - 1)]
        self.unreleased, self.start_at = True, now + pause
        log.warning("worker died", worker=self.name, status=status, lived=round(lived, 1), pause=pause)

    def let_go(self) -> int:
        """Hold the process no more, which has ended; its exit status."""
        status = self.child.wait()
        if self.child.stdin is not None:
            self.child.stdin.close()
        self.process = None
        return status
