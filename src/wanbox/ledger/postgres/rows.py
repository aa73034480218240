"""Rows as the ledger's steps read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import psycopg


class Row(dict[str, Any]):
    """A row that is read by column name or by place, and is made of its values, as SQLite's are.

    Steps read by name, tens of columns each: that is what a dictionary does fastest. No two columns have one name.
    """

    __slots__ = ()

    def __iter__(self) -> Iterator[Any]:
        return iter(self.values())

    def __missing__(self, place: int | str) -> Any:
        if isinstance(place, str):
            raise KeyError(place)
        return tuple(self.values())[place]


def row_factory(cursor: psycopg.Cursor[Any]) -> Any:
    """For `psycopg.connect`: rows as `Row`."""
    names = [column.name for column in cursor.description or ()]

    def row(values: Sequence[Any]) -> Row:
        return Row(zip(names, values, strict=True))

    return row
