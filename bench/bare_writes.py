"""Databases without a ledger: what flushed writes cost by themselves, and what a ledger has in its rows."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

#: Answers a question to a ledger with all its rows.
Ask = Callable[[str], Sequence[tuple[int, ...]]]


@contextmanager
def flushing_sqlite(path: Path) -> Iterator[sqlite3.Connection]:
    """A new database whose every commit is on the disk before it returns."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        yield connection


def milliseconds(step: Callable[[int], object], count: int) -> list[float]:
    """How long each of `count` steps takes; a step is told its number."""
    times = []
    for number in range(count):
        began = time.perf_counter()
        step(number)
        times.append((time.perf_counter() - began) * 1000)
    return times


def asking(data: Path, database_url: str = "") -> Ask:
    """Asks the PostgreSQL ledger at that URL, or else the one of a data folder."""
    if not database_url:
        return lambda question: _ask_sqlite(data / "ledger.sqlite3", question)
    import psycopg

    def ask(question: str) -> Sequence[tuple[int, ...]]:
        with psycopg.connect(database_url) as connection:
            return connection.execute(question.encode()).fetchall()

    return ask


def _ask_sqlite(ledger: Path, question: str) -> Sequence[tuple[int, ...]]:
    with closing(sqlite3.connect(f"{ledger.as_uri()}?mode=ro", uri=True, timeout=5)) as connection:
        return connection.execute(question).fetchall()
