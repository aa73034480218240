"""Servers for the length of a measurement: `wanbox serve` with data of its own, and the bare one."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from .processes import family
from .wire import Request

KEY = "sk-" + "b" * 32
API = "/api/v1"
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Server:
    port: int
    pid: int
    #: Seconds from the start of the process to the first answer.
    first_answer: float

    def settle(self, *, quiet_for: float = 1.0, patience: float = _PATIENCE) -> None:
        """Wait until the family of processes has hardly worked for a while: workers have loaded what they need."""
        deadline, quiet_since = time.monotonic() + patience, time.monotonic()
        before = _busy_seconds(self.pid)
        while time.monotonic() < deadline and time.monotonic() - quiet_since < quiet_for:
            time.sleep(0.2)
            now = _busy_seconds(self.pid)
            if now - before > 0.03:
                quiet_since = time.monotonic()
            before = now


def _busy_seconds(pid: int) -> float:
    total = 0.0
    for process in family(pid):
        with suppress(psutil.NoSuchProcess):
            total += sum(process.cpu_times()[:2])
    return total


@contextmanager
def data_folder() -> Iterator[Path]:
    """An empty folder on the disk that a server in this folder would use: a temporary file system flushes nothing."""
    out = Path("out")
    out.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=out, ignore_cleanup_errors=True) as name:
        yield Path(name).absolute()


def environment(data: Path, **settings: str) -> dict[str, str]:
    """The environment of a server on `data`, with nothing of the caller's own settings in it."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("WANBOX_")}
    base = {"WANBOX_DATA": str(data), "WANBOX_API_KEYS": KEY, "WANBOX_LOG_LEVEL": "warning"}
    return inherited | base | {f"WANBOX_{name.upper()}": value for name, value in settings.items()}


@contextmanager
def wanbox(data: Path, **settings: str) -> Iterator[Server]:
    port = free_port()
    environ = environment(data, host="127.0.0.1", port=str(port), **settings)
    with running([sys.executable, "-m", "wanbox", "serve"], port, environ, cwd=data) as server:
        yield server


@contextmanager
def bare() -> Iterator[Server]:
    port = free_port()
    with running([sys.executable, "-m", "bench.bare", str(port)], port, os.environ) as server:
        yield server


@contextmanager
def running(
    command: Sequence[str], port: int, environ: Mapping[str, str], *, cwd: Path | None = None
) -> Iterator[Server]:
    """A server from its first answer on, stopped with all its children in the end."""
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environ, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        _await_answer(process, port)
        yield Server(port, process.pid, time.perf_counter() - began)
    finally:
        children = family(process.pid)
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(30)
        for left in children:
            with suppress(psutil.NoSuchProcess):
                left.kill()
        process.wait()


def _await_answer(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode} before it answered")
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            if answer.status == 200:
                return
        time.sleep(0.005)
    raise RuntimeError(f"no answer within {_PATIENCE:.0f} s")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


# --- requests


_HEADERS = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}


def submit(path: str, body: bytes) -> Request:
    return Request("POST", API + path, {**_HEADERS, "X-DashScope-Async": "enable"}, body)


def poll(task_id: str) -> Request:
    return Request("GET", f"{API}/tasks/{task_id}", _HEADERS)
