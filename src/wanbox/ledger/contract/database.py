"""What an operator does to the database itself, beside the ledger in it. All of it blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something in the database that should not be so."""

    #: A sentence for people.
    what: str
    #: Some of the rows that show it, as text.
    examples: Sequence[str] = ()
    #: `check(repair=True)` has mended it.
    repaired: bool = False


class Database(Protocol):
    def upgrade(self) -> Sequence[str]:
        """Bring it up to date; what was applied. Raises LedgerError and LedgerUnavailable, as do the others."""
        ...

    def check(self, *, repair: bool = False) -> Sequence[Finding]:
        """Compare the schema with what this version makes, and what is counted with the rows.

        With `repair` what can be derived from other rows is written anew; other findings stay as they are.
        """
        ...

    def backup(self, target: Path) -> None:
        """Copy all of it, as it is at one moment, into a new file while others go on writing."""
        ...
