"""What a key opens, how much, and until when; on both databases where they differ."""

from __future__ import annotations

import asyncio
import datetime as dt

import httpx2
import pytest

from wanbox.ledger.contract import NewKey, Scope
from wanbox.server import key_file, keys

SECRET = "sk-" + "5" * 32
DENIED = (403, "AccessDenied", "Access denied.")
WRONG = (401, "InvalidApiKey", "Invalid API-key provided.")
RATE = (429, "Throttling.RateQuota", "Requests rate limit exceeded, please try again later.")
QUOTA = (429, "Throttling.AllocationQuota", "Allocated quota exceeded, please increase your quota limit.")
POLICY = "/api/v1/uploads?action=getPolicy&model=wan2.6-i2v"


def refusal(answer):
    body = answer.json()
    return answer.status_code, body["code"], body["message"]


@pytest.fixture
def caller(world):
    """A caller of account "alice" with a key of the ledger."""

    async def make(**facts):
        await world.ledger.create_key(SECRET, NewKey(**{"account": "alice"} | facts))
        return world.caller(SECRET)

    return make


@pytest.fixture
def submit(world):
    async def post(client, *, key=None, body=None, path=world.VIDEO, headers=world.ASYNC):
        headers = headers | ({"Idempotency-Key": key} if key else {})
        return await client.post(path, json=body or world.video_body(), headers=headers)

    return post


# --- scopes (spec 9.2: AccessDenied)


SUBMITS = ["POST video", "POST pictures", "POST picture tasks", "GET policy", "POST cancel", "DELETE task"]
READS = ["GET task", "GET tasks"]


@pytest.fixture
def request_for(world):
    async def send(name, client):
        task_id = await world.submit()
        calls = {
            "POST video": ("POST", world.VIDEO, world.video_body(), world.ASYNC),
            "POST pictures": ("POST", world.PICTURES, {}, {}),
            "POST picture tasks": ("POST", world.PICTURE_TASKS, world.edit_body(), world.ASYNC),
            "GET policy": ("GET", POLICY, None, {}),
            "POST cancel": ("POST", f"/api/v1/tasks/{task_id}/cancel", None, {}),
            "DELETE task": ("DELETE", f"/api/v1/tasks/{task_id}", None, {}),
            "GET task": ("GET", f"/api/v1/tasks/{task_id}", None, {}),
            "GET tasks": ("GET", "/api/v1/tasks", None, {}),
        }
        method, path, body, headers = calls[name]
        return await client.request(method, path, json=body, headers=headers)

    return send


@pytest.mark.parametrize("name", SUBMITS)
async def test_a_key_that_only_reads_changes_nothing(world, caller, request_for, name):
    answer = await request_for(name, await caller(scopes=frozenset({Scope.READ})))

    assert DENIED == refusal(answer)
    assert {"PENDING": 1} == await world.counts()


@pytest.mark.parametrize("name", READS)
async def test_a_key_that_only_submits_sees_nothing(caller, request_for, name):
    answer = await request_for(name, await caller(scopes=frozenset({Scope.SUBMIT})))

    assert DENIED == refusal(answer)


@pytest.mark.parametrize("name", [*SUBMITS, *READS])
async def test_an_operators_key_without_more_neither_submits_nor_reads(caller, request_for, name):
    answer = await request_for(name, await caller(scopes=frozenset({Scope.ADMIN})))

    assert DENIED == refusal(answer)


@pytest.mark.parametrize("name", [name for name in SUBMITS if name != "POST pictures"])
async def test_a_key_that_submits_does_all_that_belongs_to_it(caller, request_for, name):
    assert 200 == (await request_for(name, await caller(scopes=frozenset({Scope.SUBMIT})))).status_code


@pytest.mark.parametrize("name", READS)
async def test_a_key_that_reads_does_all_that_belongs_to_it(caller, request_for, name):
    assert 200 == (await request_for(name, await caller(scopes=frozenset({Scope.READ})))).status_code


async def test_any_key_may_list_the_models(caller):
    answer = await (await caller(scopes=frozenset({Scope.ADMIN}))).get("/api/v1/models")

    assert 200 == answer.status_code


# --- the end of a key


async def test_the_very_next_call_of_a_revoked_key_is_refused(world, caller):
    client = await caller()
    before = (await client.get("/api/v1/tasks")).status_code
    (key,) = await world.ledger.keys()
    await world.ledger.revoke_key(key.id)

    assert (200, WRONG) == (before, refusal(await client.get("/api/v1/tasks")))


async def test_a_key_ends_with_its_time(world, caller):
    client = await caller(expires=world.clock() + dt.timedelta(hours=1))
    before = (await client.get("/api/v1/tasks")).status_code
    world.clock.advance(hours=1)

    assert (200, WRONG) == (before, refusal(await client.get("/api/v1/tasks")))


async def test_the_tasks_of_a_revoked_key_are_still_its_accounts(world, caller, submit):
    task_id = (await submit(await caller())).json()["output"]["task_id"]
    (key,) = await world.ledger.keys()
    await world.ledger.revoke_key(key.id)

    assert "PENDING" == (await world.poll(task_id))["output"]["task_status"]


@pytest.mark.parametrize(
    "value", ["Bearer", "Bearer ", "Basic sk-alice", "sk-alice", "Bearer sk-alice x", "Bearer \x00"]
)
async def test_what_is_no_key_is_refused_in_the_vendors_words(world, value):
    answer = await world.nobody.get("/api/v1/tasks", headers={"Authorization": value})

    assert WRONG == refusal(answer)


async def test_on_postgresql_a_found_key_is_believed_for_a_second(make_world, postgres_url, monkeypatch):
    """So that a poll takes one round trip; on SQLite there is nothing to spare."""
    async with make_world(database_url=postgres_url, secret="s" * 32) as world:
        await world.ledger.create_key(SECRET, NewKey(account="alice"))
        client = world.caller(SECRET)
        ring = world.app.state.context.keyring
        moment = [100.0]
        monkeypatch.setattr(ring, "_seconds", lambda: moment[0])
        first = await client.get("/api/v1/tasks")
        (key,) = await world.ledger.keys()
        await world.ledger.revoke_key(key.id)
        within = await client.get("/api/v1/tasks")
        moment[0] += 1
        after = await client.get("/api/v1/tasks")

    assert [200, 200, 401] == [answer.status_code for answer in (first, within, after)]


# --- rates and quotas (spec 9.2, 10)


async def test_more_than_its_rate_is_refused_with_the_time_to_wait(world, caller, submit):
    client = await caller(rate=0.5)
    answers = [await submit(client) for _ in range(2)]

    assert [200, 429] == [answer.status_code for answer in answers]
    assert RATE == refusal(answers[1])
    assert ("2", "2000") == tuple(answers[1].headers[name] for name in ("retry-after", "retry-after-ms"))
    assert {"PENDING": 1} == await world.counts()


async def test_after_the_time_to_wait_it_is_taken(world, caller, submit):
    client = await caller(rate=0.5)
    await submit(client)
    wait = int((await submit(client)).headers["retry-after-ms"])
    world.clock.advance(milliseconds=wait - 1)
    early = await submit(client)
    world.clock.advance(milliseconds=1)

    assert [429, 200] == [early.status_code, (await submit(client)).status_code]


async def test_a_short_wait_is_a_whole_second_for_those_who_count_in_seconds(caller, submit):
    client = await caller(rate=10)
    answers = [await submit(client) for _ in range(6)]

    assert [200] * 5 + [429] == [answer.status_code for answer in answers]
    assert ("1", "100") == tuple(answers[-1].headers[name] for name in ("retry-after", "retry-after-ms"))


async def test_a_quota_ends_with_the_day_and_no_client_should_wait_for_that(world, caller, submit):
    client = await caller(quota=2)
    answers = [await submit(client) for _ in range(3)]
    world.clock.advance(days=1)

    assert QUOTA == refusal(answers[2])
    assert 3600 < int(answers[2].headers["retry-after"]) <= 86400
    assert "false" == answers[2].headers["x-should-retry"]
    assert 200 == (await submit(client)).status_code


@pytest.mark.parametrize("limit", [{"rate": 0.5}, {"quota": 1}], ids=str)
async def test_an_idempotent_repeat_is_never_refused(caller, submit, limit):
    client = await caller(**limit)
    answers = [await submit(client, key="one") for _ in range(5)]
    other = await submit(client, key="two")

    assert [200] * 5 == [answer.status_code for answer in answers]
    assert 1 == len({answer.json()["output"]["task_id"] for answer in answers})
    assert 429 == other.status_code


async def test_the_synchronous_path_is_limited_too(world, caller, submit):
    client = await caller(rate=0.5)
    await submit(client)

    assert RATE == refusal(await submit(client, path=world.PICTURES, body=world.edit_body(), headers={}))


async def test_a_stream_is_refused_before_it_begins(world, caller, submit):
    client = await caller(quota=1)
    await submit(client)

    answer = await submit(client, path=world.PICTURES, body=world.interleave_body(), headers=world.SSE)

    assert QUOTA == refusal(answer)
    assert "application/json" == answer.headers["content-type"]


async def test_what_was_refused_a_moment_ago_is_not_stored_to_be_refused_again(world, caller, submit, monkeypatch):
    client = await caller(rate=0.5)
    body = {"model": "wan2.6-i2v", "input": {"img_url": "data:image/png;base64,AAAA"}, "parameters": {}}
    first, second = await submit(client, body=body), await submit(client, body=body)
    stored = []
    monkeypatch.setattr(type(world.storage), "put_bytes", lambda *arguments, **_: stored.append(arguments))
    world.clock.advance(milliseconds=400)

    third = await submit(client, body=body)

    assert (200, RATE, RATE) == (first.status_code, refusal(second), refusal(third))
    assert ("2000", "1600") == tuple(answer.headers["retry-after-ms"] for answer in (second, third))
    assert [] == stored


async def test_limits_of_one_key_do_not_touch_another_of_the_same_account(world, caller, submit):
    await submit(await caller(quota=1))

    assert await world.submit()


async def test_a_key_runs_no_more_tasks_at_a_time_than_it_may(world, caller, submit):
    client = await caller(running=1)
    for _ in range(2):
        await submit(client)
    await world.claim()

    assert None is await world.ledger.claim("another", engines=["storyboard"], lease=15)


async def test_the_vendors_limits_refuse_the_sixth_submission_of_a_second(make_world):
    """Spec 10: 5 requests a second for an account and a model."""
    async with make_world(vendor_limits=True) as world:
        answers = [await world.alice.post(world.VIDEO, json=world.video_body(), headers=world.ASYNC) for _ in range(6)]
        other = await world.bob.post(world.VIDEO, json=world.video_body(), headers=world.ASYNC)

    assert [200] * 5 + [429, 200] == [answer.status_code for answer in [*answers, other]]
    assert RATE == refusal(answers[5])


async def test_the_vendors_limits_refuse_the_21st_poll_of_a_second_and_not_the_20th(make_world):
    """Spec 10: 20 polls a second for an account."""
    async with make_world(vendor_limits=True) as world:
        hold_still(world)
        answers = [await world.alice.get("/api/v1/tasks/x") for _ in range(21)]
        other = await world.bob.get("/api/v1/tasks/x")
        listed = await world.alice.get("/api/v1/tasks")

    assert [200] * 20 + [429, 200, 200] == [answer.status_code for answer in [*answers, other, listed]]
    assert RATE == refusal(answers[20])
    assert "50" == answers[20].headers["retry-after-ms"]


def hold_still(world):
    """Have the limits of questions see one moment, however slow this machine is."""
    for pace in world.app.state.context.questions._paces.values():
        pace._seconds = lambda: 100.0


# --- wrong keys


@pytest.fixture
def from_address(world):
    """A caller who is not on this machine."""

    def make(key, host="203.0.113.9"):
        transport = httpx2.ASGITransport(world.app, client=(host, 1))
        return httpx2.AsyncClient(transport=transport, base_url=world.BASE, headers={"Authorization": f"Bearer {key}"})

    return make


async def test_whoever_tries_many_wrong_keys_is_slowed_down(from_address):
    answers = [await from_address(f"sk-{n}").get("/api/v1/tasks") for n in range(62)]

    assert [401] * 60 == [answer.status_code for answer in answers[:60]]
    assert RATE == refusal(answers[61])
    assert "1" == answers[61].headers["retry-after"]


async def test_the_neighbour_who_had_a_right_key_before_is_not(from_address):
    alice = from_address("sk-alice")
    await alice.get("/api/v1/tasks")
    for n in range(62):
        await from_address(f"sk-{n}").get("/api/v1/tasks")

    assert 200 == (await alice.get("/api/v1/tasks")).status_code
    assert 429 == (await from_address("sk-bob").get("/api/v1/tasks")).status_code


# --- what is down


async def test_a_database_that_is_down_asks_for_another_try(world):
    await world.ledger.close()
    try:
        answer = await world.alice.get("/api/v1/tasks/x")
    finally:
        await world.ledger.open()

    assert (503, "2") == (answer.status_code, answer.headers["retry-after"])


# --- the first key


async def test_servers_that_start_at_once_on_one_database_make_one_key(make_world, postgres_url, tmp_path):
    async with make_world(database_url=postgres_url, secret="s" * 32, api_keys=()) as world:
        folders = [tmp_path / str(n) for n in range(6)]
        ring = keys.Keyring(world.ledger, now=world.clock())
        made = await asyncio.gather(*(keys.ensure_key(ring, world.ledger, folder) for folder in folders))
        stored = [secret for secret in map(key_file.stored_key, folders) if secret]

        assert [first.secret for first in made if first] == stored
        assert 1 == len(stored)
        assert 1 == len(await world.ledger.keys())
