"""A failed task in the second generation's clients, raised and as an answer; and the client for asyncio."""

from __future__ import annotations

import asyncio

import dashscope
from dashscope.v2 import errors
from saying import saved, say

FAIL = "[fail=DataInspectionFailed:Input data may contain inappropriate content.]"
CLIP = {"model": "wan2.6-t2v", "size": "1280*720", "duration": 2}


def raised(prompt):
    try:
        dashscope.Client().videos.generate(prompt=prompt, **CLIP)
    except errors.DashScopeError as error:
        return {"kind": type(error).__name__, "code": str(error.code), "text": str(error)}
    return None


async def awaited():
    async with dashscope.AsyncClient() as client:
        video = await client.videos.generate(prompt="A kite.", **CLIP)
        edited = await client.images.generate(model="wan2.6-image", prompt="Winter.", image_urls=["street.png"], n=1)
        job = await client.images.jobs.wait(await client.images.jobs.create(model="wan2.6-t2i", prompt="Kite.", n=2))
        models = await client.models.list(page_no=2, page_size=3)
        return {
            "video": saved(video.video_url, "async.mp4"),
            "edited": [saved(url, "async.png") for url in edited.image_urls],
            "job": [job.status, len(job.image_urls)],
            "models": [models.page_no, len(models.models), models.total_count],
        }


told = dashscope.Client(raise_on_error=False).videos.generate(prompt=FAIL, **CLIP)

say(
    raised=raised(FAIL),
    told={"status": told.status, "code": told.code, "message": told.message},
    **asyncio.run(awaited()),
)
