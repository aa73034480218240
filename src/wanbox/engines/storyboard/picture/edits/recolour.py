"""Another colour for the sky, the background, plants, water, the subject, or for everything of one colour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import cv2
import numpy as np

from .. import colours
from ..pixels import Picture, Plane, blur, mix, picture, plane, smoothstep
from ..words import Words, lexicon
from .contract import Clause, Context, Found, Stage, bgr


class Recolour:
    name = "recolour"
    asks = 'recolour ("make the sky pink", "change red to blue")'
    words: ClassVar[Words] = {
        "en": ("make", "turn", "change", "recolor", "recolour", "paint", "colour", "color", "dye", "replace", "tint"),
        "zh": ("变成", "改成", "换成", "变为", "改为", "染成", "涂成", "变", "换为"),
    }
    reads = 34
    stage = Stage.COLOUR

    def matches(self, clause: Clause) -> Found | None:
        verbs, named = clause.spans(self.words), colours.find(clause.text)
        if not verbs or not named:
            return None
        targets = lexicon("picture/instructions")["targets"]
        # "black and white" is a finish; it never comes here, as finishes do not name a thing to paint.
        region = next((name for name, words in targets.items() if clause.has(words)), "")
        source = named[0][2] if len(named) > 1 else ""
        if not (region or source or clause.has(("the", "her", "his", "its", "把", "将", "的"))):
            return None
        spans = [*verbs, *((a, b) for a, b, _ in named)]
        spans += clause.spans(targets[region]) if region else []
        if not region and not source:
            spans = [(0, len(clause.text))]
        return Found({"region": region or "subject", "source": source, "colour": named[-1][2], "strength": 1.0}, spans)

    def apply(self, image: Picture, params: Mapping[str, Any], context: Context) -> Picture:
        mask = self._mask(image, params, context)
        if float(mask.mean()) < 0.001:
            return image
        painted = dyed(image, mask, bgr(params["colour"]), context.vary(1.0, 0.1))
        return mix(image, painted, mask)

    def _mask(self, image: Picture, params: Mapping[str, Any], context: Context) -> Plane:
        areas = context.regions(image)
        subject = context.subject(image)
        region = params["region"]
        if params["source"]:
            mask = _pieces(like(image, bgr(params["source"])))
            kept = {"sky": areas.sky, "background": 1 - subject, "plants": areas.plants}
            return plane(mask * kept[region]) if region in kept else mask
        if region == "subject":
            return plane(_dominant(image, subject) * subject)
        known = {"sky": areas.sky, "plants": areas.plants, "water": areas.water, "background": plane(1 - subject)}
        return known[region]


def like(image: Picture, colour: tuple[float, float, float]) -> Plane:
    """Soft mask of the pixels of about that hue; for black, white and grey of about that brightness."""
    hsv = plane(cv2.cvtColor(image, cv2.COLOR_BGR2HSV))
    want = plane(cv2.cvtColor(np.array([[colour]], np.uint8), cv2.COLOR_BGR2HSV))[0, 0]
    if want[1] < 40:
        away = np.abs(hsv[..., 2] - want[2]) + hsv[..., 1] * 0.7
        return blur(smoothstep(110, 50, away), 1.0)
    turn = np.abs((hsv[..., 0] - want[0] + 90) % 180 - 90)
    vivid = smoothstep(0.42 * want[1], 0.66 * want[1], hsv[..., 1]) * smoothstep(
        0.28 * want[2], 0.5 * want[2], hsv[..., 2]
    )
    return blur(plane(smoothstep(17, 9, turn) * vivid), 1.0)


def _pieces(mask: Plane) -> Plane:
    """Without specks: what is under a twenty-fifth of the largest piece is chance, not the thing that was meant."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats((mask > 0.35).astype(np.uint8))
    if count < 3:
        return mask
    areas = stats[1:, cv2.CC_STAT_AREA]
    keep = np.isin(labels, np.flatnonzero(areas >= areas.max() / 25) + 1).astype(np.uint8)
    return plane(mask * cv2.dilate(keep, np.ones((5, 5), np.uint8)))


def _dominant(image: Picture, subject: Plane) -> Plane:
    """Where the subject has its own most common strong colour; all of it where it has none."""
    hsv = cv2.cvtColor(image, cv2.COLOR_BGR2HSV)
    strong = (subject > 0.5) & (hsv[..., 1] > 90) & (hsv[..., 2] > 50)
    if strong.sum() < 0.08 * max(1, (subject > 0.5).sum()):
        return np.ones(subject.shape, np.float32)
    counts = np.bincount(hsv[..., 0][strong] // 6, minlength=30)
    hue = int(counts.argmax()) * 6 + 3
    own = strong & (np.abs(hsv[..., 0].astype(np.int16) - hue) < 8)
    depth = [int(np.median(hsv[..., c][own]) * 0.75) for c in (1, 2)]
    pure = cv2.cvtColor(np.array([[[hue, *depth]]], np.uint8), cv2.COLOR_HSV2BGR)[0, 0]
    return like(image, (float(pure[0]), float(pure[1]), float(pure[2])))


def dyed(image: Picture, mask: Plane, colour: tuple[float, float, float], k: float) -> Picture:
    """Light and shade stay, the colour changes; a grey dye works on brightness alone."""
    want = plane(cv2.cvtColor(np.array([[colour]], np.uint8), cv2.COLOR_BGR2HSV))[0, 0]
    total = float(mask.sum()) + 1e-3
    hsv = plane(cv2.cvtColor(image, cv2.COLOR_BGR2HSV))
    mean = float((hsv[..., 2] * mask).sum() / total)
    vivid = want[1] > 40
    # Brightness goes a part of the way to the dye's; black and white have nothing else to show.
    towards = 0.35 if vivid else 0.8
    value = hsv[..., 2] * (1 - towards + towards * float(want[2]) / max(mean, 20.0))
    if not vivid and want[2] > mean:
        value = hsv[..., 2] + (float(want[2]) - mean) * towards
    hue = np.full_like(value, want[0]) if vivid else hsv[..., 0]
    saturation = np.minimum(0.45 * hsv[..., 1] + 0.5 * want[1] * k, 225) if vivid else hsv[..., 1] * 0.12
    dyed_hsv = np.clip(np.stack([hue, saturation, value], -1), 0, 255).astype(np.uint8)
    return picture(cv2.cvtColor(dyed_hsv, cv2.COLOR_HSV2BGR))


EDIT = Recolour()
