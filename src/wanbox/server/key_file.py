"""The file that keeps the key which a first start made, for its owner's eyes only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

FILE_NAME = "api-key"


def stored_key(folder: Path) -> str | None:
    """The key that a first start left in the data folder."""
    try:
        return (folder / FILE_NAME).read_text(encoding="ascii").strip() or None
    except FileNotFoundError:
        return None


def replace(folder: Path, secret: str | None) -> None:
    """Put another key in the file that a first start left; None removes it."""
    path = folder / FILE_NAME
    if secret is None:
        path.unlink(missing_ok=True)
    else:
        _draft(path, secret).replace(path)


def write_new(path: Path, secret: str) -> bool:
    """False if there is such a file already; nobody ever sees half of it."""
    draft = _draft(path, secret)
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True


def _draft(path: Path, secret: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(secret + "\n")
        file.flush()
        os.fsync(descriptor)
    return draft
