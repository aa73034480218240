"""Commands that work on the installation itself, as the settings here name it: no server is needed or disturbed."""

from __future__ import annotations

import asyncio
import os
import sys
import urllib.parse
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from wanbox.ledger.contract import Ledger
    from wanbox.settings import Settings

T = TypeVar("T")


def settings() -> Settings:
    """The settings of this shell and folder. Raises SettingError."""
    from wanbox.settings import load

    return load(os.environ, Path.cwd())


def misspelt(environ: Mapping[str, str]) -> str:
    """A sentence on variables that look like settings and are none; empty if there are none."""
    from wanbox.settings import unknown

    names = unknown(environ)
    return f"{', '.join(names)}: there is no such setting; docs/reference/settings.md lists them." if names else ""


def warn_of_misspelt(environ: Mapping[str, str]) -> None:
    """For commands that go on all the same."""
    if warning := misspelt(environ):
        print(f"wanbox: warning: {warning}", file=sys.stderr)


def on_ledger(work: Callable[[Ledger], Awaitable[T]], *, begin: bool = False) -> T:
    """Run `work` on the installation's ledger, opened for it; with `begin` on one that is not there yet, too.

    Raises:
        FileNotFoundError: there is none here.
        LedgerError: the database refuses, or does not answer.
    """
    from wanbox.ledger import open_ledger

    chosen = settings()
    missing = _missing(chosen)
    if missing and not begin:
        # A file that is looked at in the wrong folder must not be made by looking.
        raise FileNotFoundError(
            f"There is no ledger at {missing}. Run this in the server's folder, or set WANBOX_DATA as the server "
            "has it."
        )

    async def run() -> T:
        ledger = open_ledger(chosen)
        await ledger.open()
        try:
            return await work(ledger)
        finally:
            await ledger.close()

    result = asyncio.run(run())
    if missing:
        print(f"wanbox: there was no ledger yet: began {missing}", file=sys.stderr)
    return result


def _missing(chosen: Settings) -> Path | None:
    """The file that the ledger would be in, if it is not there."""
    parts = urllib.parse.urlsplit(chosen.ledger_url)
    path = Path(urllib.parse.unquote(parts.path))
    return path if parts.scheme == "sqlite" and not path.exists() else None
