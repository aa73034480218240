"""The `wanbox` command as a user starts it: a process in a folder, with and without a server running."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psutil
import pytest

from kit.environ import clean_environ
from wanbox.client import Client
from wanbox.testing import LocalServer, media

QUICK = {"WANBOX_ROUTES": "*=wanbox.testing.engine", "WANBOX_WORKERS": "1"}
LIMIT = 180


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    with LocalServer(environ=clean_environ(**QUICK, WANBOX_DATA=str(tmp_path_factory.mktemp("data")))) as running:
        yield running


@pytest.fixture
def client(server):
    with Client(server.key, base_url=server.base_url) as ours:
        yield ours


@dataclass
class Wanbox:
    """Runs the command in a folder of its own."""

    folder: Path
    environ: dict[str, str] = field(default_factory=dict)
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def surroundings(self, **environ: str) -> dict[str, str]:
        return clean_environ(**(QUICK | self.environ | environ))

    def __call__(self, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "wanbox", *arguments],
            env=self.surroundings(**environ),
            cwd=self.folder,
            capture_output=True,
            encoding="utf-8",
            timeout=LIMIT,
        )

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "wanbox", *arguments],
            env=self.surroundings(),
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        self.started.append(process)
        return process


@pytest.fixture
def alone(tmp_path):
    """The command with no server running; the folder holds a picture."""
    (tmp_path / "街道 one.jpg").write_bytes(media.picture("JPEG", (480, 320)))
    command = Wanbox(tmp_path)
    yield command
    for process in command.started:
        process.kill()
        process.communicate()


@pytest.fixture
def wanbox(alone, server):
    """The command, told by the environment of a server that runs."""
    told = {"WANBOX_BASE_URL": server.base_url, "WANBOX_API_KEY": server.key}
    return Wanbox(alone.folder, told, alone.started)


def wait_for_line(process: subprocess.Popen[str], word: str) -> None:
    """Read what the command says until a line holds the word."""
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if word in line:
            return
    pytest.fail(f"the command ended without saying {word!r}: {''.join(said)}")


@pytest.fixture
def until_said():
    return wait_for_line


@pytest.fixture
def family():
    """All processes below one, whatever becomes of it."""

    def descendants(process: subprocess.Popen[str]) -> list[psutil.Process]:
        return psutil.Process(process.pid).children(recursive=True)

    return descendants


class Elsewhere(ThreadingHTTPServer):
    """A server that is not ours: it remembers the keys that it was shown, and refuses."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Refusing)
        self.keys: list[str | None] = []


class _Refusing(BaseHTTPRequestHandler):
    server: Elsewhere

    def do_GET(self) -> None:
        self.server.keys.append(self.headers["Authorization"])
        self.send_response(401)
        self.end_headers()
        self.wfile.write(b'{"code":"InvalidApiKey","message":"Invalid API-key provided.","request_id":"r"}')

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def elsewhere():
    with Elsewhere() as other:
        thread = threading.Thread(target=other.serve_forever, args=(0.01,))
        thread.start()
        yield other
        other.shutdown()
        thread.join()
