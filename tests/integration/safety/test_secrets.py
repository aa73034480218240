"""A whole day of a server in one minute: right and wrong callers, uploads, links, hooks and failures.

Afterwards all that it said is searched: every line of its log and its workers', at the level that says most, every body
of an error, and the pages that need no key. None of it holds a key, a signature, inline media, a prompt or a password.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import re
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from kit.environ import clean_environ

VIDEO = "/api/v1/services/aigc/video-generation/video-synthesis"
PICTURES = "/api/v1/services/aigc/multimodal-generation/generation"
ASYNC = {"X-DashScope-Async": "enable"}
RESOLVE = {"X-DashScope-OssResourceResolve": "enable"}
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body
        self.text = body.decode("utf-8", "replace")

    def json(self):
        return json.loads(self.body)


class Server:
    """`wanbox serve` with a worker, and everything that it writes."""

    def __init__(self, folder, environ):
        self._log = (folder / "log").open("w+b")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "wanbox", "serve"],
            env=clean_environ(**environ),
            cwd=folder,
            stdout=self._log,
            stderr=self._log,
        )
        self.base = self._base()

    def _base(self):
        deadline = time.monotonic() + 60
        while not (ready := re.search(r"wanbox is ready at (http://[^/]+)", self.said())):
            assert self._process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.05)
        return ready[1]

    def said(self):
        return os.pread(self._log.fileno(), 1 << 24, 0).decode("utf-8", "replace")

    def stop(self):
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(60)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        said = self.said()
        self._log.close()
        return said


class Caller:
    """Sends requests, and keeps what must be hidden and the bodies that must hide it."""

    def __init__(self, server, key):
        self._server, self.key = server, key
        #: What no log and no error may hold, each with a name for it.
        self.hidden = {"the key": key}
        self.errors = []

    def hide(self, name, value):
        assert len(value) >= 8, "too short to be told from chance"
        self.hidden[name] = value
        return value

    def mark(self, name):
        return self.hide(name, f"m{secrets.token_hex(10)}")

    def ask(self, method, path, body=None, *, key=None, **headers):
        if key is None:
            key = f"Bearer {self.key}"
        if isinstance(body, dict):
            body = json.dumps(body).encode()
        named = {"Content-Type": "application/json", "Authorization": key} | headers.pop("more", {})
        url = path if path.startswith("http") else self._server.base + path
        request = urllib.request.Request(url, body, {k: v for k, v in named.items() if v}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            with error:
                answer = Answer(error.code, error.headers, error.read())
            self.errors.append(answer.text)
            return answer

    def video(self, **body):
        content = {"model": "wan2.6-t2v", "input": {"prompt": self.mark("a prompt")}} | body
        return self.ask("POST", VIDEO, content, more=ASYNC | RESOLVE)

    def ended(self, answer):
        """The poll answer of a task that has come to its end."""
        task_id = answer.json()["output"]["task_id"]
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            polled = self.ask("GET", f"/api/v1/tasks/{task_id}?wait=5").json()
            if polled["output"]["task_status"] not in {"PENDING", "RUNNING"}:
                return polled["output"]
        raise AssertionError(f"{task_id} does not end: {self._server.said()[-2000:]}")

    def found_in(self, text):
        """Names of what the text holds although it must not; also as it stands in JSON or an address."""
        return sorted(name for name, value in self.hidden.items() if value in text)


def wrong_keys(caller):
    for form in ("Bearer {}", "bearer {}", "Basic {}", "{}", "Bearer  {}x", "Token {}"):
        wrong = caller.hide("a wrong key", f"sk-{secrets.token_hex(16)}")
        assert 401 == caller.ask("GET", "/api/v1/tasks", key=form.format(wrong)).status
    caller.ask("GET", f"/api/v1/tasks?api_key={caller.hide('a key in a query', secrets.token_hex(16))}", key="")
    caller.ask("GET", f"/{caller.hide('a key in a path', 'sk-' + secrets.token_hex(16))}")
    caller.ask("GET", f"/api/v1/tasks/{caller.hide('a key as an id', 'sk-' + secrets.token_hex(16))}")


def inputs(caller):
    """Data URIs, uploads, and addresses that carry secrets, good and bad."""
    picture = base64.b64encode(PICTURE + secrets.token_bytes(64)).decode()
    caller.hide("a data URI", picture[-40:])
    for uri in (f"data:image/png;base64,{picture}", f"data:image/png;base64,!{picture}", f"data:text/html,{picture}"):
        caller.ended(caller.video(model="wan2.6-i2v", input={"img_url": uri}))
    user, token, signature = (caller.mark(name) for name in ("a password", "a token", "a signature"))
    for url in (
        f"http://name:{user}@127.0.0.1:9/a.png?token={token}",
        f"https://nowhere.invalid/a.png?Expires=1&OSSAccessKeyId=LTAI&Signature={signature}",
        f"https://127.0.0.1/a.png?X-Amz-Signature={signature}#{token}",
        f"ftp://{user}@example.com/{signature}",
        f"oss://{token}",
    ):
        output = caller.ended(
            caller.video(model="wan2.6-i2v", input={"img_url": url, "prompt": caller.mark("a prompt")})
        )
        assert "FAILED" == output["task_status"]
        if not url.startswith(("ftp", "oss")):
            assert [] == caller.found_in(output["message"])


def upload(caller):
    data = caller.ask("GET", "/api/v1/uploads?action=getPolicy&model=wan2.6-i2v").json()["data"]
    caller.hide("the signature of a policy", data["signature"])
    caller.hide("a policy", data["policy"])
    for signature, expected in ((data["signature"], 200), (data["signature"], 409), (data["signature"][::-1], 403)):
        fields = {
            "policy": data["policy"], "Signature": signature, "OSSAccessKeyId": data["oss_access_key_id"],
            "key": f"{data['upload_dir']}/a.png", "success_action_status": "200",
        }  # fmt: skip
        parts = [
            f'--b\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k, v in fields.items()
        ]
        parts += [
            b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n',
            PICTURE,
            b"\r\n--b--\r\n",
        ]
        form = {"Content-Type": "multipart/form-data; boundary=b"}
        assert expected == caller.ask("POST", data["upload_host"], b"".join(parts), key="", more=form).status
    caller.ended(caller.video(model="wan2.6-i2v", input={"img_url": f"oss://{data['upload_dir']}/a.png"}))


def links(caller):
    """A signed link of a result: used, spoiled, and over."""
    output = caller.ended(caller.video())
    assert "SUCCEEDED" == output["task_status"], output
    signature = re.search(r"Signature=([^&]+)", output["video_url"])[1]
    caller.hide("the signature of a link", signature)
    forged = caller.mark("a forged signature")
    assert 200 == caller.ask("GET", output["video_url"], key="").status
    assert 403 == caller.ask("GET", output["video_url"].replace(signature, forged), key="").status
    assert 403 == caller.ask("GET", re.sub(r"Expires=\d+", "Expires=1", output["video_url"]), key="").status


def hooks(caller):
    token = caller.mark("a token of a hook")
    body = {"url": f"https://hooks.invalid/{caller.mark('a path of a hook')}?token={token}"}
    made = caller.ask("POST", "/api/v1/webhooks", body).json()["output"]["webhook"]
    caller.hide("the secret of a hook", made["secret"].removeprefix("whsec_"))
    caller.ask("POST", "/api/v1/webhooks", {"url": f"http://127.0.0.1/{token}"})
    caller.ask("POST", "/api/v1/webhooks", {"url": [token]})
    own = ASYNC | {"X-Wanbox-Webhook": f"https://hooks.invalid/?token={token}"}
    body = {"model": "wan2.6-t2v", "input": {"prompt": caller.mark("a prompt")}}
    caller.ended(caller.ask("POST", VIDEO, body, more=own))
    deadline = time.monotonic() + 10
    while '"attempt":1' not in caller.ask("GET", "/api/v1/webhooks/deliveries").text and time.monotonic() < deadline:
        time.sleep(0.1)  # until a sender has tried


def spoiled_bodies(caller):
    prompt = caller.mark("a prompt")
    for body in (
        b'{"model": "wan2.6-t2v", "input": {"prompt": "' + prompt.encode() + b'"',
        b'{"model": "wan2.6-t2v", "input": "' + prompt.encode() + b'"}',
        b'{"model": "wan2.6-t2v", "input": {"prompt": ["' + prompt.encode() + b'"]}}',
        b'{"model": "wan2.6-t2v", "input": {"prompt": "\xff' + prompt.encode() + b'"}}',
        b'{"model": "wan2.6-t2v", "input": {"prompt": "\\u0000' + prompt.encode() + b'\\ud800"}}',
        b'{"model": "' + prompt.encode() + b'", "input": {}}'.replace(prompt.encode(), b"no-such-model"),
    ):
        for path, more in ((VIDEO, ASYNC), (PICTURES, {})):
            caller.ask("POST", path, body, more=more)
    for knob in ("[bug]", "[fail=InvalidParameter:no]", "[crash-once]"):
        caller.ended(caller.video(input={"prompt": f"{knob} {prompt}"}))
    same = ASYNC | {"Idempotency-Key": caller.mark("an idempotency key")}
    for text in (prompt, prompt, "another"):
        caller.ask("POST", VIDEO, {"model": "wan2.6-t2v", "input": {"prompt": text}}, more=same)


def pages(caller):
    return "\n".join(caller.ask("GET", path, key="").text for path in ("/", "/metrics", "/readyz", "/healthz"))


@pytest.fixture
def serve(tmp_path):
    servers = []

    def start(**environ):
        usual = {
            "WANBOX_DATA": str(tmp_path / "data"), "WANBOX_PORT": "0", "WANBOX_WORKERS": "1",
            "WANBOX_LOG_LEVEL": "debug", "WANBOX_ROUTES": "*=wanbox.testing.engine", "WANBOX_RETRY_SECONDS": "0.1",
        }  # fmt: skip
        servers.append(Server(tmp_path, usual | environ))
        return servers[-1]

    yield start
    for server in servers:
        with contextlib.suppress(ValueError):  # stopped by the test
            server.stop()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "scenes"),
    [
        ("text on sqlite", (wrong_keys, inputs, upload, links, hooks, spoiled_bodies)),
        ("json on postgresql", (wrong_keys, upload, links, spoiled_bodies)),
    ],
    ids=["text on sqlite", "json on postgresql"],
)
def test_nothing_that_is_said_holds_a_secret(serve, kind, scenes, request):
    key, password, secret = (f"{form}{secrets.token_hex(16)}" for form in ("sk-", "pw", "is"))
    environ = {"WANBOX_API_KEYS": f"alice:{key}", "WANBOX_SECRET": secret, "WANBOX_LOG_FORMAT": kind.split()[0]}
    if kind.endswith("postgresql"):
        address = request.getfixturevalue("postgres_url").replace("postgres@", f"postgres:{password}@")
        environ |= {"WANBOX_DATABASE_URL": address}
    server = serve(**environ)
    caller = Caller(server, key)
    caller.hide("the password of the database", password)
    caller.hide("the installation's secret", secret)

    for scene in scenes:
        scene(caller)
    shown = pages(caller)
    said = server.stop()

    assert [] == caller.found_in(said), lines_with(caller, said)
    assert [] == caller.found_in("\n".join(caller.errors)), lines_with(caller, "\n".join(caller.errors))
    assert [] == caller.found_in(shown)
    # The search would find something: the log is there, says much, and has the trace of the engine's fault.
    assert said.count("request_id") > 20
    assert "Traceback" in said
    assert len(caller.errors) > 15


def lines_with(caller, text):
    return [line[:600] for line in text.splitlines() if caller.found_in(line)][:5]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WANBOX_DATABASE_URL", "postgresql://wanbox:{}@127.0.0.1:1/wanbox"),
        ("WANBOX_DATABASE_URL", "postgresql://wanbox:{}@127.0.0.1:port/wanbox"),
        ("WANBOX_STORAGE_URL", "s3://name:{}@bucket?endpoint=http://127.0.0.1:1"),
        ("WANBOX_SECRET", "short{:.10}"),
        ("WANBOX_API_KEYS", "alice[everything]:{}"),
        ("WANBOX_FETCH_PROXY", "socks://name:{}@proxy:1"),
    ],
)
def test_a_setting_that_does_not_work_is_refused_without_being_shown(tmp_path, name, value):
    marker = f"mark{secrets.token_hex(8)}"
    ran = subprocess.run(
        [sys.executable, "-m", "wanbox", "serve", "--port", "0", "--workers", "0"],
        env=clean_environ(**{name: value.format(marker), "WANBOX_LOG_LEVEL": "debug"}),
        cwd=tmp_path, capture_output=True, text=True, timeout=60,
    )  # fmt: skip

    assert ran.returncode
    assert ran.stderr
    assert marker[:10] not in ran.stdout + ran.stderr


@pytest.mark.slow
def test_a_store_and_a_proxy_that_do_not_answer_are_complained_of_without_their_secrets(serve):
    key, access, secret, password = (f"{form}{secrets.token_hex(16)}" for form in ("sk-", "ac", "se", "pw"))
    server = serve(
        WANBOX_API_KEYS=key,
        WANBOX_STORAGE_URL="s3://bucket/prefix?endpoint=http://127.0.0.1:9&region=eu-central-1",
        WANBOX_STORAGE_KEY=access,
        WANBOX_STORAGE_SECRET=secret,
        WANBOX_FETCH_PROXY=f"http://name:{password}@127.0.0.1:9",
    )
    caller = Caller(server, key)
    for name, value in (("an access key", access), ("its secret", secret), ("the proxy's password", password)):
        caller.hide(name, value)

    spooled = caller.video(model="wan2.6-i2v", input={"img_url": "data:image/png;base64,AAAA"})
    fetched = caller.video(model="wan2.6-i2v", input={"img_url": "https://93.184.215.14/a.png"})
    shown = pages(caller)
    output = caller.ended(fetched)
    said = server.stop()

    assert (503, "ModelUnavailable") == (spooled.status, spooled.json()["code"])
    assert "FAILED" == output["task_status"]
    assert '"storage":"failed' in shown
    assert [] == caller.found_in("\n".join([said, shown, json.dumps(output), *caller.errors]))
