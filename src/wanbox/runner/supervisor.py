"""Worker processes: started, watched, replaced when they die, drained in the end.

A thread of the server's process does the watching; it imports no pixels. A worker that dies is released in the ledger
first, so that its task goes on at once under another attempt instead of after the lease, and then replaced by a fresh
process under the same name. One that dies again and again is replaced more and more slowly.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from wanbox.ledger import open_ledger
from wanbox.ledger.contract import LedgerError
from wanbox.settings import Settings, to_environ

from . import memory
from .exits import EXIT_DISMISSED
from .folders import sweep, work_folder
from .log import log
from .names import NAME_VARIABLE, new_name
from .slot import Slot

#: How often the processes are looked at.
WATCH_SECONDS = 0.1
#: Who is told to stop at once gives this long to what must be written down.
HURRIED_SECONDS = 2.0
#: What dead workers held is given back within this long when the server stops, or else when the leases end.
RELEASE_SECONDS = 20.0
#: Below the data folder; each server has a folder there while it runs.
MEASURES = "metrics"
#: Tells prometheus_client where processes count together.
MEASURES_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
#: How the C library keeps memory, unless the environment says otherwise. Painting threads with an arena each, and
#: plates of many megabytes that stay on the heap, would make a worker a fifth larger than it need be.
THRIFT = {
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": str(4 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(16 << 20),
    "OPENBLAS_NUM_THREADS": "1",
}


@dataclass(slots=True)
class Supervisor:
    """Keeps `workers` processes running from `start` to `stop`. Each reads its settings from the environment."""

    settings: Settings
    workers: int
    #: How long running work may go on when the server stops; None for what the settings say.
    drain_seconds: float | None = None
    command: Sequence[str] = (sys.executable, "-m", "wanbox.runner")
    clock: Callable[[], float] = time.monotonic
    _name: str = field(default_factory=new_name, repr=False)
    _held_folders: contextlib.ExitStack = field(default_factory=contextlib.ExitStack, repr=False)
    _slots: list[Slot] = field(default_factory=list, repr=False)
    _stopping: threading.Event = field(default_factory=threading.Event, repr=False)
    _thread: threading.Thread | None = field(default=None, repr=False)
    _deadline: float | None = field(default=None, repr=False)
    _hurried: bool = field(default=False, repr=False)

    @property
    def measures(self) -> Path:
        """The folder in which the workers count, for the page that Prometheus reads; there while they run."""
        return self.settings.data / MEASURES / self._name

    def start(self) -> None:
        """Start the processes and the watch."""
        sweep(self.measures.parent)
        _ = self._held_folders.enter_context(work_folder(self.measures.parent, self._name)).results  # made now
        self._slots = [Slot(f"{self._name}:{n}") for n in range(self.workers)]
        for slot in self._slots:
            self._spawn(slot)
        self._thread = threading.Thread(target=self._watch, daemon=True, name="supervisor")
        self._thread.start()

    def begin_stop(self) -> None:
        """Have every worker take nothing new, and end; returns at once."""
        if self._deadline is not None:
            return
        patience = self.settings.drain_seconds if self.drain_seconds is None else self.drain_seconds
        self._deadline = self.clock() + patience
        self._stopping.set()
        if self._thread is not None:
            self._await(self._thread, HURRIED_SECONDS)
        for slot in self._held():
            slot.child.terminate()

    def hurry(self) -> None:
        """Stop at once: whoever is stopping, or will, does not wait any more. For signal handlers."""
        self._hurried = True

    def stop(self) -> None:
        """Let running work end, within `drain_seconds`; then end the rest and give their tasks back."""
        self.begin_stop()
        for slot in self._held():
            self._end(slot)
        if any(slot.unreleased for slot in self._slots):
            # A thread of its own, for the caller may have an event loop running.
            release = threading.Thread(target=self._release, name="release", daemon=True)
            release.start()
            self._await(release, RELEASE_SECONDS)
            release.join(HURRIED_SECONDS)
        self._held_folders.close()

    def alive(self) -> int:
        """How many worker processes run now."""
        return sum(slot.alive for slot in self._slots)

    def reliable(self) -> int:
        """How many worker processes run now and are not in a crash loop: what readiness may count on."""
        return sum(slot.alive and not slot.is_dying(self.clock()) for slot in self._slots)

    def trouble(self) -> str:
        """What is wrong with the workers, for people; empty if nothing is."""
        dying = [slot.deaths for slot in self._slots if slot.is_dying(self.clock())]
        dismissed = sum(slot.dismissed for slot in self._slots)
        told = [f"{len(dying)} of {len(self._slots)} keep dying, {max(dying)} times in a row"] if dying else []
        told += [f"{dismissed} of {len(self._slots)} drained"] if dismissed else []
        return ", ".join(told)

    def pids(self) -> Sequence[int]:
        """The processes that run now."""
        return [slot.child.pid for slot in self._slots if slot.alive]

    def _held(self) -> Sequence[Slot]:
        return [slot for slot in self._slots if slot.process is not None]

    def _await(self, thread: threading.Thread, seconds: float) -> None:
        """Let it end; a database that does not answer must not keep the server from ending."""
        deadline = self.clock() + seconds
        while thread.is_alive() and not self._hurried and self.clock() < deadline:
            thread.join(WATCH_SECONDS)

    # --- the watch

    def _watch(self) -> None:
        while not self._stopping.wait(WATCH_SECONDS):
            for slot in self._held():
                self._look_at(slot)
            if any(slot.unreleased for slot in self._slots):
                self._release()
            for slot in self._slots:
                # Giving back may have taken until after the end of the watch.
                if slot.may_start(self.clock()) and not self._stopping.is_set():
                    self._spawn(slot)

    def _look_at(self, slot: Slot) -> None:
        if not slot.alive:
            slot.bury(self.clock())
        elif self.settings.task_memory:
            held = memory.resident(slot.child.pid)
            if held > self.settings.task_memory:
                log.error("worker holds too much memory", worker=slot.name, bytes=held)
                slot.child.kill()

    def _spawn(self, slot: Slot) -> None:
        slot.start(self.command, self._environ(slot.name), self.clock())

    def _environ(self, name: str) -> Mapping[str, str]:
        told = {NAME_VARIABLE: name, MEASURES_VARIABLE: str(self.measures)}
        return {**THRIFT, **os.environ, **to_environ(self.settings), **told}

    # --- the end

    def _end(self, slot: Slot) -> None:
        child = slot.child
        while child.poll() is None:
            if self._hurried or self.clock() >= (self._deadline or 0.0):
                log.warning("worker did not drain in time", worker=slot.name)
                child.kill()
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(WATCH_SECONDS)
        slot.unreleased = slot.let_go() not in {0, EXIT_DISMISSED} or slot.unreleased

    def _release(self) -> None:
        """Give back what dead workers held; on failure it is tried again, and the leases end anyway."""
        dead = [slot for slot in self._slots if slot.unreleased]
        try:
            released = asyncio.run(self._release_all([slot.name for slot in dead]))
        except LedgerError as error:
            log.warning("tasks of dead workers not released", error=str(error))
            return
        for slot in dead:
            slot.unreleased = False
        if released:
            log.info("tasks of dead workers released", tasks=released)

    async def _release_all(self, names: Sequence[str]) -> int:
        ledger = open_ledger(self.settings)
        await ledger.open()
        try:
            # While we stop, workers die because we end them.
            spare = self._stopping.is_set()
            released = sum([await ledger.release(name, spare=spare) for name in names])
            for name in names:
                await ledger.drop_worker(name)
            return released
        finally:
            await ledger.close()
