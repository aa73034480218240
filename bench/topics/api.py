"""Submits and polls over real HTTP, with a thousand and with a million stored tasks, beside the bare libraries."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from wanbox.wire import build
from wanbox.wire.catalogue import Endpoint

from .. import servers, stored, wire
from ..bare_writes import flushing_sqlite, milliseconds
from ..rows import Measured, Row, median, percentile
from ..servers import Server
from ..wire import Request

TOPIC = "api"
FEW, MANY = 1_000, 1_000_000
RATE = 200
#: Servers take turns, so that a disturbance of the machine meets all of them.
_ROUNDS, _ROUND_SECONDS, _ROUND_POLLS = 8, 1.0, 120
_BURST_CONNECTIONS = 32
#: p50 with a million stored tasks may be this many times that with a thousand and still be called flat.
FLAT = 1.25

_BODY = json.dumps(build.video_body("wan2.6-t2v", "A boat off a beach at sunset", size="1280*720", duration=5)).encode()
SUBMIT = servers.submit(Endpoint.VIDEO.path, _BODY)


@dataclass(slots=True)
class Times:
    """Milliseconds, per server."""

    bare: list[float] = field(default_factory=list)
    few: list[float] = field(default_factory=list)
    many: list[float] = field(default_factory=list)


def measure() -> list[Row]:
    with servers.data_folder() as small, servers.data_folder() as large:
        ids = stored.fill(small, FEW), stored.fill(large, MANY)
        inserts = _bare_inserts(small / "bare.sqlite3")
        with (
            servers.bare() as bare,
            servers.wanbox(small, workers="0") as few,
            servers.wanbox(large, workers="0") as many,
        ):
            submits, polls = asyncio.run(take_turns(lanes(bare, few, many, ids)))
            durable = asyncio.run(burst(few.port))
    return [*submit_rows(submits, inserts), *poll_rows(polls), burst_row(durable, inserts)]


class Lane(NamedTuple):
    """One server, and how to ask it for the n-th time."""

    name: str
    port: int
    submit: Callable[[int], Request]
    poll: Callable[[int], Request]


def lanes(bare: Server, few: Server, many: Server, ids: tuple[Sequence[str], Sequence[str]]) -> Sequence[Lane]:
    ours = _submitting(SUBMIT)
    theirs = _submitting(Request("POST", "/submit", {}, _BODY))
    return (
        Lane("bare", bare.port, theirs, _polling(ids[0], lambda one: Request("GET", f"/tasks/{one}"))),
        Lane("few", few.port, ours, _polling(ids[0], servers.poll)),
        Lane("many", many.port, ours, _polling(ids[1], servers.poll)),
    )


async def take_turns(lanes: Sequence[Lane]) -> tuple[Times, Times]:
    submits, polls = Times(), Times()
    for lane in lanes:
        await wire.one_by_one(lane.port, lane.poll, 50)
    for turn in range(_ROUNDS):
        for lane in lanes:
            asked = _from(lane.poll, turn * _ROUND_POLLS)
            getattr(polls, lane.name).extend(await wire.one_by_one(lane.port, asked, _ROUND_POLLS))
            sent = await wire.at_rate(lane.port, lane.submit, rate=RATE, seconds=_ROUND_SECONDS)
            getattr(submits, lane.name).extend(sent)
    return submits, polls


def _submitting(request: Request) -> Callable[[int], Request]:
    return lambda _: request


def _polling(ids: Sequence[str], make: Callable[[str], Request]) -> Callable[[int], Request]:
    return lambda number: make(ids[number % len(ids)])


def _from(make: Callable[[int], Request], first: int) -> Callable[[int], Request]:
    return lambda number: make(first + number)


def _bare_inserts(path: Path) -> list[float]:
    """Milliseconds of one row written and flushed."""
    with flushing_sqlite(path) as connection:
        connection.execute("CREATE TABLE task (id TEXT PRIMARY KEY, body TEXT)")
        return milliseconds(
            lambda _: connection.execute("INSERT INTO task VALUES (?, ?)", (str(uuid.uuid4()), _BODY.decode())), 400
        )


async def burst(port: int, count: int = 3000) -> float:
    """Submits a second over so many connections at once."""
    began = time.perf_counter()
    await wire.in_parallel(port, lambda _: SUBMIT, count=count, connections=_BURST_CONNECTIONS)
    return count / (time.perf_counter() - began)


def burst_row(rate: float, inserts: Sequence[float], *, topic: str = TOPIC, database: str = "SQLite") -> Row:
    return Row(
        topic=topic,
        what=f"durable submits over {_BURST_CONNECTIONS} connections",
        figure=rate,
        unit="/s",
        bare=1000 / median(inserts),
        beside=f"bare {database} inserts one by one",
        target=1000,
        more_is_better=True,
    )


def submit_rows(times: Times, inserts: Sequence[float], *, topic: str = TOPIC, database: str = "SQLite") -> list[Row]:
    def row(name: str, share: float, target: float) -> Row:
        return Row(
            topic=topic,
            what=f"submit {name}, {RATE}/s, durable",
            figure=percentile(times.few, share),
            unit="ms",
            bare=percentile(times.bare, share) + percentile(inserts, share),
            beside=f"bare FastAPI route + bare {database} insert",
            target=target,
        )

    flat = Row(
        topic=topic,
        what="submit p50 with 1 million stored tasks",
        figure=median(times.many),
        unit="ms",
        bare=median(times.few),
        beside="with 1 thousand",
        target=FLAT,
        target_on=Measured.RATIO,
    )
    return [row("p50", 0.5, 3), row("p99", 0.99, 25), flat]


def poll_rows(times: Times, *, topic: str = TOPIC) -> list[Row]:
    few, many = median(times.few), median(times.many)
    first = Row(
        topic=topic,
        what="poll p50, 1 thousand stored tasks",
        figure=few,
        unit="ms",
        bare=median(times.bare),
        beside="bare FastAPI route",
        target=1,
    )
    flat = Row(
        topic=topic,
        what="poll p50, 1 million stored tasks",
        figure=many,
        unit="ms",
        bare=few,
        beside="with 1 thousand",
        target=FLAT,
        target_on=Measured.RATIO,
    )
    return [first, flat]
