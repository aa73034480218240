"""Rows as the ledger's steps read them."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from typing import Any

import psycopg


class Row(tuple[Any, ...]):
    """A row that is read by column name or by place, as SQLite's are."""

    __slots__ = ()
    _places: Mapping[str, int] = {}

    def __getitem__(self, key: Any) -> Any:
        return tuple.__getitem__(self, self._places[key] if isinstance(key, str) else key)

    def keys(self) -> Iterable[str]:
        return self._places.keys()


@functools.lru_cache(maxsize=256)
def row_of(names: tuple[str, ...]) -> type[Row]:
    """Rows with these columns."""
    places = {name: place for place, name in enumerate(names)}
    return type("Row", (Row,), {"__slots__": (), "_places": places})


def row_factory(cursor: psycopg.Cursor[Any]) -> Any:
    """For `psycopg.connect`: rows as `Row`."""
    return row_of(tuple(column.name for column in cursor.description or ()))
