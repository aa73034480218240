"""`MultiModalConversation`, which many samples use for the picture models."""

from __future__ import annotations

from dashscope import MultiModalConversation
from saying import pictures, saved, say, task, texts

drawn = MultiModalConversation.call(
    model="wan2.6-t2i", messages=[{"role": "user", "content": [{"text": "A kite."}]}], n=1, size="1280*1280"
)
edited = MultiModalConversation.call(
    model="wan2.6-image",
    messages=[{"role": "user", "content": [{"image": "street.png"}, {"text": "Make it winter."}]}],
    n=2,
    result_format="message",
)
chunks = list(
    MultiModalConversation.call(
        model="wan2.6-image",
        messages=[{"role": "user", "content": [{"text": "Two steps."}, {"image": "street.png"}]}],
        stream=True,
        enable_interleave=True,
        max_images=2,
    )
)

say(
    drawn=task(drawn),
    drawn_files=[saved(url, "drawn.png") for url in pictures(drawn)],
    edited=task(edited),
    edited_files=[saved(url, f"edited-{number}.png") for number, url in enumerate(pictures(edited))],
    chunks=[task(chunk) for chunk in chunks],
    chunk_texts="".join(text for chunk in chunks for text in texts(chunk)),
    chunk_pictures=len([url for chunk in chunks for url in pictures(chunk)]),
)
