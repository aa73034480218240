"""`wanbox serve` with its workers, as a process that signals reach."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import psutil
import pytest

from kit.environ import clean_environ

KEY = "sk-serve-0123456789"
VIDEO = "/api/v1/services/aigc/video-generation/video-synthesis"
#: An engine of one's own, in the folder where the server starts: holds much memory on the first attempt.
EATER = """
from wanbox.testing.engine import TestEngine

class Eater(TestEngine):
    name = "own.eater"

    def generate(self, request, job):
        if "[eat]" in request.prompt and job.attempt == 1:
            held = b"x" * (400 << 20)
            while True:
                job.progress(0.5, "eating")
        return super().generate(request, job)

def create():
    return Eater()
"""


class Serving:
    def __init__(self, folder):
        self.folder = folder
        self.process = None
        self.base = ""
        #: A prompt for work that goes on until `let_go` is called.
        self.held, self.let_go = f"[until={folder / 'go on'}]", (folder / "go on").touch
        (folder / "own").mkdir()
        (folder / "own" / "eater.py").write_text(EATER)

    def start(self, **settings):
        own = {
            "WANBOX_API_KEYS": KEY, "WANBOX_ROUTES": "*=own.eater", "WANBOX_PORT": "0", "WANBOX_WORKERS": "1",
            "WANBOX_LOG_FORMAT": "json",
        }  # fmt: skip
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "wanbox", "serve"],
                env=clean_environ(**own | settings), cwd=self.folder, stdout=subprocess.PIPE, stderr=log, text=True,
            )  # fmt: skip
        self.base = self.process.stdout.readline().split()[-1].removesuffix("/api/v1")
        return self

    def ask(self, path, body=None, **headers):
        named = {"Authorization": f"Bearer {KEY}"} | {name.replace("_", "-"): text for name, text in headers.items()}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, named, method="POST" if headers or data else "GET")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                text = answer.read()
                return json.loads(text) if text.startswith(b"{") else text.decode()
        except urllib.error.HTTPError as error:
            with error:
                return json.load(error)

    def submit(self, prompt):
        parameters = {"size": "1280*720", "duration": 2}
        body = {"model": "wan2.6-t2v", "input": {"prompt": prompt}, "parameters": parameters}
        return self.ask(VIDEO, body, X_DashScope_Async="enable")["output"]["task_id"]

    def poll(self, task_id):
        return self.ask(f"/api/v1/tasks/{task_id}")["output"]

    def until(self, ready, seconds=60):
        deadline = time.monotonic() + seconds
        while not (found := ready()):
            assert time.monotonic() < deadline, self.log()[-3000:]
            time.sleep(0.05)
        return found

    def ended(self, task_id):
        return self.until(
            lambda: (output := self.poll(task_id))["task_status"] not in {"PENDING", "RUNNING"} and output
        )

    def running(self, task_id):
        return self.until(lambda: self.poll(task_id)["wanbox"]["progress"] > 0)

    def family(self):
        return psutil.Process(self.process.pid).children(recursive=True)

    def signal(self, number=signal.SIGTERM):
        self.process.send_signal(number)

    def wait(self, seconds=60):
        status = self.process.wait(seconds)
        self.process.stdout.close()
        return status

    def log(self):
        return (self.folder / "log").read_text()

    def close(self):
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.wait()


@pytest.fixture
def serving(tmp_path):
    made = Serving(tmp_path)
    with contextlib.closing(made):
        yield made
