"""Cropping: to the middle, a square, a ratio, or close to the subject."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from ..pixels import Picture
from ..words import Words
from .contract import Clause, Context, Found, Stage

RATIO = re.compile(r"(\d{1,2})\s*[:：x/比]\s*(\d{1,2})")
TO_SUBJECT: Words = {
    "en": ("subject", "face", "person", "head", "close-up", "close up", "closer", "animal", "object", "him", "her"),
    "zh": ("主体", "人物", "脸", "特写", "头部", "物体"),
}


class Crop:
    name = "crop"
    asks = "crop (square, 16:9, to the subject)"
    words: ClassVar[Words] = {
        "en": ("crop", "trim", "cut to", "zoom in on", "zoom in", "close-up of", "zoom into"),
        "zh": ("裁剪", "裁切", "剪裁", "截取", "裁成", "放大主体", "特写", "裁为"),
    }
    reads = 30
    stage = Stage.GEOMETRY

    def matches(self, clause: Clause) -> Found | None:
        square = clause.has(("square", "正方形", "方形"))
        ratio = RATIO.search(clause.text)
        wanted = 1.0 if square else 0.0
        if ratio and int(ratio[1]) and int(ratio[2]):
            wanted = int(ratio[1]) / int(ratio[2])
        extra = [ratio.span()] if ratio else []
        found = clause.found(self.words, ratio=wanted, subject=clause.has(TO_SUBJECT))
        return found and Found(found.params, [*found.spans, *extra, *clause.spans(("square", "正方形", "方形"))])

    def apply(self, image: Picture, params: Mapping[str, Any], context: Context) -> Picture:
        h, w = image.shape[:2]
        cx, cy, keep_w, keep_h = w / 2, h / 2, w * 0.72, h * 0.72
        ratio = float(np.clip(params["ratio"], 0.25, 4)) if params["ratio"] else w / h
        found = context.matte(image)
        if params["subject"] and found.found:
            left, top, right, bottom = found.box()
            cx, cy = (left + right) / 2, (top + bottom) / 2
            keep_w, keep_h = (right - left) * 1.18, (bottom - top) * 1.18
        elif params["ratio"]:
            keep_w, keep_h = float(w), float(h)
            if found.found:
                left, top, right, bottom = found.box()
                cx, cy = (left + right) / 2, (top + bottom) / 2
        out = window(image, (cx, cy), (keep_w, keep_h), ratio, grow=bool(params["subject"]))
        context.moved()
        return out


def window(
    image: Picture, centre: tuple[float, float], keep: tuple[float, float], ratio: float, *, grow: bool
) -> Picture:
    """The part of about that size and exactly that ratio (to a pixel) around the centre, inside the picture."""
    h, w = image.shape[:2]
    kw, kh = keep
    if (kw < kh * ratio) == grow:
        kw = kh * ratio
    else:
        kh = kw / ratio
    shrink = min(1.0, w / kw, h / kh)
    kw, kh = max(8, round(kw * shrink)), max(8, round(kh * shrink))
    x = int(np.clip(centre[0] - kw / 2, 0, max(0, w - kw)))
    y = int(np.clip(centre[1] - kh / 2, 0, max(0, h - kh)))
    return np.ascontiguousarray(image[y : y + kh, x : x + kw])


EDIT = Crop()
