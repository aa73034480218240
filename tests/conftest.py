"""What all tests share: how they are spread over processes, and the servers that they need."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import uuid
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Plain modules that tests of several folders import lie in `kit/`; they find it by this folder.
sys.path.insert(0, str(Path(__file__).parent))

from kit.environ import clean_environ
from kit.servers import PostgresServer, S3Server

# Hundreds of processes are started: without byte code each would compile anew all that it imports.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# The same examples in every run: `pytest --hypothesis-profile=default` looks for others. How long one takes says
# nothing on cores that other tests use.
settings.register_profile(
    "repeatable", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("repeatable")
# A shell lets what runs in its background ignore this signal, and so would every program that a test interrupts.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """A process that has done its share takes over half of another's.

    Usually a process keeps what it was given first, an eighth of the tests for two of them: all that start servers.
    """
    from xdist.scheduler import WorkStealingScheduling

    return WorkStealingScheduling(config, log) if config.getvalue("dist") == "load" else None


@pytest.fixture(scope="session", name="clean_environ")
def clean_environ_fixture():
    return clean_environ()


@pytest.fixture(scope="session")
def make_s3():
    """Makes S3-compatible servers, started and with a bucket `wanbox`, that end with the tests."""
    made = []
    root = Path(tempfile.mkdtemp(prefix="wanbox-s3-"))

    def make(kind="nanio"):
        folder = root / uuid.uuid4().hex
        folder.mkdir()
        server = S3Server(folder, kind)
        server.start()
        made.append(server)
        server.make_bucket()
        return server

    yield make
    for server in made:
        if server._process is not None:
            server.stop()
    shutil.rmtree(root, ignore_errors=True)


@pytest.fixture(scope="session")
def s3(make_s3):
    """One server for all tests of a process, which looks at signatures."""
    return make_s3()


@pytest.fixture(scope="session")
def moto(make_s3):
    """One server for all tests of a process, which knows more of the protocol and accepts any signature."""
    return make_s3("moto")


@pytest.fixture(scope="session")
def make_postgres():
    """Makes servers, started, that end with the tests; `durable` ones survive being killed."""
    made = []
    root = Path(tempfile.mkdtemp(prefix="wanbox-postgres-"))
    root.chmod(0o755)

    def make(*, durable=False):
        folder = root / uuid.uuid4().hex
        folder.mkdir()
        server = PostgresServer(folder, durable=durable)
        server.start()
        made.append(server)
        return server

    yield make
    for server in made:
        server.stop()
    shutil.rmtree(root, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(make_postgres):
    """One server for all tests of a process; what it holds does not survive a crash."""
    return make_postgres()


@pytest.fixture
def postgres_url(postgres):
    """A database without rows; making one anew for each test would take longer than most of them."""
    postgres.empty()
    return postgres.url()


@pytest.fixture
def new_postgres_url(postgres):
    """A database without tables."""
    name = f"test_{uuid.uuid4().hex}"
    postgres.execute(f"CREATE DATABASE {name}")
    yield postgres.url(name)
    postgres.execute(f"DROP DATABASE {name} WITH (FORCE)")
