"""Which part of a picture is sky, water, plants, ground, and how far away each pixel roughly is."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from .fill import smooth_fill
from .pixels import Picture, Plane, blur, guided, luma, picture, plane, smoothstep

#: Longer side of the thumbnail on which regions are found.
THUMB = 320
_CORE = np.ones((5, 5), np.uint8)


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


def relit(areas: Regions, image: Picture) -> Regions:
    """The same regions after the picture got another light: only the sky's own colour is another."""
    if not areas.has_sky:
        return areas
    small = _thumb(image)
    size = (small.shape[1], small.shape[0])
    sure = plane(cv2.erode(plane(cv2.resize(areas.sky, size, interpolation=cv2.INTER_AREA) > 0.9), _CORE))
    whole = cv2.resize(smooth_fill(small, sure), image.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    return replace(areas, sky_colour=picture(whole))


def _thumb(image: Picture) -> Picture:
    h, w = image.shape[:2]
    k = THUMB / max(h, w)
    return picture(cv2.resize(image, (max(8, round(w * k)), max(8, round(h * k))), interpolation=cv2.INTER_AREA))


def _texture(small: Picture) -> Plane:
    grey = plane(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY))
    edges = np.hypot(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    return plane(cv2.GaussianBlur(edges, (0, 0), 1.5))


def _sky_core(image: Picture, subject: Plane) -> Plane:
    """Sky-coloured, joined to the upper edge by small steps or as clouds within, and above the sea line."""
    small = _thumb(image)
    h, w = small.shape[:2]
    mask = plane(cv2.resize(subject, (w, h), interpolation=cv2.INTER_AREA))
    lab = plane(cv2.cvtColor(small, cv2.COLOR_BGR2LAB))
    rows = max(3, h // 12)
    free = mask[:rows] < 0.3
    if free.mean() < 0.15 or not _like_sky(np.median(lab[:rows][free], 0)):
        return np.zeros((h, w), np.float32)
    texture = _texture(small)
    good = _sky_colours(lab, np.median(lab[:rows][free], 0)) & (mask < 0.4)
    calm = _opened(good & (texture < 30))
    reached = _flooded(small, calm)
    # Clouds end sharply, but they are calm, of a sky's colour, and touch what was reached.
    reached = _touching(_opened(good & (texture < 70)) | reached, reached)
    reached &= np.arange(h)[:, None] < _sea_line(lab, reached)
    closed = cv2.morphologyEx(reached.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((17, 17), np.uint8)) > 0
    core = plane(reached | (closed & good & (texture < 120)))
    return core if core.mean() > 0.05 and core[:2].mean() > 0.2 else np.zeros_like(core)


def _like_sky(top: NDArray[np.float32]) -> bool:
    """Skies are bright, or blue, or (at night) dark and plain; a brown wall or a green hedge is none."""
    lightness, red, yellow = (float(v) for v in top)
    green = red < 118 or (red < 122 and yellow > 132)
    wall = 129 < yellow < 139 and 125 < red < 138 and lightness < 238
    brown = yellow > 150 and lightness < 190
    return not (green or wall or brown or (lightness < 90 and yellow > 130))


def _sky_colours(lab: NDArray[np.float32], top: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Blue, white to grey, the warm band of a dusk, and whatever is near the colour at the upper edge."""
    light, red, yellow = lab[..., 0], lab[..., 1], lab[..., 2]
    # Brightness may run from zenith to horizon, so it counts half.
    away = np.sqrt(((light - top[0]) * 0.5) ** 2 + (red - top[1]) ** 2 + (yellow - top[2]) ** 2)
    blue = (yellow < 124) & (light > 0.55 * top[0]) & (red < 142)
    cloud = (np.abs(red - 128) < 12) & (np.abs(yellow - 128) < 16) & (light > max(120.0, 0.75 * float(top[0])))
    dusk = (light > 105) & (yellow > 124) & (red > 122) & (red < 172) & (light > 0.9 * top[0])
    return np.asarray((away < 34) | blue | cloud | dusk)


def _opened(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.asarray(cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)) > 0)


def _flooded(small: Picture, allowed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """What can be reached from the upper edge by small steps of colour."""
    h, w = small.shape[:2]
    smooth = picture(cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2LAB), (0, 0), 1.0))
    barrier = np.ones((h + 2, w + 2), np.uint8)
    barrier[1:-1, 1:-1] = ~allowed
    step = (7, 4, 5)
    for x in np.flatnonzero(allowed[1])[::4]:
        if not barrier[2, x + 1]:
            cv2.floodFill(smooth, barrier, (int(x), 1), 0, step, step, 4 | cv2.FLOODFILL_MASK_ONLY | (2 << 8))
    return np.asarray(barrier[1:-1, 1:-1] == 2)


def _touching(candidates: NDArray[np.bool_], reached: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The connected pieces of the candidates that hold something of what was reached."""
    _, labels = cv2.connectedComponents(candidates.astype(np.uint8), connectivity=4)
    wanted = np.unique(labels[reached & candidates])
    return np.asarray(np.isin(labels, wanted[wanted > 0]))


def _sea_line(lab: NDArray[np.float32], reached: NDArray[np.bool_]) -> int:
    """The row of a level line through what was reached, as between sky and sea; the height where there is none."""
    h, w = reached.shape
    weight = plane(reached)
    # Averaged along the rows, waves and clouds vanish and a level line stays.
    box = (max(9, w // 6) | 1, 1)
    share = plane(cv2.blur(weight, box))
    level = cv2.blur(lab * weight[..., None], box) / np.maximum(share, 0.05)[..., None]
    jump = np.abs(level[4:] - level[:-4]).sum(2)
    both = plane(np.minimum(weight[4:], weight[:-4]) * (share[4:] > 0.3) * (share[:-4] > 0.3))
    wide = both.sum(1)
    profile = (np.minimum(jump, 24) * both).sum(1) / np.maximum(wide, 1)
    profile[(wide < w * 0.12) | (np.arange(len(profile)) < h * 0.18)] = 0
    row = int(profile.argmax())
    found = profile[row] > 6 and profile[row] > 2.2 * float(np.median(profile[wide >= w * 0.12]))
    return row + 2 if found else h


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
    away = plane(functools.reduce(cv2.max, cv2.split(cv2.absdiff(image, colour))))
    like = smoothstep(58, 16, away)
    rim = max(1.5, max(h, w) / THUMB)
    near = plane(cv2.resize(cv2.dilate(core, np.ones((9, 9), np.uint8)), (w, h), interpolation=cv2.INTER_LINEAR))
    inside = plane(cv2.resize(sure, (w, h), interpolation=cv2.INTER_LINEAR))
    mask = np.maximum(inside, like * blur(near, rim))
    # Wires, masts and twigs are finer than the thumbnail: darker than the sky right behind them.
    mask *= 1 - smoothstep(12, 34, (luma(colour) - luma(image)) * 255)
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
    blue = (lab[..., 2] < 124) & (lab[..., 1] < 132)
    calm = _texture(small) < np.where(blue, 120, 52)
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
        # Asphalt and paving are as calm, but not blue.
        and float(np.median(lab[..., 2][labels == i])) < 127
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
    # A strip of ground at the foot of a picture may not be as deep as a field: upright things in it would be bent.
    depth = np.broadcast_to(0.15 + 0.85 * ground * min(1.0, 2 * (1 - horizon)), (h, w))
    depth = guided(luma(image), plane(np.ascontiguousarray(depth)), max(4, min(h, w) // 24), 4e-3)
    return blur(plane(np.clip(depth, 0, 1) * (1 - sky)), min(h, w) * 0.05)
