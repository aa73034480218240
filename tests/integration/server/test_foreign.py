"""Every route of the application, walked with a key of another account and with none.

What belongs to Alice is neither shown to Bob nor changed by him, and nothing tells him that it exists: whatever he asks
about one of Alice's ids is answered as if it were an id that was never given out.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import sqlite3
import uuid

import pytest
from fastapi.routing import iter_route_contexts

from wanbox.ledger.contract import NewKey, Scope
from wanbox.wire.status import TaskStatus

API = "/api/v1/"
#: What needs no key: each for a reason of its own.
PUBLIC = {
    "/": "says what runs here",
    "/openapi.json": "says how to call it",
    "/healthz": "for who starts processes",
    "/readyz": "for who balances load",
    "/metrics": "for who watches; counts, no contents",
    "/uploads": "carries a signed policy (spec 8)",
    "/files/{key}/{name:path}": "carries a signature (spec 10)",
}
#: Open to any key: there is nothing of anybody's in it.
ANY_KEY = {"/api/v1/models", *(f"/api/v1/services/aigc/{old}" for old in (
    "text-generation/generation",
    "image2video/video-synthesis",
    "image2image/image-synthesis",
    "text2image/image-synthesis",
))}  # fmt: skip
OPERATORS = "/api/v1/admin/"

PROMPT = "alices-own-prompt"
CONTENT = b"alices-own-bytes"
HOOK = "https://alices-own-hook.example/told"
UPLOADED = "alices-own-picture.png"


def routes(app):
    """Method and path of everything that answers; what deletes comes last."""
    found = {(method, route.path) for route in iter_route_contexts(app.routes) for method in route.methods or ()}
    return sorted(found, key=lambda route: (route[0] == "DELETE", route))


class Ids:
    """What one call is about: something of Alice's, or something of the same form that was never given out."""

    def __init__(self, **values):
        self.values = values

    def path(self, template):
        values = self.values | ({"name": self.values["file_name"]} if template.startswith("/files/") else {})
        return re.sub(r"\{(\w+)(?::\w+)?\}", lambda match: values[match[1]], template)

    def body(self, template):
        """What a caller would send there, about these ids; a new route has to be named here."""
        oss = f"oss://{self.values['upload']}"
        picture = {"model": "wan2.6-image", "input": {"messages": [
            {"role": "user", "content": [{"text": "x"}, {"image": oss}]}]}, "parameters": {"n": 5}}  # fmt: skip
        clip = {"model": "wan2.6-i2v", "input": {"img_url": oss}, "parameters": {}}
        bodies = {
            "/api/v1/services/aigc/video-generation/video-synthesis": clip,
            "/api/v1/services/aigc/image-generation/generation": picture,
            "/api/v1/services/aigc/multimodal-generation/generation": picture,
            "/api/v1/tasks/{task_id}/cancel": {},
            "/api/v1/webhooks": {"url": "https://bobs.example/", "id": self.values["hook_id"]},
            "/api/v1/webhooks/deliveries/replay": {"id": self.values["delivery"]},
            "/uploads": {},
            **{path: {"model": "wan2.6-t2v"} for path in ANY_KEY},
        }
        return bodies[template] if not template.startswith(OPERATORS) else {}

    def hidden(self, text):
        """An answer without what is different each time, and without the ids that were asked about."""
        for name, value in sorted(self.values.items(), key=lambda pair: -len(pair[1])):
            text = text.replace(value, f"<{name}>")
        text = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "<uuid>", text)
        text = re.sub(r"dashscope-instant/[0-9a-f]{12}", "<folder>", text)
        return re.sub(r'"(signature|policy|secret|id|created)":"[^"]*"', r'"\1":"…"', text)


async def ask(world, method, path, *, key=None, body=None, query=""):
    """Status, content type and body; of a stream that does not end, what it begins with."""
    headers = {"host": "wan.test", "content-type": "application/json", "x-dashscope-ossresourceresolve": "enable"}
    if "multimodal" not in path:
        headers["x-dashscope-async"] = "enable"
    if key:
        headers["authorization"] = f"Bearer {key}"
    incoming = [{"type": "http.request", "body": json.dumps(body).encode() if body is not None else b""}]
    gone, begun, sent = asyncio.Event(), asyncio.Event(), []

    async def receive():
        if incoming:
            return incoming.pop()
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)
        if message["type"] == "http.response.body" and message.get("body"):
            begun.set()

    scope = {
        "type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": "1.1", "method": method,
        "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1), "server": ("wan.test", 80),
    }  # fmt: skip
    serving = asyncio.create_task(world.app(scope, receive, send))
    beginning = asyncio.create_task(begun.wait())
    await asyncio.wait({serving, beginning}, timeout=10, return_when=asyncio.FIRST_COMPLETED)
    await asyncio.wait({serving}, timeout=0.15)  # a stream would tell what it has to tell by now
    gone.set()
    beginning.cancel()
    await serving
    head = dict(sent[0]["headers"])
    text = b"".join(message.get("body", b"") for message in sent[1:]).decode("utf-8", "replace")
    return sent[0]["status"], head.get(b"content-type", b"").decode(), text


@pytest.fixture
async def alices(world):
    """Three tasks of Alice's in different states, with a file, an upload, a hook, events and a message."""
    uploaded = await world.upload(b"picture", UPLOADED)
    hook = await world.ledger.add_hook("alice", HOOK, frozenset({TaskStatus.SUCCEEDED}))
    ended = await world.submit(input={"prompt": PROMPT})
    await world.finish_video(CONTENT)
    running = await world.submit(input={"prompt": PROMPT})
    await world.claim()
    pending = await world.submit(input={"prompt": PROMPT})
    (delivery,) = await world.ledger.deliveries("alice")
    (part,) = (await world.ledger.read(ended, account="alice")).parts
    common = {
        "hook_id": hook.id, "delivery": delivery.id, "upload": uploaded, "key": part.artefact.key,
        "file_name": f"{ended}.mp4", "engine": "storyboard", "name": "worker",
    }  # fmt: skip
    return [Ids(task_id=task_id, **common) for task_id in (ended, running, pending)]


@pytest.fixture
def nobodys(alices):
    """Ids of the same form that were never given out."""

    def other(value):
        return "".join(
            {"0": "1", "9": "8"}.get(sign, "0") if sign.isdigit() else {"a": "b", "f": "e"}.get(sign, "a")
            if sign in "abcdef" else sign
            for sign in value
        )  # fmt: skip

    values = alices[0].values
    made = {name: other(values[name]) for name in ("hook_id", "delivery", "key")}
    folder = re.sub(r"/[0-9a-f-]{36}/", f"/{uuid.uuid4()}/", values["upload"])
    task_id = str(uuid.uuid4())
    return Ids(**values | made | {"task_id": task_id, "upload": folder, "file_name": f"{task_id}.mp4"})


@pytest.fixture
def alices_rows(world):
    """All rows of Alice's in the database."""

    def read():
        path = world.settings.data / "ledger.sqlite3"
        with contextlib.closing(sqlite3.connect(path)) as connection:
            tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {
                table: connection.execute(f"SELECT * FROM {table} WHERE account = 'alice' ORDER BY 1, 2").fetchall()
                for table in tables
                if table != "delivery"  # the sender is at work on it
                and "account" in [column[1] for column in connection.execute(f"PRAGMA table_info({table})")]
            }

    return read


def queries(ids):
    return (
        f"task_id={ids.values['task_id']}&after=0&id={ids.values['delivery']}&action=getPolicy&model=wan2.6-i2v"
        "&Expires=4102444800&Signature=AAAA"
    )


async def walk(world, ids, key):
    """Every route, about some ids."""
    told = {}
    for method, template in routes(world.app):
        body = ids.body(template) if method in {"POST", "PUT", "PATCH"} else None
        told[method, template] = await ask(
            world, method, ids.path(template), key=key, body=body, query=queries(ids) if method != "POST" else ""
        )
    return told


def shown(told):
    """Which routes showed something of Alice's."""
    marks = (PROMPT, CONTENT.decode(), HOOK)
    return [route for route, (_, _, text) in told.items() if any(mark in text for mark in marks)]


def broken(told):
    return [route for route, (status, _, _) in told.items() if status >= 500 and route[1] != "/readyz"]


async def test_the_walk_knows_all_routes_and_finds_what_is_there(world, alices):
    """Or else the tests below could not fail: Alice herself is shown what is hers."""
    told = await walk(world, alices[0], "sk-alice")

    assert len(told) == len(routes(world.app)) >= 28
    tells = {
        f"/api/v1/{path}" for path in ("tasks/{task_id}", "tasks/{task_id}/events", "webhooks", "webhooks/deliveries")
    }
    assert {("GET", path) for path in tells} <= set(shown(told))
    assert [] == broken(told)


async def test_a_foreign_account_is_shown_nothing_and_changes_nothing(world, alices, alices_rows):
    before = alices_rows()

    for ids in alices:
        told = await walk(world, ids, "sk-bob")
        assert [] == shown(told)
        assert [] == broken(told)

    assert before == alices_rows()
    assert {"task", "event", "hook", "upload"} <= {table for table, rows in before.items() if rows}
    assert CONTENT == await world.content(alices[0].values["key"])


async def test_a_foreign_account_is_not_told_what_exists(world, alices, nobodys):
    expected = {route: answer_about(nobodys, told) for route, told in (await walk(world, nobodys, "sk-bob")).items()}
    grows = {("GET", "/api/v1/webhooks"), ("GET", "/metrics"), ("GET", "/api/v1/tasks"), ("GET", "/api/v1/events")}

    for ids in alices:
        told = await walk(world, ids, "sk-bob")
        seen = {route: answer_about(ids, answer) for route, answer in told.items()}
        # What Bob himself has made in the meantime, he is shown.
        assert {k: v for k, v in expected.items() if k not in grows} == {
            k: v for k, v in seen.items() if k not in grows
        }
        assert {k: expected[k][0] for k in grows} == {k: seen[k][0] for k in grows}


def answer_about(ids, told):
    status, kind, text = told
    return status, kind, ids.hidden(text)


async def test_without_a_key_nothing_is_answered_but_what_is_public(world, alices):
    told = await walk(world, alices[0], None)

    assert [] == shown(told)
    assert {path for (_, path), (status, _, _) in told.items() if status != 401} == set(PUBLIC)
    assert {404, 403, 400} & {told[method, path][0] for method, path in told if path.startswith("/files")}


async def test_every_route_of_the_api_asks_for_a_scope(world, alices):
    secret = "sk-" + "7" * 32
    await world.ledger.create_key(secret, NewKey(account="alice", scopes=frozenset({Scope.ADMIN})))

    told = await walk(world, alices[0], secret)

    free = {path for (_, path), (status, _, _) in told.items() if path.startswith(API) and status != 403}
    assert free == ANY_KEY | {path for path in free if path.startswith(OPERATORS)}


async def test_the_operators_routes_are_the_operators_alone(world, alices):
    told = await walk(world, alices[0], "sk-alice")

    assert {403} >= {status for (_, path), (status, _, _) in told.items() if path.startswith(OPERATORS)}


async def test_another_accounts_idempotency_key_says_nothing(world):
    async def submit(client):
        headers = world.ASYNC | {"Idempotency-Key": "shared"}
        return (await client.post(world.VIDEO, json=world.video_body(), headers=headers)).json()["output"]["task_id"]

    hers, his, again = [await submit(client) for client in (world.alice, world.bob, world.alice)]

    assert hers == again != his


async def test_a_policy_is_for_the_account_that_asked_for_it(world):
    """Spec 8: the form carries no key, so the account is in what is signed."""
    uploaded = await world.upload(b"picture", "a.png")

    assert (await world.ledger.read_upload(uploaded, account="alice")).account == "alice"
    assert None is await world.ledger.read_upload(uploaded, account="bob")
