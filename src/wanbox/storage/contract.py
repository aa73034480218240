"""Where finished files and uploads are kept: a folder now, a bucket when there are many machines."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


class StorageError(Exception):
    """The storage cannot be read or written at present."""


class NotStored(StorageError):  # noqa: N818
    """There is no file under that key."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    #: `sha256` of the content plus a suffix, e.g. "9f86…a08.mp4"; the same content has the same key.
    key: str
    bytes: int
    media_type: str


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file as a walk through the storage meets it."""

    key: str
    bytes: int
    #: When it was last put.
    put: dt.datetime


class Storage(Protocol):
    async def put(self, source: Path, *, media_type: str) -> StoredFile:
        """Keep a copy of a file under the hash of its content; durable when this returns."""
        ...

    async def put_bytes(self, data: bytes | memoryview, *, media_type: str) -> StoredFile:
        """The same for bytes in memory, without copying them: inline media and uploads that the server puts aside."""
        ...

    async def info(self, key: str) -> StoredFile: ...

    def read(self, key: str, *, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The bytes from `start` up to but not including `end`."""
        ...

    async def fetch(self, key: str, target: Path) -> None:
        """Copy a file to a local path."""
        ...

    async def delete(self, key: str, *, put_before: dt.datetime | None = None) -> bool:
        """Remove a file; with `put_before` only if nobody has put it (again) since. False if it stays or never was."""
        ...

    async def files(self, *, after: str = "", limit: int = 1000) -> Sequence[KeptFile]:
        """What is stored, in order of the keys, those above `after`; fewer than `limit` are the last."""
        ...

    async def claim(self, *, take_over: bool = False) -> bool:
        """Whether the files are this installation's: the first that asks leaves a mark made of its secret.

        With `take_over` they are from now on.
        """
        ...

    async def sweep_drafts(self, *, before: dt.datetime) -> int:
        """Remove what was begun before that moment and never became a file; how many."""
        ...

    async def check(self) -> None:
        """Raise StorageError unless a file can be written now (readiness)."""
        ...

    def link(self, key: str, *, name: str, expires: dt.datetime) -> str:
        """An address that needs no header: a path under `/files/`, to be put behind the server's own base. `name` is
        the file name that a download gets.
        """
        ...

    async def direct_url(self, key: str, *, name: str, seconds: int) -> str | None:
        """Where a reader of a link finds the bytes for so long; None if this server is to hand them out itself.

        Raises NotStored.
        """
        ...

    def verify(self, key: str, name: str, expires: str, signature: str, *, now: dt.datetime) -> bool:
        """Whether `/files/{key}/{name}?Expires=…&Signature=…` is a link of ours that still works; `name` is decoded."""
        ...
