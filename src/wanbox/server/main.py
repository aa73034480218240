"""`serve`: bind, make the first key, start the workers, answer until told to stop, drain."""

from __future__ import annotations

import asyncio
import dataclasses
import gc
import ipaddress
import logging
import resource
import shlex
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, TextIO

import uvicorn

from wanbox import logs, traces
from wanbox.clock import utc_now
from wanbox.ledger import open_ledger
from wanbox.settings import Settings
from wanbox.storage import open_storage

from . import key_file, keys
from .app import API_PREFIX, create_app
from .connection import Connection
from .keys import FirstKey, Keyring
from .log import log
from .outbox import own_base
from .watch import Watch

if TYPE_CHECKING:
    from fastapi import FastAPI

    from wanbox.runner.supervisor import Supervisor

#: Callers who wait get this long before they are sent home; connections a little longer.
_DRAIN_SECONDS = 5.0
_CLOSE_SECONDS = 10
_MOST_HANDLES = 65_536


class CannotServe(ValueError):  # noqa: N818 - reads as the sentence it is
    """The server cannot start as it is configured; the message says what to change."""


def run(settings: Settings, *, out: TextIO = sys.stdout) -> None:
    """Serve until SIGTERM or Ctrl-C. Raises `CannotServe`."""
    logs.configure(settings)
    _configure_traces()
    _take_handles()
    orders = _Orders()
    with _listening(settings) as listener, orders.obeyed():
        settings = dataclasses.replace(settings, port=listener.getsockname()[1])
        first_key = asyncio.run(_prepare(settings))
        with _workforce(settings, orders) as workforce:
            app = create_app(
                settings,
                ledger=traces.around(open_ledger(settings), "ledger"),
                storage=traces.around(open_storage(settings), "storage"),
                workers_alive=workforce.reliable if workforce else None,
                workers_trouble=workforce.trouble if workforce else None,
                worker_measures=workforce.measures if workforce else None,
            )
            config = uvicorn.Config(
                app,
                loop="uvloop",
                http=Connection,
                ws="none",
                lifespan="on",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=_CLOSE_SECONDS,
            )
            banner = _banner(settings, first_key)

            def begin() -> None:
                # The first answer matters more than the first clip: workers load much, on the same cores.
                print(banner, file=out, flush=True)
                if workforce:
                    workforce.start()

            try:
                _Server(config, app, begin, orders, workforce).run([listener])
            finally:
                traces.stop()


class _Server(uvicorn.Server):
    """uvicorn, saying when it is up, and sending home whoever still waits when it goes down."""

    def __init__(
        self,
        config: uvicorn.Config,
        app: FastAPI,
        begin: Callable[[], None],
        orders: _Orders,
        workforce: Supervisor | None,
    ) -> None:
        super().__init__(config)
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
        patience = asyncio.get_running_loop().call_later(_DRAIN_SECONDS, self._watch.close)
        try:
            await super().shutdown(sockets)
        finally:
            patience.cancel()


@contextmanager
def _silent(logger: logging.Logger) -> Iterator[None]:
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = False


def _configure_traces() -> None:
    try:
        traces.configure("wanbox-api")
    except traces.TracesMissing as error:
        raise CannotServe(str(error)) from error


def _take_handles() -> None:
    """Every connection is an open file, and the usual limit of 1,024 is one that processes may raise themselves."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST_HANDLES if hard == resource.RLIM_INFINITY else min(hard, _MOST_HANDLES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


@contextmanager
def _listening(settings: Settings) -> Iterator[socket.socket]:
    try:
        family, *_, address = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
        listener = socket.create_server(address[:2], family=family, backlog=2048)
    except OSError as error:
        where = f"{settings.host}:{settings.port}"
        raise CannotServe(f"Cannot listen on {where}: {error.strerror}. Choose another WANBOX_PORT.") from error
    with listener:
        yield listener


class _Orders:
    """What signals have asked for: to stop, and then to stop at once."""

    def __init__(self) -> None:
        self._signals = 0
        self._leaving = False
        self._hurry: Callable[[], None] | None = None

    @property
    def hurried(self) -> bool:
        return self._signals > 1

    def count(self) -> None:
        self._signals += 1
        if self.hurried and self._hurry is not None:
            self._hurry()

    def tell(self, hurry: Callable[[], None]) -> None:
        """Whom to call when the server is to stop at once."""
        self._hurry = hurry

    @contextmanager
    def obeyed(self) -> Iterator[None]:
        """SIGTERM and Ctrl-C end the block through every `finally` on the way, in silence, and only once."""
        before = {number: signal.signal(number, self._leave) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _leave(self, *_: object) -> None:
        # The HTTP server counts what reaches it, and raises it again for us when it is done.
        if not self._leaving:
            self._leaving = True
            self._signals = max(self._signals, 1)
            raise SystemExit(0)
        self.count()


@contextmanager
def _workforce(settings: Settings, orders: _Orders) -> Iterator[Supervisor | None]:
    """Workers, yet to be started, that end with the server; None where others run them."""
    if not settings.workers:
        yield None
        return
    from wanbox.runner.supervisor import Supervisor

    supervisor = Supervisor(settings, workers=settings.workers)
    orders.tell(supervisor.hurry)
    try:
        yield supervisor
    finally:
        supervisor.stop()


async def _prepare(settings: Settings) -> FirstKey | None:
    """Bring the database up to date, and see to it that there is a key."""
    ledger = open_ledger(settings)
    await ledger.open()
    try:
        keyring = Keyring(ledger, settings.api_keys, now=utc_now())
        if not _is_loopback(settings.host) and await keyring.empty():
            raise CannotServe(
                f"Without a key nothing is served beyond this machine, and {settings.host} is beyond it. "
                "Make one with `wanbox keys create`, or set WANBOX_API_KEYS."
            )
        return await keys.ensure_key(keyring, ledger, settings.data)
    finally:
        await ledger.close()


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _banner(settings: Settings, first_key: FirstKey | None) -> str:
    base = own_base(settings)
    lines = [f"wanbox is ready at {base}{API_PREFIX}"]
    if first_key:
        lines += [f"API key (shown once, kept in {first_key.path}): {first_key.secret}"]
    return "\n".join([*lines, "Try it:", *_curl(base, settings), ""])


def _curl(base: str, settings: Settings) -> Sequence[str]:
    """A call that works as pasted, without the key in it: shells keep histories."""
    prompt = "A red fox walks through a rainy city at night"
    body = f'{{"model":"wan2.6-t2v","input":{{"prompt":"{prompt}"}},"parameters":{{"size":"1280*720"}}}}'
    return [
        f"  curl {base}{API_PREFIX}/services/aigc/video-generation/video-synthesis \\",
        f'    -H "Authorization: Bearer {_key_for_shell(settings)}" \\',
        '    -H "Content-Type: application/json" -H "X-DashScope-Async: enable" \\',
        f"    -d '{body}'",
    ]


def _key_for_shell(settings: Settings) -> str:
    if key_file.stored_key(settings.data):
        return f"$(cat {shlex.quote(str(settings.data / key_file.FILE_NAME))})"
    if not settings.api_keys:
        return "$WANBOX_API_KEY"
    # The last one, which may stand after the name of an account.
    return "${WANBOX_API_KEYS##*:}" if ":" in settings.api_keys[-1] else "${WANBOX_API_KEYS##*,}"
