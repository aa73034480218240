"""`serve` as a process of its own: start, first key, what it loads, signals."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

SERVE = "from wanbox.server.main import run; from wanbox.settings import load; run(load())"
#: Serves, asks itself for one of everything, tells what was loaded, and ends itself.
LOADED = """
import json, os, signal, sys, threading, urllib.request
from wanbox.server import main
from wanbox.settings import load

def visit():
    for line in lines:
        if line.startswith("wanbox is ready at "):
            base = line.split()[-1]
    def ask(path, body=None, **headers):
        headers["Authorization"] = "Bearer sk-test"
        with urllib.request.urlopen(urllib.request.Request(base + path, body, headers), timeout=60) as answer:
            return json.load(answer)
    body = {"model": "wan2.6-i2v", "input": {"img_url": "data:image/png;base64," + "A" * 4000}}
    path = "/services/aigc/video-generation/video-synthesis"
    task = ask(path, json.dumps(body).encode(), **{"X-DashScope-Async": "enable"})["output"]["task_id"]
    ask(f"/tasks/{task}")
    ask("/uploads?action=getPolicy&model=wan2.6-i2v")
    base = base.removesuffix("/api/v1"); ask("/openapi.json")
    print(json.dumps(sorted(name for name in sys.modules if "." not in name)), file=sys.stderr)
    os.kill(os.getpid(), signal.SIGTERM)

lines = []
class Out:
    def write(self, text):
        lines.extend(text.splitlines())
    def flush(self):
        threading.Thread(target=visit).start()

main.run(load(), out=Out())
"""


@pytest.fixture
def environ(tmp_path, clean_environ):
    ours = {"WANBOX_DATA": str(tmp_path / "data"), "WANBOX_PORT": "0", "WANBOX_WORKERS": "0"}
    return clean_environ | ours


class Server:
    def __init__(self, environ, folder):
        self.log = folder / "log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", SERVE], env=environ, cwd=folder, stdout=subprocess.PIPE, stderr=log, text=True
            )
        self.lines = []
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            if line.startswith("    -d "):
                break

    @property
    def base(self):
        return self.lines[0].removeprefix("wanbox is ready at ")

    @property
    def key(self):
        (line,) = [line for line in self.lines if line.startswith("API key")]
        return line.rpartition(" ")[2]

    def get(self, path, key):
        request = urllib.request.Request(self.base + path, headers={"Authorization": f"Bearer {key}"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        return self.process.wait(60)


@pytest.fixture
def serve(environ, tmp_path):
    servers = []

    def start(**changes):
        servers.append(Server(environ | changes, tmp_path))
        return servers[-1]

    yield start
    for server in servers:
        if server.process.poll() is None:
            server.process.kill()
            server.process.wait()
        server.process.stdout.close()


def refused(environ, folder, **changes):
    ran = subprocess.run(
        [sys.executable, "-c", SERVE], env=environ | changes, cwd=folder, capture_output=True, text=True, timeout=120
    )
    assert ran.returncode
    return ran.stderr


def test_the_first_start_prints_a_key_that_works_and_the_second_does_not_print_it(serve):
    first = serve()
    key = first.key
    assert 0 == first.get("/tasks", key)["total"]
    assert 0 == first.stop()

    second = serve()

    assert not any(key in line for line in second.lines)
    assert 0 == second.get("/tasks", key)["total"]


def test_the_curl_line_works_as_pasted(serve, tmp_path):
    server = serve()
    command = "\n".join(server.lines[server.lines.index("Try it:") + 1 :])

    ran = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=120)

    assert "PENDING" == json.loads(ran.stdout)["output"]["task_status"], ran.stderr


@pytest.mark.parametrize("keys", ["sk-one,sk-two", "sk-one,team-b:sk-two"])
def test_the_curl_line_works_with_configured_keys(serve, keys):
    server = serve(WANBOX_API_KEYS=keys)
    command = "\n".join(server.lines[server.lines.index("Try it:") + 1 :])
    environ = os.environ | {"WANBOX_API_KEYS": keys}

    ran = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=120, env=environ)

    assert "PENDING" == json.loads(ran.stdout)["output"]["task_status"], ran.stderr


def test_a_wrong_key_is_refused_and_no_key_is_ever_logged(serve):
    server = serve(WANBOX_LOG_LEVEL="debug")
    with pytest.raises(urllib.error.HTTPError, match="401") as refusal:
        server.get("/tasks", "sk-mallory")
    refusal.value.close()
    server.get("/tasks", server.key)
    server.stop()

    log = server.log.read_text()

    assert "/api/v1/tasks" in log
    assert server.key not in log
    assert "sk-mallory" not in log


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_server_in_good_order(serve, how):
    server = serve()

    assert 0 == server.stop(how)
    assert "Traceback" not in server.log.read_text()


def test_what_strangers_send_meets_the_bounds_of_a_connection(serve):
    """`test_connection` says which."""
    server = serve()
    port = int(server.base.split(":")[2].split("/")[0])
    with socket.create_connection(("127.0.0.1", port), timeout=10) as caller:
        caller.sendall(b"no HTTP at all\r\n\r\n")
        heard = caller.makefile("rb").read()

    assert b'"code":"InvalidParameter"' in heard


def test_what_was_stored_is_there_after_the_server_was_killed(serve):
    first = serve()
    key = first.key
    body = json.dumps({"model": "wan2.6-t2v", "input": {"prompt": "a boat"}}).encode()
    headers = {"Authorization": f"Bearer {key}", "X-DashScope-Async": "enable"}
    path = "/services/aigc/video-generation/video-synthesis"
    with urllib.request.urlopen(urllib.request.Request(first.base + path, body, headers), timeout=60) as answer:
        task_id = json.load(answer)["output"]["task_id"]
    first.process.kill()
    first.process.wait()

    second = serve()

    assert "PENDING" == second.get(f"/tasks/{task_id}", key)["output"]["task_status"]


def test_beyond_this_machine_nothing_is_served_without_a_key(environ, tmp_path):
    said = refused(environ, tmp_path, WANBOX_HOST="0.0.0.0")

    assert "Without a key nothing is served beyond this machine" in said


def test_beyond_this_machine_a_configured_key_is_enough(serve):
    server = serve(WANBOX_HOST="0.0.0.0", WANBOX_API_KEYS="sk-test")

    assert server.base.startswith("http://127.0.0.1:")
    assert 0 == server.get("/tasks", "sk-test")["total"]


def test_a_port_that_is_taken_is_named(environ, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = refused(environ, tmp_path, WANBOX_PORT=port)

    assert f"Cannot listen on 127.0.0.1:{port}" in said


def test_a_data_folder_that_cannot_be_made_is_named(environ, tmp_path):
    file = tmp_path / "file"
    file.touch()

    assert f"Cannot make the data folder {file}/data: Not a directory." in refused(
        environ, tmp_path, WANBOX_DATA=f"{file}/data"
    )


#: The command, on a database that is there for the first look and then no more.
DIES = """
import sys
from wanbox.ledger.contract import LedgerUnavailable
from wanbox.server import main as server
from wanbox.cli import main

opened = []

def open_ledger(settings):
    opened.append(real(settings))
    if len(opened) > 1:
        async def refuse():
            raise LedgerUnavailable("The database cannot be reached: it went away.")
        opened[-1].open = refuse
    return opened[-1]

real, server.open_ledger = server.open_ledger, open_ledger
sys.argv = ["wanbox", "serve"]
sys.exit(main())
"""


def test_a_database_that_dies_while_the_server_starts_is_told_in_one_line(environ, tmp_path):
    ran = subprocess.run(
        [sys.executable, "-c", DIES], env=environ, cwd=tmp_path, capture_output=True, text=True, timeout=120
    )

    assert (4, ["wanbox: The database cannot be reached: it went away."]) == (
        ran.returncode,
        [line for line in ran.stderr.splitlines() if "[info" not in line],
    )
    assert "wanbox is ready" not in ran.stdout


def test_the_api_process_never_loads_what_pixels_need(environ, tmp_path):
    environ = environ | {"WANBOX_API_KEYS": "sk-test", "WANBOX_LOG_LEVEL": "error"}

    ran = subprocess.run(
        [sys.executable, "-c", LOADED], env=environ, cwd=tmp_path, capture_output=True, text=True, timeout=60
    )

    assert 0 == ran.returncode, ran.stderr
    loaded = set(json.loads(ran.stderr.splitlines()[-1]))
    assert {"fastapi", "uvicorn"} <= loaded
    assert not loaded & {"numpy", "cv2", "numba", "av", "onnxruntime", "PIL", "rich", "httpx2"}
