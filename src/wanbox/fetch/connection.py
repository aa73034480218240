"""Connections for httpcore that go where the guard has looked, and nowhere else."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterable, Sequence
from typing import Any

import httpcore2

from .errors import NotServed
from .guard import Guard
from .tunnel import Proxy, open_tunnel


class Meter:
    """Counts what comes in on a connection, framing and all, and refuses more than was agreed."""

    def __init__(self, most: int) -> None:
        self._left = most

    def count(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise NotServed("more came than the body could have needed")


class MeteredStream(httpcore2.AsyncNetworkStream):
    """A stream that bounds what a server can say in headers, interim answers and chunk marks too."""

    def __init__(self, inner: httpcore2.AsyncNetworkStream, meter: Meter) -> None:
        self._inner = inner
        self._meter = meter

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - httpcore's
        data = await self._inner.read(max_bytes, timeout)
        self._meter.count(len(data))
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - httpcore's
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's
    ) -> httpcore2.AsyncNetworkStream:
        return MeteredStream(await self._inner.start_tls(ssl_context, server_hostname, timeout), self._meter)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class GuardedBackend(httpcore2.AsyncNetworkBackend):
    """Makes connections for httpcore, each to an address that the guard has passed, and to nothing else."""

    def __init__(self, guard: Guard, *, most_bytes: int) -> None:
        self._guard = guard
        self._inner = httpcore2.AnyIOBackend()
        self._meter = Meter(most_bytes)
        self._proxy = Proxy.parse(guard.proxy) if guard.proxy else None

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
                stream = await self._connect(address, port, timeout, local_address, socket_options)
                return MeteredStream(stream, self._meter)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure

    async def _connect(
        self, address: str, port: int, seconds: float | None, *options: Any
    ) -> httpcore2.AsyncNetworkStream:
        if self._proxy is None:
            return await self._inner.connect_tcp(address, port, seconds, *options)
        stream = await self._inner.connect_tcp(self._proxy.host, self._proxy.port, seconds, *options)
        try:
            return await open_tunnel(stream, address, port, proxy=self._proxy, seconds=seconds)
        except BaseException:
            await stream.aclose()
            raise

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
