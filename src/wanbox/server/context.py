"""What every endpoint works with, and where a link of this server begins."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.requests import Request

from wanbox.fetch.guard import Guard
from wanbox.ledger.contract import Artefact, Ledger
from wanbox.settings import Settings
from wanbox.storage.contract import Storage
from wanbox.wire.errors import Fault

from .keys import Keyring
from .measures import Measures
from .pace import Paces
from .refusals import Refusals
from .room import FULL_SECONDS, Room
from .shared import Shared
from .throttle import Questions, Tries
from .told import Told
from .watch import Watch


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    settings: Settings
    ledger: Ledger
    storage: Storage
    clock: Callable[[], dt.datetime]
    keyring: Keyring
    #: What the vendor limits besides submissions, and wrong keys; each counted by this process alone.
    questions: Questions
    tries: Tries
    #: Submissions that the ledger refused a moment ago.
    refusals: Refusals
    watch: Watch
    paces: Paces
    #: Memory for the bodies that are taken in at a time.
    room: Room
    #: Where messages may be sent.
    guard: Guard
    #: Signs upload policies.
    upload_secret: bytes
    #: The signing secrets of webhooks are derived from it.
    hook_secret: bytes
    #: Worker processes alive; None where another process looks after them.
    workers_alive: Callable[[], int] | None = None
    #: What is wrong with them, for people.
    workers_trouble: Callable[[], str] | None = None
    #: What this process counts, and the folder in which its workers do.
    measures: Measures = field(default_factory=Measures)
    worker_measures: Path | None = None
    #: What the log knows of this server's readiness.
    told: Told = field(default_factory=Told)
    #: How the storage is, and why: a look writes to it.
    stored: Shared[tuple[str, str]] = field(default_factory=lambda: Shared(2.0))
    _errands: set[asyncio.Task[Any]] = field(default_factory=set)

    def link(self, base: str, artefact: Artefact, name: str) -> str:
        """A fresh, signed, absolute address of a result."""
        link = self.storage.link(artefact.key, name=name, expires=self.clock() + self.settings.link_lifetime)
        return base + link if link.startswith("/") else link

    def may_wait(self, account: str) -> bool:
        """Whether one more of the account's callers may wait here: each holds a connection that others need too."""
        most = self.settings.account_waiting
        return not most or self.watch.waiting(account) < most

    def check_waiting(self, account: str) -> None:
        """Raises `Throttling.RateQuota` where there is none."""
        if not self.may_wait(account):
            raise Fault.RATE_QUOTA.error().after(FULL_SECONDS)

    def run_errand(self, work: Coroutine[Any, Any, Any]) -> None:
        """Finish a piece of work although the request that began it is over."""
        errand = asyncio.create_task(work)
        self._errands.add(errand)
        errand.add_done_callback(self._errands.discard)

    async def finish_errands(self) -> None:
        await asyncio.gather(*self._errands, return_exceptions=True)


def context_of(request: Request) -> Context:
    context: Context = request.app.state.context
    return context


def base_of(request: Request) -> str:
    """The address that callers reach this server under, without a final slash."""
    return context_of(request).settings.public_url or str(request.base_url).rstrip("/")
