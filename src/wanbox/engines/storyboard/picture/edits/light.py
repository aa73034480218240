"""Shared tools of the scene operations: swapping the sky without a halo, cutting out, light, colour match."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ..fill import behind
from ..pixels import Bgr, Picture, Plane, blur, kernel, picture, plane
from ..regions import Regions


def gradient(height: int, width: int, stops: Sequence[tuple[float, Bgr]], end: float = 1.0) -> Picture:
    """Vertical colour stops from 0 (top) to 1 (at `end` of the height)."""
    y = np.arange(height, dtype=np.float32) / max(1.0, height * end)
    xs = [stop for stop, _ in stops]
    channels = [np.interp(y, xs, [colour[c] for _, colour in stops]) for c in range(3)]
    column = np.stack(channels, -1)[:, None]
    # A trace of noise hides the bands of an 8-bit gradient.
    dither = np.random.default_rng(1).random((height, 97, 1), np.float32) - 0.5
    tile = picture(plane(column) + np.roll(dither, 31, 0))
    return np.ascontiguousarray(np.tile(tile, (1, -(-width // 97), 1))[:, :width])


def dimmed(stops: Sequence[tuple[float, Bgr]], areas: Regions) -> Sequence[tuple[float, Bgr]]:
    """The colours of a new sky at the hour of the old one: by night a snowy sky is dark and blue as well."""
    k = float(np.clip(cv2.cvtColor(areas.sky_colour, cv2.COLOR_BGR2GRAY).mean() / 120, 0.26, 1.0))
    gain = (k**0.75, k**0.95, k**1.1)
    return [(at, (colour[0] * gain[0], colour[1] * gain[1], colour[2] * gain[2])) for at, colour in stops]


def swap_sky(image: Picture, ground: Picture, areas: Regions, sky: Picture, *, clouds: float, tint: Bgr) -> Picture:
    """The regraded picture (`ground`) (the regraded picture) under a new sky.

    A mixed pixel at a roof or a leaf is part old sky, part thing: the old sky's share is taken out before the new one
    goes in, so that no bright rim is left. `clouds` keeps that much of the old sky's detail, coloured by `tint`.
    """
    out = np.empty_like(image)
    _under(out, image, ground, areas.sky_colour, sky, areas.sky, clouds, np.array(tint, np.float32) / np.float32(255))
    return out


@kernel
def _under(
    out: Picture,
    image: Picture,
    ground: Picture,
    old: Picture,
    sky: Picture,
    mask: Plane,
    clouds: float,
    tint: NDArray[np.float32],
) -> None:
    height, width = mask.shape
    for y in range(height):
        for x in range(width):
            m = mask[y, x]
            if m <= 0.02:
                for c in range(3):
                    out[y, x, c] = ground[y, x, c]
                continue
            detail = np.float32(0)
            for c in range(3):
                detail += np.float32(image[y, x, c]) - np.float32(old[y, x, c])
            detail *= np.float32(clouds) / np.float32(3)
            for c in range(3):
                here = np.float32(image[y, x, c])
                thing = (here - m * np.float32(old[y, x, c])) / max(np.float32(1) - m, np.float32(0.25))
                thing = min(max(thing, np.float32(0)), np.float32(255))
                regraded = (np.float32(ground[y, x, c]) + 1) / (here + 1)
                value = (np.float32(sky[y, x, c]) + detail * tint[c]) * m
                value += thing * min(regraded, np.float32(4)) * (1 - m)
                out[y, x, c] = int(min(max(value + np.float32(0.5), np.float32(0)), np.float32(255)))


def cut(image: Picture, alpha: Plane) -> tuple[NDArray[np.float32], Picture]:
    """The subject premultiplied by its matte, free of the background's colour; the background closed behind it."""
    h, w = image.shape[:2]
    grow = max(3, round(min(h, w) * 0.012)) | 1
    hole = plane(cv2.dilate((alpha > 0.04).astype(np.float32), np.ones((grow, grow), np.uint8)))
    plate = behind(image, hole, reach=min(h, w) * 0.05)
    a = alpha[..., None]
    over = plane(image) - plane(plate) * (1 - a)
    return plane(np.clip(over, 0, 255 * a)), plate


def over(subject: NDArray[np.float32], alpha: Plane, ground: Picture) -> Picture:
    return picture(subject + plane(ground) * (1 - alpha[..., None]))


def matched(subject: NDArray[np.float32], alpha: Plane, scene: Picture, amount: float) -> NDArray[np.float32]:
    """The premultiplied subject moved towards the brightness and the tint of the scene."""
    a = alpha[..., None]
    share = float(alpha.sum()) + 1e-3
    own = (subject.sum((0, 1)) / share).clip(1, 255)
    there = plane(cv2.resize(scene, (64, 64), interpolation=cv2.INTER_AREA)).reshape(-1, 3).mean(0).clip(1, 255)
    level = (there.mean() / own.mean()) ** (amount * 0.6)
    tint = (there / there.mean()) / (own / own.mean())
    gain = np.clip(level, 0.6, 1.0) * np.clip(tint, 0.75, 1.3) ** (amount * 0.42)
    return plane(np.clip(subject * gain.astype(np.float32), 0, 255 * a))


def wrapped(frame: Picture, alpha: Plane, scene: Picture, amount: float = 0.45) -> Picture:
    """Light of the scene that spills over the subject's rim."""
    sigma = min(alpha.shape) * 0.012
    rim = np.clip(blur(plane(1 - alpha), sigma) * 2 - 0.25, 0, 1) * alpha
    light = plane(cv2.resize(cv2.GaussianBlur(cv2.resize(scene, (96, 96)), (0, 0), 5), alpha.shape[::-1]))
    k = (rim * amount)[..., None]
    return picture(plane(frame) * (1 - k) + np.maximum(plane(frame), light) * k)


def glow(image: Picture, at: tuple[float, float], radius: float, colour: Bgr, amount: float) -> Picture:
    """Light that spreads from a point over everything (screen)."""
    h, w = image.shape[:2]
    q = 4
    gy, gx = np.ogrid[0:h:q, 0:w:q]
    near = np.exp(-(((gx - at[0]) ** 2 + (gy - at[1]) ** 2) / (2 * radius * radius))) * amount
    fall = plane(cv2.resize(plane(near), (w, h), interpolation=cv2.INTER_LINEAR))
    out = np.empty_like(image)
    _screen(out, image, fall, np.array(colour, np.float32))
    return out


@kernel
def _screen(out: Picture, image: Picture, fall: Plane, colour: NDArray[np.float32]) -> None:
    height, width = fall.shape
    for y in range(height):
        for x in range(width):
            for c in range(3):
                here = np.float32(image[y, x, c])
                out[y, x, c] = int(here + fall[y, x] * colour[c] * (1 - here / np.float32(255)) + np.float32(0.5))


def disc(image: Picture, at: tuple[float, float], radius: float, colour: Bgr, mask: Plane) -> Picture:
    h, w = image.shape[:2]
    reach = radius + 2
    x0, x1 = int(max(0, at[0] - reach)), int(min(w, at[0] + reach))
    y0, y1 = int(max(0, at[1] - reach)), int(min(h, at[1] + reach))
    if x0 >= x1 or y0 >= y1:
        return image
    gy, gx = np.ogrid[y0:y1, x0:x1]
    away = np.sqrt((gx - at[0]) ** 2 + (gy - at[1]) ** 2)
    a = plane(np.clip(radius - away + 0.5, 0, 1) * mask[y0:y1, x0:x1])[..., None]
    out = image.copy()
    out[y0:y1, x0:x1] = picture(plane(image[y0:y1, x0:x1]) * (1 - a) + np.array(colour, np.float32) * a)
    return out


def free_sky_x(areas: Regions, y: float, keep: float = 0.12) -> float:
    """The x (fraction) where the sky is most open around the height y (fraction)."""
    h, w = areas.sky.shape
    band = areas.sky[max(0, int((y - 0.1) * h)) : int((y + 0.08) * h) + 1].mean(0)
    open_sky = cv2.blur(band[None], (max(3, w // 5) | 1, 1))[0]
    inner = open_sky[int(w * keep) : int(w * (1 - keep))]
    return float(keep + inner.argmax() / w)
