"""`file:///a/folder`: files in a folder of this machine."""

from __future__ import annotations

import urllib.parse
from pathlib import Path

from wanbox import secret
from wanbox.clock import Clock
from wanbox.settings import Settings

from ..contract import Storage
from ..local import LocalStorage


def create(url: str, settings: Settings, clock: Clock) -> Storage:
    folder = Path(urllib.parse.unquote(urllib.parse.urlsplit(url).path))
    return LocalStorage(folder, secret=secret.derive(secret.of(settings), "links"), clock=clock)
