"""The ledger in one SQLite file, for one machine."""

from __future__ import annotations

from .ledger import SqliteLedger

__all__ = ["SqliteLedger"]
