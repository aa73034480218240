"""The ledger in PostgreSQL, for many machines."""

from __future__ import annotations

from .ledger import PostgresLedger

__all__ = ["PostgresLedger"]
