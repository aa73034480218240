"""A receiver of messages on this machine, ledgers on both databases, and senders."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import functools
import json
from collections.abc import Callable

import pytest
from standardwebhooks.webhooks import Webhook

from kit.clock import Clock
from kit.listening import listening
from kit.tasks import new_task
from wanbox.fetch.guard import Guard
from wanbox.fetch.post import post
from wanbox.ledger import open_ledger
from wanbox.notify import signing
from wanbox.notify.sender import Sender
from wanbox.settings import Settings

ROOT = b"r" * 32


@dataclasses.dataclass
class Message:
    headers: dict[str, str]
    body: bytes

    @property
    def id(self):
        return self.headers["webhook-id"]


class Receiver:
    """Keeps what it is sent, and answers as it is told: a status, or "hang", "die", "endless"."""

    def __init__(self):
        self.messages: list[Message] = []
        self.answer: Callable[[Message], int | str] = lambda _: 204
        self.most_at_once = self._at_once = 0
        self._arrived = asyncio.Event()
        self.url = ""

    async def received(self, count):
        async with asyncio.timeout(30):
            while len(self.messages) < count:
                self._arrived.clear()
                await self._arrived.wait()
        return self.messages

    async def serve(self, reader, writer):
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            await self._exchange(reader, writer)
        finally:
            self._at_once -= 1

    async def _exchange(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
        message = Message(headers, await reader.readexactly(int(headers["content-length"])))
        self.messages.append(message)
        self._arrived.set()
        answer = self.answer(message)
        if answer == "hang":
            await reader.read()  # until the sender has had enough
        elif answer == "endless":
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n")
            while True:
                writer.write(b"x" * 65536)
                await writer.drain()
        elif answer != "die":
            where = f"location: {self.url}/elsewhere\r\n" if 300 <= answer < 400 else ""
            writer.write(f"HTTP/1.1 {answer} Answer\r\n{where}content-length: 0\r\nconnection: close\r\n\r\n".encode())
            await writer.drain()


@pytest.fixture
async def receiver():
    made = Receiver()
    async with listening(made.serve) as port:
        made.url = f"http://127.0.0.1:{port}/told"
        yield made


@pytest.fixture
def clock():
    """Begins at the present: receivers check how old a message is."""
    return Clock(dt.datetime.now(dt.UTC))


@pytest.fixture
def sqlite_settings(tmp_path):
    return Settings(data=tmp_path / "data", secret="s" * 32, max_attempts=3)


@pytest.fixture(params=["sqlite", "postgresql"])
async def ledger(request, sqlite_settings, clock):
    settings = sqlite_settings
    if request.param == "postgresql":
        settings = dataclasses.replace(settings, database_url=request.getfixturevalue("postgres_url"))
    made = open_ledger(settings, clock=clock)
    await made.open()
    yield made
    await made.close()


async def _end_task(ledger, account="alice", webhook=None):
    """A task that was handed in and cancelled: one event that hooks are told of."""
    task = await ledger.submit(new_task(account=account, webhook=webhook))
    assert await ledger.cancel(task.id, account=account)
    return task.id


@pytest.fixture
def end_task(ledger):
    return functools.partial(_end_task, ledger)


async def _compose(delivery):
    return json.dumps({"task": delivery.event.task_id, "status": delivery.event.status}).encode()


@pytest.fixture
def make_sender(ledger, clock):
    """A sender, with real connections unless `post` is given."""

    def make(**changes):
        guarded = functools.partial(post, guard=Guard(allow_private=True))
        return Sender(
            **{
                "ledger": ledger,
                "root": ROOT,
                "post": guarded,
                "compose": _compose,
                "clock": clock,
                "wait": ledger.changed,
            }
            | changes
        )

    return make


@pytest.fixture
def sender(make_sender):
    return make_sender()


@pytest.fixture
def verified():
    """The content of a message whose signature the library accepts."""

    def verify(message, *, hook=None, account="alice"):
        secret = signing.hook_secret(ROOT, hook.id) if hook else signing.account_secret(ROOT, account)
        return Webhook(secret).verify(message.body, message.headers)

    return verify
