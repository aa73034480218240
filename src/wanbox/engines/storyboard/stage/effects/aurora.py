"""Northern lights: curtains that wave slowly over the night sky."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import cv2
import numpy as np

from ...compose.camera import FAR
from ...compose.noise import field
from ...shotlist import TimeOfDay, Weather
from ..air import Air
from ..contract import Context, Frame, Node, View
from ..geometry import Geometry
from ..nodes import Painter

#: Curtains are soft: they are painted at an eighth of the frame.
SHRINK = 8
#: Blue, green and red at the lower hem and at the upper edge.
HEM, EDGE = (120.0, 232.0, 96.0), (190.0, 90.0, 150.0)
_BRIGHT = {TimeOfDay.NIGHT: 1.0, TimeOfDay.SUNSET: 0.45, TimeOfDay.DAY: 0.18}


class Aurora:
    name: ClassVar[str] = "aurora"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": ("aurora", "northern lights", "aurora borealis", "polar lights"),
        "zh": ("极光", "北极光"),
    }
    weather: ClassVar[Weather | None] = None

    def build(self, context: Context, geometry: Geometry, air: Air) -> Sequence[Node]:
        width, top = -(-geometry.width // SHRINK), max(2, int(geometry.horizon) // SHRINK)
        folds = field(2, 4 * width, fx=0.055, fy=1, ox=context.seed % 97, seed=12, octaves=3)
        rays = field(2, 4 * width, fx=0.42, fy=1, ox=context.seed % 61, seed=13, octaves=2)
        bright = _BRIGHT[context.shot.time]
        rows = np.arange(top, dtype=np.float32)[:, None] / top
        hem, edge = np.array(HEM, np.float32), np.array(EDGE, np.float32)

        def draw(frame: Frame, view: View) -> None:
            _, _, ty = view.place(FAR)
            light = np.zeros((top, width, 4), np.float32)
            for k in range(2):
                shift = width + (view.t * (0.9 + 0.5 * k) + k * 31) * (1 if k else -1) * width / 90
                at = np.clip(np.arange(width) + shift, 0, 4 * width - 1)
                fold = np.interp(at, np.arange(4 * width), folds[k]).astype(np.float32)
                ray = np.interp(at * 1.0 + view.t * 0.8, np.arange(4 * width), rays[k]).astype(np.float32)
                foot = 0.40 + 0.22 * k + 0.55 * (fold - 0.5)
                above = (foot - rows) / (0.30 + 0.18 * ray)
                glow = np.where(above > 0, np.exp(-2.6 * above), np.exp(22 * above)) * (0.25 + 0.95 * ray)
                mixed = hem + (edge - hem) * np.clip(above, 0, 1)[..., None]
                light[..., :3] += mixed * (glow * bright * (0.62 - 0.16 * k))[..., None]
            high = min(frame.shape[0], max(2, int(geometry.horizon + ty)))
            sky = cv2.resize(np.clip(light, 0, 255).astype(np.uint8), (frame.shape[1], high))
            frame[:high] = cv2.add(frame[:high], sky)

        return [Painter(FAR + 0.001, draw, reads=False)]
