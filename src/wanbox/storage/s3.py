"""Files in a bucket of an S3-compatible store.

    files/9f86…a08.mp4/0006…-5be1.mp4    a file: a folder by its key, and in it one object, or several for a while
    checks/…                             probes of `check`, gone at once
    installation                         whose files these are

A store cannot delete an object only if nobody has put it again since, so an object that may be deleted is never relied
on any more: who puts content whose object is no longer fresh makes another one (the store copies it), and the older
ones go. A collector deletes the objects that it saw old, by their own names; it may be as slow as it likes. Freshness
and the collector's grace leave half an hour between them, more than clocks may differ: stores refuse requests from
clocks that are a quarter of an hour off.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import secrets
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import aclosing, suppress
from pathlib import Path
from urllib.parse import quote

from wanbox.clock import Clock, utc_now

from . import links, names
from .bucket import Bucket, Item, NoObject
from .contract import KeptFile, NotStored, StorageError, StoredFile

_CHUNK = 1 << 20
#: An object younger than this may be named by another row without being renewed.
FRESH = dt.timedelta(minutes=15)
_FILES = "files"
_CHECKS = "checks"
_MARK = "installation"
#: Keys whose objects are remembered, so that reading them takes one call instead of two.
_REMEMBERED = 10_000


class S3Storage(links.Signed):
    """Storage in a bucket, with links signed by `secret`.

    Args:
        bucket: The store.
        secret: Signs the links under `/files/`.
        direct: The store itself hands out the bytes behind our links.
        clock: The present, aware and in UTC.
    """

    def __init__(self, bucket: Bucket, *, secret: bytes, direct: bool = False, clock: Clock = utc_now) -> None:
        super().__init__(secret)
        self._bucket = bucket
        self._direct = direct
        self._clock = clock
        self._known: OrderedDict[str, Item] = OrderedDict()
        self._probe = secrets.token_hex(8)

    # --- writing

    async def put(self, source: Path, *, media_type: str) -> StoredFile:
        try:
            digest, size = await asyncio.to_thread(_hash_file, source)
        except OSError as error:
            raise StorageError(f"The file cannot be read: {error.strerror or type(error).__name__}.") from error
        return await self._keep(names.make_key(digest, media_type), size, source)

    async def put_bytes(self, data: bytes | memoryview, *, media_type: str) -> StoredFile:
        digest = await asyncio.to_thread(lambda: hashlib.sha256(data).hexdigest())
        content = memoryview(data).cast("B") if len(data) else b""
        return await self._keep(names.make_key(digest, media_type), len(content), content)

    async def delete(self, key: str, *, put_before: dt.datetime | None = None) -> bool:
        objects = await self._objects(key)
        if not objects or (put_before is not None and objects[-1].written >= put_before):
            return False
        self._known.pop(key, None)
        await self._drop(objects)
        return True

    async def check(self) -> None:
        name = f"{_CHECKS}/{self._probe}"
        await self._bucket.put(name, b"wanbox", media_type="text/plain")
        await self._bucket.delete(name)

    # --- reading

    async def info(self, key: str) -> StoredFile:
        return StoredFile(key, (await self._find(key)).bytes, names.media_type_of(key))

    async def read(self, key: str, *, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        names.media_type_of(key)
        item = self._known.get(key) or await self._find(key)
        end = item.bytes if end is None else min(end, item.bytes)
        if start >= end:
            return
        try:
            chunks = await self._bucket.get(item.name, start, end)
        except NoObject:
            # Another process has renewed it, or it is gone.
            try:
                chunks = await self._bucket.get((await self._find(key)).name, start, end)
            except NoObject:
                raise NotStored("There is no such file.") from None
        async with aclosing(chunks):
            async for chunk in chunks:
                yield chunk

    async def fetch(self, key: str, target: Path) -> None:
        await self.info(key)
        try:
            with target.open("wb") as copy:
                async for chunk in self.read(key):
                    await asyncio.to_thread(copy.write, chunk)
        except OSError as error:
            raise StorageError(f"The file cannot be written: {error.strerror or type(error).__name__}.") from error

    async def files(self, *, after: str = "", limit: int = 1000) -> list[KeptFile]:
        page: dict[str, KeptFile] = {}
        last = f"{_FILES}/{after}0" if after else ""  # "0" follows "/", and so all the objects of `after`
        while items := await self._bucket.list(_FILES, after=last, limit=limit):
            for item in items:
                key = item.name.split("/")[1]
                if key not in page and len(page) == limit:
                    return list(page.values())
                if names.is_key(key):
                    _note(page, key, item)
            last = items[-1].name
            if len(items) < limit:
                break
        return list(page.values())

    async def claim(self, *, take_over: bool = False) -> bool:
        mark = links.mark(self._secret)
        if not take_over:
            with suppress(NoObject):
                return await self._content(_MARK, len(mark)) == mark
        await self._bucket.put(_MARK, mark, media_type="text/plain")
        # Of several that find no mark at once, the last one's counts.
        return await self._content(_MARK, len(mark)) == mark

    async def sweep_drafts(self, *, before: dt.datetime) -> int:
        left = [item for item in await self._bucket.list(_CHECKS) if item.written < before]
        await self._drop(left)
        return len(left) + await self._bucket.end_uploads(_FILES, before=before)

    # --- links

    async def direct_url(self, key: str, *, name: str, seconds: int) -> str | None:
        if not self._direct:
            return None
        item = await self._find(key)
        disposition = f"inline; filename*=UTF-8''{quote(name, safe='')}"
        return await self._bucket.sign(item.name, seconds=seconds, disposition=disposition)

    # --- objects

    async def _content(self, name: str, size: int) -> bytes:
        return b"".join([bytes(chunk) async for chunk in await self._bucket.get(name, 0, size)])

    async def _keep(self, key: str, size: int, content: Path | bytes | memoryview) -> StoredFile:
        """See to it that content is stored under its key, in an object that is fresh."""
        stored = StoredFile(key, size, names.media_type_of(key))
        objects = await self._objects(key)
        if objects and abs(self._clock() - objects[-1].written) < FRESH:
            self._remember(key, objects[-1])
            return stored
        name = f"{_FILES}/{key}/{self._new_name(key)}"
        await self._write(objects, name, content, stored.media_type)
        await self._tidy(key)
        return stored

    async def _write(self, older: list[Item], name: str, content: Path | bytes | memoryview, media_type: str) -> None:
        if older:
            with suppress(NoObject):
                await self._bucket.copy(older[-1].name, name)
                return
        await self._bucket.put(name, content, media_type=media_type)

    async def _tidy(self, key: str) -> None:
        """Leave the newest object only. Whoever does this at the same time leaves the same one, or a newer."""
        objects = await self._objects(key)
        if objects:
            self._remember(key, objects[-1])
            await self._drop(objects[:-1])

    async def _drop(self, objects: list[Item]) -> None:
        for item in objects:
            await self._bucket.delete(item.name)

    async def _find(self, key: str) -> Item:
        objects = await self._objects(key)
        if not objects:
            self._known.pop(key, None)
            raise NotStored("There is no such file.")
        self._remember(key, objects[-1])
        return objects[-1]

    async def _objects(self, key: str) -> list[Item]:
        """The objects with the content of a key, the newest last. Raises NotStored for what is no key."""
        names.media_type_of(key)
        return sorted(await self._bucket.list(f"{_FILES}/{key}"), key=lambda item: (item.written, item.name))

    def _remember(self, key: str, item: Item) -> None:
        self._known[key] = item
        self._known.move_to_end(key)
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)

    def _new_name(self, key: str) -> str:
        micros = int(self._clock().timestamp() * 1_000_000)
        return f"{micros:016x}-{secrets.token_hex(4)}.{key.partition('.')[2]}"


def _note(page: dict[str, KeptFile], key: str, item: Item) -> None:
    known = page.get(key)
    put = max(known.put, item.written) if known else item.written
    page[key] = KeptFile(key, item.bytes, put)


def _hash_file(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), file.tell()
