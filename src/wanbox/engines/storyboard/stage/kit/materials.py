"""What floors, walls and ceilings are made of: colours by place in metres."""

from __future__ import annotations

import numpy as np

from ...compose.noise import fbm_at
from ..brush import dim
from ..contract import Rgb
from .interior import Material, Numbers


def _seam(at: Numbers, period: float, wide: float, soft: Numbers | float) -> Numbers:
    """1 on the joints between things of one size, blurred where they are too far to be seen."""
    away = np.abs(at / period - np.round(at / period)) * period
    return np.asarray(np.clip((wide - away) / soft + 0.5, 0, 1) * np.clip(1.3 - soft / (period * 0.3), 0, 1))


def _soft(z: Numbers) -> tuple[Numbers, Numbers]:
    """Metres that one pixel covers across and along the floor, about, at the size at which most things are seen."""
    return np.asarray(z * 0.0016, np.float32), np.asarray(z * z * 0.0016, np.float32)


def boards(colour: Rgb, seed: int, wide: float = 0.19, *, along: bool = True) -> Material:
    """Planks that run away from the camera, or across."""

    def made(x: Numbers, z: Numbers) -> Numbers:
        sx, sz = _soft(z)
        u, v, su, sv = (x, z, sx, sz) if along else (z, x, sz, sx)
        plank = np.floor(u / wide)
        shift = (plank * 1.37) % 1.0
        grain = fbm_at(u / 0.03 + plank * 31, v / 0.7 + shift * 9, 181 + seed % 50, 3)
        tone = 0.8 + 0.22 * ((plank * 0.618) % 1) + 0.34 * (grain - 0.5)
        joint = np.maximum(_seam(u, wide, 0.004, su), _seam(v + shift * 2.4, 2.4, 0.004, sv))
        return np.asarray((tone * (1 - 0.42 * joint))[..., None] * np.array(colour, np.float32), np.float32)

    return made


def tiles(first: Rgb, second: Rgb, size: float, *, joint: Rgb = (150, 144, 136), turned: bool = False) -> Material:
    """A chequered floor with joints; `turned` by an eighth."""

    def made(x: Numbers, z: Numbers) -> Numbers:
        sx, sz = _soft(z)
        u, v = ((x + z) * 0.7071, (x - z) * 0.7071) if turned else (x, z)
        soft = np.maximum(sx, sz)
        check = np.sin(u / size * np.pi) * np.sin(v / size * np.pi)
        k = np.clip(0.5 + check / np.maximum(0.05, soft / size * 2.4), 0, 1)[..., None]
        mottle = (0.93 + 0.14 * fbm_at(x / 0.25, z / 0.25, 33, 3))[..., None]
        rgb = (np.array(first, np.float32) * (1 - k) + np.array(second, np.float32) * k) * mottle
        seam = np.maximum(_seam(u, size, 0.004, soft), _seam(v, size, 0.004, soft))[..., None] * 0.6
        return np.asarray(rgb + (np.array(joint, np.float32) - rgb) * seam, np.float32)

    return made


def plain(colour: Rgb, seed: int = 7, rough: float = 0.10, size: float = 0.4) -> Material:
    """Plaster, carpet or concrete: one colour with a little life in it."""

    def made(x: Numbers, z: Numbers) -> Numbers:
        cloud = fbm_at(x / size, z / size, seed % 97, 3) - 0.5
        return np.asarray((1 + 2 * rough * cloud)[..., None] * np.array(colour, np.float32), np.float32)

    return made


def panels(colour: Rgb, light: Rgb, size: tuple[float, float], every: int) -> Material:
    """An office ceiling: square panels, some of them lamps."""

    def made(x: Numbers, z: Numbers) -> Numbers:
        sx, sz = _soft(z)
        i, j = np.floor(x / size[0]), np.floor(z / size[1])
        lamp = (((i + 100) % every == every // 2) & (j % 2 == 0)).astype(np.float32)[..., None]
        seam = np.maximum(_seam(x, size[0], 0.012, sx), _seam(z, size[1], 0.012, sz))[..., None]
        rgb = np.array(colour, np.float32) * (1 - lamp) + np.array(light, np.float32) * lamp
        return np.asarray(rgb * (1 - 0.25 * seam), np.float32)

    return made


def beams(colour: Rgb, beam: Rgb, pitch: float, wide: float) -> Material:
    """A ceiling with wooden beams across."""

    def made(x: Numbers, z: Numbers) -> Numbers:
        _, sz = _soft(z)
        k = _seam(z, pitch, wide, sz)[..., None]
        under = _seam(z - wide * 1.3, pitch, wide * 0.6, sz)[..., None] * 0.4
        grain = (0.86 + 0.28 * fbm_at(x / 0.5, z / 0.03, 61, 2))[..., None]
        rgb = np.array(colour, np.float32) * (1 - under) * (0.96 + 0.08 * grain)
        return np.asarray(rgb + (np.array(beam, np.float32) * grain - rgb) * k, np.float32)

    return made


def rug(
    base: Material, colour: Rgb, edge: Rgb, at: tuple[float, float], size: tuple[float, float], *, round_: bool
) -> Material:
    """A rug with a border upon another floor."""

    def made(x: Numbers, z: Numbers) -> Numbers:
        rgb = base(x, z)
        u, v = (x - at[0]) / size[0], (z - at[1]) / size[1]
        d = np.hypot(u, v) if round_ else np.maximum(np.abs(u), np.abs(v))
        _, sz = _soft(z)
        soft = np.maximum(0.01, sz / size[1])
        on = np.clip((1 - d) / soft + 0.5, 0, 1)[..., None]
        under = np.clip((1.06 - d) * 12, 0, 1)[..., None] * 0.3
        weave = 0.9 + 0.2 * fbm_at(x / 0.04, z / 0.08, 77, 2)
        ring = np.clip((0.035 - np.abs(d - 0.88)) / soft + 0.5, 0, 1)[..., None]
        inner = np.clip((0.02 - np.abs(d - 0.74)) / soft + 0.5, 0, 1)[..., None]
        motif = np.where(np.sin(u * 19) * np.sin(v * 11) > 0.45, 0.86, 1.0)
        tone = (weave * motif)[..., None] * np.array(colour, np.float32)
        tone = tone + (np.array(edge, np.float32) - tone) * np.maximum(ring, inner)
        rgb = rgb * (1 - under)
        return np.asarray(rgb + (tone - rgb) * on, np.float32)

    return made


def cobbles(colour: Rgb, size: float, seed: int) -> Material:
    """Worn paving stones, each of its own shade."""

    def made(x: Numbers, z: Numbers) -> Numbers:
        sx, sz = _soft(z)
        row = np.floor(z / size)
        u = x + (row % 2) * size * 0.6 + 0.1 * np.sin(row * 3.7)
        wide = size * 1.6
        stone = np.floor(u / wide) + row * 57.0
        shade = 0.78 + 0.34 * ((np.sin(stone * 12.9898 + seed % 17) * 43758.5) % 1.0)
        worn = 0.8 + 0.4 * fbm_at(x / 0.3, z / 0.3, seed % 83, 3)
        seam = np.maximum(_seam(u - wide / 2, wide, 0.016, sx), _seam(z - size / 2, size, 0.016, sz))
        far = np.clip(1.4 - sz / (size * 0.6), 0, 1)
        tone = (1 + (shade - 0.95) * far) * worn * (1 - 0.34 * seam)
        return np.asarray(tone[..., None] * np.array(dim(colour, 1.0), np.float32), np.float32)

    return made
