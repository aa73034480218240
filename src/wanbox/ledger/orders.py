"""Work that somebody on an event loop waits for while a thread does it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from .contract import LedgerUnavailable


@dataclass(slots=True, eq=False)
class Order:
    """`operation` is given a connection; what it returns or raises is told by `settle`."""

    operation: Callable[[Any], Any]
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)
    future: asyncio.Future[Any] = field(init=False)
    result: Any = None
    error: BaseException | None = None
    #: The connection that works on it in this moment.
    connection: Any = None

    def __post_init__(self) -> None:
        self.future = self.loop.create_future()

    @property
    def given_up(self) -> bool:
        """Nobody waits for it any more; a claim, above all, must not be made for nobody."""
        return self.future.done()

    async def outcome(self, seconds: float, late: Callable[[Order], None] = lambda _: None) -> Any:
        """What the operation returned; raises what it raised.

        Raises LedgerUnavailable after so many seconds, whatever becomes of the operation then; `late` is called first.
        """
        timer = self.loop.call_later(seconds, self._give_up, seconds, late)
        try:
            return await self.future
        finally:
            timer.cancel()

    def _give_up(self, seconds: float, late: Callable[[Order], None]) -> None:
        late(self)
        if not self.future.done():
            self.future.set_exception(LedgerUnavailable(f"The database gave no answer in {seconds:g} seconds."))

    def settle(self) -> None:
        """Tell the caller, on its own loop."""
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


def settle(orders: Sequence[Order]) -> None:
    """Tell all callers from a thread: one wake-up per loop rather than one per order."""
    for loop in {order.loop for order in orders}:
        mine = [order for order in orders if order.loop is loop]
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(_settle_all, mine)


def _settle_all(orders: Sequence[Order]) -> None:
    for order in orders:
        order.settle()
