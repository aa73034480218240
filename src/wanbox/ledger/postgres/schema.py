"""Bringing a database up to date: numbered files in `migrations/`, each applied once and recorded.

All of it is one transaction under a lock, so that processes which start at the same time wait for one another.
"""

from __future__ import annotations

import time

import psycopg

from ..contract import LedgerError, LedgerUnavailable
from ..migrations import Migration, load
from ..states import STEPS
from .connection import Connection, unavailable
from .statements import Statements


def migrations() -> tuple[Migration, ...]:
    """All that this version knows, in order."""
    return load(__package__)


def upgrade(connection: Connection) -> tuple[Migration, ...]:
    """Apply what is missing, and say what that was. Raises LedgerError if a newer version made the database."""
    try:
        with connection.transaction():
            Statements(connection).lock("migration")
            applied = _apply_missing(connection)
            _copy_steps(connection)
    except psycopg.Error as error:
        raise LedgerUnavailable(f"The database cannot be brought up to date: {unavailable(error)}") from None
    return applied


def missing(connection: Connection) -> tuple[Migration, ...]:
    """What `upgrade` would apply. Raises LedgerError if the database was made by a newer version."""
    done: set[int] = set()
    if connection.execute("SELECT to_regclass('migration')").fetchall()[0][0] is not None:
        done = {int(row[0]) for row in connection.execute("SELECT number FROM migration").fetchall()}
    known = migrations()
    if unknown := done - {migration.number for migration in known}:
        raise LedgerError(f"The database was made by a newer version of wanbox (migration {max(unknown)}).")
    return tuple(migration for migration in known if migration.number not in done)


def described(connection: Connection) -> dict[str, str]:
    """What the schema in use consists of, by name, as text that is the same for equal schemas."""
    schema = connection.execute("SELECT current_schema()").fetchall()[0][0]
    found = connection.execute(_DESCRIBE, {"schema": schema}).fetchall()
    return {name: " ".join(text.replace(f"{schema}.", "").split()) for name, text in found}


def fresh(connection: Connection) -> dict[str, str]:
    """What `described` says of an empty schema that this version has made; nothing of it stays.

    Raises psycopg.errors.InsufficientPrivilege where schemas may not be made.
    """
    with connection.transaction(force_rollback=True):
        connection.execute("CREATE SCHEMA wanbox_compared")
        connection.execute("SET LOCAL search_path TO wanbox_compared")
        _apply_missing(connection)
        return described(connection)


_DESCRIBE = """
SELECT 'column ' || table_name || '.' || column_name,
       concat_ws(' ', data_type, is_nullable, column_default, is_identity)
FROM information_schema.columns WHERE table_schema = %(schema)s
UNION ALL SELECT 'index ' || indexname, indexdef FROM pg_indexes WHERE schemaname = %(schema)s
UNION ALL SELECT 'trigger ' || tgname, pg_get_triggerdef(pg_trigger.oid) || tgenabled::text
    FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    WHERE NOT tgisinternal AND relnamespace = to_regnamespace(%(schema)s)
UNION ALL SELECT 'function ' || proname, prosrc FROM pg_proc WHERE pronamespace = to_regnamespace(%(schema)s)
UNION ALL SELECT 'options of ' || relname, array_to_string(reloptions, ' ')
    FROM pg_class WHERE relkind = 'r' AND reloptions IS NOT NULL AND relnamespace = to_regnamespace(%(schema)s)
"""


def _apply_missing(connection: Connection) -> tuple[Migration, ...]:
    wanted = missing(connection)
    connection.execute(
        "CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied BIGINT NOT NULL)"
    )
    for migration in wanted:
        connection.execute(migration.sql.encode())
        row = (migration.number, migration.name, int(time.time() * 1e6))
        connection.execute("INSERT INTO migration VALUES (%s, %s, %s)", row)
    return wanted


def _copy_steps(connection: Connection) -> None:
    """Write the state table into the database, where the triggers read it; None is the empty text."""
    wanted = {(source or "", target or "") for source, target in STEPS}
    present = {tuple(row) for row in connection.execute("SELECT source, target FROM step").fetchall()}
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM step WHERE source = %s AND target = %s", sorted(present - wanted))
        cursor.executemany("INSERT INTO step VALUES (%s, %s)", sorted(wanted - present))
