"""Everything dies, sleeps and is cut off at random while clients work; afterwards nothing is lost or done twice."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import json
import os
import random
import time
from collections import Counter
from pathlib import Path

import pytest
from rig import faults, verdict
from rig.clients import Clients
from rig.houses import KEY, Cluster, OneMachine
from rig.listeners import Follower, Receiver

#: Kills of the usual run, and of both houses together in a long one.
KILLS = int(os.environ.get("CHAOS_KILLS") or 50)
ON_SQLITE = max(1, KILLS * 3 // 10)
PATIENCE = 120.0
#: A long run also sees every message arrive, and waits before each fault for work that it can disturb.
LONG = KILLS > 100
#: How long it waits for that, in seconds.
CALM = 3.0 if LONG else 0.3


async def storm(house, closing, *, seed, kills, mixture, clients=16):
    """The whole story: work, trouble, recovery, an end in good order, and what came of it all.

    `closing` closes what was opened, however the story ends.
    """
    began = time.monotonic()
    receiver = Receiver(seed + 3)
    await receiver.start()
    closing.push_async_callback(receiver.close)
    house.more["fetch_allow"] = f"127.0.0.1:{receiver.port}"
    await house.open()
    await receiver.register(house.bases[0], KEY)
    follower = Follower(house.bases, key=KEY, seed=seed + 2)
    closing.push_async_callback(follower.close)
    callers = Clients(house.bases, key=KEY, run=str(seed), seed=seed + 1, count=clients)
    trouble = faults.Trouble(
        house,
        random.Random(seed),
        kills=kills,
        faults=mixture,
        patience=CALM,
        progress=lambda: achieved(callers.journal),
    )
    try:
        await trouble.run()
    finally:
        house.recover()
        await callers.finish(PATIENCE)
    await follower.until(house.ask("SELECT count(*) FROM event")[0][0], PATIENCE)
    await follower.close()
    if LONG:
        await delivered(house, receiver)
    stormed = time.monotonic() - began
    badly_ended = await house.drain()
    await receiver.close()
    wrong, cleared = await verdict.all_of(house, callers.journal, receiver.taken)
    wrong += follower.violations
    if badly_ended:
        wrong.append(f"did not end well on SIGTERM: {badly_ended}")
    figures = {
        "seed": seed,
        "kills": trouble.kills,
        "faults": trouble.done,
        "tasks": dict(house.ask("SELECT status, count(*) FROM task GROUP BY status")),
        "attempts": dict(house.ask("SELECT attempt, count(*) FROM task GROUP BY attempt ORDER BY attempt")),
        "orders": dict(Counter(order.kind for order in callers.journal.orders)),
        "answers": callers.journal.answers,
        "events": [len(follower.numbers), follower.connects],
        "messages": [len(receiver.taken), receiver.tries],
        "stale": house.log().count("The job was stopped: lost") + house.log().count("no longer held"),
        "ended by themselves": {name: len(p.ends) for name, p in house.programs.items() if p.ends},
        "complaints": len(verdict.complaints(house)),
        "cleared": cleared,
        "seconds": [round(stormed, 1), round(time.monotonic() - began, 1)],
    }
    print(json.dumps(figures), *wrong, *verdict.complaints(house)[:20], sep="\n")
    return wrong, figures


def achieved(journal):
    """Answers; in a long run, ends of orders."""
    if LONG:
        return faults.MOMENTUM * sum(order.status in verdict.TERMINAL for order in journal.orders)
    return journal.answers.get("200", 0)


async def delivered(house, receiver):
    """Every message arrives. Nobody waits for the next try, which may be an hour away, but for leases of dead senders."""
    receiver.calm = True
    async with verdict.opened_ledger(house, dt.datetime.now(dt.UTC)) as ledger:
        for one in await ledger.deliveries(verdict.ACCOUNT, limit=100_000):
            if one.delivered is None and not one.dead:
                await ledger.replay(verdict.ACCOUNT, delivery_id=one.id)
    async with asyncio.timeout(PATIENCE):
        while house.ask("SELECT count(*) FROM delivery WHERE due IS NOT NULL")[0][0]:  # noqa: ASYNC110 - others send
            await asyncio.sleep(0.2)


async def through(house, **how):
    async with contextlib.AsyncExitStack() as closing:
        try:
            return await storm(house, closing, **how)
        finally:
            await house.close()
            keep(house)


def keep(house):
    """The logs of the last run, for whoever looks into it."""
    if where := os.environ.get("CHAOS_LOGS"):
        for program in house.programs.values():
            Path(where, f"{type(house).__name__}-{program.name}.log").write_text(program.log.text(), "utf-8")


@pytest.mark.slow
async def test_a_cluster_loses_nothing_and_does_nothing_twice(tmp_path, spawner, make_postgres, make_s3, seed):
    """On PostgreSQL and an S3-compatible store."""
    postgres = await asyncio.to_thread(make_postgres, durable=True)
    house = Cluster(tmp_path, spawner, postgres, await asyncio.to_thread(make_s3))

    wrong, figures = await through(house, seed=seed, kills=KILLS - ON_SQLITE, mixture=faults.ON_POSTGRES)

    assert [] == wrong, figures
    assert figures["tasks"].get("SUCCEEDED", 0) > 0


@pytest.mark.slow
async def test_one_machine_loses_nothing_and_does_nothing_twice(tmp_path, spawner, seed):
    """On SQLite and a folder."""
    house = OneMachine(tmp_path, spawner)

    wrong, figures = await through(house, seed=seed, kills=ON_SQLITE, mixture=faults.ON_SQLITE)

    assert [] == wrong, figures
    assert figures["tasks"].get("SUCCEEDED", 0) > 0
