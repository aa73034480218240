"""The background out of focus as by a wide lens; the subject stays sharp and does not bleed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import cv2
import numpy as np

from ..pixels import Picture, picture, plane
from ..words import Words
from .contract import Clause, Context, Found, Stage
from .light import cut, over


class BlurBackground:
    name = "blur-background"
    asks = "blur the background"
    words: ClassVar[Words] = {
        "en": (
            "blur the background", "blur background", "blurred background", "blurry background", "background blur",
            "blur out the background", "bokeh", "depth of field", "out of focus background", "portrait mode",
            "make the background blurry", "make the background blurred", "background out of focus",
        ),
        "zh": ("虚化背景", "背景虚化", "模糊背景", "背景模糊", "景深", "散景", "背景变模糊", "虚化"),
    }  # fmt: skip
    reads = 20
    stage = Stage.BACKGROUND

    def matches(self, clause: Clause) -> Found | None:
        return clause.found(self.words)

    def apply(self, image: Picture, params: Mapping[str, Any], context: Context) -> Picture:
        found = context.matte(image)
        size = min(image.shape[:2])
        radius = context.vary(size * 0.016 * float(params["strength"]), 0.3)
        if not found.found:
            # No subject: keep a band in focus, as a tilted lens does.
            y = np.linspace(0, 1, image.shape[0], dtype=np.float32)[:, None]
            alpha = plane(np.broadcast_to(np.exp(-(((y - 0.58) / 0.2) ** 4)), image.shape[:2]).copy())
            return over(plane(image) * alpha[..., None], alpha, lens(image, radius))
        subject, plate = cut(image, found.alpha)
        return over(subject, found.alpha, lens(plate, radius))


def lens(image: Picture, radius: float) -> Picture:
    """Blur by a round aperture; bright points become discs."""
    q = 2 if radius > 6 else 1
    h, w = image.shape[:2]
    small = cv2.resize(image, (w // q, h // q), interpolation=cv2.INTER_AREA)
    r = max(1, round(radius / q))
    gy, gx = np.mgrid[-r : r + 1, -r : r + 1]
    aperture = np.clip(r + 0.5 - np.hypot(gx, gy), 0, 1).astype(np.float32)
    # Light adds up linearly, so highlights win over darkness.
    linear = np.power(plane(small) / 255, 2.6)
    linear = cv2.filter2D(linear, -1, aperture / aperture.sum(), borderType=cv2.BORDER_REFLECT_101)
    soft = picture(np.power(np.clip(linear, 0, 1), 1 / 2.6) * 255)
    return picture(cv2.resize(soft, (w, h), interpolation=cv2.INTER_LINEAR))


EDIT = BlurBackground()
