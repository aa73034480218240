"""uvicorn, as we run it."""

from __future__ import annotations

import asyncio
import gc
import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

import uvicorn

from .connection import Connection
from .log import log
from .orders import Orders
from .watch import Watch

if TYPE_CHECKING:
    from fastapi import FastAPI

    from wanbox.runner.supervisor import Supervisor

#: Callers who wait, and bodies that come, get this long before they are sent home; answers that are read, a little
#: longer. What has no connection any more ends by itself, and what does not is ended.
_DRAIN_SECONDS = 5.0
_READ_SECONDS = 9.0
_CLOSE_SECONDS = 10
#: Balancers keep a connection for a minute between requests, and tell callers 502 if the server ends it first.
_IDLE_SECONDS = 75


class CannotServe(ValueError):  # noqa: N818 - reads as the sentence it is
    """The server cannot start as it is configured; the message says what to change."""


class Server(uvicorn.Server):
    """uvicorn, saying when it is up, and sending home whoever still waits when it goes down."""

    def __init__(
        self,
        app: FastAPI,
        begin: Callable[[], None],
        orders: Orders,
        workforce: Supervisor | None,
    ) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                loop="uvloop",
                http=Connection,
                ws="none",
                lifespan="on",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_keep_alive=_IDLE_SECONDS,
                timeout_graceful_shutdown=_CLOSE_SECONDS,
            )
        )
        self._app = app
        self._watch: Watch = app.state.context.watch
        self._begin = begin
        self._orders = orders
        self._workforce = workforce

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """The first signal ends the server in good order, the second one at once."""
        self._orders.count()
        if self._orders.hurried:
            self.force_exit = True
        super().handle_exit(sig, frame)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        # What goes wrong is raised below: whoever started the server says it once, and not as a traceback.
        try:
            with _silent(logging.getLogger("uvicorn.error")):
                await super().startup(sockets)
        except SystemExit:
            raise getattr(self._app.state, "trouble", None) or CannotServe("The server could not start.") from None
        if self.started:
            # What a server is made of stays to the end: looking it through for garbage again and again is for nothing.
            gc.collect()
            gc.freeze()
            await asyncio.to_thread(self._begin)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        log.info("stopping")
        self._watch.dismiss()
        if self._workforce is not None:
            # Nothing new is begun from now on; what runs ends while callers still get their answers.
            await asyncio.to_thread(self._workforce.begin_stop)
        later = asyncio.get_running_loop().call_later
        ends = [later(_DRAIN_SECONDS, self._send_home), later(_READ_SECONDS, self._hang_up)]
        try:
            await super().shutdown(sockets)
        finally:
            for end in ends:
                end.cancel()

    def _send_home(self) -> None:
        self._watch.close()
        for connection in self._connections:
            connection.dismiss()

    def _hang_up(self) -> None:
        for connection in self._connections:
            connection.hang_up()

    @property
    def _connections(self) -> list[Connection]:
        return [one for one in self.server_state.connections if isinstance(one, Connection)]


@contextmanager
def _silent(logger: logging.Logger) -> Iterator[None]:
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = False
