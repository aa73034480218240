"""Files that a power cut leaves whole or not there at all: content is on the disk before it gets its name."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def flush(path: Path) -> None:
    """Return when a file, or a folder's list of names, is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_private(path: Path, data: bytes) -> None:
    """Put a file that only its owner may read in the place of what is there."""
    _draft(path, data).replace(path)
    flush(path.parent)


def create_private(path: Path, data: bytes) -> bool:
    """The same for a new file; False if there is one already, which stays as it is."""
    draft = _draft(path, data)
    try:
        # A link fails where a rename would overwrite: of several processes the first wins.
        path.hardlink_to(draft)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    flush(path.parent)
    return True


def _draft(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(handle, 0o600)
            file.write(data)
            file.flush()
            os.fsync(handle)
    except BaseException:
        draft.unlink()
        raise
    return draft
