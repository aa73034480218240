"""What docs/how-to/many-machines.md describes, as plain processes: two servers, two workers, PostgreSQL, a bucket."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid

import pytest

from kit.servers import free_port

KEY = "sk-cluster-0123456789"
LEASE = 2
VIDEO = "/api/v1/services/aigc/video-generation/video-synthesis"


class Machine:
    """One process with a data folder of its own, that can be killed and started again."""

    def __init__(self, folder, words, environ):
        self.folder = folder
        folder.mkdir()
        self._words = words
        self._environ = environ | {"WANBOX_DATA": str(folder / "data")}
        self.process = None

    def start(self):
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "wanbox", *self._words],
                env=self._environ, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip

    def kill(self):
        self.process.kill()
        self.process.wait()

    def begin_end(self):
        self.process.send_signal(signal.SIGTERM)

    def end(self):
        return self.process.wait(60)

    def log(self):
        return (self.folder / "log").read_text()


class Cluster:
    def __init__(self, folder, environ):
        self.folder = folder
        self.environ = environ
        self.machines = {}
        self.bases = []

    def add(self, name, *words):
        self.machines[name] = Machine(self.folder / name, words, self.environ)
        self.machines[name].start()
        return self.machines[name]

    def add_api(self, name):
        port = free_port()
        self.bases.append(f"http://127.0.0.1:{port}")
        return self.add(name, "serve", "--workers", "0", "--port", str(port))

    def run(self, *words):
        ran = subprocess.run(
            [sys.executable, "-m", "wanbox", *words],
            env=self.environ | {"WANBOX_DATA": str(self.folder / "console")},
            cwd=self.folder, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    def until(self, ready, seconds=60):
        deadline = time.monotonic() + seconds
        while not (found := ready()):
            assert time.monotonic() < deadline, "it does not come to pass: " + self.logs()
            time.sleep(0.05)
        return found

    def logs(self):
        return "\n".join(f"--- {name}\n{machine.log()[-1500:]}" for name, machine in self.machines.items())

    def ready(self, base):
        """Each part of /readyz, once it answers 200."""
        status, body = self.ask(base, "/readyz")
        return body["checks"] if status == 200 else None

    def ask(self, base, path, body=None, **headers):
        """Status and answer; 0 while nobody answers."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(
            base + path, None if body is None else json.dumps(body).encode(), {"Authorization": f"Bearer {KEY}"} | named
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)
        except OSError:
            return 0, {}

    def anywhere(self, number, path, body=None, **headers):
        """The answer of one server, or of the other one while the first is away: what a client with retries gets."""

        def tried():
            for base in (self.bases[number % 2], self.bases[(number + 1) % 2]):
                status, answer = self.ask(base, path, body, **headers)
                if status == 200:
                    return answer
            return None

        return self.until(tried)

    def submit(self, number, prompt):
        body = {
            "model": "wan2.6-t2v",
            "input": {"prompt": prompt},
            "parameters": {"size": "1280*720", "duration": 2},
        }
        mark = f"order-{number}"
        answer = self.anywhere(number, VIDEO, body, X_DashScope_Async="enable", Idempotency_Key=mark)
        return answer["output"]["task_id"]

    def poll(self, task_id, number=0):
        return self.anywhere(number, f"/api/v1/tasks/{task_id}")["output"]

    def ended(self, task_id, number=0):
        def look():
            output = self.poll(task_id, number)
            return output if output["task_status"] not in {"PENDING", "RUNNING"} else None

        return self.until(look)

    def close(self):
        for machine in self.machines.values():
            with contextlib.suppress(ProcessLookupError):
                machine.kill()


@pytest.fixture
def database(postgres):
    postgres.empty()
    return postgres


@pytest.fixture
def bucket(s3):
    return s3.url(prefix=uuid.uuid4().hex)


@pytest.fixture
def environ(database, s3, bucket, clean_environ):
    return clean_environ | s3.environ | {
        "WANBOX_DATABASE_URL": database.url(),
        "WANBOX_STORAGE_URL": bucket,
        "WANBOX_SECRET": "a secret of the whole installation",
        "WANBOX_API_KEYS": KEY,
        "WANBOX_ROUTES": "*=wanbox.testing.engine",
        "WANBOX_LEASE_SECONDS": str(LEASE),
        "WANBOX_LOG_FORMAT": "json",
    }  # fmt: skip


@pytest.fixture
def key():
    return KEY


@pytest.fixture
def cluster(tmp_path, environ):
    made = Cluster(tmp_path, environ)
    yield made
    made.close()
