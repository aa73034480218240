"""A process that has loaded everything and forks `wanbox` commands: each is a process of its own, at a tenth of the price.

Reads one JSON object per line: `{"words": […], "environ": {…}, "folder": "…", "log": "…"}` starts a command and answers
its pid, `{"ended": pid}` answers its status or null. When its input ends, it kills what it started and ends itself.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import signal
import sys

LOADED = (
    "wanbox.cli",
    "wanbox.cli.serve",
    "wanbox.cli.worker",
    "wanbox.runner.__main__",
    "wanbox.runner.results",
    "wanbox.media.encode",
    "wanbox.testing.engine",
    "wanbox.server.main",
    "wanbox.ledger.schemes.postgresql",
    "wanbox.ledger.schemes.sqlite",
    "wanbox.storage.schemes.file",
    "wanbox.storage.schemes.s3",
    "uvicorn.loops.uvloop",
    "uvicorn.protocols.http.httptools_impl",
    "psycopg",
    "stamina",
)

running: dict[int, int | None] = {}


def main():
    for name in LOADED:
        # A part of the house that is not there is missed by whoever needs it.
        with contextlib.suppress(ModuleNotFoundError):
            importlib.import_module(name)
    signal.signal(signal.SIGCHLD, reap)
    answer("ready")
    for line in sys.stdin:
        order = json.loads(line)
        if "ended" in order:
            answer(running.get(order["ended"]))
        elif pid := fork():
            answer(pid)
        else:
            return child(order)
    for pid, status in running.items():
        if status is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    return None


def fork():
    """An end is heard of only once the beginning is written down."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    if pid := os.fork():
        running[pid] = None
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
    return pid


def answer(value):
    print(json.dumps(value), flush=True)


def reap(*_):
    with contextlib.suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            running[ended[0]] = os.waitstatus_to_exitcode(ended[1])


def child(order):
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    log = os.open(order["log"], os.O_WRONLY)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(log)
    os.environ.clear()
    os.environ.update(order["environ"])
    os.chdir(order["folder"])
    sys.argv = ["wanbox", *order["words"]]
    from wanbox.cli import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
