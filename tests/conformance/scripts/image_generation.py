"""`ImageGeneration`: at once, as a task, edited from local files, and text and pictures in a stream."""

from __future__ import annotations

from dashscope.aigc.image_generation import ImageGeneration
from dashscope.api_entities.dashscope_response import Message
from saying import pictures, saved, say, task, texts


def user(*content):
    return [Message(role="user", content=list(content))]


drawn = ImageGeneration.call(
    model="wan2.6-t2i",
    messages=user({"text": "A kite over the sea."}),
    n=2,
    size="1280*1280",
    negative_prompt="rain",
    prompt_extend=False,
    watermark=False,
    seed=3,
)
edited = ImageGeneration.call(
    model="wan2.6-image",
    messages=user({"text": "Make it winter."}, {"image": "街道 one.jpg"}, {"image": "street.png"}),
    n=1,
)
created = ImageGeneration.async_call(
    model="wan2.6-image", messages=user({"image": "street.png"}, {"text": "Make it winter."}), n=1, size="1024*1024"
)
waited = ImageGeneration.wait(created)
story = ImageGeneration.wait(
    ImageGeneration.async_call(
        model="wan2.6-image", messages=user({"text": "Two steps to a kite."}), enable_interleave=True, max_images=2
    )
)
chunks = list(
    ImageGeneration.call(
        model="wan2.6-image",
        messages=user({"text": "Two steps to a kite."}),
        stream=True,
        enable_interleave=True,
        max_images=2,
        size="1024*1024",
    )
)
failed = ImageGeneration.call(
    model="wan2.6-t2i",
    messages=user({"text": "[fail=DataInspectionFailed:Output data may contain inappropriate content.]"}),
    n=1,
)
broken = list(
    ImageGeneration.call(
        model="wan2.6-image",
        messages=user(
            {"text": "[sleep=0.3][fail=DataInspectionFailed:Output data may contain inappropriate content.]"}
        ),
        stream=True,
        enable_interleave=True,
    )
)
failed_task = ImageGeneration.wait(
    ImageGeneration.async_call(
        model="wan2.6-image",
        messages=user({"text": "[fail=InternalError.Algo:inference internal error.]"}, {"image": "street.png"}),
    )
)

say(
    drawn=task(drawn),
    drawn_files=[saved(url, f"drawn-{number}.png") for number, url in enumerate(pictures(drawn))],
    edited=task(edited),
    edited_files=[saved(url, "edited.png") for url in pictures(edited)],
    created=task(created),
    waited=task(waited),
    waited_files=[saved(url, "waited.png") for url in pictures(waited)],
    story=task(story),
    story_parts=[len(texts(story)), len(pictures(story))],
    chunks=[task(chunk) for chunk in chunks],
    chunk_texts="".join(text for chunk in chunks for text in texts(chunk)),
    chunk_files=[
        saved(url, f"chunk-{number}.png")
        for number, url in enumerate(url for chunk in chunks for url in pictures(chunk))
    ],
    failed=task(failed),
    broken=[task(chunk) for chunk in broken],
    failed_task=task(failed_task),
)
