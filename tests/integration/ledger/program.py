"""What the tests run in processes of their own: `program.py (submit | repeat COUNT KEY | work WORKER | hold)`.

The database is named by the environment. One line per event.
"""

from __future__ import annotations

import asyncio
import dataclasses
import os
import sys

from wanbox import ledger as ledgers
from wanbox import settings
from wanbox.ledger.contract import NewTask, Result, StaleAttempt

NEW = NewTask(
    account="alice",
    key_id="1",
    model="wan2.6-t2v",
    engine="storyboard",
    group="video-generation",
    request={"prompt": "a cat"},
    request_id="r",
)


def say(*words):
    print(*words, flush=True)


async def submit(ledger):
    """Submits without end, eight at a time; says each id once it was acknowledged."""

    async def endlessly():
        while True:
            say((await ledger.submit(NEW)).id)

    await asyncio.gather(*(endlessly() for _ in range(8)))


async def repeat(ledger, count, key):
    """Waits for a line, then submits the same many times at once; says the id and whether it was a repeat."""
    say("ready")
    await asyncio.to_thread(sys.stdin.readline)
    new = dataclasses.replace(NEW, idempotency_key=key, body_hash="1")
    for task in await asyncio.gather(*(ledger.submit(new) for _ in range(int(count)))):
        say(task.id, task.repeated)


async def work(ledger, worker):
    """Takes and finishes tasks until there are none; says each."""
    while held := await ledger.claim(worker, engines=["storyboard"], lease=60):
        await ledger.heartbeat(held, lease=60, progress=0.5, phase="x")
        await ledger.finish(held, Result(usage={}, report={"worker": worker}))
        say(held.task.id)


async def hold(ledger):
    """Takes one task with a short lease, waits for a line, then tries to finish it."""
    held = await ledger.claim("sleeper", engines=["storyboard"], lease=0.05)
    say("held", held.attempt)
    await asyncio.to_thread(sys.stdin.readline)
    try:
        await ledger.finish(held, Result())
        say("finished")
    except StaleAttempt:
        say("stale")


async def main(what, *words):
    ledger = ledgers.open_ledger(settings.load(os.environ))
    await ledger.open()
    await {"submit": submit, "repeat": repeat, "work": work, "hold": hold}[what](ledger, *words)
    await ledger.close()


asyncio.run(main(*sys.argv[1:]))
