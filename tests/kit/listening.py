"""Servers of the test's own process, which leave no connection behind."""

from __future__ import annotations

import asyncio
import contextlib


@contextlib.asynccontextmanager
async def listening(talk, host="127.0.0.1", port=0, **options):
    """Has `talk(reader, writer)` serve whoever connects, until the end of `with`; yields the port.

    A connection that outlived its event loop would be found with the rubbish, and fail any test that runs then.
    """
    talks, lines = set(), set()

    async def serve(reader, writer):
        talks.add(asyncio.current_task())
        lines.add(writer)
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                await talk(reader, writer)
        finally:
            talks.discard(asyncio.current_task())
            writer.close()

    server = await asyncio.start_server(serve, host, port, **options)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await _turns()  # who was accepted is handed over
        for one in talks:
            one.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
        for line in lines:
            line.transport.abort()
        await _turns()


async def _turns():
    for _ in range(10):
        await asyncio.sleep(0)
