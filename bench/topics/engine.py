"""Storyboard clips and pictures: through the real server as a user meets them, and stage by stage."""

from __future__ import annotations

import asyncio
import base64
import json
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from wanbox.wire import build
from wanbox.wire.catalogue import Endpoint

from .. import processes, servers, wire
from ..processes import MEGABYTE
from ..prompts import CLIPS, LARGE, LARGE_SECONDS, PROMPT_OF_PICTURE, SECONDS, SEED, SIZE
from ..rows import Row
from ..servers import Server

TOPIC = "engine"
_STAGES = ("plan", "build", "paint", "convert", "encode", "sound")
_WALL_TARGET, _COLD_TARGET, _LARGE_TARGET, _MEMORY_TARGET = 2.5, 3, 20, 700
#: The clip that a server is asked for as soon as it answers.
_FIRST = "t2v city"
_PATIENCE = 240.0


@dataclass(frozen=True, slots=True)
class _Run:
    """One clip through the server: seconds from submit to SUCCEEDED, processor seconds, bytes, of all processes."""

    wall: float
    cpu: float
    peak: int


def measure() -> list[Row]:
    alone, plates = _measured("bench.stages"), _measured("bench.plates")
    with servers.data_folder() as data, servers.wanbox(data, workers="1") as server:
        cold = asyncio.run(_clip(server, _body(_FIRST, CLIPS[_FIRST], "")))
        picture = asyncio.run(_first_picture(server))
        server.settle()
        runs = {name: _warm(server, _body(name, prompt, picture)) for name, prompt in CLIPS.items()}
        large = asyncio.run(_clip(server, _large_body()))
    rows = [row for name, run in runs.items() for row in _clip_rows(name, run, alone["clips"][name])]
    rows += [
        Row(
            topic=TOPIC,
            what=f"{_FIRST}, asked of a server just started: more than warm",
            figure=cold.wall - runs[_FIRST].wall,
            unit="s",
            target=_COLD_TARGET,
        ),
        Row(
            topic=TOPIC,
            what=f"t2v city, {LARGE_SECONDS} s of {LARGE[0]}*{LARGE[1]}, wall",
            figure=large.wall,
            unit="s",
            target=_LARGE_TARGET,
        ),
        Row(
            topic=TOPIC,
            what=f"{plates['plates']} plates of a forest, a frame",
            figure=plates["ours"],
            unit="ms",
            bare=plates.get("moviepy"),
            beside="the same plates composed by MoviePy, processor",
        ),
        _still_row("a picture of 1024*1024", alone["picture"], 0.3),
        _still_row("an edit of a picture of 1280*1280", alone["edit"], 1.0),
    ]
    return rows


def _measured(module: str) -> Any:
    """What a measuring program prints; it has the machine for itself meanwhile."""
    return json.loads(subprocess.run([sys.executable, "-m", module], check=True, stdout=subprocess.PIPE).stdout)


async def _first_picture(server: Server) -> str:
    """A picture made by the server itself, as a data URI; it also takes the first-time costs of the worker."""
    body = build.image_body("wan2.6-t2i", PROMPT_OF_PICTURE, n=1, seed=SEED)
    request = servers.submit(Endpoint.MULTIMODAL.path, json.dumps(body).encode())
    headers = {name: value for name, value in request.headers.items() if name != "X-DashScope-Async"}
    async with wire.connected(server.port) as connection:
        made = (await connection.send(request._replace(headers=headers).encode())).json()
        (choice,) = made["output"]["choices"]
        link = urlsplit(choice["message"]["content"][0]["image"])
        file = await connection.send(wire.Request("GET", f"{link.path}?{link.query}").encode())
    return "data:image/png;base64," + base64.b64encode(file.body).decode()


def _body(name: str, prompt: str, picture: str) -> Mapping[str, Any]:
    common = {"duration": SECONDS, "seed": SEED}
    if name == "i2v":
        return build.video_body("wan2.6-i2v", prompt, image=picture, resolution="720P", **common)
    return build.video_body("wan2.6-t2v", prompt, size=f"{SIZE[0]}*{SIZE[1]}", **common)


def _large_body() -> Mapping[str, Any]:
    size = f"{LARGE[0]}*{LARGE[1]}"
    return build.video_body("wan2.6-t2v", CLIPS["t2v city"], size=size, duration=LARGE_SECONDS, seed=SEED)


def _warm(server: Server, body: Mapping[str, Any]) -> _Run:
    """The second of two: nothing is loaded or drawn for the first time any more."""
    asyncio.run(_clip(server, body))
    return asyncio.run(_clip(server, body))


async def _clip(server: Server, body: Mapping[str, Any]) -> _Run:
    request = servers.submit(Endpoint.VIDEO.path, json.dumps(body).encode())
    cpu = processes.cpu_seconds(server.pid)
    with processes.Watch(server.pid) as watch:
        began = time.perf_counter()
        async with wire.connected(server.port) as connection:
            task = (await connection.send(request.encode())).json()["output"]["task_id"]
            await _until_made(connection, task, began + _PATIENCE)
        wall = time.perf_counter() - began
    return _Run(wall, processes.cpu_seconds(server.pid) - cpu, watch.peak)


async def _until_made(connection: wire.Connection, task: str, deadline: float) -> None:
    while time.perf_counter() < deadline:
        output = (await connection.send(servers.poll(task).encode())).json()["output"]
        if output["task_status"] == "SUCCEEDED":
            return
        if output["task_status"] not in {"PENDING", "RUNNING"}:
            raise RuntimeError(f"the clip was not made: {output}")
        await asyncio.sleep(0.02)
    raise RuntimeError(f"the clip was not made within {_PATIENCE:.0f} s")


def _clip_rows(name: str, run: _Run, alone: Mapping[str, float]) -> list[Row]:
    what = f"{name}, {SECONDS} s of {SIZE[0]}*{SIZE[1]}"
    beside = "the encoder alone over the same frames"
    fixed = alone["fixed_frame_wall"]
    rows = [
        Row(
            topic=TOPIC,
            what=f"{what}, wall",
            figure=run.wall,
            unit="s",
            bare=alone["encoder_wall"],
            beside=f"{beside}; over one fixed frame {fixed:.2f} s",
            target=_WALL_TARGET,
        ),
        Row(topic=TOPIC, what=f"{what}, processor", figure=run.cpu, unit="s", bare=alone["encode"], beside=beside),
        Row(
            topic=TOPIC,
            what=f"{what}, memory of all processes",
            figure=run.peak / MEGABYTE,
            unit="MB",
            target=_MEMORY_TARGET,
        ),
    ]
    return [*rows, *(_stage_row(stage, alone) for stage in _STAGES)]


def _stage_row(stage: str, alone: Mapping[str, float]) -> Row:
    """Processor time of one stage, spread over the frames."""
    each = 1000 / alone["frames"]
    encode = None if stage == "encode" else alone["encode"] * each
    return Row(
        topic=TOPIC,
        what=f"  {stage}, a frame",
        figure=alone.get(stage, 0.0) * each,
        unit="ms",
        bare=encode,
        beside="" if encode is None else "encode",
    )


def _still_row(what: str, times: Mapping[str, float], target: float) -> Row:
    return Row(
        topic=TOPIC,
        what=what,
        figure=times["wall"],
        unit="s",
        bare=times["file_wall"],
        beside=f"reading and writing such a PNG; processor {times['cpu']:.2f} s",
        target=target,
    )
