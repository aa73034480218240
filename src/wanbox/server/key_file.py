"""The file that keeps the key which a first start made, for its owner's eyes only."""

from __future__ import annotations

from pathlib import Path

from wanbox import durable

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
        durable.write_private(path, _line(secret))


def write_new(path: Path, secret: str) -> bool:
    """False if there is such a file already; nobody ever sees half of it."""
    return durable.create_private(path, _line(secret))


def _line(secret: str) -> bytes:
    return f"{secret}\n".encode("ascii")
