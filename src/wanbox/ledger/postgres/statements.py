"""The statements on a PostgreSQL connection."""

from __future__ import annotations

import functools
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import psycopg

from ..sql.queries import with_own

if TYPE_CHECKING:
    from .connection import Connection

_PARAMETER = re.compile(r"(?<!:):(\w+)")
_HINT = re.compile(r"\s+INDEXED BY \w+")
#: Keeps our advisory locks apart from those of other programs in the same database.
_LOCKS = 0x77616E62


def in_dialect(statement: str) -> str:
    """A statement with psycopg's parameters, and without SQLite's hints."""
    return _PARAMETER.sub(r"%(\1)s", _HINT.sub("", statement).replace("%", "%%"))


QUERIES = {name: in_dialect(text).encode() for name, text in with_own(__package__).items()}


class Row(tuple[Any, ...]):
    """A row that is read by column name or by place, as SQLite's are."""

    __slots__ = ()
    _places: Mapping[str, int] = {}

    def __getitem__(self, key: Any) -> Any:
        return tuple.__getitem__(self, self._places[key] if isinstance(key, str) else key)

    def keys(self) -> Iterable[str]:
        return self._places.keys()


@functools.lru_cache(maxsize=256)
def _row_of(names: tuple[str, ...]) -> type[Row]:
    places = {name: place for place, name in enumerate(names)}
    return type("Row", (Row,), {"__slots__": (), "_places": places})


def row_factory(cursor: psycopg.Cursor[Any]) -> Any:
    """For `psycopg.connect`: rows as `Row`."""
    return _row_of(tuple(column.name for column in cursor.description or ()))


class Statements:
    """Implements `ledger.sql.work.Connection`."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def run(self, name: str, values: Mapping[str, Any]) -> int:
        return self._connection.execute(QUERIES[name], _without_nul(values)).rowcount

    def all(self, name: str, values: Mapping[str, Any]) -> Sequence[Any]:
        return self._connection.execute(QUERIES[name], _without_nul(values)).fetchall()

    def later(self, name: str, values: Mapping[str, Any]) -> None:
        self._connection.keep(QUERIES[name], _without_nul(values))

    def lock(self, name: str) -> None:
        self._connection.keep("SELECT pg_advisory_xact_lock(%s, %s)", (_LOCKS, zlib.crc32(name.encode()) >> 1))


def _without_nul(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """PostgreSQL has no NUL in its texts."""
    return {
        name: value.replace("\0", "\N{REPLACEMENT CHARACTER}") if isinstance(value, str) and "\0" in value else value
        for name, value in values.items()
    }
