"""Many short tasks, one after the other on a few connections, with a lean client that costs the machine little."""

from __future__ import annotations

import asyncio
import json
import random

from wanbox.wire import build
from wanbox.wire.catalogue import Endpoint

from .clients import TERMINAL
from .orders import SIZES, tiny_png

API = "/api/v1"


class Crowd:
    """`wire` is the benchmarks' client (`bench.wire`)."""

    def __init__(self, wire, port, *, key, seed=7, connections=32):
        self.ended = {}
        self.downloads = 0
        self.hang_ups = 0
        self._wire = wire
        self._port = port
        self._key = key
        self._rng = random.Random(seed)
        self._connections = connections

    async def work(self, numbers):
        """One task for each number, `connections` at a time."""
        left = iter(numbers)
        async with asyncio.TaskGroup() as group:
            for _ in range(self._connections):
                group.create_task(self._serve(left))

    async def _serve(self, numbers):
        connection = await self._wire.Connection.open(self._port)
        for number in numbers:
            await self._one(connection, number)
            if number % 25 == 0:
                # Some hang up in the middle of a call, and come back.
                self.hang_ups += 1
                connection = await self._hang_up(connection, number)
        await connection.close()

    async def _one(self, connection, number):
        headers, body = {"X-DashScope-Async": "enable", "Content-Type": "application/json"}, _body(number)
        answer = await self._ask(connection, "POST", API + Endpoint.IMAGE.path, headers, json.dumps(body).encode())
        task_id = answer.json()["output"]["task_id"]
        pause = 0.01
        while (output := await self._poll(connection, task_id))["task_status"] not in TERMINAL:
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, 0.2)
        self.ended[output["task_status"]] = self.ended.get(output["task_status"], 0) + 1
        for choice in output.get("choices", ()):
            for part in choice["message"]["content"]:
                if "image" in part:
                    path = "/files/" + part["image"].split("/files/")[1]
                    file = await self._ask(connection, "GET", path)
                    assert file.body.startswith(b"\x89PNG")
                    self.downloads += 1

    async def _poll(self, connection, task_id):
        return (await self._ask(connection, "GET", f"{API}/tasks/{task_id}")).json()["output"]

    async def _hang_up(self, connection, number):
        """In the middle of a body, of a wait for pictures, or of a stream of them."""
        sse = {"X-DashScope-SSE": "enable"} if number % 50 == 0 else {}
        body = _body(5) | {"model": "wan2.6-image"}
        body["parameters"] = {"enable_interleave": True, "max_images": 1, "stream": bool(sse)}
        encoded = json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"} | sse
        request = self._wire.Request("POST", API + Endpoint.MULTIMODAL.path, headers, encoded).encode()
        writer = connection._writer
        writer.write(request[: -len(encoded) // 2] if number % 75 == 0 else request)
        await writer.drain()
        await asyncio.sleep(self._rng.choice((0.0, 0.01, 0.03)))
        writer.transport.abort()
        return await self._wire.Connection.open(self._port)

    async def _ask(self, connection, method, path, headers=None, body=b""):
        named = {"Authorization": f"Bearer {self._key}", **(headers or {})}
        answer = await connection.send(self._wire.Request(method, path, named, body).encode())
        assert answer.status == 200, (method, path, answer)
        return answer


def _body(number):
    """Mostly what costs nothing; now and then pictures, an input of the caller's, a defect, a refusal."""
    match number % 20:
        case 1 | 11:
            return build.image_body("wan2.6-t2i", f"[mark=soak-{number}]", size=SIZES["wan2.6-t2i"], n=1)
        case 2:
            image = build.data_uri(tiny_png(400, 400, number), "image/png")
            return build.image_body(
                "wan2.6-image", f"[mark=soak-{number}]", images=[image], n=1, size=SIZES["wan2.6-image"]
            )
        case 3:
            return build.image_body("wan2.6-t2i", "x", size="1*1")
        case 4:
            return build.image_body("wan2.6-t2i", "[fail=Refused:as asked for]", size=SIZES["wan2.6-t2i"], n=1)
        case _:
            return build.image_body("wan2.6-image", "one word", interleave=True, max_images=1)
