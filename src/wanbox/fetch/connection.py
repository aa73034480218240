"""Connections for httpcore that go where the guard has looked, and nowhere else."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

import httpcore2

from .guard import Guard


class GuardedBackend(httpcore2.AsyncNetworkBackend):
    """Makes connections for httpcore, each to an address that the guard has passed, and to nothing else."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._inner = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        failure: Exception = httpcore2.ConnectError("The host has no address.")
        for address in await self._find(host, port, timeout):
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure

    async def _find(self, host: str, port: int, seconds: float | None) -> Sequence[str]:
        try:
            async with asyncio.timeout(seconds):
                return await self._guard.addresses(host, port)
        except TimeoutError as error:
            raise httpcore2.ConnectTimeout("The name could not be resolved in time.") from error
        except (OSError, UnicodeError) as error:
            raise httpcore2.ConnectError("The name cannot be resolved.") from error

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
