"""The sky as nodes: gradient with sun or moon, stars, drifting clouds."""

from __future__ import annotations

from functools import partial

import cv2
import numpy as np

from ..compose import tones
from ..compose.blit import Reals
from ..compose.camera import FAR
from ..compose.noise import fbm_at
from ..compose.particles import dabs
from ..shotlist import TimeOfDay, Weather
from .air import Air
from .brush import mix
from .contract import Context, Frame, Node, View
from .geometry import Geometry
from .kit.cumulus import heap
from .nodes import Backdrop, Painter, Plate

#: Side of the sky's grain, which repeats.
_GRAIN = 128


def gradient(air: Air, rows: Reals) -> Reals:
    """Sky colour (BGR) per row; rows as 0 zenith … 1 horizon."""
    at = [stop for stop, _ in air.sky]
    return np.stack([np.interp(rows, at, [colour[c] for _, colour in air.sky]) for c in (2, 1, 0)], -1).astype(
        np.float32
    )


def disc_point(air: Air, geometry: Geometry) -> tuple[float, float] | None:
    """Rest-frame place of the sun or moon; its y counts from the top of the frame (0) to the horizon (1)."""
    if air.disc_at is None:
        return None
    return air.disc_at[0] * geometry.width, air.disc_at[1] * geometry.horizon


def backdrop(context: Context, geometry: Geometry, air: Air) -> Backdrop:
    """Gradient, glow and disc over the whole frame."""
    box = geometry.box(FAR)
    half = 0.5
    bottom = geometry.horizon + 60 * context.unit
    width, height = int((box.x1 - box.x0) * half) + 2, int((min(box.y1, bottom + 8) - box.y0) * half) + 2
    y = np.arange(height, dtype=np.float32) / half + box.y0
    x = np.arange(width, dtype=np.float32) / half + box.x0
    sky = np.repeat(gradient(air, np.clip(y / geometry.horizon, 0, 1))[:, None], width, 1)
    place = disc_point(air, geometry)
    if place is not None:
        away = np.hypot(x[None] - place[0], (y[:, None] - place[1]) * 1.12) / (720 * context.unit)
        near = np.exp(away * np.float32(-4.2))
        glow = near + np.float32(0.8) * np.exp(away * -15)
        sky += glow[..., None] * np.array(air.glow[::-1], np.float32)
        disc = np.clip((air.disc_radius / 720 - away) * 720 * context.unit * half * 0.7 + 0.5, 0, 1)
        sky = tones.toward(sky, disc, air.disc[::-1])
    # A grain finer than the eye keeps the gradient from showing steps.
    grain = np.random.default_rng(context.seed).normal(0, 0.8, (_GRAIN, _GRAIN)).astype(np.float32)
    sky += np.tile(grain, (-(-height // _GRAIN), -(-width // _GRAIN)))[:height, :width, None]
    full = cv2.resize(
        np.clip(sky, 0, 255).astype(np.uint8), None, fx=1 / half, fy=1 / half, interpolation=cv2.INTER_CUBIC
    )
    return Backdrop(np.asarray(full, np.uint8), box.x0, box.y0, FAR, bottom=bottom)


def clouds(context: Context, geometry: Geometry, air: Air) -> Plate | None:
    """A sheet of clouds in perspective, lit from the disc, drifting over the shot."""
    if air.cover <= 0.02:
        return None
    speed = 7.0 * context.unit
    box = geometry.box(FAR)
    left, shrink = box.x0 - speed * context.shot.seconds - 2, 3 if context.unit > 0.6 else 2
    width, height = int((box.x1 - left) / shrink) + 2, int((geometry.horizon - box.y0) / shrink)
    x = (np.arange(width, dtype=np.float32) * shrink + left)[None] / (720 * context.unit)
    y = (np.arange(height, dtype=np.float32) * shrink + box.y0)[:, None] / geometry.horizon
    pull = 1.0 / (1.06 - np.clip(y, -0.5, 1) * 0.95)
    seed = context.seed % 997
    u, v = (x - geometry.width / 1440 / context.unit) * pull, np.broadcast_to(pull * 2.1, (height, width))
    warp = fbm_at(u * 1.1, (v * 0.8), seed, 3)
    puff = fbm_at((u * 1.15 + warp * 0.8), (v * 1.2 + warp * 0.6), seed + 9, 5)
    place = disc_point(air, geometry) or (geometry.width * 0.3, 0.0)
    toward = np.tanh((place[0] / (720 * context.unit) - x) * 2) * 0.03
    below = 0.12 if place[1] > geometry.horizon * 0.6 else -0.12
    lit = fbm_at(
        (u * 1.15 + warp * 0.8 + toward),
        (v * 1.2 + warp * 0.6 + below),
        seed + 9,
        4,
    )
    edge = 0.66 - 0.3 * air.cover
    dense = np.clip((puff - edge) * 6, 0, 1) * np.clip((1.0 - y) * 7, 0, 1)
    bright = np.clip((puff - lit) * 5 + 0.55 - 0.25 * np.clip(puff - edge - 0.1, 0, 1) * 4, 0, 1)[..., None]
    colour = np.array(air.cloud_shade[::-1]) * (1 - bright) + np.array(air.cloud_lit[::-1]) * bright
    alpha = (dense * dense * (3 - 2 * dense) * 0.93)[..., None]
    pixels = np.concatenate([colour * alpha, 255 * alpha], -1).astype(np.uint8)
    return Plate(pixels, left, box.y0, FAR, 1 / shrink, drift=speed)


def heaps(context: Context, geometry: Geometry, air: Air) -> list[Node]:
    """Heaped clouds low over the land on a fine day, and a tower of cloud on the side away from the sun."""
    shot = context.shot
    if shot.weather is not Weather.CLEAR or shot.time is not TimeOfDay.DAY or air.cover < 0.2:
        return []
    box, unit, speed = geometry.box(FAR), context.unit, 5.0 * context.unit
    place = disc_point(air, geometry)
    sun = -1 if place is not None and place[0] < 0.5 * geometry.width else 1
    cloud = partial(
        heap,
        unit=unit,
        depth=FAR,
        lit=air.cloud_lit,
        shaded=mix(air.cloud_shade, air.cloud_lit, 0.15),
        haze=air.haze,
        sun=sun,
        drift=speed,
    )
    seed, tall = context.seed % 613, 0.30 * geometry.horizon
    left = box.x0 - speed * shot.seconds - 4
    x, wide = geometry.width * (0.5 - 0.30 * sun), 1.7 * tall
    return [
        cloud(box=(left, box.x1 + 4), foot=0.9 * geometry.horizon, tall=0.7 * tall, veil=0.4, seed=seed),
        cloud(
            box=(x - wide, x + wide),
            foot=0.86 * geometry.horizon,
            tall=1.7 * tall,
            veil=0.22,
            seed=seed + 5,
            single=True,
        ),
    ]


def stars(context: Context, geometry: Geometry, air: Air) -> Painter | None:
    """Stars that twinkle."""
    if air.stars <= 0.05:
        return None
    rng = np.random.default_rng(context.seed + 5)
    count = int(170 * air.stars * max(1.0, context.width / context.height))
    box = geometry.box(FAR)
    x, y = (
        rng.uniform(box.x0, box.x1, count),
        rng.uniform(min(box.y0, geometry.horizon * 0.5), geometry.horizon * 0.9, count),
    )
    size, phase, pace = (
        rng.pareto(2.5, count).clip(0, 3) * 0.5 + 0.7,
        rng.uniform(0, 6.3, count),
        rng.uniform(1.5, 4, count),
    )
    fall = 1 - y / geometry.horizon * 0.8

    def draw(frame: Frame, view: View) -> None:
        s, tx, ty = view.place(FAR)
        table = np.zeros((count, 11), np.float32)
        table[:, 0], table[:, 1] = s * x + tx, s * y + ty
        table[:, 2] = table[:, 3] = size * context.unit * 1.25
        table[:, 5:8] = (255, 244, 236)
        table[:, 8] = (0.65 + 0.35 * np.sin(view.t * pace + phase)) * fall * np.minimum(1, size) * air.stars
        table[:, 9], table[:, 10] = 1.3, 1
        dabs(frame, table)

    return Painter(FAR, draw, reads=False)


def sky(context: Context, geometry: Geometry, air: Air) -> list[Node]:
    """All nodes of the sky, far to near."""
    parts: list[Node | None] = [
        backdrop(context, geometry, air),
        stars(context, geometry, air),
        clouds(context, geometry, air),
        *heaps(context, geometry, air),
    ]
    return [part for part in parts if part is not None]
