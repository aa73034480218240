"""The classes for asyncio: they poll with a trailing slash and a query, and cancel with a body (spec 1.2)."""

from __future__ import annotations

import asyncio

from dashscope import AioMultiModalConversation
from dashscope.aigc.image_generation import AioImageGeneration
from dashscope.aigc.video_synthesis import AioVideoSynthesis
from saying import pictures, saved, say, task, texts

MESSAGES = [{"role": "user", "content": [{"text": "A kite."}]}]


def clip(**more):
    return {"model": "wan2.6-t2v", "prompt": "A kite.", "size": "1280*720", "duration": 2} | more


async def videos():
    called = await AioVideoSynthesis.call(**clip(shot_type="multi", audio=True))
    created = await AioVideoSynthesis.async_call(**clip(prompt="[sleep=0.2]"))
    fetched = await AioVideoSynthesis.fetch(created)
    waited = await AioVideoSynthesis.wait(created)
    from_picture = await AioVideoSynthesis.call(
        model="wan2.6-i2v", prompt="Wind.", img_url="street.png", resolution="720P", duration=2
    )
    failed = await AioVideoSynthesis.call(**clip(prompt="[fail=IPInfringementSuspect:Suspected.]"))
    wrong_key = await AioVideoSynthesis.async_call(**clip(), api_key="sk-wrong")
    unknown_model = await AioVideoSynthesis.async_call(**clip(model="wan9"))
    return {
        "called": task(called),
        "file": saved(called.output.video_url, "called.mp4"),
        "created": task(created),
        "fetched": task(fetched),
        "waited": task(waited),
        "from_picture": task(from_picture),
        "failed": task(failed),
        "wrong_key": task(wrong_key),
        "unknown_model": task(unknown_model),
    }


async def images():
    drawn = await AioImageGeneration.call(model="wan2.6-t2i", messages=MESSAGES, n=1)
    created = await AioImageGeneration.async_call(
        model="wan2.6-image",
        messages=[{"role": "user", "content": [{"text": "Winter."}, {"image": "street.png"}]}],
        n=1,
    )
    waited = await AioImageGeneration.wait(created)
    stream = await AioImageGeneration.call(
        model="wan2.6-image", messages=MESSAGES, stream=True, enable_interleave=True, max_images=2
    )
    chunks = [chunk async for chunk in stream]
    talked = await AioMultiModalConversation.call(model="wan2.6-t2i", messages=MESSAGES, n=1)
    return {
        "drawn": task(drawn),
        "drawn_files": [saved(url, "drawn.png") for url in pictures(drawn)],
        "edit_created": task(created),
        "edit_waited": task(waited),
        "edit_files": [saved(url, "edited.png") for url in pictures(waited)],
        "chunks": [task(chunk) for chunk in chunks],
        "chunk_parts": [sum(len(texts(chunk)) for chunk in chunks), sum(len(pictures(chunk)) for chunk in chunks)],
        "talked": task(talked),
    }


async def control():
    running = await AioVideoSynthesis.async_call(**clip(prompt="[sleep=60]"))
    while (await AioVideoSynthesis.fetch(running)).output.task_status == "PENDING":
        pass
    waiting = await AioVideoSynthesis.async_call(**clip())
    return {
        "running": running.output.task_id,
        "waiting": waiting.output.task_id,
        "cancelled": task(await AioVideoSynthesis.cancel(waiting)),
        "cancelled_running": task(await AioVideoSynthesis.cancel(running)),
        "ended": task(await AioVideoSynthesis.wait(waiting)),
        "listed": task(await AioVideoSynthesis.list(status="CANCELED", page_size=50)),
    }


async def main():
    # One after the other: the one worker would be kept by what is cancelled last.
    say(**await videos(), **await images(), **await control())


asyncio.run(main())
