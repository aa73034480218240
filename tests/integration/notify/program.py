"""A sender that is killed as soon as its first message has arrived, before it can write that down."""

from __future__ import annotations

import asyncio
import datetime as dt
import functools
import json
import os
import signal
import sys
from pathlib import Path

from wanbox.fetch.guard import Guard
from wanbox.fetch.post import post
from wanbox.ledger import open_ledger
from wanbox.notify.sender import Sender
from wanbox.settings import Settings


async def main(folder: Path) -> None:
    ledger = open_ledger(Settings(data=folder, secret="s" * 32), clock=lambda: dt.datetime.now(dt.UTC))
    await ledger.open()

    async def die(_delivery):
        os.kill(os.getpid(), signal.SIGKILL)

    async def compose(delivery):
        return json.dumps({"task": delivery.event.task_id, "status": delivery.event.status}).encode()

    ledger.delivered = die
    guarded = functools.partial(post, guard=Guard(allow_private=True))
    await Sender(ledger, b"r" * 32, guarded, compose, lambda: dt.datetime.now(dt.UTC), ledger.changed).run()


asyncio.run(main(Path(sys.argv[1])))
