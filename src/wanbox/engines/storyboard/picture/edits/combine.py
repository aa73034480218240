"""The subject of one picture in the scene of another, in that scene's light."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

import cv2
import numpy as np
from numpy.typing import NDArray

from .. import matte
from ..pixels import Picture, Plane, fit, plane
from ..words import Words
from .contract import Clause, Context, Found, Stage
from .light import cut, matched, over, wrapped
from .replace_background import _shadowed as shadowed

NUMBERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1": 1, "2": 2, "3": 3, "4": 4} | {
    "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "one": 1, "two": 2, "three": 3, "four": 4
}  # fmt: skip
NAMED = re.compile(
    r"(?:image|picture|photo|pic|figure)\s*(?:no\.?\s*)?([1-4]|one|two|three|four)\b"
    r"|(first|second|third|fourth)\s+(?:image|picture|photo|one)"
    r"|(?:图片?|照片)\s*([1-4一二两三四])|第\s*([1-4一二两三四])\s*(?:张|幅|个)"
)
INTO = re.compile(r"\b(?:in|into|onto|on|to|inside|with the background of|in front of)\b|到|进|放|里|中|上|入")


class Combine:
    name = "combine"
    asks = "put the subject of picture 1 into the scene of picture 2"
    words: ClassVar[Words] = {
        "en": (
            "combine", "merge", "composite", "blend the two", "put", "place", "insert", "paste", "add the", "move",
            "standing", "stand", "sitting", "from image", "from picture", "into the scene", "into the background",
            "together in one",
        ),
        "zh": ("合成", "融合", "合并", "结合", "放到", "放在", "放进", "放入", "置于", "加到",
               "移到", "贴到", "站在", "坐在", "出现在"),
    }  # fmt: skip
    reads = 10
    stage = Stage.COMPOSE

    def matches(self, clause: Clause) -> Found | None:
        spans = clause.spans(self.words)
        named = [(m.start(), NUMBERS[next(g for g in m.groups() if g)]) for m in NAMED.finditer(clause.text)]
        if clause.pictures < 2 or not (spans and (INTO.search(clause.text) or len(named) > 1 or not named)):
            return None
        numbers = [number for _, number in named if number <= clause.pictures]
        subject = numbers[0] if numbers else 1
        scene = next((n for n in numbers if n != subject), 2 if subject == 1 else 1)
        return Found({"subject": subject - 1, "scene": scene - 1}, [(0, len(clause.text))])

    def apply(self, image: Picture, params: Mapping[str, Any], context: Context) -> Picture:
        h, w = image.shape[:2]
        scene = fit(context.pictures[params["scene"]], w, h)
        given = fit_size(context.pictures[params["subject"]], w, h)
        found = matte.subject(given)
        if not found.found:
            context.moved()
            return scene
        subject, _ = cut(given, found.alpha)
        placed, alpha = _placed(subject, found, scene, context)
        context.moved(alpha)
        placed = matched(placed, alpha, scene, 0.85)
        ground = shadowed(scene, alpha)
        return wrapped(over(placed, alpha, ground), alpha, scene)


def fit_size(image: Picture, width: int, height: int) -> Picture:
    """As it is, but no more pixels than the canvas has."""
    h, w = image.shape[:2]
    k = min(1.0, max(width, height) / max(h, w))
    return image if k == 1 else fit(image, max(16, round(w * k)), max(16, round(h * k)))


def _placed(
    subject: NDArray[np.float32], found: matte.Matte, scene: Picture, context: Context
) -> tuple[NDArray[np.float32], Plane]:
    """The subject moved to where the scene has room; a subject cut by its lower edge stays on the lower edge."""
    h, w = scene.shape[:2]
    left, top, right, bottom = found.box()
    body, soft = subject[top:bottom, left:right], found.alpha[top:bottom, left:right]
    cut_off = bottom >= found.alpha.shape[0] - 3
    tall = context.vary(0.82 if cut_off else 0.62, 0.07)
    k = min(h * tall / body.shape[0], w * 0.72 / body.shape[1])
    if top <= 2:
        # Cut by its upper edge as well: only from edge to edge does the cut not show.
        k = h / body.shape[0]
        spare = max(0, round(body.shape[1] - w / k)) // 2
        body, soft = body[:, spare : body.shape[1] - spare], soft[:, spare : soft.shape[1] - spare]
    size = (min(w, max(2, round(body.shape[1] * k))), min(h, max(2, round(body.shape[0] * k))))
    how = cv2.INTER_AREA if k < 1 else cv2.INTER_CUBIC
    body, soft = plane(cv2.resize(body, size, interpolation=how)), plane(cv2.resize(soft, size, interpolation=how))
    x = round(_free_x(scene, size[0], context) - size[0] / 2)
    x = int(np.clip(x, 0, w - size[0]))
    y = h - size[1] if cut_off else min(h - size[1], round(h * 0.93) - size[1])
    placed, alpha = np.zeros((h, w, 3), np.float32), np.zeros((h, w), np.float32)
    placed[y : y + size[1], x : x + size[0]] = np.clip(body, 0, 255)
    alpha[y : y + size[1], x : x + size[0]] = np.clip(soft, 0, 1)
    return plane(np.minimum(placed, 255 * alpha[..., None])), alpha


def _free_x(scene: Picture, width: int, context: Context) -> float:
    """Beside what the scene itself is about; a third from the edge where it has room."""
    w = int(scene.shape[1])
    there = matte.subject(scene)
    thirds = (0.36, 0.64, 0.5, 0.42)
    if not there.found or there.share > 0.5:
        return w * thirds[context.variant % 4]
    left, _, right, _ = there.box()
    return (right + w) / 2 if w - right > left else left / 2 if left > width * 0.3 else w * 0.5


EDIT = Combine()
