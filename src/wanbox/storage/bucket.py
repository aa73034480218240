"""What a store of files must be able to do with its objects: the few calls that wanbox makes."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from .contract import StorageError

#: A list is fetched in pages of so many objects.
PAGE = 1000


class NoObject(StorageError):  # noqa: N818
    """The bucket has no object of that name."""


@dataclass(frozen=True, slots=True)
class Item:
    """An object of the bucket."""

    name: str
    bytes: int
    #: When it was written, by the store's clock, in whole seconds with most stores.
    written: dt.datetime


class Bucket(Protocol):
    async def list(self, folder: str, *, after: str = "", limit: int = PAGE) -> list[Item]:
        """Objects below a folder in order of their names, those above `after`."""
        ...

    async def put(self, name: str, content: Path | bytes | memoryview, *, media_type: str) -> None: ...

    async def copy(self, source: str, target: str) -> None:
        """Within the bucket, by the store itself. Raises NoObject."""
        ...

    async def get(self, name: str, start: int, end: int) -> AsyncGenerator[bytes]:
        """The bytes from `start` up to but not including `end`, of which there is at least one. Raises NoObject."""
        ...

    async def delete(self, name: str) -> None:
        """It need not be there."""
        ...

    async def end_uploads(self, folder: str, *, before: dt.datetime) -> int:
        """Give up uploads in parts that began before that moment; how many, as far as the store tells."""
        ...

    async def sign(self, name: str, *, seconds: int, disposition: str) -> str:
        """An address at the store that gives the object to anybody, for so many seconds."""
        ...
