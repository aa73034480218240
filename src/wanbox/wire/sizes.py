"""Pixels: the ten video sizes, tiers, and how large a picture becomes (spec 2.1, 2.2, 4.2, 4.4).

All arithmetic is on integers, so that an exact square root stays exact: 1280x720 at 720P is 1280*720, not 1264*720.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from math import isqrt
from types import MappingProxyType

from .errors import Fault
from .requests import ImageMode, ImageRequest, Request, Size, VideoRequest

#: Spec 2.1: the columns are 16:9, 9:16, 1:1, 4:3, 3:4.
VIDEO_SIZES: Mapping[int, tuple[Size, ...]] = MappingProxyType(
    {
        720: (Size(1280, 720), Size(720, 1280), Size(960, 960), Size(1088, 832), Size(832, 1088)),
        1080: (Size(1920, 1080), Size(1080, 1920), Size(1440, 1440), Size(1632, 1248), Size(1248, 1632)),
    }
)
#: Pixels of a tier (spec 2.2).
TIER_PIXELS: Mapping[int, int] = MappingProxyType({720: 1280 * 720, 1080: 1920 * 1080})
#: The wire's names of the tiers (spec 3.3).
RESOLUTIONS: Mapping[str, int] = MappingProxyType({"720P": 720, "1080P": 1080})
#: Pixels of the tiers of edit mode (spec 4.4).
PICTURE_TIERS: Mapping[str, int] = MappingProxyType({"1K": 1280 * 1280, "2K": 2048 * 2048})
#: Fewest and most pixels of an explicit size (spec 4.2, 4.4).
PICTURE_TOTALS: Mapping[ImageMode, tuple[int, int]] = MappingProxyType(
    {
        ImageMode.EDIT: (768 * 768, 2048 * 2048),
        ImageMode.INTERLEAVE: (768 * 768, 1280 * 1280),
        ImageMode.GENERATE: (1280 * 1280, 1440 * 1440),
    }
)
DEFAULT_PICTURE = Size(1280, 1280)
#: Width to height lies within 1:4 … 4:1 (spec 4.4).
WIDEST = 4
#: Sides are multiples of this.
STEP = 16

_SIZE = re.compile(r"([1-9][0-9]{0,4})\*([1-9][0-9]{0,4})", re.ASCII)
_TIERS = {size: tier for tier, row in VIDEO_SIZES.items() for size in row}


def parse_size(text: str) -> Size | None:
    """`W*H` as a Size, None if it has another form."""
    found = _SIZE.fullmatch(text.strip())
    return Size(int(found[1]), int(found[2])) if found else None


def video_sizes() -> tuple[Size, ...]:
    """The ten, 720P first."""
    return tuple(_TIERS)


def tier_of(size: Size) -> int | None:
    """`SR` of one of the ten sizes; None for any other."""
    return _TIERS.get(size)


def fit_resolution(width: int, height: int, tier: int) -> Size:
    """The frame of an image-to-video clip: near the tier's pixels, the ratio of the first picture (spec 2.2)."""
    return fit_total(width, height, TIER_PIXELS[tier])


def fit_total(width: int, height: int, pixels: int) -> Size:
    """The size of `width`:`height` with about `pixels` in total, sides rounded down to multiples of 16."""
    return Size(_floor(isqrt(pixels * width // height)), _floor(isqrt(pixels * height // width)))


def edit_size(width: int, height: int, tier: str) -> Size:
    """The size of an edited picture at `1K` or `2K`, in the ratio of the last input picture (spec 4.4)."""
    return fit_total(width, height, PICTURE_TIERS[tier])


def interleave_size(picture: Size | None) -> Size:
    """The default in interleave mode: the picture's size, scaled down if large; `1280*1280` without one (spec 4.2)."""
    if picture is None:
        return DEFAULT_PICTURE
    limit = PICTURE_TOTALS[ImageMode.INTERLEAVE][1]
    if picture.width * picture.height > limit:
        return fit_total(picture.width, picture.height, limit)
    return rounded(picture)


def rounded(size: Size) -> Size:
    """Each side moved to the nearest multiple of 16, never to nothing (spec 4.4)."""
    return Size(_round(size.width), _round(size.height))


def explicit_size(size: Size, mode: ImageMode) -> Size:
    """The size that an explicit `W*H` leads to; raises WireError if total or ratio are out of bounds (spec 4.4)."""
    low, high = PICTURE_TOTALS[mode]
    total_fits = low <= size.width * size.height <= high
    ratio_fits = size.width <= WIDEST * size.height and size.height <= WIDEST * size.width
    if not (total_fits and ratio_fits):
        side = isqrt(low), isqrt(high)
        raise Fault.SIZE_NOT_MATCH.error(
            allowed=f"total pixels {side[0]}*{side[0]} to {side[1]}*{side[1]}, ratio 1:{WIDEST} to {WIDEST}:1"
        )
    return rounded(size)


def complete(request: Request, pictures: Sequence[Size]) -> Request:
    """Fill in `size` once the input pictures are known, in the order of the request; a given size stays.

    Raises:
        ValueError: The request takes its geometry from a picture and there is none.
    """
    if request.size is not None:
        return request
    if isinstance(request, VideoRequest):
        first = _one(pictures, 0)
        return dataclasses.replace(request, size=fit_resolution(first.width, first.height, request.tier))
    return dataclasses.replace(request, size=_picture_size(request, pictures))


def _picture_size(request: ImageRequest, pictures: Sequence[Size]) -> Size:
    match request.mode:
        case ImageMode.EDIT:
            last = _one(pictures, -1)
            return edit_size(last.width, last.height, request.tier or "1K")
        case ImageMode.INTERLEAVE:
            return interleave_size(pictures[-1] if pictures else None)
        case ImageMode.GENERATE:
            return DEFAULT_PICTURE


def _one(pictures: Sequence[Size], index: int) -> Size:
    if not pictures:
        raise ValueError("the size follows from an input picture, and none was given")
    return pictures[index]


def _floor(side: int) -> int:
    return max(STEP, side // STEP * STEP)


def _round(side: int) -> int:
    return max(STEP, (side + STEP // 2) // STEP * STEP)
