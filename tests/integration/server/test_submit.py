"""From a body to a stored task."""

from __future__ import annotations

import base64

import pytest


async def test_a_seed_is_drawn_before_the_task_is_stored(world):
    await world.submit()
    await world.submit()

    seeds = {(await world.claim()).task.request["seed"] for _ in range(2)}

    assert 2 == len(seeds)
    assert all(0 <= seed <= 2147483647 for seed in seeds)


async def test_a_seed_that_was_given_stays(world):
    await world.submit(parameters={"seed": 7})

    assert 7 == (await world.claim()).task.request["seed"]


async def test_inline_media_is_put_aside_undecoded_and_kept_with_the_task(world):
    text = base64.b64encode(bytes(range(256)) * 8).decode()
    body = {"model": "wan2.6-i2v", "input": {"img_url": f"data:image/png;base64,{text}"}}

    await world.alice.post(world.VIDEO, json=body, headers=world.ASYNC)
    image = (await world.claim()).task.request["image"]

    assert ("spooled", "image/png", "input.img_url") == (image["kind"], image["media_type"], image["field"])
    assert text.encode() == await world.content(image["value"])


async def test_every_picture_of_an_edit_is_put_aside_in_order(world):
    texts = [base64.b64encode(bytes([n]) * 300).decode() for n in range(2)]
    content = [{"text": "combine"}, *({"image": f"data:image/png;base64,{text}"} for text in texts)]
    body = {"model": "wan2.6-image", "input": {"messages": [{"role": "user", "content": content}]}}

    await world.alice.post(world.PICTURE_TASKS, json=body, headers=world.ASYNC)
    images = (await world.claim()).task.request["images"]

    assert [text.encode() for text in texts] == [await world.content(image["value"]) for image in images]


async def test_text_in_the_middle_of_base64_that_is_none_does_not_break_the_server(world):
    text = "A" * 100 + "é🦊" + "A" * 100
    body = {"model": "wan2.6-i2v", "input": {"img_url": f"data:image/png;base64,{text}"}}

    answer = await world.alice.post(world.VIDEO, json=body, headers=world.ASYNC)

    assert 200 == answer.status_code


async def test_the_route_of_the_settings_names_the_engine(make_world):
    async with make_world(routes=(("wan2.6-t2v", "cloud"), ("*", "storyboard"))) as world:
        await world.submit()

        claim = await world.ledger.claim("worker", engines=["cloud"], lease=15)

        assert claim is not None
        assert "cloud" == claim.task.engine


async def test_the_same_key_and_body_get_the_same_answer(world):
    headers = world.ASYNC | {"Idempotency-Key": "order-1"}

    first = await world.alice.post(world.VIDEO, json=world.video_body(), headers=headers)
    second = await world.alice.post(world.VIDEO, json=world.video_body(), headers=headers)

    assert first.json() == second.json()
    assert {"PENDING": 1} == await world.counts()


async def test_the_same_answer_even_when_the_task_has_moved_on(world):
    headers = world.ASYNC | {"Idempotency-Key": "order-1"}

    first = await world.alice.post(world.VIDEO, json=world.video_body(), headers=headers)
    await world.finish_video()
    second = await world.alice.post(world.VIDEO, json=world.video_body(), headers=headers)

    assert first.json() == second.json()


async def test_the_same_key_with_another_body_is_refused_and_says_so(world):
    headers = world.ASYNC | {"Idempotency-Key": "order-1"}
    await world.alice.post(world.VIDEO, json=world.video_body(), headers=headers)

    answer = await world.alice.post(world.VIDEO, json=world.video_body(input={"prompt": "b"}), headers=headers)

    assert 400 == answer.status_code
    assert "The Idempotency-Key was already used with a different request body." == answer.json()["message"]


async def test_the_same_key_at_another_path_is_another_request(world):
    headers = {"Idempotency-Key": "order-1"}
    await world.alice.post(world.PICTURE_TASKS, json=world.edit_body(), headers=headers | world.ASYNC)

    answer = await world.alice.post(world.PICTURES, json=world.edit_body(), headers=headers)

    assert 400 == answer.status_code


async def test_two_accounts_may_use_the_same_idempotency_key(world):
    headers = world.ASYNC | {"Idempotency-Key": "order-1"}

    alices = await world.alice.post(world.VIDEO, json=world.video_body(), headers=headers)
    bobs = await world.bob.post(world.VIDEO, json=world.video_body(), headers=headers)

    assert alices.json()["output"]["task_id"] != bobs.json()["output"]["task_id"]


async def test_an_idempotency_key_has_a_greatest_length(world):
    headers = world.ASYNC | {"Idempotency-Key": "k" * 256}

    answer = await world.alice.post(world.VIDEO, json=world.video_body(), headers=headers)

    assert 400 == answer.status_code


async def test_every_answer_carries_its_request_id_in_a_header_too(world):
    answer = await world.alice.get("/api/v1/tasks")

    assert answer.json()["request_id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize("value", ["ENABLE", " enable "])
async def test_the_value_of_a_switch_is_read_without_regard_to_case(world, value):
    answer = await world.alice.post(world.VIDEO, json=world.video_body(), headers={"x-dashscope-async": value})

    assert 200 == answer.status_code
