"""Both generations of the official SDK, each in an environment of its own, against one real server.

A script under `scripts/` is what a user of the SDK would write. It runs with the SDK's Python, is told the base URL and
the key in the environment and nothing else, and prints one JSON object. Each script runs once, however many processes the
tests are spread over; the tests look at what it said.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kit.environ import clean_environ
from wanbox.client import Client
from wanbox.media.probe import probe_picture, probe_video
from wanbox.testing import LocalServer, media

ROOT = Path(__file__).parents[2]
SCRIPTS = Path(__file__).parent / "scripts"
FIRST, SECOND = "dashscope-1", "dashscope-2"
#: A script makes some ten calls; the SDK's own polls pause a second at a time.
LIMIT = 180


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    environ = clean_environ() | {
        "WANBOX_DATA": str(tmp_path_factory.mktemp("data")),
        "WANBOX_ROUTES": "*=wanbox.testing.engine",
        "WANBOX_WORKERS": "1",
        # A result of this server, on this machine, is the input of another call.
        "WANBOX_ALLOW_PRIVATE_URLS": "1",
    }
    with LocalServer(environ=environ) as running:
        yield running


@pytest.fixture(scope="session")
def client(server):
    """Our own client, to set the scene."""
    with Client(server.key, base_url=server.base_url) as ours:
        yield ours


@dataclass(frozen=True)
class Sdk:
    """One generation of the SDK, ready to run in a folder."""

    environment: str
    server: LocalServer
    client: Client
    folder: Path

    def script(self, name: str) -> dict[str, Any]:
        """What a script printed; the files it saved are in `folder`."""
        return self.once(name, lambda: self._script(name))

    def once(self, name: str, run: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """What `run` says, as JSON keeps it, from the first test process that asks."""
        kept = self.folder / f"{name}.json"
        with _locked(self.folder / f"{name}.lock"):
            if not kept.exists():
                kept.write_text(json.dumps(run()), encoding="utf-8")
        said: dict[str, Any] = json.loads(kept.read_text("utf-8"))
        return said

    def _script(self, name: str) -> dict[str, Any]:
        try:
            ran = self._run([self._binary("python"), str(SCRIPTS / f"{name}.py")])
        finally:
            self.stop_all()
        assert 0 == ran.returncode, f"{name} under {self.environment}:\n{ran.stderr}"
        said: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
        return said

    def stop_all(self) -> None:
        """Tasks that were only there to keep the one worker busy."""
        for row in self.client.tasks(status="RUNNING").rows:
            self.client.stop(row.task_id)

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The `dashscope` command."""
        return self._run([self._binary("dashscope"), *arguments])

    def _binary(self, name: str) -> str:
        return str(ROOT / ".cache" / self.environment / "bin" / name)

    def _run(self, arguments: list[str]) -> subprocess.CompletedProcess[str]:
        environ = clean_environ() | {
            "DASHSCOPE_HTTP_BASE_URL": self.server.base_url,
            "DASHSCOPE_API_KEY": self.server.key,
            "HOME": str(self.folder),
            "COLUMNS": "400",
            "PYTHONIOENCODING": "utf-8",
        }
        return subprocess.run(
            arguments, env=environ, cwd=self.folder, capture_output=True, encoding="utf-8", timeout=LIMIT
        )


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One test process at a time."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _put(path: Path, make: Callable[[], bytes]) -> None:
    """Scripts of another test process may be reading it."""
    if not path.exists():
        path.write_bytes(make())


def _shared(tmp_path_factory) -> Path:
    """A folder that all processes of one test run see: with xdist, each has its own below it."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="module", params=[FIRST, SECOND])
def sdk(request, server, client, tmp_path_factory):
    """Each generation in turn, in a fresh folder with pictures and a sound to send."""
    environment = ROOT / ".cache" / request.param
    if not (environment / ".done").exists():
        pytest.fail(f"The environment {environment.relative_to(ROOT)} is missing: `make test` builds it.")
    folder = _shared(tmp_path_factory) / f"{request.param}-{request.module.__name__.rpartition('.')[2]}"
    folder.mkdir(exist_ok=True)
    with _locked(folder / "lock"):
        _put(folder / "street.png", lambda: media.picture("PNG", (320, 240)))
        _put(folder / "街道 one.jpg", lambda: media.picture("JPEG", (480, 320)))
        _put(folder / "tone.wav", lambda: media.wav(3.0))
    return Sdk(request.param, server, client, folder)


@pytest.fixture
def shows_video(sdk):
    """Checks what a script saved from a result link: a whole MP4 of that size."""

    def check(saved: dict[str, Any], width: int, height: int, *, seconds: float = 2.0, sound: bool = True) -> None:
        assert (200, "video/mp4") == (saved["status"], saved["type"])
        facts = probe_video(sdk.folder / saved["file"])
        assert (width, height, seconds) == (facts.width, facts.height, facts.seconds)
        assert sound is bool(facts.audio_codec)

    return check


@pytest.fixture
def shows_picture(sdk):
    """Checks what a script saved from a result link: a whole PNG of that size."""

    def check(saved: dict[str, Any], width: int, height: int) -> None:
        assert (200, "image/png") == (saved["status"], saved["type"])
        facts = probe_picture(sdk.folder / saved["file"])
        assert (width, height, "image/png") == (facts.width, facts.height, facts.media_type)

    return check
