"""A bucket of an S3-compatible store, over the network."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path

from . import abandoned
from .address import Address
from .bucket import PAGE, Item
from .presign import Credentials, presign
from .s3connection import open_store, said_safely

#: What is larger goes up in parts of this size, two at a time.
PART_BYTES = 8 << 20
_PARTS_AT_ONCE = 2
_CHUNK = 1 << 20


class S3Bucket:
    """Implements `bucket.Bucket`.

    Args:
        address: Where it is.
        credentials: Who we are; None leaves that to the surroundings (roles of the machine, or a token file).
    """

    def __init__(self, address: Address, credentials: Credentials | None) -> None:
        self._address = address
        self._credentials = credentials
        self._root = f"{address.prefix}/" if address.prefix else ""
        self._store = open_store(address, credentials)

    async def list(self, folder: str, *, after: str = "", limit: int = PAGE) -> list[Item]:
        found: list[Item] = []
        with said_safely():
            stream = self._store.list(
                self._root + folder, offset=self._root + after if after else None, chunk_size=min(limit, PAGE)
            )
            async for chunk in stream:
                found += [
                    Item(row["path"].removeprefix(self._root), row["size"], row["last_modified"]) for row in chunk
                ]
                if len(found) >= limit:
                    break
        return found[:limit]

    async def put(self, name: str, content: Path | bytes | memoryview, *, media_type: str) -> None:
        with said_safely():
            await self._store.put_async(
                self._root + name,
                content,
                attributes={"Content-Type": media_type, "Content-Disposition": "inline"},
                chunk_size=PART_BYTES,
                max_concurrency=_PARTS_AT_ONCE,
            )

    async def copy(self, source: str, target: str) -> None:
        with said_safely():
            await self._store.copy_async(self._root + source, self._root + target)

    async def get(self, name: str, start: int, end: int) -> AsyncGenerator[bytes]:
        with said_safely():
            result = await self._store.get_async(self._root + name, options={"range": (start, end)})
        return self._stream(result.stream(_CHUNK))

    async def _stream(self, chunks: AsyncIterator[bytes]) -> AsyncGenerator[bytes]:
        with said_safely():
            async for chunk in chunks:
                yield chunk

    async def delete(self, name: str) -> None:
        with said_safely(), contextlib.suppress(FileNotFoundError):
            await self._store.delete_async(self._root + name)

    async def end_uploads(self, folder: str, *, before: dt.datetime) -> int:
        if self._credentials is None:
            return 0  # roles of the machine are known to the library only
        return await abandoned.sweep(self._address, self._credentials, self._root + folder, before=before)

    async def sign(self, name: str, *, seconds: int, disposition: str) -> str:
        if self._credentials is not None:
            return presign(
                f"{self._address.base}/{self._root}{name}",
                self._credentials,
                region=self._address.region,
                now=dt.datetime.now(dt.UTC),
                seconds=seconds,
                extra={"response-content-disposition": disposition},
            )
        from obstore import sign_async

        with said_safely():
            return await sign_async(self._store, "GET", self._root + name, dt.timedelta(seconds=seconds))
