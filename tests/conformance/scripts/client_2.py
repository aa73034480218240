"""`dashscope.Client` of the second generation: videos, pictures, models and errors that are raised."""

from __future__ import annotations

import dashscope
from dashscope.v2 import errors
from saying import saved, say

FAIL = "[fail=DataInspectionFailed:Input data may contain inappropriate content.]"
client = dashscope.Client()


def job(one):
    return {
        "id": one.task_id,
        "status": one.status,
        "succeeded": one.succeeded,
        "code": one.code,
        "message": one.message,
        "urls": len(one.image_urls) or int(bool(one.video_url)),
        "usage": one.usage.model_dump() if one.usage else None,
    }


def raised(call, *arguments, **named):
    try:
        call(*arguments, **named)
    except errors.DashScopeError as error:
        return {"kind": type(error).__name__, "text": str(error), "code": getattr(error, "code", None)}
    return None


def clip(**more):
    return {"model": "wan2.6-t2v", "prompt": "A kite.", "size": "1280*720", "duration": 2} | more


video = client.videos.generate(**clip(watermark=False, seed=5))
from_picture = client.videos.generate(
    model="wan2.6-i2v", prompt="Wind.", image_url="街道 one.jpg", resolution="720P", duration=2
)
pictures = client.images.generate(model="wan2.6-t2i", prompt="A kite.", n=2, size="1280x1280", seed=1)
edited = client.images.generate(model="wan2.6-image", prompt="Winter.", image_urls=["street.png"], n=1)
picture_job = client.images.jobs.wait(
    client.images.jobs.create(model="wan2.6-image", prompt="Winter.", image_urls=["街道 one.jpg"], n=1)
)

chunks = list(
    client.multimodal.chat.create(
        model="wan2.6-image",
        messages=[{"role": "user", "content": [{"text": "Two steps to a kite."}]}],
        stream=True,
        parameters={"enable_interleave": True, "max_images": 2},
    )
)

running = client.videos.jobs.create(**clip(prompt="[sleep=60]"))
while client.videos.jobs.fetch(running.task_id).status == "PENDING":
    pass
waiting = client.videos.jobs.create(**clip())
cancelled = client.videos.jobs.cancel(waiting.task_id)
listed = client.videos.jobs.list(status="CANCELED")
unknown = client.videos.jobs.wait("00000000-0000-4000-8000-000000000000")

say(
    video=job(video),
    video_file=saved(video.video_url, "video.mp4"),
    from_picture=job(from_picture),
    from_picture_file=saved(from_picture.video_url, "from_picture.mp4"),
    pictures=job(pictures),
    picture_files=[saved(url, f"picture-{number}.png") for number, url in enumerate(pictures.image_urls)],
    edited=job(edited),
    edited_files=[saved(url, "edited.png") for url in edited.image_urls],
    picture_job=job(picture_job),
    chunks=len(chunks),
    running=running.task_id,
    waiting=waiting.task_id,
    waiting_status=waiting.status,
    cancelled=job(cancelled),
    wait_cancelled=raised(client.videos.jobs.wait, waiting),
    cancel_running=raised(client.videos.jobs.cancel, running.task_id),
    listed=listed.total,
    unknown=job(unknown),
    models=[model.model for model in client.models.list(page_size=20).models],
    model=client.models.get("wan2.6-image").model,
    no_model=raised(client.models.get, "wan9"),
    unknown_model=raised(client.videos.jobs.create, **clip(model="wan9")),
    wrong_key=raised(client.videos.jobs.create, **clip(), api_key="sk-wrong"),
    too_many=raised(client.images.generate, model="wan2.6-t2i", prompt="A kite.", n=9),
)
