"""`sqlite:///a/path/file.sqlite3`: one file on a disk of this machine."""

from __future__ import annotations

import datetime as dt
import urllib.parse
from collections.abc import Callable
from pathlib import Path

from wanbox.settings import Settings

from ..contract import Ledger
from ..rules import rules_of
from ..sqlite import SqliteLedger


def create(url: str, settings: Settings, clock: Callable[[], dt.datetime]) -> Ledger:
    path = Path(urllib.parse.unquote(urllib.parse.urlsplit(url).path))
    return SqliteLedger(path, rules=rules_of(settings), clock=clock)
