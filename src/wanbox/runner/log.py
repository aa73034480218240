"""The runner's log."""

from __future__ import annotations

from typing import Any

# First: it loads structlog without rich, which would take as long as all the rest of a worker.
import wanbox.server.logs

# isort: split
import structlog

log: Any = structlog.get_logger("wanbox.runner")

#: Sets logging up, to standard error.
configure = wanbox.server.logs.configure
