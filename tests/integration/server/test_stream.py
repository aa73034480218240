"""Interleaved text and pictures as a stream of deltas (spec 4.3)."""

from __future__ import annotations

import asyncio


async def ask(world):
    asking = asyncio.create_task(world.alice.post(world.PICTURES, json=world.interleave_body(), headers=world.SSE))
    return asking, await world.claimed_soon()


async def test_text_deltas_join_to_the_text_and_each_picture_comes_once_in_order(world):
    asking, claim = await ask(world)
    parts = [
        world.text("1. Slice the peppers, 切开辣椒。\n"),
        await world.picture(b"a"),
        world.text("2. Fry."),
        await world.picture(b"b"),
    ]
    for index, part in enumerate(parts):
        await world.ledger.publish(claim, index, part)
    await world.finish_pictures(claim, parts)

    contents = [e["output"]["choices"][0]["message"]["content"][0] for e in world.events((await asking).text)]

    told, run = [], ""
    for item in contents:
        if item["type"] == "text":
            run += item["text"]
        else:
            told += [run, "picture"]
            run = ""
    assert ["1. Slice the peppers, 切开辣椒。\n", "picture", "2. Fry.", "picture"] == told
    assert sum(item["type"] == "text" for item in contents) > 4


async def test_the_framing_is_the_vendors_to_the_byte(world):
    asking, claim = await ask(world)
    await world.finish_pictures(claim, [world.text("Hi"), await world.picture()])

    text = (await asking).text

    assert text.startswith('id:1\nevent:result\n:HTTP_STATUS/200\ndata:{"output":')
    assert text.endswith("}\n\n")
    assert "[DONE]" not in text


async def test_usage_adds_up_and_begins_without_a_picture(world):
    asking, claim = await ask(world)
    await world.finish_pictures(claim, [world.text("Hi"), await world.picture(), await world.picture(b"b")])

    usages = [event["usage"] for event in world.events((await asking).text)]

    assert (0, "0*0") == (usages[0]["image_count"], usages[0]["size"])
    assert [0, 1, 2, 2] == [usage["image_count"] for usage in usages]
    assert "1280*1280" == usages[-1]["size"]


async def test_a_failure_before_the_first_part_is_a_plain_error(world):
    asking, claim = await ask(world)
    await world.ledger.fail(claim, code="InvalidParameter", message="image format error", retry=False)

    answer = await asking

    assert (400, "application/json") == (answer.status_code, answer.headers["content-type"])
    assert "image format error" == answer.json()["message"]


async def test_a_failure_after_the_first_part_is_an_error_event(world, exchange):
    call = exchange(world.PICTURES, world.interleave_body(), **world.SSE)
    claim = await world.claimed_soon()
    await world.ledger.publish(claim, 0, world.text("Hi"))
    await call.answering.wait()
    await world.ledger.fail(claim, code="InternalError.Algo", message="inference internal error.", retry=False)
    await call.serving

    text = call.body.decode()
    assert "\nevent:error\n:HTTP_STATUS/500\ndata:" in text
    assert {"code", "message", "request_id"} == set(world.events(text)[-1])


async def test_a_part_is_sent_as_soon_as_it_is_published(world, exchange):
    call = exchange(world.PICTURES, world.interleave_body(), **world.SSE)
    claim = await world.claimed_soon()
    await world.ledger.publish(claim, 0, world.text("Hi"))

    await call.answering.wait()

    assert b'"text":"Hi"' in call.body
    assert {"RUNNING": 1} == await world.counts()
    await call.hang_up()


async def test_hanging_up_in_the_middle_of_a_stream_ends_the_task(world, exchange):
    call = exchange(world.PICTURES, world.interleave_body(), **world.SSE)
    claim = await world.claimed_soon()
    await world.ledger.publish(claim, 0, world.text("Hi"))
    await call.answering.wait()

    await call.hang_up()
    await world.app.state.context.finish_errands()

    assert {"CANCELED": 1} == await world.counts()


async def test_a_stopping_server_ends_the_stream_with_an_error_event(world, exchange):
    call = exchange(world.PICTURES, world.interleave_body(), **world.SSE)
    claim = await world.claimed_soon()
    await world.ledger.publish(claim, 0, world.text("Hi"))
    await call.answering.wait()

    world.app.state.context.watch.close()
    await call.serving

    assert b"event:error\n:HTTP_STATUS/503\n" in call.body


async def test_pictures_of_a_stream_can_be_fetched(world):
    asking, claim = await ask(world)
    await world.finish_pictures(claim, [world.text("Hi"), await world.picture(b"peppers")])

    contents = [e["output"]["choices"][0]["message"]["content"][0] for e in world.events((await asking).text)]
    (url,) = [item["image"] for item in contents if item["type"] == "image"]

    assert b"peppers" == (await world.nobody.get(url)).content
