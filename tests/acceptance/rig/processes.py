"""Processes that can be killed, frozen and starved, and that are started again when they are gone."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import psutil

NURSERY = Path(__file__).with_name("nursery.py")


class Nursery:
    """Starts commands by forking a process that has loaded them; see `nursery.py`."""

    def __init__(self):
        self._process = subprocess.Popen(
            [sys.executable, NURSERY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._lock = threading.Lock()
        assert json.loads(self._process.stdout.readline()) == "ready"

    def start(self, words, *, environ, folder, log):
        return self._ask({"words": list(words), "environ": environ, "folder": str(folder), "log": str(log)})

    def status(self, pid):
        """How it ended; None while it runs."""
        return self._ask({"ended": pid})

    def close(self):
        self._process.stdin.close()
        self._process.wait(20)
        self._process.stdout.close()

    def _ask(self, order):
        with self._lock:
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()
            return json.loads(self._process.stdout.readline())


class Shell:
    """Starts commands as an operator does: a new interpreter for each."""

    def __init__(self):
        self._running = {}

    def start(self, words, *, environ, folder, log):
        with open(log, "w") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "wanbox", *words],
                env=environ, cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
            )  # fmt: skip
        self._running[process.pid] = process
        return process.pid

    def status(self, pid):
        return self._running[pid].poll()

    def close(self):
        for process in self._running.values():
            process.kill()
            process.wait()


class Program:
    """One place in a topology: a command that should be running, over all the processes that it has been."""

    def __init__(self, name, spawner, words, *, environ, folder):
        self.name = name
        self.pid = None
        #: How its processes ended of their own accord.
        self.ends = []
        self.wanted = False
        self._spawner = spawner
        self._words = words
        self._environ = environ
        self._folder = folder
        self.log = Log(folder / f"{name}.log")

    def start(self):
        self.wanted = True
        self.pid = self._spawner.start(self._words, environ=self._environ, folder=self._folder, log=self.log.pipe)

    @property
    def alive(self):
        return self.pid is not None and self._spawner.status(self.pid) is None

    def look(self):
        """Start it again if it has ended by itself, as whoever looks after it would."""
        if self.wanted and not self.alive:
            self.ends.append(self._spawner.status(self.pid))
            self.start()

    async def kill(self):
        self.wanted = False
        self.signal(signal.SIGKILL)
        await self.gone()

    async def end(self, seconds):
        """SIGTERM; the status, or None if it did not end in so many seconds."""
        self.wanted = False
        self.signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(seconds):
                await self.gone()
        except TimeoutError:
            return None
        return self._spawner.status(self.pid)

    async def gone(self):
        while self.alive:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.005)

    def signal(self, number):
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def family(self):
        return family(self.pid)

    def close(self):
        if self.alive:
            self.signal(signal.SIGKILL)
        self.log.close()


class Log:
    """What a program says, through a pipe: its own disk may be full while ours is not."""

    def __init__(self, path):
        self.path = path
        self.pipe = path.with_suffix(".pipe")
        os.mkfifo(self.pipe)
        # Open for writing as well, or it would end with the first writer.
        self._end = os.open(self.pipe, os.O_RDWR)
        self._copy = threading.Thread(target=self._run, daemon=True)
        self._copy.start()

    def _run(self):
        with self.path.open("ab", buffering=0) as file:
            while b"\0" not in (said := os.read(self._end, 1 << 16)):
                file.write(said)
            file.write(said.replace(b"\0", b""))

    def text(self):
        return self.path.read_text("utf-8", errors="replace") if self.path.exists() else ""

    def close(self):
        os.write(self._end, b"\0")
        self._copy.join(10)
        os.close(self._end)


def family(pid):
    try:
        head = psutil.Process(pid)
        return [head, *head.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def freeze(processes):
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.suspend()


def thaw(processes):
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.resume()


@contextlib.contextmanager
def frozen(processes):
    """SIGSTOP; they go on as if nothing had happened."""
    freeze(processes)
    try:
        yield
    finally:
        thaw(processes)


@contextlib.asynccontextmanager
async def full_disk(processes):
    """No file may grow, or be written at all: what a full disk looks like. Sockets and pipes go on."""
    try:
        await asyncio.to_thread(_limit_all_files, processes, "0")
        yield
    finally:
        await asyncio.to_thread(_limit_all_files, processes, "unlimited")


def kill_child(pid, rng):
    """kill -9 of one of the processes that this one started, if there are any."""
    if children := family(pid)[1:]:
        with contextlib.suppress(psutil.NoSuchProcess):
            rng.choice(children).kill()


def _limit_all_files(processes, size):
    for process in processes:
        _limit_files(process, size)


def _limit_files(process, size):
    """Under the process's own user, who alone may do it: the database has one of its own."""
    with contextlib.suppress(psutil.NoSuchProcess):
        words = ["prlimit", f"--pid={process.pid}", f"--fsize={size}:"]
        user = process.uids().real
        subprocess.run(words, check=False, capture_output=True, user=user if user != os.geteuid() else None)


def can_fill_disks():
    """Whether the system has what it takes."""
    return shutil.which("prlimit") is not None
