"""The topologies: which processes, which database, which store, and the bad network between them."""

from __future__ import annotations

import abc
import asyncio
import contextlib
import sqlite3
import time

import httpx2
import psutil

from kit.environ import clean_environ
from kit.servers import free_port
from wanbox.settings import load

from .processes import Program, family, thaw
from .proxy import Proxy

KEY = "sk-chaos-0123456789abcdef"
SECRET = "a secret of the whole installation, for tests"
COMMON = {
    "WANBOX_ROUTES": "*=wanbox.testing.engine",
    "WANBOX_API_KEYS": KEY,
    "WANBOX_SECRET": SECRET,
    "WANBOX_LEASE_SECONDS": "2",
    "WANBOX_RETRY_SECONDS": "0.05",
    "WANBOX_MAX_ATTEMPTS": "10",
    "WANBOX_LOG_FORMAT": "json",
}
#: How often what has ended by itself is looked for.
LOOK_SECONDS = 0.1


class House(abc.ABC):
    """Programs that are kept running, and proxies between them; each kind of house adds its own."""

    def __init__(self, folder, spawner):
        self.folder = folder
        self.programs = {}
        #: By what they stand between.
        self.proxies = {}
        self.bases = []
        #: Where files are kept, if that is a folder of this machine.
        self.storage_folder = folder / "data" / "files"
        #: Settings of every process, besides the usual.
        self.more = {}
        self._spawner = spawner
        self._looking = None

    @property
    def apis(self):
        return [program for name, program in self.programs.items() if name.startswith("api")]

    @property
    def workers(self):
        return [program for name, program in self.programs.items() if name.startswith("worker")]

    @property
    def settings(self):
        """As a process of the house has them, past all proxies."""
        return load(self.environ(), self.folder)

    def environ(self, **changes):
        """The environment of a process; `changes` are names of settings."""
        own = {f"WANBOX_{name.upper()}": str(value) for name, value in (self.more | changes).items()}
        return clean_environ() | COMMON | {"WANBOX_DATA": str(self.folder / "data")} | own

    async def open(self):
        await self.build()
        for program in self.programs.values():
            program.start()
        self._looking = asyncio.create_task(self._look())
        await self.until_ready(60)

    @abc.abstractmethod
    async def build(self):
        """Add the programs, and the proxies between them."""

    async def until_ready(self, seconds):
        """Every server answers, and says that it is ready."""
        deadline = time.monotonic() + seconds
        async with httpx2.AsyncClient(timeout=5) as http:
            for base in self.bases:
                while not await _ready(http, base):
                    assert time.monotonic() < deadline, f"{base} is not ready after {seconds} s"
                    await asyncio.sleep(0.05)

    def recover(self):
        """End all trouble."""
        for proxy in self.proxies.values():
            proxy.mend()
        for program in self.programs.values():
            if not program.wanted:
                program.start()

    async def drain(self, seconds=60):
        """Stop every program in good order; those that did not end well, with their statuses."""
        await self._stop_looking()
        ends = await asyncio.gather(*(program.end(seconds) for program in self.programs.values()))
        return {name: status for name, status in zip(self.programs, ends, strict=True) if status != 0}

    async def close(self):
        await self._stop_looking()
        for program in self.programs.values():
            if program.pid is not None:
                members = family(program.pid)
                thaw(members)
                for member in members:
                    with contextlib.suppress(psutil.NoSuchProcess):
                        member.kill()
            program.close()
        for proxy in self.proxies.values():
            await proxy.close()

    async def _stop_looking(self):
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)
            self._looking = None

    async def _look(self):
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            for program in self.programs.values():
                program.look()

    def add(self, name, *words, **changes):
        self.programs[name] = Program(name, self._spawner, words, environ=self.environ(**changes), folder=self.folder)

    async def between(self, name, port):
        """The port of a new proxy in front of another one."""
        proxy = self.proxies[name] = Proxy(port)
        await proxy.start()
        return proxy.port

    async def add_api(self, name, *, workers=0, **changes):
        port = free_port()
        self.bases.append(f"http://127.0.0.1:{await self.between(f'clients-{name}', port)}")
        self.add(name, "serve", port=port, workers=workers, **changes)

    # --- for the verdict

    @abc.abstractmethod
    def ask(self, question, *values):
        """Rows of the database; `?` stands for a value."""

    def log(self):
        return "".join(program.log.text() for program in self.programs.values())


class Cluster(House):
    """Two servers and two workers on PostgreSQL and an S3-compatible store."""

    def __init__(self, folder, spawner, postgres, store):
        super().__init__(folder, spawner)
        self.postgres = postgres
        self.store = store
        self.storage_folder = None

    def environ(self, **changes):
        more = {"database_url": self.postgres.url(), "storage_url": self.store.url()} | changes
        return super().environ(**more) | self.store.environ

    async def build(self):
        for name in ("api-1", "api-2"):
            await self.add_api(name, **await self._roads(name))
        for name in ("worker-1", "worker-2"):
            self.add(name, "worker", **await self._roads(name))

    async def _roads(self, name):
        """Each process has a data folder and ways of its own to the database and the store, as on another machine."""
        urls = {"database_url": self.postgres, "storage_url": self.store}
        roads = {"data": self.folder / name}
        for setting, server in urls.items():
            port = await self.between(f"{name}-{setting.partition('_')[0]}", server.port)
            roads[setting] = server.url().replace(f":{server.port}", f":{port}")
        return roads

    def ask(self, question, *values):
        return rows(self.postgres.url(), question, values)


class OneMachine(House):
    """A server with its own worker and one beside it, on SQLite and a folder."""

    async def build(self):
        await self.add_api("api-1", workers=1)
        self.add("worker-1", "worker")

    def ask(self, question, *values):
        connection = sqlite3.connect(self.folder / "data" / "ledger.sqlite3", timeout=20)
        try:
            return connection.execute(question, values).fetchall()
        finally:
            connection.close()


async def _ready(http, base):
    try:
        return (await http.get(f"{base}/readyz")).status_code == 200
    except httpx2.TransportError:
        return False


def rows(url, question, values=()):
    """The answer of a PostgreSQL database; `?` stands for a value."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        return [tuple(row) for row in connection.execute(question.replace("?", "%s"), values).fetchall()]
