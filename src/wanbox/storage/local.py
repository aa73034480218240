"""Files in a folder of this machine.

    files/9f/9f86…a08.mp4    a file, in one of 256 folders by the start of its hash
    files/drafts/…           being written; left over from a crash, they are removed when they are a day old

A file appears whole or not at all, and stays after a power cut: it is written as a draft, flushed, renamed, and its
folder is flushed. Putting content that is there already only marks it as put now. A lock keeps that apart from a
`delete` that has just found the file old.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import fcntl
import hashlib
import itertools
import os
import secrets
import shutil
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO

from wanbox import durable
from wanbox.clock import Clock, utc_now

from . import links, names
from .contract import KeptFile, NotStored, StorageError, StoredFile

_CHUNK = 1 << 20
_DRAFT_LIFETIME = 24 * 3600.0


class LocalStorage(links.Signed):
    """Storage in a folder, with links signed by `secret`."""

    def __init__(self, folder: Path, *, secret: bytes, clock: Clock = utc_now) -> None:
        super().__init__(secret)
        self._folder = folder
        self._drafts = folder / "drafts"
        self._clock = clock
        with _as_storage_error():
            _make(self._drafts)
            self._forget_drafts(time.time() - _DRAFT_LIFETIME)

    # --- writing

    async def put(self, source: Path, *, media_type: str) -> StoredFile:
        return await asyncio.to_thread(self._put_file, source, media_type)

    async def put_bytes(self, data: bytes | memoryview, *, media_type: str) -> StoredFile:
        return await asyncio.to_thread(self._put_bytes, data, media_type)

    async def delete(self, key: str, *, put_before: dt.datetime | None = None) -> bool:
        return await asyncio.to_thread(self._delete, self._path(key), put_before)

    async def check(self) -> None:
        await asyncio.to_thread(self._check)

    # --- reading

    async def info(self, key: str) -> StoredFile:
        # One stat of a local file costs less than a change of thread.
        return StoredFile(key, self._stat(key).st_size, names.media_type_of(key))

    async def read(self, key: str, *, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        file = await asyncio.to_thread(_open, self._path(key))
        with file, _as_storage_error():
            left = max(0, (os.fstat(file.fileno()).st_size if end is None else end) - start)
            file.seek(start)
            while left > 0 and (chunk := await asyncio.to_thread(file.read, min(left, _CHUNK))):
                left -= len(chunk)
                yield chunk

    async def fetch(self, key: str, target: Path) -> None:
        await asyncio.to_thread(self._fetch, self._path(key), target)

    async def files(self, *, after: str = "", limit: int = 1000) -> list[KeptFile]:
        return await asyncio.to_thread(lambda: list(itertools.islice(self._walk(after), limit)))

    async def claim(self, *, take_over: bool = False) -> bool:
        return await asyncio.to_thread(self._claim, take_over)

    async def sweep_drafts(self, *, before: dt.datetime) -> int:
        return await asyncio.to_thread(self._forget_drafts, before.timestamp())

    def path(self, key: str) -> Path:
        """Where a file lies, for servers that hand whole files to the system. Raises NotStored."""
        self._stat(key)
        return self._path(key)

    # --- links

    async def direct_url(self, key: str, *, name: str, seconds: int) -> str | None:  # noqa: ARG002 - the contract's
        return None

    # --- in a thread

    def _put_file(self, source: Path, media_type: str) -> StoredFile:
        with _as_storage_error(), self._draft() as draft:
            digest = hashlib.sha256()
            with source.open("rb") as original, draft.open("wb") as copy:
                while chunk := original.read(_CHUNK):
                    digest.update(chunk)
                    copy.write(chunk)
                copy.flush()
                os.fsync(copy.fileno())
            return self._keep(draft, names.make_key(digest.hexdigest(), media_type))

    def _put_bytes(self, data: bytes | memoryview, media_type: str) -> StoredFile:
        # Hashing and writing take about as long as each other, and neither needs the other or the interpreter.
        with _as_storage_error(), ThreadPoolExecutor(1) as beside, self._draft() as draft:
            digest = beside.submit(hashlib.sha256, data)
            with draft.open("wb", buffering=0) as file:
                _write_all(file.fileno(), memoryview(data).cast("B"))
                os.fsync(file.fileno())
            return self._keep(draft, names.make_key(digest.result().hexdigest(), media_type))

    def _keep(self, draft: Path, key: str) -> StoredFile:
        """Give a flushed draft its name, durably."""
        size = draft.stat().st_size
        path = self._path(key)
        if not self._touch(key):
            path.parent.mkdir(exist_ok=True, mode=0o700)
            now = self._clock().timestamp()
            os.utime(draft, (now, now))
            draft.replace(path)
        # Whoever made them, the file and its folder, may have died before it came to this.
        durable.flush(self._folder)
        durable.flush(path.parent)
        return StoredFile(key, size, names.media_type_of(key))

    def _touch(self, key: str) -> bool:
        """Mark a file as put now, if it is there."""
        now = self._clock().timestamp()
        with self._lock(), contextlib.suppress(FileNotFoundError):
            os.utime(self._path(key), (now, now))
            return True
        return False

    def _delete(self, path: Path, put_before: dt.datetime | None) -> bool:
        with _as_storage_error(), self._lock():
            try:
                if put_before is not None and path.stat().st_mtime >= put_before.timestamp():
                    return False
                path.unlink()
            except FileNotFoundError:
                return False
        return True

    def _fetch(self, path: Path, target: Path) -> None:
        with _open(path) as source, _as_storage_error(), target.open("wb") as copy:
            shutil.copyfileobj(source, copy, _CHUNK)

    def _claim(self, take_over: bool) -> bool:
        path, mark = self._folder / "installation", links.mark(self._secret)
        with _as_storage_error(), self._lock():
            # An empty one is what a power cut has left of the writing.
            if take_over or not path.exists() or not path.stat().st_size:
                path.write_bytes(mark)
            return path.read_bytes() == mark

    def _check(self) -> None:
        with _as_storage_error(), self._draft() as draft:
            draft.write_bytes(b"wanbox")

    # --- helpers

    def _path(self, key: str) -> Path:
        names.media_type_of(key)
        return self._folder / key[:2] / key

    def _stat(self, key: str) -> os.stat_result:
        try:
            return self._path(key).stat()
        except FileNotFoundError:
            raise NotStored("There is no such file.") from None
        except OSError as error:
            raise _storage_error(error) from error

    @contextlib.contextmanager
    def _draft(self) -> Iterator[Path]:
        path = self._drafts / secrets.token_hex(16)
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

    @contextlib.contextmanager
    def _lock(self) -> Iterator[None]:
        """Between processes and threads: each entry opens the file anew, and so has a lock of its own."""
        handle = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _forget_drafts(self, before: float) -> int:
        forgotten = 0
        for draft in self._drafts.iterdir():
            with contextlib.suppress(FileNotFoundError):
                if draft.stat().st_mtime < before:
                    draft.unlink()
                    forgotten += 1
        return forgotten

    def _walk(self, after: str) -> Iterator[KeptFile]:
        """The files in order of their keys, a folder at a time."""
        with _as_storage_error():
            folders = sorted(entry.name for entry in os.scandir(self._folder) if len(entry.name) == 2)
            for folder in folders:
                if folder >= after[:2]:
                    yield from self._files_in(folder, after)

    def _files_in(self, folder: str, after: str) -> Iterator[KeptFile]:
        for name in sorted(entry.name for entry in os.scandir(self._folder / folder)):
            # What is deleted while we walk is not there.
            with contextlib.suppress(FileNotFoundError):
                if name > after and names.is_key(name):
                    facts = (self._folder / folder / name).stat()
                    yield KeptFile(name, facts.st_size, dt.datetime.fromtimestamp(facts.st_mtime, dt.UTC))


def _open(path: Path) -> BinaryIO:
    with _as_storage_error():
        try:
            return path.open("rb")
        except FileNotFoundError:
            raise NotStored("There is no such file.") from None


def _make(folder: Path) -> None:
    """A folder and whatever is missing above it, each for its owner alone: `parents` would open all but one."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir(exist_ok=True, mode=0o700)


def _write_all(handle: int, data: memoryview) -> None:
    while data:
        data = data[os.write(handle, data) :]


@contextlib.contextmanager
def _as_storage_error() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _storage_error(error) from error


def _storage_error(error: OSError) -> StorageError:
    return StorageError(f"The files cannot be reached: {error.strerror or type(error).__name__}.")
