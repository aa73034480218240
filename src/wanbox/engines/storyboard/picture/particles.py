"""Things in the air of a given picture: rain, snow, petals, leaves, fireflies, embers, fog and steam.

Each is a pure function of (seed, t) that fades in from nothing, so that a clip starts on the bare picture.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import cv2
import numpy as np

from .pixels import Bgr, Picture, Plane, kernel, noise, plane, smoothstep

#: Fractional bits that OpenCV draws with.
SHIFT = 4


def presence(t: float, over: float = 1.0) -> float:
    """0 at the start, 1 after `over` seconds."""
    u = min(1.0, max(0.0, t / over))
    return u * u * (3 - 2 * u)


@kernel
def _streaks(
    frame: Picture, count: int, t: float, seed: int, speed: float, length: float, slant: float, bright: float
) -> None:
    height, width = frame.shape[:2]
    state = np.uint32(seed * 2654435761 + 1)
    span_x = width + height * abs(slant)
    for _ in range(count):
        state = np.uint32(state * np.uint32(1664525) + np.uint32(1013904223))
        rx = (state >> 8) / 16777216.0
        state = np.uint32(state * np.uint32(1664525) + np.uint32(1013904223))
        ry = (state >> 8) / 16777216.0
        state = np.uint32(state * np.uint32(1664525) + np.uint32(1013904223))
        near = (state >> 8) / 16777216.0
        run = length * (0.5 + near)
        y = (ry * (height + 2 * run) + t * speed * (0.7 + 0.6 * near)) % (height + 2 * run) - run
        x = (rx * span_x + t * speed * slant) % span_x - max(0.0, height * slant)
        for k in range(int(run)):
            yy = int(y + k)
            xx = x + k * slant
            ix = int(xx)
            if yy < 0 or yy >= height or ix < 0 or ix >= width - 1:
                continue
            part = xx - ix
            light = bright * (0.35 + 0.65 * near) * k / run
            for c in range(3):
                frame[yy, ix, c] = min(255.0, frame[yy, ix, c] + light * (1 - part))
                frame[yy, ix + 1, c] = min(255.0, frame[yy, ix + 1, c] + light * part)


def rain(frame: Picture, t: float, unit: float, seed: int) -> None:
    h, w = frame.shape[:2]
    count = int(260 * (w * h) / (1280 * 720 * unit * unit))
    _streaks(frame, count, t, seed, 1150 * unit, 46 * unit, -0.12, 62.0 * presence(t))


def _dots(frame: Picture, xs: Plane, ys: Plane, radii: Plane, *, colour: Bgr, opacity: Plane) -> None:
    """Soft discs blended into the frame, the small ones in one stroke each."""
    h, w = frame.shape[:2]
    for x, y, r, a in zip(xs, ys, radii, opacity, strict=True):
        reach = int(r * 1.6 + 2)
        x0, x1, y0, y1 = int(x) - reach, int(x) + reach + 1, int(y) - reach, int(y) + reach + 1
        x0, x1, y0, y1 = max(x0, 0), min(x1, w), max(y0, 0), min(y1, h)
        if x0 >= x1 or y0 >= y1 or a <= 0:
            continue
        gy, gx = np.ogrid[y0:y1, x0:x1]
        soft = np.exp(-((((gx - x) ** 2 + (gy - y) ** 2) / (0.55 * r * r + 0.3)) ** 1.5))[..., None] * a
        patch = frame[y0:y1, x0:x1]
        patch[:] = (patch + (np.array(colour) - patch) * soft + 0.5).astype(np.uint8)


def _falling(
    frame: Picture, t: float, unit: float, seed: int, *, count: int, speed: float
) -> tuple[Plane, Plane, Plane, Plane]:
    """Drifting places (x, y), nearness 0…1 and a phase for each of `count` things."""
    h, w = frame.shape[:2]
    rng = np.random.default_rng(seed)
    rx, ry, near, phase = rng.random((4, count))
    near = near**1.6
    margin = 40 * unit
    pace = speed * unit * (0.45 + 1.0 * near)
    x = rx * (w + 2 * margin) + t * pace * 0.35 + np.sin(t * (0.8 + phase) + phase * 6.3) * 26 * unit
    y = ry * (h + 2 * margin) + t * pace
    return (
        plane(x % (w + 2 * margin) - margin),
        plane(y % (h + 2 * margin) - margin),
        plane(near),
        plane(phase * 2 * math.pi),
    )


def snow(frame: Picture, t: float, unit: float, seed: int) -> None:
    x, y, near, _ = _falling(frame, t, unit, seed, count=190, speed=95)
    fade = presence(t)
    # White flakes are seen before a sky only where its light is dimmed, as by the clouds that they fall from.
    cv2.convertScaleAbs(frame, frame, alpha=1 - 0.13 * fade)
    _dots(
        frame, x, y, plane((1.1 + 3.6 * near) * unit), colour=(255, 252, 250), opacity=plane((0.9 - 0.45 * near) * fade)
    )


def _flakes(frame: Picture, t: float, unit: float, seed: int, *, count: int, shades: list[Bgr], shape: float) -> None:
    """Flat ovals that turn over as they fall; drawn on a copy and blended by presence."""
    x, y, near, phase = _falling(frame, t, unit, seed, count=count, speed=88)
    layer = frame if t >= 1 else frame.copy()
    for i in range(count):
        size = (3.2 + 7.0 * float(near[i])) * unit
        turn = abs(math.cos(t * 2.1 + float(phase[i])))
        axes = (max(1, int(size * 16)), max(1, int(size * 16 * shape * (0.3 + 0.7 * turn))))
        angle = math.degrees(float(phase[i]) + t * (0.6 + 0.8 * math.sin(float(phase[i]))))
        b, g, r = shades[i % len(shades)]
        lit = 0.82 + 0.18 * turn
        centre = (int(x[i] * 16), int(y[i] * 16))
        cv2.ellipse(layer, centre, axes, angle, 0, 360, (b * lit, g * lit, r * lit), -1, cv2.LINE_AA, SHIFT)
    if layer is not frame:
        cv2.addWeighted(layer, presence(t), frame, 1 - presence(t), 0, dst=frame)


def petals(frame: Picture, t: float, unit: float, seed: int) -> None:
    _flakes(
        frame,
        t,
        unit,
        seed,
        count=60,
        shades=[(214, 190, 255), (226, 208, 255), (190, 160, 246), (238, 226, 255)],
        shape=0.62,
    )


def leaves(frame: Picture, t: float, unit: float, seed: int) -> None:
    _flakes(
        frame, t, unit, seed, count=46, shades=[(28, 96, 216), (34, 140, 232), (40, 60, 190), (48, 176, 226)], shape=0.5
    )


def fireflies(frame: Picture, t: float, unit: float, seed: int) -> None:
    h, w = frame.shape[:2]
    rng = np.random.default_rng(seed)
    rx, ry, phase, size = rng.random((4, 44))
    x = rx * w + np.sin(t * (0.4 + phase) + phase * 40) * 46 * unit
    y = (0.25 + 0.72 * ry) * h + np.cos(t * (0.5 + size) + phase * 30) * 30 * unit
    pulse = np.clip(np.sin(t * 2.2 + phase * 50), 0, 1) ** 1.5 * presence(t)
    _dots(frame, plane(x), plane(y), plane((8 + 8 * size) * unit), colour=(90, 220, 240), opacity=plane(pulse * 0.4))
    _dots(
        frame, plane(x), plane(y), plane((2 + 1.6 * size) * unit), colour=(190, 250, 255), opacity=plane(pulse * 0.95)
    )


def embers(frame: Picture, t: float, unit: float, seed: int) -> None:
    h, w = frame.shape[:2]
    rng = np.random.default_rng(seed)
    rx, ry, phase, size = rng.random((4, 60))
    rise = (ry + t * (0.06 + 0.1 * size)) % 1.0
    x = rx * w + np.sin(t * 1.4 + phase * 20) * 24 * unit
    fade = np.clip(np.minimum(rise * 6, (1 - rise) * 2), 0, 1) * presence(t)
    _dots(
        frame,
        plane(x),
        plane((1 - rise) * h),
        plane((3 + 4 * size) * unit),
        colour=(40, 130, 255),
        opacity=plane(fade * 0.45),
    )
    _dots(
        frame,
        plane(x),
        plane((1 - rise) * h),
        plane((1.2 + size) * unit),
        colour=(150, 220, 255),
        opacity=plane(fade * 0.9),
    )


Particle = Callable[[Picture, float, float, int], None]

#: What can be in the air, by effect name.
PARTICLES: dict[str, Particle] = {
    "rain": rain,
    "snow": snow,
    "petals": petals,
    "leaves": leaves,
    "fireflies": fireflies,
    "embers": embers,
}


def flicker(frame: Picture, fade: float, t: float) -> None:
    """Lamps and flames burn unsteadily, each in its own rhythm, and so does the light around them; the rest is still.

    A light is bright and not cold, and brighter than what surrounds it.
    """
    h, w = frame.shape[:2]
    small = cv2.resize(frame, (max(8, w // 8), max(8, h // 8)), interpolation=cv2.INTER_AREA)
    blue, _, red = (plane(small[..., c]) / 255 for c in range(3))
    light = plane(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)) / 255
    around = cv2.GaussianBlur(light, (0, 0), max(2.0, min(small.shape[:2]) / 7))
    lamp = smoothstep(0.06, 0.26, light - around) * smoothstep(0.42, 0.72, light) * smoothstep(-0.06, 0.10, red - blue)
    glow = lamp + 1.6 * cv2.GaussianBlur(lamp, (0, 0), max(1.0, min(small.shape[:2]) / 16))
    y, x = np.mgrid[0 : small.shape[0], 0 : small.shape[1]].astype(np.float32)
    # The phase changes slowly over the picture, so that two lamps do not beat together.
    phase = 9 * x / small.shape[1] + 5 * y / small.shape[0]
    beat = 0.6 * np.sin(t * 9.1 + 2 * np.sin(t * 5.3 + phase) + phase) + 0.4 * np.sin(t * 17.3 + 1.7 * phase)
    gain = plane(0.22 * fade * np.clip(glow, 0, 1) * beat)
    full = cv2.resize(gain, (w, h), interpolation=cv2.INTER_LINEAR)
    _gained(frame, plane(full))


@kernel
def _gained(frame: Picture, gain: Plane) -> None:
    height, width = gain.shape
    for y in range(height):
        for x in range(width):
            k = gain[y, x]
            if abs(k) > 0.003:
                for c in range(3):
                    frame[y, x, c] = int(min(np.float32(255), frame[y, x, c] * (np.float32(1) + k) + np.float32(0.5)))


class Vapour:
    """Fog over the lower picture, or steam that rises from a point; noise that moves behind a fixed mask."""

    def __init__(
        self,
        width: int,
        height: int,
        seed: int,
        *,
        steam_at: tuple[float, float] | None,
        strength: float,
        blast: bool = False,
    ) -> None:
        self.size = (width, height)
        self.small = (max(32, width // 4), max(32, height // 4))
        sw, sh = self.small
        self.rising = steam_at is not None
        tile = noise(sh, sw, sw / (9 if self.rising else 5), seed)
        self.tile = plane(np.clip((tile - 0.32) * 1.9, 0, 1))
        self.mask = self._column(steam_at) if steam_at else self._bank()
        if steam_at and blast:
            self.mask = plane(np.maximum(self.mask, self._billow(steam_at)))
        self.strength = strength

    def _bank(self) -> Plane:
        sw, sh = self.small
        y = np.linspace(0, 1, sh, dtype=np.float32)[:, None]
        return plane(np.broadcast_to(np.exp(-(((y - 0.62) / 0.3) ** 2)), (sh, sw)).copy())

    def _column(self, at: tuple[float, float]) -> Plane:
        sw, sh = self.small
        gy, gx = np.mgrid[0:sh, 0:sw].astype(np.float32)
        x, y = at[0] / 4, at[1] / 4
        up = np.clip((y - gy) / max(y, 1), 0, 1)
        wide = sw * (0.035 + 0.07 * up)
        bend = np.sin(up * 5) * sw * 0.012
        return plane(np.exp(-(((gx - x - bend) / wide) ** 2)) * np.clip(up * 7, 0, 1) * (1 - up) ** 1.2)

    def _billow(self, at: tuple[float, float]) -> Plane:
        """What a blast drives to both sides of its foot."""
        sw, sh = self.small
        gy, gx = np.mgrid[0:sh, 0:sw].astype(np.float32)
        x, y = at[0] / 4, at[1] / 4
        up = (y - gy) / sh
        away = np.abs(gx - x) / sw
        return plane(1.25 * np.exp(-((away / 0.24) ** 2) - (np.maximum(up, 0) / (0.10 + 0.16 * away)) ** 2))

    def lay(self, frame: Picture, t: float) -> None:
        sw, sh = self.small
        shift = (0.0, -t * sh * 0.16) if self.rising else (t * sw * 0.035, 0.0)
        move = np.array([[1, 0, shift[0]], [0, 1, shift[1]]], np.float32)
        tile = cv2.warpAffine(self.tile, move, (sw, sh), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
        alpha = plane(tile * self.mask * (self.strength * presence(t, 1.5)))
        full = plane(cv2.resize(alpha, self.size, interpolation=cv2.INTER_LINEAR))
        _veil(frame, full, 236.0)


@kernel
def _veil(frame: Picture, alpha: Plane, light: float) -> None:
    height, width = alpha.shape
    for y in range(height):
        for x in range(width):
            a = alpha[y, x]
            if a > 0.002:
                for c in range(3):
                    frame[y, x, c] = int(frame[y, x, c] + (light - frame[y, x, c]) * a + 0.5)
