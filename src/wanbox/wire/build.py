"""The sending side: bodies and queries from plain arguments (spec 1.1, 3, 4, 7).

What is None is left out, so that the server's defaults hold. Nothing is checked here; the server does that, and newer
models may allow more.
"""

from __future__ import annotations

import base64
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from .requests import Size
from .times import format_query_time

#: Base URLs by region (spec 1.1).
BASE_URLS: Mapping[str, str] = MappingProxyType(
    {
        "cn-beijing": "https://dashscope.aliyuncs.com/api/v1",
        "ap-southeast-1": "https://dashscope-intl.aliyuncs.com/api/v1",
        "us-east-1": "https://dashscope-us.aliyuncs.com/api/v1",
        "cn-hongkong": "https://cn-hongkong.dashscope.aliyuncs.com/api/v1",
    }
)

_BY_EYE = re.compile(r"(\d+)\s*[xX×*]\s*(\d+)", re.ASCII)


def video_body(
    model: str,
    prompt: str | None = None,
    *,
    negative_prompt: str | None = None,
    image: str | None = None,
    audio: str | None = None,
    template: str | None = None,
    size: Size | str | None = None,
    resolution: str | None = None,
    duration: int | None = None,
    prompt_extend: bool | None = None,
    shot_type: str | None = None,
    watermark: bool | None = None,
    seed: int | None = None,
    sound: bool | None = None,
) -> dict[str, Any]:
    """The body of E1; `image` and `audio` are URLs, `oss://` names or data URIs, `sound` the flash models' switch.

    `shot_type` is sent as it is, `resolution` in capitals, `size` in the wire's form.
    """
    source = {
        "prompt": prompt,
        "negative_prompt": negative_prompt,
        "img_url": image,
        "audio_url": audio,
        "template": template,
    }
    parameters = {
        "size": _dimensions(size),
        "resolution": resolution.upper() if resolution else None,
        "duration": duration,
        "prompt_extend": prompt_extend,
        "shot_type": shot_type,
        "watermark": watermark,
        "seed": seed,
        "audio": sound,
    }
    return {"model": model, "input": _present(source), "parameters": _present(parameters)}


def image_body(
    model: str,
    text: str,
    *,
    images: Sequence[str] = (),
    negative_prompt: str | None = None,
    size: Size | str | None = None,
    n: int | None = None,
    prompt_extend: bool | None = None,
    watermark: bool | None = None,
    seed: int | None = None,
    interleave: bool = False,
    max_images: int | None = None,
    stream: bool = False,
) -> dict[str, Any]:
    """The body of E2 and E3; `stream` goes along with the SSE header, as the vendor's HTTP examples have it."""
    content = [{"text": text}, *({"image": image} for image in images)]
    parameters = {
        "negative_prompt": negative_prompt,
        "size": _dimensions(size),
        "n": n,
        "prompt_extend": prompt_extend,
        "watermark": watermark,
        "seed": seed,
        "enable_interleave": True if interleave else None,
        "max_images": max_images,
        "stream": True if stream else None,
    }
    source = {"messages": [{"role": "user", "content": content}]}
    return {"model": model, "input": source, "parameters": _present(parameters)}


def data_uri(content: bytes, media_type: str) -> str:
    """A file as a `data:` reference (spec 1.6)."""
    return f"data:{media_type};base64,{base64.b64encode(content).decode('ascii')}"


def list_parameters(
    *,
    start: dt.datetime | None = None,
    end: dt.datetime | None = None,
    task_id: str | None = None,
    model: str | None = None,
    status: str | None = None,
    page: int | None = None,
    page_size: int | None = None,
) -> dict[str, str]:
    """The query of E5 (spec 7.1)."""
    query = {
        "start_time": format_query_time(start) if start else None,
        "end_time": format_query_time(end) if end else None,
        "task_id": task_id,
        "model_name": model,
        "status": status,
        "page_no": page,
        "page_size": page_size,
    }
    return {name: str(value) for name, value in _present(query).items()}


def mentions_oss(value: Any) -> bool:
    """Whether an `oss://` reference stands anywhere in a JSON value."""
    match value:
        case str():
            return value[:6].lower() == "oss://"
        case Mapping():
            return any(mentions_oss(one) for one in value.values())
        case list() | tuple():
            return any(mentions_oss(one) for one in value)
        case _:
            return False


def _present(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _dimensions(size: Size | str | None) -> str | None:
    """`W*H`, also from `WxH`, which is not the wire's form (spec 1.5); other text such as `2K` as it is."""
    if size is None or isinstance(size, Size):
        return str(size) if size else None
    found = _BY_EYE.fullmatch(size.strip())
    return f"{found[1]}*{found[2]}" if found else size
