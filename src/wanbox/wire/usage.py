"""The `usage` object beside `output`, and what it would have cost (spec 4.1, 4.3, 6.3, 10)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from .catalogue import Kind, Model, find
from .requests import ImageMode, ImageRequest, Size, VideoRequest

#: Before the first picture of a stream (spec 4.3).
NO_SIZE = "0*0"

# A token is about one CJK character, or four characters of anything else.
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_LETTERS_PER_TOKEN = 4


def whole(value: float) -> int | float:
    """An int wherever the value is whole: some clients fail on `5.0` (spec 6.3)."""
    return int(value) if float(value).is_integer() else value


def video_usage(request: VideoRequest, *, seconds: float | None = None) -> dict[str, Any]:
    """Usage of a clip; `seconds` is what was made, by default what was asked for. Only text models name the size."""
    model = find(request.model)
    made = whole(request.seconds if seconds is None else seconds)
    usage: dict[str, Any] = {"duration": made}
    if request.size is not None and (model is None or model.kind is Kind.TEXT_TO_VIDEO):
        usage["size"] = str(request.size)
    usage |= {"input_video_duration": 0, "output_video_duration": made, "video_count": 1, "SR": request.tier}
    if model is not None and model.audio_switch:
        usage["audio"] = request.sound
    return usage


def image_usage(
    request: ImageRequest, *, image_count: int, size: Size | None = None, texts: Iterable[str] = ()
) -> dict[str, Any]:
    """Usage of pictures made so far; tokens are estimated in interleave mode and 0 in the others (spec 6.4)."""
    shown = size or request.size
    usage: dict[str, Any] = {"image_count": image_count, "size": str(shown) if image_count and shown else NO_SIZE}
    if request.mode is ImageMode.INTERLEAVE:
        return usage | token_usage(estimate_tokens(request.prompt), sum(map(estimate_tokens, texts)))
    return usage | token_usage(0, 0)


def token_usage(input_tokens: int, output_tokens: int) -> dict[str, int]:
    return {
        "input_tokens": input_tokens,
        "output_tokens": output_tokens,
        "total_tokens": input_tokens + output_tokens,
    }


def estimate_tokens(text: str) -> int:
    """About how many tokens a text is; 0 only for none."""
    wide = len(_WIDE.findall(text))
    return wide + math.ceil((len(text) - wide) / _LETTERS_PER_TOKEN)


def cost(model: Model, usage: Mapping[str, Any]) -> Decimal:
    """Yuan that the vendor asks in Beijing for this usage; failed tasks have no usage and are free (spec 10)."""
    if not model.kind.video:
        return model.prices["picture"] * int(usage.get("image_count", 0))
    silent = usage.get("audio") is False and model.silent_prices
    prices = model.silent_prices if silent else model.prices
    return prices[f"{usage['SR']}P"] * Decimal(str(usage["duration"]))
