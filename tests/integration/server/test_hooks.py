"""Webhooks: addresses of an account, addresses that a task names, and what they are sent (ours)."""

from __future__ import annotations

import asyncio
import datetime as dt
import json

import pytest
from standardwebhooks.webhooks import Webhook

from wanbox.server import outbox

HOOKS = "/api/v1/webhooks"
DELIVERIES = f"{HOOKS}/deliveries"
URL = "https://example.com/told"


@pytest.fixture
def sent(monkeypatch):
    """What goes out, instead of going out: addresses, bodies and headers; and the statuses that come back."""
    made = Sent()
    monkeypatch.setattr("wanbox.fetch.post.post", made.post)
    return made


class Sent:
    def __init__(self):
        self.messages, self.statuses, self._news = [], [], asyncio.Event()

    async def post(self, url, *, body, headers, guard, seconds):
        guard.check_url(url)
        assert seconds > 0
        self.messages.append((url, body, headers))
        self._news.set()
        return self.statuses.pop(0) if self.statuses else 200

    async def first(self, count):
        async with asyncio.timeout(30):
            while len(self.messages) < count:
                self._news.clear()
                await self._news.wait()
        return self.messages[:count]


async def add(world, **body):
    answer = await world.alice.post(HOOKS, json={"url": URL} | body)
    assert 200 == answer.status_code, answer.text
    return answer.json()["output"]["webhook"]


async def deliveries(world, **query):
    return (await world.alice.get(DELIVERIES, params=query)).json()["output"]["deliveries"]


async def ended(world, state):
    """The deliveries, once the newest of them has come to this."""
    async with asyncio.timeout(30):
        while (found := await deliveries(world))[0]["state"] != state:
            await world.ledger.changed(0.05)
    return found


# --- addresses


async def test_a_new_address_is_told_of_all_ends_and_has_a_secret(world):
    hook = await add(world)

    assert (URL, ["CANCELED", "FAILED", "SUCCEEDED"]) == (hook["url"], hook["statuses"])
    assert hook["id"].startswith("hook_")
    assert hook["secret"].startswith("whsec_")


async def test_addresses_are_listed_with_their_secrets_for_their_account_only(world):
    hook = await add(world, statuses=["FAILED"])

    mine, others = [(await caller.get(HOOKS)).json()["output"] for caller in (world.alice, world.bob)]
    assert [hook] == mine["webhooks"]
    assert [] == others["webhooks"]
    assert mine["task_secret"] != others["task_secret"]


async def test_who_may_only_look_sees_no_secrets(make_world):
    async with make_world(api_keys=("alice:sk-alice", "alice[read]:sk-reader")) as world:
        hook = await add(world)
        output = (await world.caller("sk-reader").get(HOOKS)).json()["output"]
        refused = await world.caller("sk-reader").post(HOOKS, json={"url": URL})

    assert {"webhooks": [{name: hook[name] for name in ("id", "url", "statuses", "created")}]} == output
    assert 403 == refused.status_code


async def test_an_address_is_removed_by_its_account_only(world):
    path = f"{HOOKS}/{(await add(world))['id']}"

    assert 404 == (await world.bob.delete(path)).status_code
    assert 200 == (await world.alice.delete(path)).status_code
    assert 404 == (await world.alice.delete(path)).status_code


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"url": ""},
        {"url": 5},
        {"url": "ftp://example.com/"},
        {"url": "https://user:word@example.com/"},
        {"url": "https://example.com:22/"},
        {"url": "https://example.com/\n"},
        {"url": URL, "statuses": []},
        {"url": URL, "statuses": "FAILED"},
        {"url": URL, "statuses": ["UNKNOWN"]},
        {"url": URL, "statuses": ["failed"]},
        {"url": URL, "statuses": [["FAILED"]]},
    ],
)
async def test_an_address_that_cannot_be_used_is_refused(world, body):
    answer = await world.alice.post(HOOKS, json=body)

    assert (400, "InvalidParameter") == (answer.status_code, answer.json()["code"])
    assert "word" not in answer.text


async def test_an_account_has_a_bounded_number_of_addresses(world):
    for number in range(20):
        await add(world, url=f"{URL}/{number}")
    answer = await world.alice.post(HOOKS, json={"url": URL})

    assert (400, "InvalidParameter") == (answer.status_code, answer.json()["code"])


@pytest.mark.parametrize("path", ["ftp://example.com/", "http://user@example.com/", "//example.com", "word"])
async def test_a_task_cannot_name_an_address_that_cannot_be_used(world, path):
    headers = world.ASYNC | {"X-Wanbox-Webhook": path}
    answer = await world.alice.post(world.VIDEO, json=world.video_body(), headers=headers)

    assert (400, "InvalidParameter") == (answer.status_code, answer.json()["code"])
    assert {} == await world.counts()


# --- messages


async def test_a_message_tells_what_a_poll_would_with_links_that_work(world, sent):
    await add(world)
    task_id = await world.submit()
    await world.finish_video(b"clip")
    ((url, body, headers),) = await sent.first(1)
    message, polled = json.loads(body), await world.poll(task_id)

    assert (URL, "task.succeeded") == (url, message["type"])
    assert polled["output"].keys() == message["data"]["output"].keys()
    assert polled["usage"] == message["data"]["usage"]
    assert message["timestamp"].endswith("Z")
    assert "application/json" == headers["content-type"]
    path = message["data"]["output"]["video_url"].removeprefix("http://127.0.0.1:8026")
    assert b"clip" == (await world.nobody.get(path)).content


async def test_a_message_is_signed_with_the_secret_that_was_shown(make_world, clock, sent):
    clock.now = dt.datetime.now(dt.UTC)
    async with make_world() as world:
        secret = (await add(world))["secret"]
        await world.alice.post(
            world.VIDEO, json=world.video_body(), headers=world.ASYNC | {"X-Wanbox-Webhook": f"{URL}/own"}
        )
        own = (await world.alice.get(HOOKS)).json()["output"]["task_secret"]
        await world.finish_video()
        messages = {url: (body, headers) for url, body, headers in await sent.first(2)}

    for url, key in ((URL, secret), (f"{URL}/own", own)):
        body, headers = messages[url]
        assert "task.succeeded" == Webhook(key).verify(body, headers)["type"]


async def test_links_begin_at_the_public_address(make_world, sent):
    async with make_world(public_url="https://wan.example.com") as world:
        await add(world)
        await world.submit()
        await world.finish_video()
        ((_, body, _),) = await sent.first(1)

    assert json.loads(body)["data"]["output"]["video_url"].startswith("https://wan.example.com/files/")


async def test_only_the_states_asked_for_are_told(world, sent):
    await add(world, statuses=["RUNNING"])
    await world.submit()
    await world.finish_video()
    ((_, body, _),) = await sent.first(1)
    await ended(world, "delivered")

    assert "task.running" == json.loads(body)["type"]
    assert 1 == len(await deliveries(world))


async def test_events_of_others_are_not_told(world, sent):
    await add(world)
    await world.bob.post(world.VIDEO, json=world.video_body(), headers=world.ASYNC)
    await world.finish_video()

    assert [] == await deliveries(world)
    assert [] == (await world.bob.get(DELIVERIES)).json()["output"]["deliveries"]


async def test_neither_keys_nor_secrets_are_in_messages_or_logs(world, sent, capsys):
    secret = (await add(world))["secret"]
    await world.submit()
    await world.finish_video()
    ((_, body, _),) = await sent.first(1)
    logged = capsys.readouterr().out

    for word in ("sk-alice", secret, secret.removeprefix("whsec_")):
        assert word not in body.decode()
        assert word not in logged


# --- what became of them


async def test_a_failure_is_told_with_its_reason_and_when_it_is_tried_again(world, sent):
    sent.statuses = [500]
    hook = await add(world)
    task_id = await world.submit()
    await world.finish_video()
    await sent.first(1)
    async with asyncio.timeout(30):
        while not (found := await deliveries(world))[0]["error"]:
            await world.ledger.changed(0.05)

    told = found[0]
    assert ("waiting", "the address answered 500", 1) == (told["state"], told["error"], told["attempt"])
    assert (task_id, hook["id"], "task.succeeded") == (told["task_id"], told["webhook_id"], told["type"])
    assert told["due"] > told["created"]


async def test_what_was_given_up_is_listed_and_sent_again(world, sent, clock):
    sent.statuses = [410]
    headers = world.ASYNC | {"X-Wanbox-Webhook": URL}
    await world.alice.post(world.VIDEO, json=world.video_body(), headers=headers)
    await world.finish_video()
    dead = await ended(world, "dead")
    assert dead == await deliveries(world, dead=1)

    answer = await world.alice.post(f"{DELIVERIES}/replay", json={})
    assert 1 == answer.json()["output"]["replayed"]
    await sent.first(2)
    await ended(world, "delivered")
    assert [] == await deliveries(world, dead=1)


async def test_one_message_is_sent_again_whatever_became_of_it(world, sent):
    await add(world)
    await world.submit()
    await world.finish_video()
    (told,) = await ended(world, "delivered")

    answer = await world.alice.post(f"{DELIVERIES}/replay", json={"id": told["id"]})
    assert 1 == answer.json()["output"]["replayed"]
    first, second = await sent.first(2)
    assert first[2]["webhook-id"] == second[2]["webhook-id"] == told["id"]


async def test_another_account_cannot_send_it_again(world, sent):
    await add(world)
    await world.submit()
    await world.finish_video()
    (told,) = await ended(world, "delivered")

    assert 404 == (await world.bob.post(f"{DELIVERIES}/replay", json={"id": told["id"]})).status_code
    assert 0 == (await world.bob.post(f"{DELIVERIES}/replay", content=b"")).json()["output"]["replayed"]


@pytest.mark.parametrize("query", [{"dead": "yes"}, {"limit": "0"}, {"limit": "501"}, {"limit": "x"}])
async def test_a_question_out_of_range_is_refused(world, query):
    answer = await world.alice.get(DELIVERIES, params=query)

    assert (400, "InvalidParameter") == (answer.status_code, answer.json()["code"])


@pytest.mark.parametrize(
    ("base", "host", "public"),
    [
        ("http://127.0.0.1:8026", "127.0.0.1", ""),
        ("http://127.0.0.1:8026", "0.0.0.0", ""),
        ("http://[::1]:8026", "::", ""),
        ("http://wan.lan:8026", "wan.lan", ""),
        ("https://wan.example.com", "0.0.0.0", "https://wan.example.com"),
    ],
)
async def test_links_without_a_request_begin_where_the_server_listens(base, host, public):
    from wanbox.settings import Settings

    assert base == outbox.own_base(Settings(host=host, public_url=public))
