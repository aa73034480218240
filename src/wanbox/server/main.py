"""`serve`: bind, make the first key, start the workers, answer until told to stop, drain."""

from __future__ import annotations

import asyncio
import dataclasses
import ipaddress
import resource
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from wanbox import logs, traces
from wanbox.clock import utc_now
from wanbox.ledger import open_ledger
from wanbox.settings import Settings
from wanbox.storage import open_storage

from . import keys
from .app import create_app
from .banner import banner
from .keys import FirstKey, Keyring
from .orders import Orders
from .serving import CannotServe, Server

if TYPE_CHECKING:
    from wanbox.runner.supervisor import Supervisor

_MOST_HANDLES = 65_536


def run(settings: Settings, *, out: TextIO = sys.stdout) -> None:
    """Serve until SIGTERM or Ctrl-C. Raises `CannotServe`."""
    logs.configure(settings)
    _configure_traces()
    _take_handles()
    _make_folder(settings)
    orders = Orders()
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
            welcome = banner(settings, first_key)

            def begin() -> None:
                # The first answer matters more than the first clip: workers load much, on the same cores.
                print(welcome, file=out, flush=True)
                if workforce:
                    workforce.start()

            try:
                Server(app, begin, orders, workforce).run([listener])
            finally:
                traces.stop()


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


def _make_folder(settings: Settings) -> None:
    """Uploads wait in the data folder, also where database and files are elsewhere and nothing else makes it."""
    try:
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise CannotServe(f"Cannot make the data folder {settings.data}: {error.strerror}.") from error


@contextmanager
def _listening(settings: Settings) -> Iterator[socket.socket]:
    try:
        family, *_, address = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
        listener = socket.create_server(address[:2], family=family, backlog=2048)
    except OSError as error:
        where, why = f"{settings.host}:{settings.port}", str(error.strerror).partition(" (")[0]
        raise CannotServe(f"Cannot listen on {where}: {why}. Choose another WANBOX_PORT.") from error
    with listener:
        yield listener


@contextmanager
def _workforce(settings: Settings, orders: Orders) -> Iterator[Supervisor | None]:
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
