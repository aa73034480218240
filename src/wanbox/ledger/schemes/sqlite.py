"""`sqlite:///a/path/file.sqlite3`: one file on a disk of this machine."""

from __future__ import annotations

import datetime as dt
import urllib.parse
from collections.abc import Callable
from pathlib import Path

from wanbox import secret
from wanbox.settings import Settings

from ..contract import Ledger
from ..sqlite import SqliteLedger
from ..sqlite.rows import span
from ..sqlite.work import Rules


def create(url: str, settings: Settings, clock: Callable[[], dt.datetime]) -> Ledger:
    rules = Rules(
        retention=span(settings.retention),
        max_attempts=settings.max_attempts,
        secret=secret.derive(secret.load(settings.data), "keys"),
    )
    path = Path(urllib.parse.unquote(urllib.parse.urlsplit(url).path))
    return SqliteLedger(path, rules=rules, clock=clock)
