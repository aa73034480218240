"""The statements on a PostgreSQL connection."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..sql.queries import with_own

if TYPE_CHECKING:
    from .connection import Connection
    from .session import Session

_PARAMETER = re.compile(r"(?<!:):(\w+)")
_HINT = re.compile(r"\s+INDEXED BY \w+")
#: Keeps our advisory locks apart from those of other programs in the same database.
_LOCKS = 0x77616E62


def in_dialect(statement: str) -> str:
    """A statement with psycopg's parameters, and without SQLite's hints."""
    return _PARAMETER.sub(r"%(\1)s", _HINT.sub("", statement).replace("%", "%%"))


QUERIES = {name: in_dialect(text).encode() for name, text in with_own(__package__).items()}


class Statements:
    """Implements `ledger.sql.work.Connection`."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection | Session) -> None:
        self._connection = connection

    def run(self, name: str, values: Mapping[str, Any]) -> int:
        return self._connection.execute(QUERIES[name], _without_nul(values)).rowcount

    def all(self, name: str, values: Mapping[str, Any]) -> Sequence[Any]:
        return self._connection.execute(QUERIES[name], _without_nul(values)).fetchall()

    def later(self, name: str, values: Mapping[str, Any]) -> None:
        self._connection.keep(QUERIES[name], _without_nul(values))

    def lock(self, name: str) -> None:
        values = {"ours": _LOCKS, "which": zlib.crc32(name.encode()) >> 1}
        self._connection.keep("SELECT pg_advisory_xact_lock(%(ours)s, %(which)s)", values)


def _without_nul(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """PostgreSQL has no NUL in its texts."""
    return {
        name: value.replace("\0", "\N{REPLACEMENT CHARACTER}") if isinstance(value, str) and "\0" in value else value
        for name, value in values.items()
    }
