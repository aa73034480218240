"""Arrays kept on disk between processes: drawings cost a hundred times more to make than to read.

A file is named by a hash of all that its array was made from, so that it is never out of date; one that is broken or
cannot be written is as good as none.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import struct
import tempfile
import threading
import zlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Bytes on disk; the drawings that were used longest ago go first.
LIMIT = 256 << 20
#: After how many new bytes the folder is looked through, and what it is then cut down to.
_LOOK, _KEPT = 32 << 20, 0.8
#: Mark and form of the files: checksum, kind of number, dimensions, sizes.
_HEADER, _MARK, _ROOM = struct.Struct("<4sIcB4I"), b"wbx1", 64
_KINDS: Mapping[bytes, np.dtype[Any]] = {b"u": np.dtype(np.uint8), b"d": np.dtype(np.float64)}
_SUFFIX = ".drawing"


class Shelf:
    """A bounded folder of arrays by key, shared by any number of threads and processes.

    Args:
        folder: Where the files lie; None keeps nothing.
        limit: Bytes on disk.
    """

    def __init__(self, folder: Path | None, limit: int = LIMIT) -> None:
        self._folder, self._limit = folder, limit
        self._lock = threading.Lock()
        # The first new drawing of a process looks through the folder.
        self._fresh = min(_LOOK, limit // 4)

    def get(self, *key: str) -> NDArray[Any] | None:
        """The array of that key, writable and the caller's own; None where there is none."""
        if self._folder is None:
            return None
        path = self._path(key)
        try:
            with path.open("rb", buffering=0) as file:
                data = bytearray(os.fstat(file.fileno()).st_size)
                file.readinto(data)
            found = _unpacked(data)
            if found is not None:
                os.utime(path)
        except OSError:
            return None
        return found

    def put(self, array: NDArray[Any], *key: str) -> None:
        """Keep an array of bytes or of doubles, of up to four dimensions."""
        if self._folder is None:
            return
        data = _packed(array)
        try:
            _write(self._path(key), data)
        except OSError:
            return
        with self._lock:
            self._fresh += len(data)
            look = self._fresh >= min(_LOOK, self._limit // 4)
            self._fresh = 0 if look else self._fresh
        if look:
            self._tidy(self._folder)

    def _path(self, key: tuple[str, ...]) -> Path:
        assert self._folder is not None
        name = hashlib.blake2b("\0".join(key).encode(), digest_size=20).hexdigest()
        return self._folder / f"{name}{_SUFFIX}"

    def _tidy(self, folder: Path) -> None:
        """Take away what was used longest ago, and what a process left that was killed while it wrote."""
        rows = []
        with contextlib.suppress(OSError):
            for entry in os.scandir(folder):
                with contextlib.suppress(OSError):
                    rows.append((entry.stat().st_mtime, entry.stat().st_size, entry.path))
        held = sum(size for _, size, _ in rows)
        if held <= self._limit:
            return
        for _, size, path in sorted(rows):
            if held <= self._limit * _KEPT:
                return
            with contextlib.suppress(OSError):
                Path(path).unlink()
                held -= size


def _packed(array: NDArray[Any]) -> bytes:
    kind = next(mark for mark, dtype in _KINDS.items() if dtype == array.dtype)
    body = np.ascontiguousarray(array).tobytes()
    sizes = (*array.shape, *([1] * (4 - array.ndim)))
    return _HEADER.pack(_MARK, zlib.crc32(body), kind, array.ndim, *sizes).ljust(_ROOM, b"\0") + body


def _unpacked(data: bytearray) -> NDArray[Any] | None:
    """The array in a file's bytes; None for a file that is cut off, damaged or another's."""
    if len(data) < _ROOM:
        return None
    mark, check, kind, dimensions, *sizes = _HEADER.unpack_from(data)
    body = memoryview(data)[_ROOM:]
    if mark != _MARK or kind not in _KINDS or dimensions > len(sizes) or zlib.crc32(body) != check:
        return None
    array = np.frombuffer(body, _KINDS[kind])
    shape = sizes[:dimensions]
    return array.reshape(shape) if array.size == int(np.prod(shape)) else None


def _write(path: Path, data: bytes) -> None:
    """All or nothing: a reader sees the whole file or none."""
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def folder(environment: Mapping[str, str]) -> Path | None:
    """The user's cache folder, else a private temporary one; None where nothing can be written."""
    home = Path(environment.get("XDG_CACHE_HOME") or Path(environment.get("HOME") or "/nonexistent") / ".cache")
    for place in (home / "wanbox" / "drawings", Path(tempfile.gettempdir()) / f"wanbox-drawings-{os.getuid()}"):
        try:
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
            own = place.stat().st_uid == os.getuid()
        except OSError:
            continue
        if own and os.access(place, os.W_OK):
            return place
    return None


@cache
def shelf() -> Shelf:
    """The shelf of this process."""
    return Shelf(folder(os.environ))
