"""Ink wash (shuimo): wet tones that run out into mist, much empty rice paper, a breath of the strongest colours."""

from __future__ import annotations

import functools
from typing import Any

import cv2
import numpy as np

from ..pixels import Picture, Plane, blur, kernel, picture, plane, smoothstep
from .contract import Finish
from .strokes import dabs, grown, halved, lines, unit
from .textures import blotches, rice_paper

#: Cinnabar, as the stamp's paste.
CINNABAR = (52, 56, 190)
#: What the stamp says: mountains and water, which is a landscape.
SEAL = "山水"


def apply(image: Picture, strength: float, seed: int) -> Picture:
    h, w = image.shape[:2]
    u = unit(image)
    small = dabs(halved(image), 2.0 * u)
    figures = _figures(small, u)
    ink = _ink(small, u, min(strength, 1.3), seed, figures)
    tint, coloured = _tint(small, figures)
    # Where colour is laid, the ink under it is thin.
    wet = picture((ink * (1 - 0.45 * coloured) + _contours(image, figures) * (0.8 * min(strength, 1.2))) * 255)
    full = grown(wet, image)
    # The brush sets a few accents where the wash is already dark; light things have no outline.
    accents = lines(image, 1.3 * u, 0.012, 0.06, 0.85 * min(strength, 1.2))
    out = np.empty_like(image)
    _print(out, full, accents, grown(tint, image), rice_paper(h, w, seed))
    _stamp(out, seed)
    return out


def _figures(small: Picture, u: float) -> Plane:
    """Where something stands out of its surroundings: there the brush is finer, and no mist hides it."""
    rough = picture(cv2.resize(small, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA))
    lab = plane(cv2.cvtColor(rough, cv2.COLOR_BGR2LAB))
    # Grass and leaves differ from spot to spot, but not in the mean.
    apart = cv2.GaussianBlur(lab, (0, 0), max(0.5, 0.9 * u)) - blur(lab, 13 * u)
    found = smoothstep(9, 26, np.sqrt((apart * apart).sum(axis=2)))
    found = plane(cv2.GaussianBlur(cv2.dilate(found, np.ones((3, 3), np.uint8)), (0, 0), max(0.5, 1.3 * u)))
    # The edges of the sheet are left to the wash: what is looked at stands within them.
    h, w = found.shape
    x, y = np.abs(np.linspace(-1, 1, w, dtype=np.float32)), np.linspace(0, 1, h, dtype=np.float32)
    calm = (1 - smoothstep(0.72, 0.95, x))[None] * (1 - smoothstep(0.78, 0.92, y) * 0.8)[:, None]
    return plane(cv2.resize(plane(found * calm), small.shape[1::-1], interpolation=cv2.INTER_LINEAR))


def _contours(image: Picture, figures: Plane) -> Plane:
    """Thin lines of ink along the edges of figures, from the picture before any wash; at half size."""
    fine = picture(cv2.resize(image, figures.shape[::-1], interpolation=cv2.INTER_AREA))
    blue, green, red = cv2.split(cv2.morphologyEx(fine, cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8)))
    table = plane(smoothstep(14, 70, np.arange(256)))
    return plane(cv2.LUT(cv2.max(cv2.max(blue, green), red), table) * figures)


def _ink(small: Picture, u: float, k: float, seed: int, figures: Plane) -> Plane:
    """Density of the ink, 0…1, at half size."""
    h, w = small.shape[:2]
    grey = plane(cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), (0, 0), max(0.5, 1.0 * u))) / 255
    low, high = (float(v) for v in np.quantile(grey[::4, ::4], (0.02, 0.92)))
    tone = plane(np.clip((grey - low) / max(high - low, 0.12), 0, 1))
    around = blur(tone, 60 * u)
    # A large dark field is paper inside; what is darker than its surroundings is ink.
    dark = smoothstep(0.10, 1.05, 0.30 * (1 - tone) + 0.85 * np.clip(around - tone, 0, 1) + 0.20 * (1 - tone) ** 3)
    run = np.empty_like(tone)
    _run(run, tone, 1 - 1 / (26 * u + 1), 7.0)
    run = plane(cv2.GaussianBlur(run, (0, 0), max(0.5, 2.2 * u)))
    mist = _mist(h, w, u, seed)
    ink = (0.9 * dark + 0.5 * run * (0.2 + 0.8 * (1 - tone))) * cv2.max(mist, figures) * k
    ink = np.maximum(ink, figures * (0.62 * k) * (1 - tone) * (1 - tone))
    return plane(np.clip(ink, 0, 1))


@functools.lru_cache(maxsize=4)
def _mist(height: int, width: int, u: float, seed: int) -> Plane:
    """Bands of mist across the middle distance, and the unevenness of a wet brush."""
    long = cv2.resize(blotches(height, max(2, width // 5), 46 * u, seed), (width, height))
    y = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    band = np.exp(-(((y - 0.46) / 0.17) ** 2))
    veil = 1 - 0.75 * smoothstep(0.42, 0.75, plane(long)) * (0.25 + 0.75 * band)
    return plane(veil * (0.84 + 0.32 * blotches(height, width, 26 * u, seed + 3)))


@kernel
def _run(out: Plane, light: Plane, fall: float, gain: float) -> None:
    """Ink set on the upper edge of each darker shape, running down from it and growing thin."""
    height, width = light.shape
    keep = np.float32(fall)
    for x in range(width):
        out[0, x] = np.float32(0)
    for y in range(1, height):
        above = max(0, y - 3)
        for x in range(width):
            drop = light[above, x] - light[y, x] - np.float32(0.02)
            new = min(np.float32(1), max(np.float32(0), drop * np.float32(gain)))
            out[y, x] = max(new, out[y - 1, x] * keep)


def _tint(small: Picture, figures: Plane) -> tuple[Picture, Plane]:
    """A factor of faint colour from what stands out of the picture's own colour, and where it is."""
    lab = cv2.cvtColor(cv2.GaussianBlur(small, (0, 0), 1.5), cv2.COLOR_BGR2LAB)
    wide = max(lab.shape[:2]) / 10
    # A sky or a wall all of one colour is paper; a dress or a lantern before it is not.
    tints = [plane(lab[..., c]) for c in (1, 2)]
    a, b = (plane(t - 0.35 * float(t.mean()) - 0.65 * blur(t, wide)) for t in tints)
    # Vermilion and indigo are ground for painting; greens and browns are mostly left to the ink.
    warm = np.where((a > 0) & (a > 0.4 * b), 1.0, np.where((b < 0) & (a < 12), 0.75, 0.35)).astype(np.float32)
    amount = plane(cv2.GaussianBlur(smoothstep(14, 44, np.hypot(a, b)) * warm, (0, 0), 1.5))
    amount = np.maximum(amount, 0.5 * figures * smoothstep(10, 40, np.hypot(a, b)))
    pale = np.dstack([np.full_like(a, 222), 128 + np.clip(a * amount, -30, 46), 128 + np.clip(b * amount, -34, 40)])
    return picture(cv2.cvtColor(picture(pale), cv2.COLOR_LAB2BGR)), amount


def _stamp(out: Picture, seed: int) -> None:
    """A red seal in the lower right corner, over the ink; too small to be read, it is left out."""
    height, width = out.shape[:2]
    side = round(min(height, width) * 0.052)
    if side < 14:
        return
    stamp = _seal(side, seed)
    gap = round(min(height, width) * 0.05)
    top, left = height - gap - stamp.shape[0], width - gap - stamp.shape[1]
    here = out[top : top + stamp.shape[0], left : left + stamp.shape[1]]
    cover = stamp[..., None] * np.float32(0.92)
    here[:] = picture(here * (1 - cover) + np.array(CINNABAR, np.float32) * cover)


@functools.lru_cache(maxsize=4)
def _seal(side: int, seed: int) -> Plane:
    """Coverage of a square seal with its characters left white, worn at the rim."""
    from ..edits.lettering import shape

    tall = round(side * 1.5)
    block = np.zeros((tall * 4, side * 4), np.float32)
    cv2.rectangle(block, (6, 6), (side * 4 - 7, tall * 4 - 7), 1.0, -1)
    for number, sign in enumerate(SEAL):
        glyph = cv2.resize(shape(sign, side * 3, side * 8), (round(side * 2.7), round(side * 2.4)))
        top = round(side * (0.45 + 2.72 * number))
        left = (side * 4 - glyph.shape[1]) // 2
        block[top : top + glyph.shape[0], left : left + glyph.shape[1]] *= 1 - glyph
    worn = plane(cv2.resize(block, (side, tall), interpolation=cv2.INTER_AREA))
    return plane(worn * smoothstep(0.12, 0.3, blotches(tall, side, side / 5, seed + 9)))


@kernel
def _print(out: Picture, ink: Picture, accents: Picture, tint: Picture, sheet: Picture) -> None:
    height, width = ink.shape
    for y in range(height):
        for x in range(width):
            wash: Any = np.int32(ink[y, x])
            # An accent needs a wash around it, else it would be an outline.
            line: Any = (np.int32(accents[y, x]) * min(255, max(0, wash - 24) * 3)) >> 8
            light: Any = 255 - wash - (((255 - wash) * line) >> 8)
            light = 22 + ((light * 233) >> 8)
            for c in range(3):
                # A tint of 222 is none at all.
                out[y, x, c] = min(255, (light * np.int32(tint[y, x, c]) * np.int32(sheet[y, x, c]) * 37) >> 21)


FINISH = Finish(
    "ink-wash",
    {
        "en": ("ink wash", "ink painting", "chinese painting", "sumi-e", "sumi", "ink"),
        "zh": ("水墨", "国画", "中国画", "墨画"),
    },
    apply,
)
