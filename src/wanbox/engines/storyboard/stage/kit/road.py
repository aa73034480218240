"""A street's floor in perspective: asphalt, lane marks, a crossing, kerbs and paved walks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...compose import tones
from ...compose.blit import Pixels
from ...compose.noise import Numbers, fbm_at
from ..air import Air
from ..geometry import Geometry


@dataclass(frozen=True, slots=True, kw_only=True)
class Street:
    """Widths from the middle in pixels at the actors' row."""

    wall: float
    kerb: float
    #: Pixels of distance at nearness 1 (the camera's focal length).
    focal: float


def _band(x: Numbers, low: float, high: float, soft: Numbers) -> Numbers:
    """1 inside [low, high], with an edge as wide as a pixel's footprint."""
    return np.asarray(np.clip((x - low) / soft + 0.5, 0, 1) * np.clip((high - x) / soft + 0.5, 0, 1))


def floor(
    geometry: Geometry, street: Street, air: Air, *, seed: int, wet: bool, snow: bool
) -> tuple[Pixels, float, float]:
    """BGRA (alpha = wetness) of the floor, and the rest-frame corner of the picture."""
    box = geometry.ground_box()
    width, height = int(box.x1 - box.x0), int(box.y1 - box.y0)
    y = np.arange(height, dtype=np.float32)[:, None] + 0.5
    q = y / geometry.reach
    x = (np.arange(width, dtype=np.float32)[None] + box.x0 - geometry.width / 2) / q
    z = np.broadcast_to(street.focal / q, x.shape)
    unit = geometry.reach / 216
    sx = np.broadcast_to(1 / q, x.shape)
    sz = np.broadcast_to(np.clip(street.focal / (q * q * geometry.reach), 0.1, 1e5), x.shape)
    noise = fbm_at(x / (260 * unit), z / (260 * unit), seed, 4)
    fine = fbm_at(x / (14 * unit), z / (14 * unit), seed + 3, 2)
    detail = np.clip(1.6 - sz / (60 * unit), 0, 1)
    level = 78 + 34 * (noise - 0.5) + 20 * (fine - 0.5) * detail
    grey = 1.02, 1.0, 0.98
    rgb: Numbers = tones.between(grey, grey, np.zeros_like(level), level)
    side = np.abs(x)
    rgb = _marks(rgb, x, z, sx, sz, street, unit, noise)
    rgb = _walks(rgb, side, z, sx, sz, street, unit, noise, fine * detail)
    wetness = np.clip((noise - 0.42) * 3.4, 0, 1) ** 1.5 * np.where(side < street.kerb, 1.0, 0.6) * (
        0.85 if wet else 0.2
    ) + (0.16 if wet else 0.04)
    if snow:
        rgb, wetness = _snow(rgb, side, street, noise, fine), wetness * 0.1
    tint = np.array(air.ambient[::-1], np.float32) * (0.72 if wet else 1.0)
    rgb = tones.lit(rgb, np.zeros_like(level), tint, tint)
    rgb = tones.toward(rgb, air.thick * np.clip(1 - q, 0, 1) ** 3, air.haze[::-1])
    out = tones.pressed(rgb, np.ones_like(level))
    # The deepest puddles are a little more than wet; without the limit their middle would be dry.
    out[..., 3] = 255 * np.minimum(wetness, 1)
    return out, box.x0, box.y0


def _paint(rgb: Numbers, mask: Numbers, colour: tuple[float, float, float]) -> Numbers:
    return tones.toward(rgb, mask, colour[::-1])


def _marks(
    rgb: Numbers, x: Numbers, z: Numbers, sx: Numbers, sz: Numbers, street: Street, unit: float, noise: Numbers
) -> Numbers:
    """Dashed middle line, edge lines, and a zebra crossing under the actors."""
    worn = np.clip(1.25 - 1.1 * np.clip(noise - 0.45, 0, 1) * 3, 0.35, 1) * 0.85
    near, far = street.focal / 1.32, street.focal / 0.80
    crossing = _band(z, near, far, sz)
    pitch = 150 * unit
    bars = _band(np.abs((x % pitch) - pitch / 2), -1, pitch * 0.27, sx) * _band(
        np.abs(x), -1, street.kerb - 60 * unit, sx
    )
    rgb = _paint(rgb, crossing * bars * worn, (226, 224, 216))
    beyond = np.clip((z - far - 120 * unit) / sz, 0, 1)
    dash = 420 * unit
    middle = _band(x, -7 * unit, 7 * unit, sx) * _band(np.abs((z % dash) - dash / 2), -1, dash * 0.3, sz)
    rgb = _paint(rgb, middle * beyond * worn, (232, 206, 120))
    edge = street.kerb - 46 * unit
    rgb = _paint(rgb, _band(np.abs(x), edge, edge + 12 * unit, sx) * worn * 0.8, (214, 212, 206))
    stop = _band(z, far + 70 * unit, far + 110 * unit, sz) * _band(np.abs(x), -1, edge, sx)
    return _paint(rgb, stop * worn, (226, 224, 216))


def _walks(
    rgb: Numbers,
    side: Numbers,
    z: Numbers,
    sx: Numbers,
    sz: Numbers,
    street: Street,
    unit: float,
    noise: Numbers,
    fine: Numbers,
) -> Numbers:
    """Kerb stones with a gutter's shadow, then slabs."""
    walk = np.clip((side - street.kerb) / sx + 0.5, 0, 1)
    tone = 148 + 26 * (noise - 0.5) + 26 * fine - 13
    size = 110 * unit
    joint = np.maximum(
        _band(np.abs(((side - street.kerb) % size) - size / 2), size / 2 - 3 * unit, size, sx)
        * np.clip(1.5 - sx / (18 * unit), 0, 1),
        _band(np.abs((z % size) - size / 2), size / 2 - 3 * unit, size, sz) * np.clip(1.4 - sz / (40 * unit), 0, 1),
    )
    rgb = tones.toward(rgb, walk, (0.96, 0.98, 1.03), tone * (1 - 0.34 * joint))
    stone = _band(side, street.kerb, street.kerb + 26 * unit, sx)
    joints = 1 - 0.3 * _band(np.abs((z % (190 * unit)) - 95 * unit), 91 * unit, 190 * unit, sz)
    rgb = tones.toward(rgb, stone, (188, 192, 198), joints)
    face = _band(side, street.kerb - 22 * unit, street.kerb, sx)
    return _paint(rgb, face * 0.9, (64, 62, 66))


def _snow(rgb: Numbers, side: Numbers, street: Street, noise: Numbers, fine: Numbers) -> Numbers:
    """White walks and verges, tracks on the road."""
    unit = street.kerb / 800
    tracks = np.maximum(
        _band(np.abs(side - 260 * unit), -1, 70 * unit, np.ones_like(side) * 60),
        _band(np.abs(side - 480 * unit), -1, 60 * unit, np.ones_like(side) * 60),
    )
    cover = np.clip(0.86 + (noise - 0.5) * 1.2 - tracks * 0.62, 0.1, 0.97)
    tone = 228 + 36 * (fine - 0.5) + 22 * (noise - 0.5)
    return tones.toward(rgb, cover, (1.03, 1.0, 0.97), tone)
