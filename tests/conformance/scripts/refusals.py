"""What the SDK makes of refused requests."""

from __future__ import annotations

import dashscope
from dashscope import MultiModalConversation, VideoSynthesis
from dashscope.aigc.image_generation import ImageGeneration
from dashscope.common.error import InvalidTask
from saying import say, task

MESSAGES = [{"role": "user", "content": [{"text": "A kite."}]}]


def raised(call):
    try:
        call()
    except InvalidTask as error:
        return str(error)
    return None


say(
    unknown_model=task(VideoSynthesis.async_call(model="wan9-t2v", prompt="A kite.")),
    unknown_model_blocking=raised(lambda: VideoSynthesis.call(model="wan9-t2v", prompt="A kite.")),
    unknown_image_model=task(ImageGeneration.call(model="wan9-image", messages=MESSAGES)),
    wrong_path=task(VideoSynthesis.async_call(model="wan2.6-t2i", prompt="A kite.")),
    wrong_path_sync=task(MultiModalConversation.call(model="wan2.6-t2v", messages=MESSAGES)),
    wrong_key=task(VideoSynthesis.async_call(model="wan2.6-t2v", prompt="A kite.", api_key="sk-wrong")),
    wrong_key_poll=task(VideoSynthesis.fetch("00000000-0000-4000-8000-000000000000", api_key="sk-wrong")),
    wrong_key_sync=task(ImageGeneration.call(model="wan2.6-t2i", messages=MESSAGES, api_key="sk-wrong")),
    edit_without_picture=task(ImageGeneration.call(model="wan2.6-image", messages=MESSAGES)),
    too_many=task(ImageGeneration.call(model="wan2.6-t2i", messages=MESSAGES, n=9)),
    interleave_without_stream=task(
        ImageGeneration.call(model="wan2.6-image", messages=MESSAGES, enable_interleave=True)
    ),
    no_such_model=task(dashscope.Models.get("wan9-t2v")),
)
