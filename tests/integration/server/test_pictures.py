"""E2: the caller waits, the task takes the same way as any other (spec 4)."""

from __future__ import annotations

import asyncio

import pytest


async def ask(world, body=None, **headers):
    """A request under way, and the worker's claim on its task."""
    asking = asyncio.create_task(world.alice.post(world.PICTURES, json=body or world.edit_body(n=1), headers=headers))
    return asking, await world.claimed_soon()


async def test_the_pictures_come_in_the_answer_with_usage_beside_output(world):
    asking, claim = await ask(world)
    await world.finish_pictures(claim, [await world.picture(b"the picture")])

    body = (await asking).json()

    url = body["output"]["choices"][0]["message"]["content"][0]["image"]
    assert b"the picture" == (await world.nobody.get(url)).content
    assert 1 == body["usage"]["image_count"]
    assert "code" not in body


async def test_text_to_picture_goes_the_same_way(world):
    messages = [{"role": "user", "content": [{"text": "a lighthouse"}]}]
    asking, claim = await ask(world, {"model": "wan2.6-t2i", "input": {"messages": messages}, "parameters": {"n": 1}})
    await world.finish_pictures(claim, [await world.picture()])

    assert 1 == len((await asking).json()["output"]["choices"])


async def test_a_caller_who_waits_goes_before_what_was_only_queued(world):
    await world.submit()

    asking = asyncio.create_task(world.alice.post(world.PICTURES, json=world.edit_body(n=1)))
    async with asyncio.timeout(30):
        while (await world.counts()).get("PENDING") != 2:
            await world.ledger.changed(0.1)
    claim = await world.claim()
    await world.finish_pictures(claim, [await world.picture()])

    assert "multimodal-generation" == claim.task.group
    assert 200 == (await asking).status_code


async def test_the_task_can_be_found_under_its_listing(world):
    asking, claim = await ask(world)
    await world.finish_pictures(claim, [await world.picture()])
    answer = (await asking).json()

    (row,) = (await world.alice.get("/api/v1/tasks")).json()["data"]

    assert (claim.task.id, answer["request_id"]) == (row["task_id"], row["request_id"])


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("InvalidParameter", 400),
        ("InvalidURL.Timeout", 400),
        ("DataInspectionFailed", 400),
        ("InternalError.Algo", 500),
        ("ModelUnavailable", 503),
        ("SomethingNew", 500),
    ],
)
async def test_a_failed_task_becomes_an_error_with_the_status_of_its_code(world, code, status):
    asking, claim = await ask(world)
    await world.ledger.fail(claim, code=code, message="what went wrong", retry=False)

    answer = await asking

    assert status == answer.status_code
    assert (code, "what went wrong") == (answer.json()["code"], answer.json()["message"])


async def test_a_task_that_is_stopped_meanwhile_ends_the_wait(world):
    asking, claim = await ask(world)
    await world.alice.delete(f"/api/v1/tasks/{claim.task.id}")

    answer = await asking

    assert (400, "UnsupportedOperation") == (answer.status_code, answer.json()["code"])


async def test_interleave_without_the_stream_header_is_an_error(world):
    answer = await world.alice.post(world.PICTURES, json=world.interleave_body())

    assert (400, "InvalidParameter") == (answer.status_code, answer.json()["code"])
    assert {} == await world.counts()


async def test_patience_ends_with_the_vendors_time_out_and_the_task_is_stopped(world, monkeypatch):
    monkeypatch.setattr("wanbox.server.images.WAIT_SECONDS", 0.05)

    answer = await world.alice.post(world.PICTURES, json=world.edit_body())
    await world.app.state.context.finish_errands()

    assert (500, "RequestTimeOut") == (answer.status_code, answer.json()["code"])
    assert {"CANCELED": 1} == await world.counts()


async def test_a_repeat_with_the_same_idempotency_key_waits_for_the_same_task(world):
    headers = {"Idempotency-Key": "order-1"}
    first, claim = await ask(world, **headers)
    second = asyncio.create_task(world.alice.post(world.PICTURES, json=world.edit_body(n=1), headers=headers))
    await world.finish_pictures(claim, [await world.picture()])

    assert (await first).json()["request_id"] == (await second).json()["request_id"]
    assert {"SUCCEEDED": 1} == await world.counts()


async def test_a_stopping_server_sends_home_who_waits(world):
    asking, _claim = await ask(world)
    world.app.state.context.watch.close()

    answer = await asking

    assert (503, "ModelUnavailable") == (answer.status_code, answer.json()["code"])


async def test_a_caller_who_hangs_up_ends_the_task(world, exchange):
    call = exchange(world.PICTURES, world.edit_body())
    await world.claimed_soon()

    await call.hang_up()
    await world.app.state.context.finish_errands()

    assert {"CANCELED": 1} == await world.counts()
    assert b"" == call.body


async def test_a_caller_who_hangs_up_but_can_come_back_keeps_the_task(world, exchange):
    call = exchange(world.PICTURES, world.edit_body(), **{"Idempotency-Key": "order-1"})
    await world.claimed_soon()

    await call.hang_up()
    await world.app.state.context.finish_errands()

    assert {"RUNNING": 1} == await world.counts()
