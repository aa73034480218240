"""What happened, for those who want to be told: a numbered record per account, and deliveries of it to addresses.

An event is written in the transaction of the step that it tells of. Numbers of an account have no gaps, and whoever has
seen number n will never be shown a smaller one later.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from wanbox.wire.status import TaskStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A task came into a state."""

    account: str
    #: 1, 2, 3 … within the account.
    number: int
    task_id: str
    status: TaskStatus
    attempt: int
    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """An address that an account's events are sent to; its signing secret is derived from `id`, never stored."""

    id: str
    account: str
    url: str
    #: States that are told of.
    statuses: frozenset[TaskStatus]
    created: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One event on its way to one address."""

    #: Stable over retries: receivers tell repeats by it.
    id: str
    event: Event
    url: str
    #: None for the address that a task itself named.
    hook_id: str | None
    #: Tries begun so far, this one included.
    attempt: int
    #: When it was made, or asked for again.
    created: dt.datetime
    #: When it is tried (again); None once it has ended.
    due: dt.datetime | None = None
    delivered: dt.datetime | None = None
    #: What the last try came to, for people.
    error: str = ""

    @property
    def dead(self) -> bool:
        """Given up."""
        return self.due is None and self.delivered is None


class EventLedger(Protocol):
    async def events(
        self, account: str, *, after: int, limit: int = 100, task_id: str | None = None
    ) -> Sequence[Event]:
        """Events of an account, or of one of its tasks, with numbers above `after`, in order."""
        ...

    async def last_event(self, account: str) -> int:
        """The number of the newest event of an account; 0 before the first."""
        ...

    async def add_hook(self, account: str, url: str, statuses: frozenset[TaskStatus]) -> Hook: ...
    async def hooks(self, account: str) -> Sequence[Hook]: ...
    async def remove_hook(self, hook_id: str, *, account: str) -> bool:
        """Forget an address and what was still to be sent there. False if there is none."""
        ...

    async def take_deliveries(self, *, limit: int, lease: float) -> Sequence[Delivery]:
        """Deliveries that are due, held for `lease` seconds: attempt + 1. Another process may take them after that."""
        ...

    async def hold_deliveries(self, deliveries: Sequence[Delivery], *, lease: float) -> None:
        """Hold them for `lease` seconds from now. Without effect on those that another process has taken since."""
        ...

    async def delivered(self, delivery: Delivery) -> None:
        """It arrived. Without effect if another process has taken it since."""
        ...

    async def undelivered(self, delivery: Delivery, *, error: str, retry_in: float | None) -> None:
        """It did not; None gives it up. Without effect if another process has taken it since."""
        ...

    async def deliveries(self, account: str, *, dead: bool = False, limit: int = 100) -> Sequence[Delivery]:
        """The newest deliveries of an account; with `dead` only those that were given up."""
        ...

    async def replay(self, account: str, *, delivery_id: str | None = None) -> int:
        """Send again what was given up, or one delivery whatever became of it, as if made now. How many."""
        ...
