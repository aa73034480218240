"""What every step of the ledger is given: a connection, the moment, and the rules of this installation."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .queries import QUERIES


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    #: Microseconds that an ended task is kept.
    retention: int
    max_attempts: int
    #: Key of the hash under which API keys are kept.
    secret: bytes


@dataclass(frozen=True, slots=True)
class Work:
    """Runs statements by name. `now` is in microseconds, and one moment for the whole step."""

    connection: sqlite3.Connection
    now: int
    rules: Rules

    @property
    def horizon(self) -> int:
        """Tasks that ended at this moment or before are forgotten."""
        return self.now - self.rules.retention

    def run(self, name: str, **values: Any) -> int:
        """The number of rows that were changed."""
        return self.connection.execute(QUERIES[name], values).rowcount

    def one(self, name: str, **values: Any) -> Any:
        """The first row, or None."""
        return self.connection.execute(QUERIES[name], values).fetchone()

    def all(self, name: str, **values: Any) -> Sequence[Any]:
        return self.connection.execute(QUERIES[name], values).fetchall()
