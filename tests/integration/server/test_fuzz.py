"""Whatever is sent: an answer in the vendor's form, never a 5xx, and no task that nobody was told of."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import Counter

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

EXAMPLES = 60
fuzzed = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

# --- what is sent

TEXTS = st.text(st.characters(), max_size=40) | st.sampled_from(
    [
        "",
        " ",
        "\0",
        "\ud83d",
        "1280*720",
        "data:image/png;base64,AAAA",
        "oss://x",
        "http://[::1",
        "file:///etc/passwd",
        "\u202e",
    ]
)
NUMBERS = st.integers() | st.floats() | st.sampled_from([10**400, -(2**63) - 1, 1e308, 5e-324, -0.0])
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
VIDEO = {
    "model": "wan2.6-i2v",
    "input": {"prompt": "a boat", "negative_prompt": "", "img_url": "https://example.com/a.png", "audio_url": None},
    "parameters": {
        "resolution": "720P",
        "duration": 5,
        "seed": 1,
        "shot_type": "multi",
        "audio": True,
        "watermark": False,
    },
}
PICTURE = {
    "model": "wan2.6-image",
    "input": {"messages": [{"role": "user", "content": [{"text": "a boat"}, {"image": "https://example.com/a.png"}]}]},
    "parameters": {"size": "1K", "n": 1, "enable_interleave": False, "max_images": 2, "stream": False, "seed": 1},
}


def places(value, path=()):
    """Every place in a JSON value, the value itself first."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield from places(one, (*path, key))


def replaced(value, path, by):
    if not path:
        return by
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(value[path[0]], path[1:], by)
    return copy


@st.composite
def mutated(draw):
    """A good body with one to three values replaced by anything."""
    body = draw(st.sampled_from([VIDEO, PICTURE]))
    for _ in range(draw(st.integers(1, 3))):
        body = replaced(body, draw(st.sampled_from(list(places(body)))), draw(VALUES))
    return json.dumps(body).encode("utf-8", "surrogatepass")


@st.composite
def broken(draw):
    """A good body with bytes changed, cut out or put in."""
    body = bytearray(json.dumps(draw(st.sampled_from([VIDEO, PICTURE]))).encode())
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(body)))
        body[at : at + draw(st.integers(0, 5))] = draw(st.binary(max_size=4))
    return bytes(body)


MONSTERS = st.sampled_from(
    [
        b"[" * 5000 + b"]" * 5000,
        b'{"model":"wan2.6-t2v","input":' + b'{"a":' * 2000 + b"1" + b"}" * 2000 + b"}",
        b'{"model":"wan2.6-t2v","model":"wan2.6-i2v","input":{"prompt":"a"},"input":{"prompt":7}}',
        b'{"model":"wan2.6-t2v","input":{"prompt":"a"},"parameters":{"seed":' + b"9" * 5000 + b"}}",
        b'{"model":"wan2.6-t2v","input":{"prompt":"a"},"parameters":{"duration":1e999999}}',
        b'{"model":"wan2.6-t2v","input":{"prompt":"\xed\xa0\x80\xff"}}',
        b'\xef\xbb\xbf{"model":"wan2.6-t2v","input":{"prompt":"a"}}',
        '{"model":"wan2.6-t2v","input":{"prompt":"a"}}'.encode("utf-16"),
        b'{"model":"wan2.6-t2v","input":{"prompt":"' + b"\\u0000" * 5000 + b'"}}',
        b'{"model":"wan2.6-image","input":{"messages":'
        b"[" + b'{"role":"user","content":[{"text":"a"}]},' * 500 + b"{}]}}",
    ]
)
BODIES = mutated() | broken() | MONSTERS | st.binary(max_size=200)

_VALUE = st.binary(max_size=60).map(lambda value: bytes(one for one in value if one not in b"\r\n\0"))
HEADERS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                b"idempotency-key", b"x-dashscope-async", b"x-dashscope-sse", b"x-dashscope-ossresourceresolve",
                b"content-type", b"content-length", b"content-encoding", b"x-dashscope-workspace", b"host", b"range",
                b"x-wanbox-webhook", b"x-wanbox-not-before", b"last-event-id", b"x-dashscope-wait-timeout", b"accept",
                b"x-request-id", b"traceparent", b"x-forwarded-for", b"cookie", b"transfer-encoding", b"if-range",
            ]
        ),
        _VALUE | st.sampled_from([b"enable", b"", b"-1", b"9" * 400, b"bytes=0-", b"https://[::1", b"2026-13-45T99:99"]),
    ),
    max_size=6,
)  # fmt: skip
WRITING = (
    ("POST", "/api/v1/services/aigc/video-generation/video-synthesis"),
    ("POST", "/api/v1/services/aigc/image-generation/generation"),
)
READING = (
    ("GET", "/api/v1/tasks"), ("GET", "/api/v1/tasks/{}"), ("DELETE", "/api/v1/tasks/{}"),
    ("POST", "/api/v1/tasks/{}/cancel"), ("GET", "/api/v1/uploads"), ("GET", "/api/v1/models"), ("GET", "/files/{}/{}"),
    ("POST", "/uploads"), ("GET", "/api/v1/webhooks"), ("POST", "/api/v1/webhooks"), ("DELETE", "/api/v1/webhooks/{}"),
    ("GET", "/api/v1/webhooks/deliveries"), ("POST", "/api/v1/webhooks/deliveries/replay"),
    ("POST", "/api/v1/admin/tasks/{}/requeue"), ("GET", "/api/v1/admin/tasks"), ("GET", "/api/v1/admin/tasks/{}"),
    ("POST", "/api/v1/admin/workers/{}/drain"), ("GET", "/readyz"), ("GET", "/metrics"), ("PATCH", "/{}"),
)  # fmt: skip
QUERIES = st.dictionaries(
    st.sampled_from(
        ["page_no", "page_size", "start_time", "end_time", "status", "model_name", "task_id", "action", "model", "wait",
         "after", "limit", "account", "dead", "Expires", "Signature", "id"]
    ),
    TEXTS | NUMBERS.map(str),
    max_size=4,
)  # fmt: skip


# --- sending it


async def speak(app, method, path, *, query=b"", headers=(), body=b"", pieces=1, key=b"sk-alice", stay=60.0):
    """One request, byte by byte as given, and the answer; the caller hangs up after `stay` seconds."""
    size = max(1, -(-len(body) // pieces))
    parts = [body[at : at + size] for at in range(0, len(body), size)] or [b""]
    incoming = [{"type": "http.request", "body": part, "more_body": n < len(parts) - 1} for n, part in enumerate(parts)]
    sent, gone = [], asyncio.Event()

    async def receive():
        if incoming:
            return incoming.pop(0)
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": "1.1", "method": method,
        "scheme": "http", "path": path, "raw_path": path.encode("utf-8", "replace"), "query_string": query,
        "root_path": "", "headers": [(b"authorization", b"Bearer " + key), (b"host", b"wan.test"), *headers],
        "client": ("127.0.0.1", 1), "server": ("wan.test", 80),
    }  # fmt: skip
    serving = asyncio.create_task(app(scope, receive, send))
    await asyncio.wait((serving,), timeout=stay)
    gone.set()
    await serving
    status = next((message["status"] for message in sent if message["type"] == "http.response.start"), 499)
    return status, b"".join(message.get("body", b"") for message in sent)


def well_formed(status, body):
    """An answer of ours: JSON that names its error, or whatever a success has."""
    if status < 400 or status == 499:
        return True
    told = json.loads(body)
    return {"code", "message", "request_id"} <= told.keys() and bool(told["code"])


def quoted(query):
    from urllib.parse import urlencode

    return urlencode(query, errors="replace").encode()


@fuzzed
@given(body=BODIES, headers=HEADERS, where=st.sampled_from(WRITING), pieces=st.integers(1, 5))
async def test_any_body_and_headers_make_one_task_or_a_refusal(world, body, headers, where, pieces):
    before = sum((await world.ledger.counts()).values())

    status, answer = await speak(
        world.app, *where, headers=[(b"x-dashscope-async", b"enable"), *headers], body=body, pieces=pieces
    )

    after = sum((await world.ledger.counts()).values())
    assert status < 500, (status, answer)
    assert well_formed(status, answer)
    assert after - before in ({0, 1} if status == 200 else {0}), answer


@fuzzed
@given(body=BODIES, headers=HEADERS, sse=st.booleans())
async def test_any_caller_who_waits_and_hangs_up_leaves_nothing_to_do(world, body, headers, sse):
    """Without an idempotency key nobody can ask for the result later."""
    kept = [(name, value) for name, value in headers if name not in {b"idempotency-key", b"x-dashscope-sse"}]
    switch = [(b"x-dashscope-sse", b"enable")] if sse else []

    status, answer = await speak(world.app, "POST", world.PICTURES, headers=[*switch, *kept], body=body, stay=0.02)

    assert status < 500, (status, answer)
    await world.app.state.context.finish_errands()
    assert 0 == Counter(await world.ledger.counts())["PENDING"]


@fuzzed
@given(
    where=st.sampled_from(READING),
    words=st.tuples(TEXTS, TEXTS),
    query=QUERIES,
    headers=HEADERS,
    body=st.binary(max_size=60) | mutated(),
    operator=st.booleans(),
)
async def test_any_question_is_answered(world, where, words, query, headers, body, operator):
    method, path = where
    key = b"sk-operator" if operator else b"sk-alice"

    status, answer = await speak(
        world.app, method, path.format(*words), query=quoted(query), headers=headers, body=body, key=key, stay=0.5
    )

    assert status < 500 or (path, status) == ("/readyz", 503), (status, answer)
    assert well_formed(status, answer) or path in {"/readyz", "/files/{}/{}"}, (status, answer)


@fuzzed
@given(value=st.binary(max_size=120))
async def test_any_authorization_is_refused_and_not_repeated(world, capsys, value):
    headers = [(b"authorization", value)]

    status, answer = await speak(world.app, "GET", "/api/v1/tasks", headers=headers, key=b"")

    assert 401 == status or value.strip().lower().startswith(b"bearer sk-alice"), (status, answer)
    with contextlib.suppress(UnicodeDecodeError):
        secret = value.decode("ascii").strip()
        assert len(secret) < 8 or secret not in answer.decode() + capsys.readouterr().err


async def test_a_hundred_who_hang_up_at_once_leave_no_follower(world):
    task_id = await world.submit()

    async with asyncio.TaskGroup() as group:
        for _ in range(100):
            group.create_task(speak(world.app, "GET", f"/api/v1/tasks/{task_id}", query=b"wait=20", stay=0.01))

    assert {"PENDING": 1} == await world.counts()
