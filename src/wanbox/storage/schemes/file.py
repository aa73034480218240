"""`file:///a/folder`: files in a folder of this machine."""

from __future__ import annotations

import datetime as dt
import urllib.parse
from collections.abc import Callable
from pathlib import Path

from wanbox import secret
from wanbox.settings import Settings

from ..contract import Storage
from ..local import LocalStorage


def create(url: str, settings: Settings, clock: Callable[[], dt.datetime]) -> Storage:
    folder = Path(urllib.parse.unquote(urllib.parse.urlsplit(url).path))
    return LocalStorage(folder, secret=secret.derive(secret.of(settings), "links"), clock=clock)
