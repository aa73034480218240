"""Another background: a plain colour, or a scene drawn from its words, with its light on the subject."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

import cv2
import numpy as np

from .. import colours
from ..pixels import Picture, Plane, blur_picture, fit, picture, plane
from ..words import Words
from .contract import Clause, Context, Found, Stage, bgr
from .light import cut, gradient, matched, over, wrapped

ENGLISH = re.compile(
    r"(?:replace|change|swap|switch|turn|make|set)\s+(?:the\s+|its\s+)?background\s*"
    r"(?:with|by|to|into|for|as|be)?\s+(?:a\s+|an\s+|the\s+)?(?P<what>.+)"
    r"|(?:put|place|move)\s+(?:the\s+)?(?:\w+\s+)?(?:subject|person|woman|man|him|her|it|cat|dog|animal|object)\s+"
    r"(?:in|into|on|onto|at|in front of)\s+(?:a\s+|an\s+|the\s+)?(?P<place>.+)"
    r"|(?:put|place|move|set|show)\s+(?:the\s+|a\s+)?(?:\w+\s+){1,2}(?:in|into|on|onto|at)\s+(?:a\s+|an\s+|the\s+)?"
    r"(?P<outdoors>(?:\w+\s+){0,2}(?:beach|forest|woods|city|street|mountains?|hills?|space|moon|sea|ocean|desert|snow|park|"
    r"garden|kitchen|room|office|stage|meadow|lake|river|castle)\b.*)"
    r"|(?:on|with|against|in front of)\s+(?:a\s+|an\s+)?(?P<plain>[\w\s#]{3,24}?)\s+background"
)
CHINESE = re.compile(
    r"(?:把|将)?(?:图片|照片|画面)?的?背景(?:替换|更换|改|换|变|设|设置)?(?:成|为|到|作)(?:一个|一片|一张|一座)?(?P<what>[^,。;、]+)"
    r"|换(?:一个|个)?(?P<place>[^,。;、]+?)(?:的)?背景"
)
NOT_A_SCENE = re.compile(r"^(?:blur|sharp|dark|bright|out of focus|black and white|模糊|虚化)")


class ReplaceBackground:
    name = "replace-background"
    asks = 'replace the background ("… with a beach at sunset", "… to blue")'
    words: ClassVar[Words] = {"en": ("replace the background",), "zh": ("换背景",)}
    reads = 18
    stage = Stage.BACKGROUND

    def matches(self, clause: Clause) -> Found | None:
        for form in (ENGLISH, CHINESE):
            match = form.search(clause.text)
            if match is None:
                continue
            what = next(value for value in match.groupdict().values() if value).strip()
            if not NOT_A_SCENE.match(what):
                named = colours.find(what)
                plain = named and len(
                    re.sub(r"plain|solid|pure|studio|background|colou?r|纯|色|背景|\s", "", what)
                ) <= len(what[named[0][0] : named[0][1]])
                return Found({"colour": named[0][2] if plain else "", "scene": "" if plain else what}, [match.span()])
        return None

    def apply(self, image: Picture, params: Mapping[str, Any], context: Context) -> Picture:
        h, w = image.shape[:2]
        alpha = context.subject(image)
        ground = self._backdrop(params, context, w, h)
        if not context.matte(image).found:
            return ground if params["scene"] else image
        subject, _ = cut(image, alpha)
        if params["colour"]:
            return over(subject, alpha, ground)
        subject = matched(subject, alpha, ground, 0.8)
        ground = _shadowed(ground, alpha)
        return wrapped(over(subject, alpha, ground), alpha, ground)

    def _backdrop(self, params: Mapping[str, Any], context: Context, width: int, height: int) -> Picture:
        if params["colour"]:
            b, g, r = bgr(params["colour"])
            k = context.vary(1.0, 0.04)
            dark = (b * 0.94, g * 0.94, r * 0.94)
            return gradient(height, width, ((0.0, (b * k, g * k, r * k)), (1.0, dark)))
        if context.scenery is None:
            return gradient(height, width, ((0.0, (226, 190, 150)), (0.6, (240, 226, 212)), (1.0, (150, 170, 176))))
        drawn = fit(context.scenery(params["scene"], (width, height), context.seed_of(11)), width, height)
        # A touch of distance: the drawn scene stands behind the plane of focus.
        return blur_picture(drawn, min(width, height) / 900)


def _shadowed(ground: Picture, alpha: Plane) -> Picture:
    """A contact shadow where the subject's foot is inside the frame."""
    h, w = alpha.shape
    rows = np.flatnonzero((alpha > 0.5).any(1))
    if not len(rows) or rows[-1] > h * 0.96:
        return ground
    foot = int(rows[-1])
    columns = np.flatnonzero((alpha[max(0, foot - h // 30) : foot + 1] > 0.5).any(0))
    shade = np.zeros((h, w), np.float32)
    centre, half = (
        (int(columns[0]) + int(columns[-1])) // 2,
        max(4, (int(columns[-1]) - int(columns[0])) // 2 + w // 60),
    )
    cv2.ellipse(shade, (centre, foot), (half, max(3, half // 5)), 0, 0, 360, 1.0, -1)
    soft = plane(cv2.GaussianBlur(shade, (0, 0), max(2.0, half * 0.12)))[..., None]
    return picture(plane(ground) * (1 - 0.5 * soft))


EDIT = ReplaceBackground()
