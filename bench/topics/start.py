"""How soon commands and server are there, and how little the idle server holds."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence

from .. import servers
from ..processes import MEGABYTE, rss
from ..rows import Row, median

TOPIC = "start"
_TIMES = 5


def measure() -> list[Row]:
    return [_help(), *_serve()]


def _help() -> Row:
    commands = ([sys.executable, "-m", "wanbox", "--help"], [sys.executable, "-c", "pass"])
    ours, bare = zip(*([_seconds(command) for command in commands] for _ in range(_TIMES)), strict=True)
    return Row(
        topic=TOPIC,
        what="wanbox --help",
        figure=median(ours),
        unit="s",
        bare=median(bare),
        beside="python -c pass",
        target=0.3,
    )


def _seconds(command: Sequence[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=os.environ | {"TERM": "dumb"})
    return time.perf_counter() - began


def _serve() -> list[Row]:
    starts, first_start, memory = [], 0.0, 0
    bare_starts, bare_memory = [], 0
    with servers.data_folder() as data:
        for turn in range(3):
            with servers.bare() as bare:
                bare_starts.append(bare.first_answer)
                bare_memory = rss(bare.pid)
            with servers.wanbox(data) as server:
                starts.append(server.first_answer)
                if turn == 2:
                    server.settle()
                    memory = rss(server.pid)
        first_start = starts[0]
    beside = "bare FastAPI on uvicorn"
    answer = {"unit": "s", "bare": median(bare_starts), "beside": beside, "target": 1.5}
    return [
        Row(topic=TOPIC, what="serve, first answer, empty data folder", figure=first_start, **answer),
        Row(topic=TOPIC, what="serve, first answer, later start", figure=median(starts[1:]), **answer),
        Row(
            topic=TOPIC,
            what="API process, idle",
            figure=memory / MEGABYTE,
            unit="MB",
            bare=bare_memory / MEGABYTE,
            beside=beside,
            target=120,
        ),
    ]
