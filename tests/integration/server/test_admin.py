"""The operator's routes: over all accounts, for keys with the scope `admin` alone."""

from __future__ import annotations

import datetime as dt

import pytest

from wanbox.ledger.contract import NewKey, Result, Scope, StaleAttempt, WorkerRow

ADMIN = "/api/v1/admin"
NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


def worker(**changes):
    facts = {"name": "h:1:a", "host": "h", "pid": 1, "engines": frozenset({"storyboard"}), "started": NOW, "seen": NOW}
    return WorkerRow(**(facts | changes))


@pytest.fixture
async def operator(world):
    await world.ledger.create_key("sk-operator-0123456789", NewKey(account="ops", scopes=frozenset({Scope.ADMIN})))
    return world.caller("sk-operator-0123456789")


@pytest.fixture
async def user(world):
    await world.ledger.create_key("sk-user-0123456789", NewKey(account="alice"))
    return world.caller("sk-user-0123456789")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/status"),
        ("GET", "/workers"),
        ("GET", "/tasks?account=alice"),
        ("GET", "/tasks/x"),
        ("POST", "/workers/w/drain"),
        ("POST", "/engines/storyboard/pause"),
        ("POST", "/engines/storyboard/resume"),
        ("POST", "/tasks/x/requeue"),
    ],
)
async def test_other_keys_open_none_of_them(world, user, method, path):
    answer = await user.request(method, ADMIN + path)

    assert (403, "AccessDenied") == (answer.status_code, answer.json()["code"])
    assert 401 == (await world.nobody.request(method, ADMIN + path)).status_code


async def test_workers_are_listed_with_what_they_hold(world, operator):
    await world.ledger.report_worker(worker(task_id="t"))

    (row,) = (await operator.get(f"{ADMIN}/workers")).json()["workers"]

    assert ("h:1:a", "busy", "t", ["storyboard"]) == (row["name"], row["state"], row["task_id"], row["engines"])


async def test_a_drained_worker_hears_of_it(world, operator):
    await world.ledger.report_worker(worker())

    answer = await operator.post(f"{ADMIN}/workers/h:1:a/drain")

    assert 200 == answer.status_code
    assert await world.ledger.report_worker(worker())
    assert "draining" == (await operator.get(f"{ADMIN}/workers")).json()["workers"][0]["state"]


async def test_an_unknown_worker_is_not_found(operator):
    answer = await operator.post(f"{ADMIN}/workers/nobody/drain")

    assert (404, "There is no worker nobody.") == (answer.status_code, answer.json()["message"])


@pytest.mark.parametrize("engine", ["storyboard", "*"])
async def test_nothing_is_handed_out_while_an_engine_is_paused(world, operator, engine):
    await world.submit()
    paused = await operator.post(f"{ADMIN}/engines/{engine}/pause")
    during = await world.ledger.claim("w", engines=["storyboard"], lease=15)
    ready = (await world.nobody.get("/readyz")).json()
    resumed = await operator.post(f"{ADMIN}/engines/{engine}/resume")

    assert (200, None, [engine], 200) == (paused.status_code, during, ready["paused"], resumed.status_code)
    assert await world.ledger.claim("w", engines=["storyboard"], lease=15)


async def test_an_engine_that_nobody_has_is_not_found(operator):
    answer = await operator.post(f"{ADMIN}/engines/storybord/pause")

    assert 404 == answer.status_code
    assert "storyboard" in answer.json()["message"]


async def test_a_requeued_task_is_taken_from_its_worker(world, operator):
    task_id = await world.submit()
    held = await world.claim()

    answer = await operator.post(f"{ADMIN}/tasks/{task_id}/requeue")

    assert 200 == answer.status_code
    assert "PENDING" == (await operator.get(f"{ADMIN}/tasks/{task_id}")).json()["task"]["status"]
    with pytest.raises(StaleAttempt):
        await world.ledger.finish(held, Result())


async def test_what_does_not_run_cannot_be_requeued(world, operator):
    task_id = await world.submit()

    answers = [await operator.post(f"{ADMIN}/tasks/{one}/requeue") for one in (task_id, "nothing")]

    assert [404, 404] == [answer.status_code for answer in answers]
    assert "PENDING, not RUNNING" in answers[0].json()["message"]


async def test_an_accounts_tasks_are_listed_without_their_prompts(world, operator):
    task_id = await world.submit()

    answer = await operator.get(f"{ADMIN}/tasks", params={"account": "alice", "status": "PENDING"})

    assert [task_id] == [row["task_id"] for row in answer.json()["tasks"]]
    assert "paper boat" not in answer.text
    assert 0 == (await operator.get(f"{ADMIN}/tasks", params={"account": "bob"})).json()["total"]


@pytest.fixture
def submit_as(world):
    async def submit(caller):
        answer = await caller.post(world.VIDEO, json=world.video_body(), headers=world.ASYNC)
        return answer.json()["output"]["task_id"]

    return submit


async def test_the_tasks_of_all_accounts_are_listed_newest_first(world, operator, submit_as):
    first, second = await submit_as(world.alice), await submit_as(world.bob)

    rows = (await operator.get(f"{ADMIN}/tasks")).json()["tasks"]

    assert [(second, "bob"), (first, "alice")] == [(row["task_id"], row["account"]) for row in rows]


@pytest.mark.parametrize(
    ("filters", "total"),
    [
        ({}, 3),
        ({"account": "alice"}, 2),
        ({"account": "carol"}, 0),
        ({"status": "RUNNING"}, 1),
        ({"status": "PENDING", "account": "bob"}, 1),
        ({"engine": "storyboard"}, 3),
        ({"engine": "cloud"}, 0),
        ({"model_name": "wan2.6-i2v"}, 0),
    ],
)
async def test_tasks_are_filtered(world, operator, submit_as, filters, total):
    for caller in (world.alice, world.alice, world.bob):
        await submit_as(caller)
    await world.claim()

    answer = (await operator.get(f"{ADMIN}/tasks", params=filters)).json()

    assert (total, total) == (answer["total"], len(answer["tasks"]))


async def test_tasks_come_in_pages(world, operator, submit_as):
    ids = [await submit_as(caller) for caller in (world.alice, world.bob, world.alice)]

    pages = [
        (await operator.get(f"{ADMIN}/tasks", params={"page_no": page, "page_size": 2})).json() for page in (1, 2, 3)
    ]

    assert [ids[:0:-1], ids[:1], []] == [[row["task_id"] for row in page["tasks"]] for page in pages]
    assert [3, 3, 3] == [page["total"] for page in pages]


async def test_a_filter_that_means_nothing_is_refused(operator):
    assert 400 == (await operator.get(f"{ADMIN}/tasks", params={"status": "LOST"})).status_code


async def test_the_status_counts_tasks_and_workers(world, operator):
    await world.submit()
    await world.ledger.report_worker(worker())

    told = (await operator.get(f"{ADMIN}/status")).json()

    assert (1, 1, []) == (told["tasks"]["PENDING"], told["workers"]["idle"], told["paused"])
