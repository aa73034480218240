"""`VideoSynthesis` from text: in one call, in steps, and a task that fails."""

from __future__ import annotations

from dashscope import VideoSynthesis
from saying import saved, say, task

called = VideoSynthesis.call(
    model="wan2.6-t2v",
    prompt="A paper boat drifts down a rainy gutter.",
    negative_prompt="blurry",
    size="1280*720",
    duration=2,
    shot_type="multi",
    prompt_extend=True,
    watermark=False,
    seed=7,
)
created = VideoSynthesis.async_call(model="wan2.6-t2v", prompt="纸船 [sleep=0.2]", size="720*1280", duration=2)
fetched = VideoSynthesis.fetch(created)
waited = VideoSynthesis.wait(created)
again = VideoSynthesis.fetch(created.output.task_id)
refused = VideoSynthesis.call(
    model="wan2.6-t2v",
    prompt="[fail=DataInspectionFailed:Input data may contain inappropriate content.]",
    size="1280*720",
    duration=2,
)
bad_size = VideoSynthesis.call(model="wan2.6-t2v", prompt="A boat.", size="999*999")
no_prompt = VideoSynthesis.call(model="wan2.6-t2v", size="1280*720")
unknown = VideoSynthesis.fetch("00000000-0000-4000-8000-000000000000")

say(
    called=task(called),
    file=saved(called.output.video_url, "called.mp4"),
    created=task(created),
    fetched=task(fetched),
    waited=task(waited),
    upright=saved(waited.output.video_url, "waited.mp4"),
    again=task(again),
    refused=task(refused),
    bad_size=task(bad_size),
    no_prompt=task(no_prompt),
    unknown=task(unknown),
)
