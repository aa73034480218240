"""Which part of a picture is sky, water, plants, ground, and how far away each pixel roughly is."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from .fill import smooth_fill
from .pixels import Picture, Plane, blur, guided, luma, picture, plane, smoothstep

#: Longer side of the thumbnail on which regions are found.
THUMB = 320


@dataclass(frozen=True, slots=True)
class Regions:
    """Soft masks at the picture's size, 1 inside."""

    sky: Plane
    #: The sky's own colour everywhere, also behind what stands before it.
    sky_colour: Picture
    water: Plane
    plants: Plane
    #: y of the horizon as a fraction of the height.
    horizon: float
    #: 0 far … 1 near, smooth.
    depth: Plane

    @property
    def has_sky(self) -> bool:
        return float(self.sky.mean()) > 0.04

    @property
    def has_water(self) -> bool:
        return float(self.water.mean()) > 0.04


def find(image: Picture, subject: Plane) -> Regions:
    """Tell the regions of the picture apart; `subject` is its matte."""
    sky, colour = _sky(image, subject)
    horizon = _horizon(sky)
    water = _water(image, sky, subject, horizon)
    return Regions(sky, colour, water, _plants(image), horizon, _depth(image, sky, horizon))


def _thumb(image: Picture) -> Picture:
    h, w = image.shape[:2]
    k = THUMB / max(h, w)
    return picture(cv2.resize(image, (max(8, round(w * k)), max(8, round(h * k))), interpolation=cv2.INTER_AREA))


def _texture(small: Picture) -> Plane:
    grey = plane(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY))
    edges = np.hypot(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    return plane(cv2.GaussianBlur(edges, (0, 0), 1.5))


def _sky_core(image: Picture, subject: Plane) -> Plane:
    """Smooth, sky-coloured and joined to the upper edge, at thumbnail size."""
    small = _thumb(image)
    h, w = small.shape[:2]
    mask = cv2.resize(subject, (w, h), interpolation=cv2.INTER_AREA)
    lab = plane(cv2.cvtColor(small, cv2.COLOR_BGR2LAB))
    rows = max(3, h // 12)
    free = mask[:rows] < 0.3
    if free.mean() < 0.15:
        return np.zeros((h, w), np.float32)
    top = np.median(lab[:rows][free], 0)
    # Skies are bright, or blue, or (at night) dark and plain; a brown wall or a green hedge is none.
    lightness, red, yellow = (float(v) for v in top)
    green = red < 118 or (red < 122 and yellow > 132)
    wall = 129 < yellow < 139 and 125 < red < 138 and lightness < 238
    brown = yellow > 150 and lightness < 190
    if green or wall or brown or (lightness < 90 and yellow > 128):
        return np.zeros((h, w), np.float32)
    # Brightness may run from zenith to horizon, so it counts half.
    away = np.sqrt(((lab[..., 0] - top[0]) * 0.5) ** 2 + (lab[..., 1] - top[1]) ** 2 + (lab[..., 2] - top[2]) ** 2)
    good = ((_texture(small) < 26) & (away < 34) & (mask < 0.4)).astype(np.uint8)
    good = cv2.morphologyEx(good, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    _, labels = cv2.connectedComponents(good, connectivity=4)
    touching = np.unique(labels[:2][labels[:2] > 0])
    core = plane(np.isin(labels, touching))
    return core if core.mean() > 0.05 and core[:2].mean() > 0.2 else np.zeros_like(core)


def _sky(image: Picture, subject: Plane) -> tuple[Plane, Picture]:
    """The mask with crisp edges between leaves and roof tiles, and the sky's colour continued behind them."""
    h, w = image.shape[:2]
    core = _sky_core(image, subject)
    if core.max() == 0:
        return np.zeros((h, w), np.float32), image
    small = picture(cv2.resize(image, (core.shape[1], core.shape[0]), interpolation=cv2.INTER_AREA))
    sure = cv2.erode(core, np.ones((5, 5), np.uint8))
    if sure.max() == 0:
        sure = core
    colour = picture(cv2.resize(smooth_fill(small, plane(sure)), (w, h), interpolation=cv2.INTER_CUBIC))
    away = np.abs(plane(image) - plane(colour)).max(2)
    like = smoothstep(58, 16, away)
    rim = max(1.5, max(h, w) / THUMB)
    near = plane(cv2.resize(cv2.dilate(core, np.ones((9, 9), np.uint8)), (w, h), interpolation=cv2.INTER_LINEAR))
    inside = plane(cv2.resize(sure, (w, h), interpolation=cv2.INTER_LINEAR))
    mask = np.maximum(inside, like * blur(near, rim))
    mask *= 1 - smoothstep(0.35, 0.95, subject)
    return plane(np.clip(mask, 0, 1)), colour


def _horizon(sky: Plane) -> float:
    rows = sky.mean(1)
    if rows.max() < 0.2:
        return 0.4
    below = np.flatnonzero(rows > 0.3 * rows.max())
    return float(np.clip(below[-1] / len(rows), 0.2, 0.75))


def _water(image: Picture, sky: Plane, subject: Plane, horizon: float) -> Plane:
    """Calm, blue to grey or sky-coloured, below the horizon and wider than high."""
    h, w = image.shape[:2]
    small = _thumb(image)
    sh, sw = small.shape[:2]
    size = (sw, sh)
    if cv2.resize(sky, size).mean() < 0.04:
        return np.zeros((h, w), np.float32)
    lab = plane(cv2.cvtColor(small, cv2.COLOR_BGR2LAB))
    cool = (lab[..., 2] < 137) & (lab[..., 1] < 134) & (lab[..., 0] > 40)
    calm = _texture(small) < 52
    free = (cv2.resize(subject, size) < 0.3) & (cv2.resize(sky, size) < 0.4)
    rows = np.arange(sh)[:, None] > max(0.0, horizon - 0.12) * sh
    good = (cool & calm & free & rows).astype(np.uint8)
    good = cv2.morphologyEx(good, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(good, connectivity=4)
    keep = [
        i
        for i in range(1, len(stats))
        if stats[i, cv2.CC_STAT_AREA] > good.size * 0.025
        and stats[i, cv2.CC_STAT_WIDTH] > 1.2 * stats[i, cv2.CC_STAT_HEIGHT]
    ]
    mask = plane(cv2.resize(plane(np.isin(labels, keep)), (w, h), interpolation=cv2.INTER_LINEAR))
    if mask.max() == 0:
        return mask
    fine = guided(luma(image), mask, max(4, round(min(h, w) * 0.012)), 1e-3)
    return plane(np.clip(fine * 1.3 - 0.15, 0, 1) * (1 - subject))


def _plants(image: Picture) -> Plane:
    """Green to yellow-green, by hue and saturation."""
    hsv = plane(cv2.cvtColor(image, cv2.COLOR_BGR2HSV))
    hue, saturation, value = hsv[..., 0], hsv[..., 1], hsv[..., 2]
    green = smoothstep(19, 30, hue) * smoothstep(88, 76, hue)
    return blur(plane(green * smoothstep(28, 70, saturation) * smoothstep(10, 40, value)), 1.0)


def _depth(image: Picture, sky: Plane, horizon: float) -> Plane:
    """Ground plane below the horizon, things that stand on it before it, sky at the far end."""
    h, w = image.shape[:2]
    y = np.linspace(0, 1, h, dtype=np.float32)[:, None]
    ground = np.clip((y - horizon) / max(1 - horizon, 0.1), 0, 1) ** 0.8
    depth = np.broadcast_to(0.15 + 0.85 * ground, (h, w))
    depth = guided(luma(image), plane(np.ascontiguousarray(depth)), max(4, min(h, w) // 24), 4e-3)
    return blur(plane(np.clip(depth, 0, 1) * (1 - sky)), min(h, w) * 0.02)
