"""What every step of the ledger is given: statements by name, the moment, and the rules of this installation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

#: A row of the database: by column name, and by place.
Row: TypeAlias = Any

#: Stands for "no limit" where statements compare.
NO_LIMIT = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    #: Microseconds that an ended task is kept.
    retention: int
    max_attempts: int
    #: Key of the hash under which API keys are kept.
    secret: bytes
    #: Tasks that may run at a time, of a key that has no limit of its own, and of an account's model.
    key_running: int = NO_LIMIT
    model_running: int = NO_LIMIT
    #: Submissions a second of an account's model; None for any number.
    model_rate: float | None = None
    #: Microseconds before the second attempt after an error; the third waits twice as long, and so on.
    retry_delay: int = 1_000_000


#: For steps that look at rows alone.
CHECKING = Rules(retention=2**62, max_attempts=1, secret=b"")


class Connection(Protocol):
    """A transaction, or a view of the database at one moment."""

    def run(self, name: str, values: Mapping[str, Any]) -> int:
        """The number of rows that were changed."""
        ...

    def all(self, name: str, values: Mapping[str, Any]) -> Sequence[Row]: ...

    def later(self, name: str, values: Mapping[str, Any]) -> None:
        """Run it by the end of the transaction, in its order; an error may show only with a statement after it."""
        ...

    def lock(self, name: str) -> None:
        """No other process is in a transaction that holds the same lock until this one ends."""
        ...


@dataclass(frozen=True, slots=True)
class Work:
    """Runs statements by name. `now` is in microseconds, and one moment for the whole step."""

    connection: Connection
    now: int
    rules: Rules

    @property
    def horizon(self) -> int:
        """Tasks that ended at this moment or before are forgotten."""
        return self.now - self.rules.retention

    def run(self, name: str, /, **values: Any) -> int:
        """The number of rows that were changed."""
        return self.connection.run(name, values)

    def later(self, name: str, /, **values: Any) -> None:
        """For what nobody needs the answer of: it may travel with the next statement."""
        self.connection.later(name, values)

    def one(self, name: str, /, **values: Any) -> Row:
        """The first row, or None."""
        rows = self.connection.all(name, values)
        return rows[0] if rows else None

    def all(self, name: str, /, **values: Any) -> Sequence[Row]:
        return self.connection.all(name, values)

    def lock(self, name: str) -> None:
        """See `Connection.lock`."""
        self.connection.lock(name)
