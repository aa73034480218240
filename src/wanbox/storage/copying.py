"""Copying all files from one storage to another: from a folder to a bucket, or into a backup."""

from __future__ import annotations

import asyncio
import hashlib
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from .contract import NotStored, Storage

_PAGE = 500


@dataclass(slots=True)
class Copied:
    files: int = 0
    bytes: int = 0
    #: They were there already.
    kept: int = 0
    #: Keys whose content was not what they say; they were not copied.
    damaged: list[str] = field(default_factory=list)


async def copy_all(source: Storage, target: Storage, *, told: Callable[[Copied], None] = lambda _: None) -> Copied:
    """Copy what the target lacks. It can be broken off and begun again, and run while files come and go.

    Args:
        source: Only read.
        target: May have files already.
        told: Called after each page of files.
    """
    copied, after = Copied(), ""
    while page := await source.files(after=after, limit=_PAGE):
        for file in page:
            if await _has(target, file.key, file.bytes):
                copied.kept += 1
            else:
                await _copy(source, target, file.key, copied)
        told(copied)
        after = page[-1].key
        if len(page) < _PAGE:
            break
    return copied


async def _has(target: Storage, key: str, size: int) -> bool:
    try:
        return (await target.info(key)).bytes == size
    except NotStored:
        return False


async def _copy(source: Storage, target: Storage, key: str, copied: Copied) -> None:
    with tempfile.TemporaryDirectory(prefix="wanbox-copy-") as folder:
        path = Path(folder) / "file"
        try:
            media_type = (await source.info(key)).media_type
            await source.fetch(key, path)
        except NotStored:
            return  # it was deleted as we came to it
        if not await asyncio.to_thread(_is_whole, path, key):
            copied.damaged.append(key)
            return
        stored = await target.put(path, media_type=media_type)
        copied.files += 1
        copied.bytes += stored.bytes


def _is_whole(path: Path, key: str) -> bool:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == key.partition(".")[0]
