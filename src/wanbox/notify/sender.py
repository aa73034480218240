"""Takes what is to be sent from the ledger, sends it, and writes down what came of it.

The ledger hands a delivery to one sender for the time of a lease. A sender that dies between sending and writing down
leaves it to another, which sends it again: messages arrive at least once, and receivers tell repeats by `webhook-id`.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from wanbox.counting import counted
from wanbox.fetch.errors import AddressError, FetchError, TooSlow, Unreachable
from wanbox.ledger.contract import Delivery, Ledger, LedgerError
from wanbox.logs import Trouble, logger

from . import signing
from .retries import next_try

log = logger("notify")

#: For one try, all together.
SECONDS = 15.0
#: So long after a sender has died another one sends what was in its hands.
LEASE_SECONDS = 12.0
#: What is still on its way is held on in time, even if the database is slow for a moment.
_HOLD_SECONDS = 4.0
#: Messages on their way at a time, of one account, and to one address: who hangs must not hold up the others.
AT_ONCE = 64
AT_ONCE_OF_ONE = 32
AT_ONCE_TO_ONE = 8
#: What finds its address busy comes back after so long, later each time.
_BUSY_SECONDS = 2.0
_LONGEST_BUSY_SECONDS = 60.0
_LONGEST_SILENCE = 1.0
#: Between two looks for something due, while changes follow each other closely.
_SHORTEST_SILENCE = 0.05
#: What is on its way when the server stops has so long to arrive.
_GRACE_SECONDS = 2.0
_GONE = 410

#: What the owner of an address is told of a try; where private hosts are is nobody's business, so the rest is logged.
_TROUBLES: Mapping[type[FetchError], str] = {
    AddressError: "the address is not one that messages are sent to",
    Unreachable: "nobody answers there",
    TooSlow: "there was no answer in time",
}
_TROUBLE = "the connection broke off"


class Post(Protocol):
    """`fetch.post.post`, with its guard given."""

    async def __call__(self, url: str, *, body: bytes, headers: Mapping[str, str], seconds: float) -> int:
        """The status code of the answer. Raises FetchError."""
        ...


@dataclass(slots=True)
class Sender:
    """Sends until it is cancelled; any number of processes may have one."""

    ledger: Ledger
    #: The installation's key for `signing.PURPOSE`.
    root: bytes
    post: Post
    #: The body of a message; None if its task is forgotten.
    compose: Callable[[Delivery], Awaitable[bytes | None]]
    clock: Callable[[], dt.datetime]
    #: Returns when something was written to the ledger, or after so many seconds.
    wait: Callable[[float], Awaitable[object]]
    _sending: dict[asyncio.Task[None], Delivery] = field(default_factory=dict)
    _addresses: Counter[str] = field(default_factory=Counter)
    _accounts: Counter[str] = field(default_factory=Counter)
    _trouble: Trouble = field(default_factory=Trouble)

    async def run(self) -> None:
        holding = asyncio.create_task(self._hold())
        try:
            while True:
                await self._round()
        finally:
            await self._stop()
            holding.cancel()
            await asyncio.gather(holding, return_exceptions=True)

    async def _hold(self) -> None:
        while True:
            await asyncio.sleep(_HOLD_SECONDS)
            await self.hold()

    async def hold(self) -> None:
        """Keep what is on its way from being taken for a dead sender's."""
        if not self._sending:
            return
        try:
            await self.ledger.hold_deliveries(tuple(self._sending.values()), lease=LEASE_SECONDS)
        except LedgerError as error:  # another sender may send them too, under the same ids
            log.warning("messages may be sent again", reason=type(error).__name__)

    async def _stop(self) -> None:
        """Let what is on its way arrive, for a moment; what does not is another sender's."""
        if self._sending:
            await asyncio.wait(self._sending, timeout=_GRACE_SECONDS)
        for task in self._sending:
            task.cancel()
        await asyncio.gather(*self._sending, return_exceptions=True)

    async def _round(self) -> None:
        try:
            taken = await self.take()
            if self._trouble.ends():
                log.info("messages are sent again")
            if taken == 0:
                await self.wait(_LONGEST_SILENCE)
                await asyncio.sleep(_SHORTEST_SILENCE)
        except LedgerError as error:
            if self._trouble.begins(error):
                log.warning("messages will be sent later", reason=type(error).__name__)
            await asyncio.sleep(_LONGEST_SILENCE)
        except Exception:  # one message that breaks must not keep all others from being sent
            log.exception("sending messages failed")
            await asyncio.sleep(_LONGEST_SILENCE)

    async def take(self) -> int:
        """Begin to send what is due, as far as there is room; how many messages that is."""
        if len(self._sending) >= AT_ONCE:
            await asyncio.wait(self._sending, return_when=asyncio.FIRST_COMPLETED)
        taken = await self.ledger.take_deliveries(limit=AT_ONCE - len(self._sending), lease=LEASE_SECONDS)
        for delivery in taken:
            sending = asyncio.create_task(self._guarded(delivery))
            self._sending[sending] = delivery
            sending.add_done_callback(self._sending.pop)
        return len(taken)

    async def idle(self) -> None:
        """Return when nothing is on its way."""
        while self._sending:
            await asyncio.wait(self._sending)

    async def _guarded(self, delivery: Delivery) -> None:
        try:
            await self._one(delivery)
        except asyncio.CancelledError:
            await self.ledger.undelivered(delivery, error="the server stopped", retry_in=0.0)
            raise
        except LedgerError as error:  # the lease brings it back
            log.warning("a message may be sent again", id=delivery.id, reason=type(error).__name__)
        except Exception:
            log.exception("a message could not be sent", id=delivery.id)
            await self.ledger.undelivered(delivery, error="internal error", retry_in=self._next(delivery))

    async def _one(self, delivery: Delivery) -> None:
        account = delivery.event.account
        full = self._addresses[delivery.url] >= AT_ONCE_TO_ONE
        if full or self._accounts[account] >= AT_ONCE_OF_ONE:
            busy = "the address is busy" if full else "other messages of the account are on their way"
            retry_in = min(_BUSY_SECONDS * delivery.attempt, _LONGEST_BUSY_SECONDS)
            await self.ledger.undelivered(delivery, error=busy, retry_in=retry_in)
            return
        with counted(self._addresses, delivery.url), counted(self._accounts, account):
            await self._try(delivery)

    async def _try(self, delivery: Delivery) -> None:
        body = await self.compose(delivery)
        if body is None:
            await self.ledger.undelivered(delivery, error="the task is forgotten", retry_in=None)
            return
        headers = {"content-type": "application/json", **self._signature(delivery, body)}
        try:
            status = await self.post(delivery.url, body=body, headers=headers, seconds=SECONDS)
        except FetchError as error:
            await self._failed(delivery, _TROUBLES.get(type(error), _TROUBLE), reason=str(error))
            return
        if 200 <= status < 300:
            await self.ledger.delivered(delivery)
            log.debug("sent", id=delivery.id, task_id=delivery.event.task_id, attempt=delivery.attempt)
        elif status == _GONE:
            await self._gone(delivery)
        else:
            await self._failed(delivery, f"the address answered {status}")

    def _signature(self, delivery: Delivery, body: bytes) -> Mapping[str, str]:
        if delivery.hook_id is None:
            secret = signing.account_secret(self.root, delivery.event.account)
        else:
            secret = signing.hook_secret(self.root, delivery.hook_id)
        return signing.signed_headers(secret, delivery.id, body, self.clock())

    async def _gone(self, delivery: Delivery) -> None:
        """410: the address does not want to hear of us again."""
        await self.ledger.undelivered(delivery, error="the address answered 410", retry_in=None)
        if delivery.hook_id is not None and await self.ledger.remove_hook(
            delivery.hook_id, account=delivery.event.account
        ):
            log.warning("webhook removed: its address is gone", hook_id=delivery.hook_id)

    async def _failed(self, delivery: Delivery, error: str, *, reason: str = "") -> None:
        retry_in = self._next(delivery)
        await self.ledger.undelivered(delivery, error=error, retry_in=retry_in)
        log.info(
            "not delivered",
            id=delivery.id,
            task_id=delivery.event.task_id,
            attempt=delivery.attempt,
            error=error,
            reason=reason,
            retry_in=None if retry_in is None else round(retry_in, 1),
        )

    def _next(self, delivery: Delivery) -> float | None:
        return next_try(delivery.attempt, (self.clock() - delivery.created).total_seconds())
