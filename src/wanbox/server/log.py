"""The server's log."""

from __future__ import annotations

from wanbox.logs import logger

log = logger("server")
