"""The runner's log."""

from __future__ import annotations

from wanbox.logs import logger

log = logger("runner")
