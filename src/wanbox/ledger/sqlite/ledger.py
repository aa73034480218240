"""The ledger in one SQLite file: reads on the caller's thread, writes through one writer thread per process."""

from __future__ import annotations

import asyncio
import datetime as dt
import sqlite3
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from wanbox.wire.status import TaskStatus

from ..contract import (
    Claim,
    Key,
    LedgerUnavailable,
    NewTask,
    PartRow,
    Task,
    TaskPage,
    TaskQuery,
    Upload,
)
from . import access, callers, files, place, rows, schema, upkeep, workers
from .changes import Changes
from .connection import connect
from .work import Rules, Work
from .writer import Writer

T = TypeVar("T")


def _micros(seconds: float) -> int:
    return int(seconds * 1_000_000)


class SqliteLedger:
    """Implements `ledger.contract.Ledger`. Several processes may have the same file open."""

    def __init__(self, path: Path, *, rules: Rules, clock: Callable[[], dt.datetime]) -> None:
        self._path = path
        self._rules = rules
        self._clock = clock
        self._reader: sqlite3.Connection | None = None
        self._lister: sqlite3.Connection | None = None
        #: Held while a list is read in a thread, so that nobody closes its connection.
        self._listing = threading.Lock()
        self._writer: Writer | None = None
        self._changes = Changes(lambda: int(self._read(_data_version)))

    async def open(self) -> None:
        if self._writer is not None:
            return
        writing, self._reader, self._lister = await asyncio.to_thread(self._connect)
        self._changes.open()
        self._writer = Writer(writing, wrote=self._changes.announce)

    async def close(self) -> None:
        self._changes.close()
        if self._writer is not None:
            await asyncio.to_thread(self._writer.close)
            self._writer = None
        if self._reader is not None and self._lister is not None:
            self._reader.close()
            with self._listing:
                self._lister.close()
            self._reader = self._lister = None

    # --- callers

    async def submit(self, new: NewTask) -> Task:
        return await self._write(lambda work: callers.submit(work, new))

    async def read(self, task_id: str, *, account: str) -> Task | None:
        return self._read(lambda work: callers.read(work, task_id, account))

    async def list(self, account: str, query: TaskQuery) -> TaskPage:
        # Counting a million entries of an index takes a while; a list, unlike a poll, has the time to change threads.
        return await asyncio.to_thread(self._list, account, query)

    async def cancel(self, task_id: str, *, account: str) -> bool:
        return await self._write(lambda work: callers.cancel(work, task_id, account))

    async def stop(self, task_id: str, *, account: str) -> bool:
        return await self._write(lambda work: callers.stop(work, task_id, account))

    async def queue_position(self, task: Task) -> int:
        return self._read(lambda work: callers.queue_position(work, task))

    async def parts_since(self, task_id: str, seen: int) -> Sequence[PartRow]:
        return self._read(lambda work: callers.parts_since(work, task_id, seen))

    async def changed(self, timeout: float) -> None:  # noqa: ASYNC109 - the time-out is the normal end, no error
        await self._changes.wait(timeout)

    # --- workers

    async def claim(self, worker: str, *, engines: Sequence[str], lease: float) -> Claim | None:
        if self._read(lambda work: workers.nothing_to_claim(work, engines)):
            return None
        return await self._write(lambda work: workers.claim(work, worker, engines, _micros(lease)))

    async def heartbeat(self, claim: Claim, *, lease: float, progress: float, phase: str) -> bool:
        return await self._write(lambda work: workers.heartbeat(work, claim, _micros(lease), progress, phase))

    async def remember(self, claim: Claim, key: str, value: str) -> None:
        await self._write(lambda work: workers.remember(work, claim, key, value))

    async def publish(self, claim: Claim, index: int, part: PartRow) -> None:
        await self._write(lambda work: workers.publish(work, claim, index, part))

    async def finish(
        self, claim: Claim, *, parts: Sequence[PartRow], usage: Mapping[str, Any], report: Mapping[str, Any]
    ) -> None:
        await self._write(lambda work: workers.finish(work, claim, parts, usage, report))

    async def fail(
        self, claim: Claim, *, code: str, message: str, retry: bool, report: Mapping[str, Any] | None = None
    ) -> TaskStatus:
        return await self._write(lambda work: workers.fail(work, claim, code, message, retry=retry, report=report))

    async def release(self, worker: str) -> int:
        return await self._write(lambda work: upkeep.release(work, worker))

    # --- upkeep

    async def settle_defects(self) -> int:
        if not self._read(lambda work: work.all("defective_tasks", before=upkeep.defects_before(work), limit=1)):
            return 0
        return await self._write(upkeep.settle_defects)

    async def sweep(self) -> None:
        await self.settle_defects()
        for step in (upkeep.expire_leases, upkeep.forget_tasks, upkeep.forget_uploads):
            # Mostly there is nothing to do, and a look at an index is enough to know.
            while self._read(upkeep.LOOKS[step]):
                await self._write(step)

    async def stale_files(self, limit: int) -> Sequence[str]:
        return self._read(lambda work: files.stale(work, limit))

    async def forget_files(self, keys: Sequence[str]) -> None:
        await self._write(lambda work: files.forget(work, keys))

    # --- uploads and keys

    async def add_upload(self, upload: Upload) -> None:
        await self._write(lambda work: access.add_upload(work, upload))

    async def read_upload(self, key: str, *, account: str) -> Upload | None:
        return self._read(lambda work: access.read_upload(work, key, account))

    async def add_key(self, secret: str, *, account: str) -> Key:
        return await self._write(lambda work: access.add_key(work, secret, account))

    async def find_key(self, secret: str) -> Key | None:
        return self._read(lambda work: access.find_key(work, secret))

    async def keys(self) -> Sequence[Key]:
        return self._read(access.keys)

    async def revoke_key(self, key_id: str) -> bool:
        return await self._write(lambda work: access.revoke_key(work, key_id))

    async def counts(self) -> Mapping[str, int]:
        return self._read(lambda work: {row["status"]: row["tasks"] for row in work.all("counts")})

    # --- how

    def _connect(self) -> tuple[sqlite3.Connection, sqlite3.Connection, sqlite3.Connection]:
        place.check(self._path)
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        writing = connect(self._path)
        schema.upgrade(writing)
        return writing, connect(self._path), connect(self._path)

    def _list(self, account: str, query: TaskQuery) -> TaskPage:
        with self._listing:
            return self._read(lambda work: callers.list_tasks(work, account, query), listing=True)

    def _read(self, step: Callable[[Work], T], *, listing: bool = False) -> T:
        connection = self._lister if listing else self._reader
        if connection is None:
            raise LedgerUnavailable("The ledger is not open.")
        try:
            return step(Work(connection, rows.micros(self._clock()), self._rules))
        except sqlite3.Error as error:
            raise LedgerUnavailable(f"The database cannot be read: {error}.") from error

    async def _write(self, step: Callable[[Work], T]) -> T:
        if self._writer is None:
            raise LedgerUnavailable("The ledger is not open.")
        return await self._writer.write(
            lambda connection: step(Work(connection, rows.micros(self._clock()), self._rules))
        )


def _data_version(work: Work) -> int:
    return int(work.connection.execute("PRAGMA data_version").fetchone()[0])
