"""Names of workers, as the ledger knows them."""

from __future__ import annotations

import os
import secrets
import socket

#: Tells a worker process its name, and that a supervisor started it.
NAME_VARIABLE = "WANBOX_WORKER_NAME"


def new_name() -> str:
    """A name that no other worker has, on this machine or another."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
