"""The statements on a SQLite connection."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from ..sql.queries import COMMON as QUERIES


class Statements:
    """Implements `ledger.sql.work.Connection`."""

    __slots__ = ("_connection",)

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def run(self, name: str, values: Mapping[str, Any]) -> int:
        return self._connection.execute(QUERIES[name], values).rowcount

    def all(self, name: str, values: Mapping[str, Any]) -> Sequence[sqlite3.Row]:
        return self._connection.execute(QUERIES[name], values).fetchall()

    def later(self, name: str, values: Mapping[str, Any]) -> None:
        self._connection.execute(QUERIES[name], values)

    def lock(self, name: str) -> None:
        """Writes of all processes come one after the other already: the transaction began with the write lock."""
