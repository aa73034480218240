"""Which workers of this machine live: each holds a lock on a file of its name while it does.

The system lets go of the lock when its holder dies, however it dies, so whoever can have it knows that the holder is
gone: no question of numbers that were given out again, of a restart of the machine or of containers. What a dead worker
held can then go on at once, instead of after its lease.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote

from wanbox.ledger.contract import Ledger

#: Whoever finds the lock of a new worker taken is somebody who looks for dead ones, and gone in a moment.
_PATIENCE_SECONDS = 5.0
_PAUSE_SECONDS = 0.05


class SeatTaken(RuntimeError):  # noqa: N818 - reads as the sentence it is
    """A worker of that name runs already."""


@contextlib.contextmanager
def seat(folder: Path, name: str) -> Iterator[None]:
    """Be known as alive under that name. Raises SeatTaken."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / quote(name, safe="")
    handle = _take(path, name)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(handle)


def _take(path: Path, name: str) -> int:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        if _lock(handle) and _is_still(path, handle):
            return handle
        os.close(handle)
        if time.monotonic() > deadline:
            raise SeatTaken(f"A worker named {name} runs already.")
        time.sleep(_PAUSE_SECONDS)


def _lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_still(path: Path, handle: int) -> bool:
    """Whether the file that was opened is the one that others find there, and not one that was just cleared away."""
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False


@contextlib.contextmanager
def _vacant(path: Path) -> Iterator[bool]:
    """Whether its holder is dead; nobody can take the seat while this lasts."""
    try:
        handle = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        yield False
        return
    try:
        yield _lock(handle) and _is_still(path, handle)
    finally:
        os.close(handle)


async def clear(folder: Path, ledger: Ledger) -> int:
    """Give back what the dead workers of this machine held; how many tasks. Raises LedgerUnavailable."""
    released = 0
    for path in _all(folder):
        with _vacant(path) as vacant:
            if vacant:
                name = unquote(path.name)
                released += await ledger.release(name)
                await ledger.drop_worker(name)
                path.unlink(missing_ok=True)
    return released


def _all(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []
