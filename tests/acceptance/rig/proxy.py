"""A bad network: TCP proxies that cut, delay, and stop forwarding without a word."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct

_CHUNK = 1 << 16
_RESET = struct.pack("ii", 1, 0)


class Proxy:
    """Forwards connections to a port of this machine, until it is told otherwise."""

    def __init__(self, target):
        self.target = target
        self.port = 0
        #: New connections are closed at once.
        self.refusing = False
        #: Seconds that each chunk is late.
        self.delay = 0.0
        self.carried = 0
        self._open = {"up": asyncio.Event(), "down": asyncio.Event()}
        self._writers = set()
        self._tasks = set()
        self._server = None
        self.mend()

    async def start(self):
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self):
        self._server.close()
        self.mend()
        self.cut()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def cut(self):
        """Reset every connection."""
        for writer in tuple(self._writers):
            with contextlib.suppress(OSError):
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            writer.transport.abort()

    def hold(self, *ways):
        """Forward nothing "up" (to the target) or "down" any more, with every connection open."""
        for way in ways:
            self._open[way].clear()

    def mend(self):
        self.refusing, self.delay = False, 0.0
        for way in self._open.values():
            way.set()

    async def _serve(self, reader, writer):
        task = asyncio.current_task()
        self._tasks.add(task)
        self._writers.add(writer)
        other = None
        try:
            if self.refusing:
                return
            far, other = await asyncio.open_connection("127.0.0.1", self.target)
            self._writers.add(other)
            async with asyncio.TaskGroup() as both:
                both.create_task(self._pump(reader, other, "up"))
                both.create_task(self._pump(far, writer, "down"))
        except* OSError:
            pass
        finally:
            for end in filter(None, (writer, other)):
                end.transport.abort()
                self._writers.discard(end)
            self._tasks.discard(task)

    async def _pump(self, reader, writer, way):
        while chunk := await reader.read(_CHUNK):
            if self.delay:
                await asyncio.sleep(self.delay)
            await self._open[way].wait()
            self.carried += len(chunk)
            writer.write(chunk)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()
