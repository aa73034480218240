"""Connections to one SQLite file, set up alike everywhere.

WAL lets readers go on while one process writes. `synchronous=FULL` flushes every commit, so that what was acknowledged
survives a power cut. SQLite's own busy handler lets one writer starve another for seconds; a short wait of our own does
not.
"""

from __future__ import annotations

import contextlib
import os
import random
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from ..contract import LedgerError, LedgerUnavailable

T = TypeVar("T")

#: `RETURNING`-era upserts are needed; every Python 3.11 wheel and distribution of note has a later one.
OLDEST_SQLITE = (3, 35, 0)
#: How long a write waits for other processes before it gives up.
PATIENCE_SECONDS = 20.0
_PAUSE_SECONDS = 0.0002
_CACHE_KIB = 16 * 1024
_WAL_LIMIT_BYTES = 64 << 20


def connect(path: Path) -> sqlite3.Connection:
    """A connection in autocommit mode that any thread may use. Raises LedgerUnavailable."""
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise LedgerError(f"SQLite {sqlite3.sqlite_version} is too old; 3.35 or later is needed.")
    try:
        _make(path)
        connection = sqlite3.connect(
            path, isolation_level=None, check_same_thread=False, timeout=0, cached_statements=256
        )
    except (sqlite3.Error, OSError) as error:
        raise LedgerUnavailable(f"The database {path} cannot be opened: {error}.") from error
    try:
        connection.row_factory = sqlite3.Row
        patiently(lambda: connection.execute("PRAGMA journal_mode = WAL"))
        connection.execute("PRAGMA synchronous = FULL")
        # What a savepoint would go back to is kept in memory, instead of in a file that each transaction makes.
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        connection.execute(f"PRAGMA journal_size_limit = {_WAL_LIMIT_BYTES}")
    except sqlite3.Error as error:
        connection.close()
        raise LedgerUnavailable(f"The database {path} cannot be used: {error}.") from error
    return connection


def _make(path: Path) -> None:
    """An empty database for its owner's eyes only: SQLite gives the files beside it the same mode.

    One that exists is not opened: closing it would give up the locks that this process has on it.
    """
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def patiently(action: Callable[[], T], patience: float = PATIENCE_SECONDS) -> T:
    """Do it as soon as no other process is in the way. Raises sqlite3.OperationalError when patience ends."""
    deadline = time.monotonic() + patience
    while True:
        try:
            return action()
        except sqlite3.OperationalError as error:
            if not is_busy(error) or time.monotonic() > deadline:
                raise
        time.sleep(_PAUSE_SECONDS * random.uniform(0.5, 1.5))


def is_busy(error: sqlite3.Error) -> bool:
    return (getattr(error, "sqlite_errorcode", 0) & 0xFF) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
