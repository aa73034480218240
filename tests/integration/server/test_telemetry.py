"""What a server counts of its requests, and that no page of it names a caller."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from wanbox.ledger.contract import WorkerRow

NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


@pytest.fixture
def read(world):
    async def page():
        text = (await world.nobody.get("/metrics")).text
        return dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))

    return page


def requests(method, route, status):
    return f'wanbox_http_requests_total{{method="{method}",route="{route}",status="{status}"}}'


async def test_requests_are_counted_by_the_template_of_their_route(world, read):
    for task_id in ("a", "b"):
        await world.alice.get(f"/api/v1/tasks/{task_id}")
    await world.nobody.get("/api/v1/admin/workers/some/where")

    found = await read()

    assert "2.0" == found[requests("GET", "/api/v1/tasks/{task_id}", 200)]
    assert "1.0" == found[requests("GET", "unknown", 404)]
    assert "2.0" == found['wanbox_http_request_seconds_count{method="GET",route="/api/v1/tasks/{task_id}"}']


async def test_a_refusal_has_its_own_status(world, read):
    await world.nobody.get("/api/v1/tasks/a")

    assert "1.0" == (await read())[requests("GET", "/api/v1/tasks/{task_id}", 401)]


async def test_an_unforeseen_error_is_counted_as_500(world, read, monkeypatch):
    async def broken(*_args, **_more):
        raise RuntimeError

    monkeypatch.setattr(type(world.ledger), "read", broken)
    await world.alice.get("/api/v1/tasks/a")

    assert "1.0" == (await read())[requests("GET", "/api/v1/tasks/{task_id}", 500)]


async def test_a_method_that_nobody_knows_is_no_label_of_its_own(world, read):
    await world.nobody.request("BREW", "/healthz")

    assert not any("BREW" in name for name in await read())


async def test_gauges_tell_what_waits_and_who_works(world, read):
    await world.submit()
    world.clock.advance(seconds=9)
    row = WorkerRow(name="w", host="h", pid=1, engines=frozenset({"e"}), started=NOW, seen=NOW, task_id="t")
    await world.ledger.report_worker(row)
    await world.ledger.pause("storyboard", paused=True)

    found = await read()

    assert "9.0" == found["wanbox_oldest_waiting_seconds"]
    assert ("1.0", "0.0") == (found['wanbox_workers{state="busy"}'], found['wanbox_workers{state="idle"}'])
    assert "1.0" == found['wanbox_paused{engine="storyboard"}']
    assert ("0.0", "0.0") == (found["wanbox_deliveries_due"], found["wanbox_deliveries_dead"])


async def test_no_label_names_an_account_a_key_or_a_task(world):
    task_id = await world.submit()
    await world.poll(task_id)

    text = (await world.nobody.get("/metrics")).text

    assert not re.search("alice|sk-", text)
    assert task_id not in text


async def test_without_its_database_there_is_no_page(world):
    await world.ledger.close()

    assert 503 == (await world.nobody.get("/metrics")).status_code


@pytest.mark.parametrize(
    ("alive", "trouble", "rows", "told"),
    [
        (1, "", 0, "ok"),
        (1, "1 of 2 keep dying, 3 times in a row", 0, "ok: 1 of 2 keep dying, 3 times in a row"),
        (0, "2 of 2 keep dying, 3 times in a row", 0, "failed: 2 of 2 keep dying, 3 times in a row"),
        (0, "2 of 2 drained", 1, "ok: elsewhere; of its own 2 of 2 drained"),
        (None, "", 1, "ok"),
        (None, "", 0, "failed: none is alive"),
    ],
)
async def test_readiness_says_who_works(make_world, alive, trouble, rows, told):
    own = {} if alive is None else {"workers_alive": lambda: alive, "workers_trouble": lambda: trouble}
    async with make_world(**own) as world:
        row = WorkerRow(name="w", host="h", pid=1, engines=frozenset({"storyboard"}), started=NOW, seen=NOW)
        for _ in range(rows):
            await world.ledger.report_worker(row)

        answer = await world.nobody.get("/readyz")

        assert (told, 200 if told.startswith("ok") else 503) == (
            answer.json()["checks"]["workers"],
            answer.status_code,
        )


async def test_an_engine_without_a_worker_is_named(make_world):
    async with make_world(routes=(("*-t2v", "diffusers"), ("*", "storyboard"))) as world:
        row = WorkerRow(name="w", host="h", pid=1, engines=frozenset({"storyboard"}), started=NOW, seen=NOW)
        await world.ledger.report_worker(row)

        checks = (await world.nobody.get("/readyz")).json()["checks"]

        assert "failed: none for diffusers" == checks["workers"]


async def test_a_worker_that_was_not_seen_for_three_leases_does_not_count(world):
    row = WorkerRow(name="w", host="h", pid=1, engines=frozenset({"storyboard"}), started=NOW, seen=NOW)
    await world.ledger.report_worker(row)
    before = (await world.nobody.get("/readyz")).status_code
    world.clock.advance(seconds=46)

    assert (200, 503) == (before, (await world.nobody.get("/readyz")).status_code)
