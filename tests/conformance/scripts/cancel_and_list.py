"""Cancelling what waits, what runs and what nobody knows; listing by model, status and page."""

from __future__ import annotations

from dashscope import VideoSynthesis
from dashscope.aigc.image_generation import ImageGeneration
from saying import say, task

MESSAGES = [{"role": "user", "content": [{"text": "A kite."}]}]
UNKNOWN = "00000000-0000-4000-8000-000000000000"

running = VideoSynthesis.async_call(model="wan2.6-t2v", prompt="[sleep=60]", size="1280*720", duration=2)
while VideoSynthesis.fetch(running).output.task_status == "PENDING":
    pass
waiting = VideoSynthesis.async_call(model="wan2.6-t2v", prompt="A kite.", size="1280*720", duration=2)
waiting_picture = ImageGeneration.async_call(model="wan2.6-t2i", messages=MESSAGES, n=1)

say(
    running=running.output.task_id,
    waiting=waiting.output.task_id,
    waiting_picture=waiting_picture.output.task_id,
    cancelled=task(VideoSynthesis.cancel(waiting)),
    cancelled_picture=task(ImageGeneration.cancel(waiting_picture)),
    cancelled_twice=task(VideoSynthesis.cancel(waiting)),
    cancelled_running=task(VideoSynthesis.cancel(running)),
    cancelled_unknown=task(VideoSynthesis.cancel(UNKNOWN)),
    ended=task(VideoSynthesis.wait(waiting)),
    ended_picture=task(ImageGeneration.wait(waiting_picture)),
    listed=task(VideoSynthesis.list(status="CANCELED", model_name="wan2.6-t2v", page_size=50)),
    listed_pictures=task(ImageGeneration.list(model_name="wan2.6-t2i", page_size=50)),
    page=task(VideoSynthesis.list(page_no=2, page_size=1)),
    long_ago=task(VideoSynthesis.list(start_time="20200101000000", end_time="20200101120000")),
)
