"""Who wants to be told: a follower of an account's events, and a receiver of its webhooks. Both have bad days."""

from __future__ import annotations

import asyncio
import contextlib
import random

import httpx2

_PAUSE = 0.1


class Follower:
    """Reads the events of an account on any of the addresses, and goes on where it stopped."""

    def __init__(self, bases, *, key, seed):
        self.numbers = []
        self.violations = []
        self.connects = 0
        self._bases = bases
        self._rng = random.Random(seed)
        self._http = httpx2.AsyncClient(
            headers={"Authorization": f"Bearer {key}"}, timeout=httpx2.Timeout(6.0, connect=3.0)
        )
        self._task = asyncio.create_task(self._follow())

    async def until(self, number, seconds):
        """Wait until it has been told of so many events."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while len(self.numbers) < number:  # noqa: ASYNC110 - the other end is another process
                    await asyncio.sleep(0.05)
        if self.numbers != list(range(1, number + 1)):
            self.violations.append(f"of {number} events {len(self.numbers)} were told, the last as {self.numbers[-3:]}")

    async def close(self):
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        await self._http.aclose()

    async def _follow(self):
        while True:
            with contextlib.suppress(httpx2.TransportError):
                self.connects += 1
                await self._read()
            await asyncio.sleep(self._rng.uniform(0.5, 1.5) * _PAUSE)

    async def _read(self):
        last = self.numbers[-1] if self.numbers else 0
        address = f"{self._rng.choice(self._bases)}/api/v1/events"
        async with self._http.stream("GET", address, headers={"Last-Event-ID": str(last)}) as answer:
            if answer.status_code != 200:
                if answer.status_code != 503:
                    self.violations.append(f"the stream of events was answered {answer.status_code}")
                return
            number = None
            async for line in answer.aiter_lines():
                name, _, value = line.partition(":")
                if name == "id":
                    number = int(value)
                elif name == "event" and value.strip().startswith("task."):
                    self._note(number)

    def _note(self, number):
        expected = self.numbers[-1] + 1 if self.numbers else 1
        if number != expected:
            self.violations.append(f"event {number} was told where {expected} should have been")
        self.numbers.append(number)


class Receiver:
    """Takes messages, by their ids; of ten it drops one without an answer, and answers one with 500, until it is calm."""

    def __init__(self, seed):
        self.taken = set()
        self.tries = 0
        self.calm = False
        self.port = 0
        self._rng = random.Random(seed)
        self._server = None

    async def start(self):
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self):
        self._server.close()
        await self._server.wait_closed()

    async def register(self, base, key):
        body = {"url": f"http://127.0.0.1:{self.port}/told"}
        async with httpx2.AsyncClient(timeout=10) as http:
            answer = await http.post(f"{base}/api/v1/webhooks", json=body, headers={"Authorization": f"Bearer {key}"})
            assert answer.status_code == 200, answer.text

    async def _serve(self, reader, writer):
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
            headers = dict(line.split(": ", 1) for line in head[1:] if line)
            await reader.readexactly(int(headers["content-length"]))
            self.tries += 1
            mood = 0.0 if self.calm else self._rng.random()
            if mood < 0.8:
                self.taken.add(headers["webhook-id"])
            if mood < 0.9:
                status = "204 No Content" if mood < 0.8 else "500 Internal Server Error"
                writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
                await writer.drain()
        writer.close()
