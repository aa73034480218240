"""Polling, listing, cancelling, stopping, and what another account sees of it: nothing (spec 6, 7)."""

from __future__ import annotations

import pytest


async def test_a_foreign_task_is_unknown(world):
    task_id = await world.submit()

    polled = (await world.bob.get(f"/api/v1/tasks/{task_id}")).json()

    assert {"task_id": task_id, "task_status": "UNKNOWN"} == polled["output"]


@pytest.mark.parametrize(("method", "path"), [("POST", "/cancel"), ("DELETE", "")])
async def test_a_foreign_task_can_be_neither_cancelled_nor_stopped(world, method, path):
    task_id = await world.submit()

    answer = await world.bob.request(method, f"/api/v1/tasks/{task_id}{path}")

    assert (400, "UnsupportedOperation") == (answer.status_code, answer.json()["code"])
    assert "PENDING" == (await world.poll(task_id))["output"]["task_status"]


async def test_a_foreign_task_is_not_listed(world):
    task_id = await world.submit()

    listed = (await world.bob.get("/api/v1/tasks", params={"task_id": task_id})).json()

    assert (0, []) == (listed["total"], listed["data"])


@pytest.mark.parametrize("task_id", ["word", "..", "%00", "a'b", "🦊", "x" * 2000])
async def test_an_odd_id_is_unknown(world, task_id):
    answer = await world.alice.get(f"/api/v1/tasks/{task_id}")

    assert answer.status_code in {200, 404}
    if answer.status_code == 200 and "data" not in answer.json():
        assert "UNKNOWN" == answer.json()["output"]["task_status"]


async def test_a_waiting_task_tells_its_place_in_the_queue(world):
    await world.submit()
    second = await world.submit()

    polled = await world.poll(second)

    assert 1 == polled["output"]["wanbox"]["queue_position"]


async def test_a_running_task_tells_progress_and_phase(world):
    task_id = await world.submit()
    claim = await world.claim()
    await world.ledger.heartbeat(claim, lease=15, progress=0.25, phase="drawing")

    output = (await world.poll(task_id))["output"]

    assert "RUNNING" == output["task_status"]
    assert (0.25, "drawing") == (output["wanbox"]["progress"], output["wanbox"]["phase"])
    assert "scheduled_time" in output
    assert "queue_position" not in output["wanbox"]


async def test_a_finished_task_brings_its_report_and_a_fresh_link_per_poll(world):
    task_id = await world.submit()
    await world.finish_video()

    first = (await world.poll(task_id))["output"]
    world.clock.advance(hours=1)
    second = (await world.poll(task_id))["output"]

    assert "storyboard" == first["wanbox"]["report"]["engine"]
    assert "phase" not in first["wanbox"]
    assert first["video_url"] != second["video_url"]
    assert 200 == (await world.nobody.get(second["video_url"])).status_code


async def test_links_begin_with_the_public_address_where_one_is_set(make_world):
    async with make_world(public_url="https://wan.example.com/box") as world:
        task_id = await world.submit()
        await world.finish_video()

        url = (await world.poll(task_id))["output"]["video_url"]

        assert url.startswith("https://wan.example.com/box/files/")


async def test_a_failed_task_has_code_and_message_under_output_only(world):
    task_id = await world.submit()
    claim = await world.claim()
    await world.ledger.fail(claim, code="InvalidURL.Timeout", message="Download x timeout.", retry=False)

    polled = await world.poll(task_id)

    assert ("FAILED", "InvalidURL.Timeout") == (polled["output"]["task_status"], polled["output"]["code"])
    assert {"request_id", "output"} == set(polled)


async def test_a_running_task_is_not_cancelled_but_can_be_stopped(world):
    task_id = await world.submit()
    claim = await world.claim()

    cancelled = await world.alice.post(f"/api/v1/tasks/{task_id}/cancel")
    stopped = await world.alice.delete(f"/api/v1/tasks/{task_id}")

    assert (400, 200) == (cancelled.status_code, stopped.status_code)
    assert "CANCELED" == (await world.poll(task_id))["output"]["task_status"]
    assert not await world.ledger.heartbeat(claim, lease=15, progress=0.5, phase="drawing")


async def test_what_has_ended_cannot_be_stopped(world):
    task_id = await world.submit()
    await world.finish_video()

    answer = await world.alice.delete(f"/api/v1/tasks/{task_id}")

    assert (400, "UnsupportedOperation") == (answer.status_code, answer.json()["code"])


async def test_a_list_is_filtered_and_paged(world):
    ids = []
    for _ in range(5):
        ids.append(await world.submit())
        world.clock.advance(seconds=1)
    await world.finish_video()

    page = (await world.alice.get("/api/v1/tasks?status=PENDING&page_size=3&page_no=2&model_name=wan2.6-t2v")).json()

    assert (4, 2, 2, 3) == tuple(page[name] for name in ("total", "total_page", "page_no", "page_size"))
    assert 1 == len(page["data"])
    assert "apikey:v1:aigc:video-generation:video-synthesis:wan2.6-t2v" == page["data"][0]["user_api_unique_key"]
    assert "results" not in page["data"][0]


@pytest.mark.parametrize(
    "query",
    [
        "page_no=0",
        "page_no=x",
        "page_size=0",
        "page_size=1000000",
        "status=DONE",
        "start_time=now",
        "end_time=20269999999999",
    ],
)
async def test_a_query_out_of_range_is_refused(world, query):
    answer = await world.alice.get(f"/api/v1/tasks?{query}")

    assert (400, "InvalidParameter") == (answer.status_code, answer.json()["code"])


async def test_models_are_listed_page_by_page(world):
    first = (await world.alice.get("/api/v1/models?page_no=1&page_size=3&language=en")).json()["output"]
    last = (await world.alice.get("/api/v1/models/?page_no=3&page_size=3")).json()["output"]

    assert (7, 3, 1) == (first["total"], len(first["models"]), len(last["models"]))


async def test_a_model_can_be_asked_for_by_name(world):
    """The official client's `Models.get` takes the first entry of such a page."""
    page = (await world.alice.get("/api/v1/models?model=wan2.6-image&page_no=1&page_size=1")).json()["output"]

    assert ["wan2.6-image"] == [model["model"] for model in page["models"]]
    assert 1 == page["total"]


async def test_a_model_that_nobody_has_is_an_empty_page(world):
    page = (await world.alice.get("/api/v1/models?model=wan9")).json()["output"]

    assert [] == page["models"]
