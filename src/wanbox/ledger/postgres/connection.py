"""Connections to one database, set up alike everywhere; and errors without what must not be shown."""

from __future__ import annotations

import contextlib
import os
import socket
from typing import Any

import psycopg

from ..contract import LedgerUnavailable
from .rows import row_factory

#: A process that is stopped within a transaction would hold its locks for as long; the server ends it instead.
_IDLE_IN_TRANSACTION_MS = 10_000
_LOCK_TIMEOUT_MS = 15_000
_STATEMENT_TIMEOUT_MS = 18_000
_CONNECT_SECONDS = 5


class Connection(psycopg.Connection[Any]):
    """A connection for what runs once, on the caller's thread."""

    def keep(self, query: Any, values: Any = None) -> None:
        """Run it; see `Session.keep`."""
        self.execute(query, values)


def connect(url: str, *, patient: bool = False) -> Connection:
    """A connection in autocommit mode. Raises LedgerUnavailable, which never shows the URL.

    Args:
        url: As libpq reads it.
        patient: Statements may take any time, as changes of the schema do.
    """
    limits = {
        "idle_in_transaction_session_timeout": _IDLE_IN_TRANSACTION_MS,
        "lock_timeout": 0 if patient else _LOCK_TIMEOUT_MS,
        "statement_timeout": 0 if patient else _STATEMENT_TIMEOUT_MS,
        "plan_cache_mode": "force_generic_plan",
        # A plan that is kept from when a table was small must serve until the server next counts its rows.
        "enable_seqscan": "on" if patient else "off",
    }
    try:
        own = psycopg.conninfo.conninfo_to_dict(url).get("options") or ""
        return Connection.connect(
            url,
            autocommit=True,
            row_factory=row_factory,
            prepare_threshold=2,
            options=" ".join([*(f"-c {name}={value}" for name, value in limits.items()), str(own)]),
            application_name="wanbox",
            connect_timeout=_CONNECT_SECONDS,
            keepalives_idle=10,
            keepalives_interval=5,
            keepalives_count=3,
            tcp_user_timeout=15_000,
        )
    except psycopg.OperationalError as error:
        raise LedgerUnavailable(f"The database cannot be reached: {_brief(error, url)}") from None
    except (psycopg.Error, ValueError):
        # libpq repeats what it cannot read, password and all.
        raise LedgerUnavailable("The database cannot be reached: its URL cannot be read.") from None


def unavailable(error: psycopg.Error) -> LedgerUnavailable:
    """What callers are told. Only the first line is free of values of rows."""
    lines = str(error).splitlines() or [""]
    return LedgerUnavailable(f"The database does not answer: {type(error).__name__}: {lines[0][:200]}")


def discard(connection: Connection) -> None:
    """Close it, whatever state it is in."""
    with contextlib.suppress(psycopg.Error):
        connection.close()


def cut(connection: Connection) -> None:
    """End it from another thread: whoever waits for its answer is told at once that it is lost."""
    with (
        contextlib.suppress(psycopg.Error, OSError, ValueError),
        # Of a copy: shutting down acts on what both share, and closing does not take the number from its owner.
        socket.socket(fileno=os.dup(connection.fileno())) as shared,
    ):
        shared.shutdown(socket.SHUT_RDWR)


def _brief(error: psycopg.Error, url: str) -> str:
    """The last line that is not a hint, for it says why; an address may hold a password, of which nothing stays."""
    lines = [line for line in str(error).strip().splitlines() if not line[:1].isspace()] or [type(error).__name__]
    with contextlib.suppress(psycopg.Error, ValueError):
        for secret in filter(None, (psycopg.conninfo.conninfo_to_dict(url).get("password"),)):
            return lines[-1].replace(str(secret), "***")[:200]
    return lines[-1][:200]
