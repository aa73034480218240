"""A submit that carries a picture of 8 MB in its body, beside parsing that JSON alone."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import time

from wanbox.wire import build
from wanbox.wire.catalogue import Endpoint

from .. import processes, servers, wire
from ..processes import MEGABYTE
from ..rows import Measured, Row, median
from ..servers import Server
from ..wire import Request

TOPIC = "upload"
_PICTURE_BYTES = 6 * MEGABYTE  # 8 MB as base64
_TIMES = 15


def measure() -> list[Row]:
    body = _body()
    size = len(body) / MEGABYTE
    with servers.data_folder() as data, servers.bare() as bare, servers.wanbox(data, workers="0") as server:
        request = servers.submit(Endpoint.VIDEO.path, body)
        bare_request = Request("POST", "/submit", {}, body)
        # First of all, on processes that hold nothing yet which they could use again.
        grown, bare_grown = _memory(server, request), _memory(bare, bare_request)
        ours, route, parse = [], [], []
        for _ in range(_TIMES):  # in turns, so that a disturbance of the machine meets all of them
            ours += _send(server, request)
            route += _send(bare, bare_request)
            parse.append(_parse(body))
    what = f"submit with a data URI of {size:.0f} MB"
    return [
        _time_row(what, ours, parse, "json.loads of the body alone", target=2),
        _time_row(what, ours, route, "bare FastAPI route that takes it in and parses it", target=2),
        Row(
            topic=TOPIC,
            what="memory that it takes, of the body",
            figure=grown / MEGABYTE,
            unit="MB",
            bare=size,
            beside=f"the body; the bare route takes {bare_grown / MEGABYTE:.0f} MB",
            target=3,
            target_on=Measured.RATIO,
        ),
    ]


def _body() -> bytes:
    """Noise, as a compressed picture is to whoever only parses."""
    picture = "data:image/png;base64," + base64.b64encode(os.urandom(_PICTURE_BYTES)).decode()
    return json.dumps(build.video_body("wan2.6-i2v", "The kite lifts off.", image=picture)).encode()


def _send(server: Server, request: Request) -> list[float]:
    return asyncio.run(wire.one_by_one(server.port, lambda _: request, 1))


def _parse(body: bytes) -> float:
    began = time.perf_counter()
    json.loads(body)
    return (time.perf_counter() - began) * 1000


def _memory(server: Server, request: Request) -> int:
    """Bytes between the process before the request and its peak during it; 0 where the system keeps no peak."""
    small = request._replace(body=b'{"model":"wan2.6-i2v","input":{}}')
    _send(server, small)
    before = processes.rss(server.pid)
    if not processes.forget_peak(server.pid):
        return 0
    _send(server, request)
    return processes.peak(server.pid) - before


def _time_row(what: str, ours: list[float], bare: list[float], beside: str, *, target: float) -> Row:
    return Row(
        topic=TOPIC,
        what=what,
        figure=median(ours),
        unit="ms",
        bare=median(bare),
        beside=beside,
        target=target,
        target_on=Measured.RATIO,
    )
