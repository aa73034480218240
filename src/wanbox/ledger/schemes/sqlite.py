"""`sqlite:///a/path/file.sqlite3`: one file on a disk of this machine."""

from __future__ import annotations

import datetime as dt
import urllib.parse
from collections.abc import Callable
from pathlib import Path

from wanbox.settings import Settings

from ..contract import Ledger
from ..contract.database import Database
from ..rules import rules_of
from ..sqlite import SqliteLedger


def create(url: str, settings: Settings, clock: Callable[[], dt.datetime]) -> Ledger:
    return SqliteLedger(_path_of(url), rules=rules_of(settings), clock=clock)


def database(url: str, now: int) -> Database:
    from ..sqlite.database import SqliteDatabase

    return SqliteDatabase(_path_of(url), now)


def _path_of(url: str) -> Path:
    return Path(urllib.parse.unquote(urllib.parse.urlsplit(url).path))
