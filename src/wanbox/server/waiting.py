"""Waiting for one task on behalf of a caller: with a cap on the time, and no longer than the caller stays."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect, Request

from wanbox.ledger.contract import Task
from wanbox.wire.errors import Fault

from .context import Context

T = TypeVar("T")


class Patience:
    """How long one caller's answer may take."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        return max(0.0, self._end - time.monotonic())


async def until_ended(context: Context, task: Task, seconds: float) -> Task:
    """The task once it has ended. Raises the vendor's time-out, or 503 when the server stops first."""
    patience = Patience(seconds)
    async with context.watch.watching(task.account) as changes:
        while not (current := await reread(context, task)).status.terminal:
            if changes.closing:
                raise Fault.MODEL_UNAVAILABLE.error()
            if not patience.left:
                raise Fault.REQUEST_TIMEOUT.error()
            await changes.wait(patience.left)
    return current


async def until_changed(context: Context, task_id: str, account: str, seconds: float) -> Task | None:
    """The task once its state has changed, at once if it has ended, or as it is after so many seconds."""
    patience = Patience(seconds)
    async with context.watch.following(account, task_id) as events:
        before = task = await context.ledger.read(task_id, account=account)
        while task is not None and _same_state(before, task) and patience.left and not events.closing:
            if await events.wait(patience.left) and not events.closing:
                task = await events.task()
            else:
                task = await context.ledger.read(task_id, account=account)
    return task


def _same_state(before: Task | None, task: Task) -> bool:
    """Whether there is still nothing to tell: another attempt is something."""
    known = before and (before.status, before.attempt)
    return not task.status.terminal and known == (task.status, task.attempt)


async def reread(context: Context, task: Task) -> Task:
    current = await context.ledger.read(task.id, account=task.account)
    if current is None:  # its retention is over, or somebody emptied the ledger
        raise Fault.INTERNAL.error()
    return current


async def unless_gone(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """Do the work, but drop it when the caller hangs up; raises ClientDisconnect then."""
    working = asyncio.ensure_future(work)
    watching = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({working, watching}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise ClientDisconnect
        return working.result()
    finally:
        for one in (working, watching):
            one.cancel()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
