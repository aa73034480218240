"""What moves in rooms: steam, flames, hanging lamps, clock hands, screens, curtains, dust in the light."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from ...compose.blit import Pixels, Spans, plane, spans_of
from ...compose.particles import dabs
from ...shotlist import Framing
from ..brush import Canvas, dim, mix, smooth
from ..contract import Context, Frame, Node, Rgb, View
from ..effects._drift import Drift, drifting
from ..nodes import Mover, Painter, Plate, Pose
from .furniture import pot_plant
from .interior import Shell


@dataclass(frozen=True, slots=True)
class Hanging:
    """A plate that hangs from its upper edge and stirs: the foot moves by `reach` rest pixels."""

    pixels: Pixels
    x: float
    y: float
    depth: float
    scale: float
    reach: float
    #: Turns per second, and where in the turn it starts.
    speed: float = 0.17
    phase: float = 0.0
    pulse: Callable[[float], float] | None = None
    spans: Spans = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "spans", spans_of(self.pixels))

    @classmethod
    def of(cls, plate: Plate, reach: float, speed: float = 0.17, phase: float = 0.0) -> Hanging:
        return cls(plate.pixels, plate.x, plate.y, plate.depth, plate.scale, reach, speed, phase, plate.pulse)

    def paint(self, frame: Frame, view: View) -> None:
        s, tx, ty = view.place(self.depth)
        high = self.pixels.shape[0] / self.scale
        down = np.clip(((np.arange(view.height) - ty) / s - self.y) / high, 0, 1)
        turn = 2 * np.pi * self.speed * view.t + self.phase
        swing = np.sin(turn) * down**1.3 + 0.3 * np.sin(turn * 2.1 - down * 4) * down
        shift = np.asarray(swing * self.reach * s, np.float32)
        opacity = self.pulse(view.t) if self.pulse else 1.0
        place = s * self.x + tx, s * self.y + ty
        plane(
            frame, self.pixels, self.spans, scale=s / self.scale, x=place[0], y=place[1], opacity=opacity, shift=shift
        )


def motes(context: Context, colour: Rgb = (255, 238, 204), count: int = 34, alpha: float = 0.5) -> Painter:
    """Dust that floats through the light."""
    drift = Drift(
        count=count,
        depth=0.97,
        size=(0.9, 1.9),
        swing=26,
        pace=(0.2, 0.5),
        fall=(-4, 6),
        wind=(-3, 8),
        colours=(colour,),
        alpha=alpha,
        hardness=1.2,
        additive=True,
        blink=0.7,
    )
    return drifting(context, drift, 15)


def steam(
    shell: Shell, x: float, y: float, z: float, *, size: float = 0.25, strength: float = 0.2, seed: int = 1
) -> Painter:
    """Puffs that rise from a point, widen and thin out."""
    depth, unit = shell.depth(z) + 0.002, shell.metre * shell.q(z)
    px, py = shell.at(x, y, z)
    n = 12
    rng = np.random.default_rng(seed)
    phase, lean = rng.uniform(0, 1, n), rng.uniform(-1, 1, n)
    lit = np.clip(np.array(shell.lit(x, y, z)) * 235, 60, 255)[::-1]

    def draw(frame: Frame, view: View) -> None:
        s, tx, ty = view.place(depth)
        age = (phase + view.t * 0.28) % 1.0
        table = np.zeros((n, 11), np.float32)
        sway = np.sin(view.t * 0.9 + phase * 6 + age * 4) * 0.12 + lean * 0.16
        table[:, 0] = s * (px + sway * age * unit * size * 3) + tx
        table[:, 1] = s * (py - age * unit * size * 3.2) + ty
        table[:, 2] = s * unit * size * (0.16 + 0.62 * age)
        table[:, 3] = table[:, 2] * 1.25
        table[:, 5:8] = lit
        table[:, 8] = strength * np.sin(np.pi * np.clip(age, 0, 1)) ** 0.8 * (1 - 0.4 * age)
        table[:, 9] = 1.0
        dabs(frame, table)

    return Painter(depth, draw, reads=False)


def flicker(pace: float, phase: float, least: float = 0.75) -> Callable[[float], float]:
    """Brightness of a flame or a screen over time."""

    def pulse(t: float) -> float:
        wave = (
            math.sin(t * pace + phase) + 0.6 * math.sin(t * pace * 2.3 + 1.7 * phase) + 0.4 * math.sin(t * pace * 5.1)
        )
        return least + (1 - least) * (0.5 + 0.25 * wave)

    return pulse


def beam(shell: Shell, colour: Rgb, strength: float, shape: list[tuple[float, float]], z: float) -> Plate:
    """Light in the air: a soft shape (metres at z) that fades downwards and breathes."""
    points = [shell.at(x, y, z) for x, y in shape]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    pad = 60 * shell.context.unit
    canvas = Canvas(min(xs) - pad, min(ys) - pad, max(xs) + pad, max(ys) + pad, 0.25)
    canvas.poly(points, dim(colour, strength))
    soft = cv2.GaussianBlur(canvas.pixels, (0, 0), max(1.0, 6 * shell.context.unit)).astype(np.float32)
    soft *= (np.linspace(1.0, 0.12, soft.shape[0])[:, None, None]) ** 0.9
    soft[..., 3] = 0

    def breathe(t: float) -> float:
        return 0.8 + 0.2 * math.sin(t * 0.8 + xs[0] * 0.01)

    return Plate(soft.astype(np.uint8), canvas.x0, canvas.y0, shell.depth(z), 0.25, pulse=breathe)


def sunbeam(
    shell: Shell,
    sun: tuple[float, float] | None,
    strength: float,
    z: float,
    *,
    reach: float = 2.4,
    spread: float = 0.0,
) -> list[Node]:
    """The sun's beam through the first window, `reach` metres aside at the floor for a slope of 1; none without sun."""
    if sun is None:
        return []
    hole, lean = shell.openings[0], -sun[0] * reach
    foot = [(hole.x1 + lean + spread, 0.0), (hole.x0 + lean - spread, 0.0)]
    return [beam(shell, shell.outside.rim, strength, [(hole.x0, hole.y1), (hole.x1, hole.y1), *foot], z)]


def near_plant(
    shell: Shell,
    rng: np.random.Generator,
    side: int,
    *,
    tall: float,
    pot: Rgb,
    leaf: Rgb,
    y: float = 0.4,
    inset: float = 0.05,
    floor: float = 0.1,
) -> list[Node]:
    """Leaves close to the lens at the frame's edge (side 1 right, -1 left), soft; only in wide shots."""
    if shell.context.shot.camera.framing is not Framing.WIDE:
        return []
    z = 2.5
    left, right = shell.wide(z)
    x = right - inset if side > 0 else left + inset
    s = shell.sheet(z, x - 0.9, x + 0.9, floor, 1.3, 0.7)
    pot_plant(s, rng, x, tall, pot, leaf, y=y)
    return [shell.plate(s, x, 0.7, blur=3.2 * shell.context.unit, haze=0.0)]


def pendant(
    shell: Shell, x: float, y: float, z: float, shade: Rgb, *, on: float, wide: float = 0.34, seed: int = 0
) -> list[Node]:
    """A lamp on a cord from the ceiling that swings a little; `on` is how bright it shines."""
    drop, k = shell.tall - y, shell.metre * shell.q(z)
    scale = min(1.5, shell.geometry.box(shell.depth(z)).scale)
    reach = 2.3 * wide
    a, e = (Canvas(-reach * k, 0, reach * k, (drop + reach) * k, scale) for _ in range(2))
    a.line([(0, 0), (0, drop * k)], 0.018 * k, (40, 34, 34))
    half = wide / 2
    bell = [
        (-0.05, drop - 0.02),
        (-0.09, drop + 0.04),
        (-half, drop + 0.2),
        (half, drop + 0.2),
        (0.09, drop + 0.04),
        (0.05, drop - 0.02),
    ]
    a.poly([(px * k, py * k) for px, py in bell], shade)
    a.poly([(px * k * (0.2 if px > 0 else 0.85), py * k) for px, py in bell], mix(shade, (255, 255, 255), 0.3), 0.5)
    a.ellipse(0, (drop + 0.2) * k, half * k, 0.035 * k, dim(shade, 0.45))
    if on > 0.05:
        e.ellipse(0, (drop + 0.2) * k, half * 0.92 * k, 0.04 * k, dim((255, 232, 176), min(1, 0.4 + on)))
        e.ellipse(0, (drop + 0.21) * k, 0.07 * k, 0.06 * k, (255, 248, 224))
        e.glow(0, (drop + 0.25) * k, reach * k, reach * 0.9 * k, (255, 196, 116), 0.34 * on)
    lit = replace(shell.air, ambient=shell.lit(x, y, z))
    picture = lit.settle(a, shell.depth(z), emission=e, haze=0.0)
    px, py = shell.at(x, shell.tall, z)
    swing, pace = 0.012 + 0.008 * (seed % 3), 0.9 + 0.13 * (seed % 4)

    def pose(t: float) -> Pose:
        return Pose(x=px, y=py, turn=swing * math.sin(t * pace + seed * 1.9))

    return [Mover([picture], pose, shell.depth(z), scale, anchor=(0.5, 0.0))]


def clock(shell: Shell, x: float, y: float, r: float, rim: Rgb, z: float | None = None) -> list[Node]:
    """A wall clock: the second hand ticks."""
    z = shell.back if z is None else z
    sheet = shell.sheet(z, x - 2 * r, x + 2 * r, y - 2 * r, y + 2 * r)
    sheet.ellipse(x + 0.03, y - 0.05, r * 1.02, r * 1.02, (30, 22, 20), 0.4)
    sheet.ellipse(x, y, r, r, rim)
    sheet.ellipse(x, y, r * 0.86, r * 0.86, (250, 246, 234))
    for n in range(12):
        c, s = math.cos(n * math.pi / 6), math.sin(n * math.pi / 6)
        sheet.line(
            [(x + c * r * 0.68, y + s * r * 0.68), (x + c * r * 0.8, y + s * r * 0.8)],
            0.018 if n % 3 == 0 else 0.01,
            (60, 54, 54),
        )
    sheet.line([(x, y), (x + 0.34 * r, y + 0.3 * r)], 0.03, (40, 36, 40))
    sheet.line([(x, y), (x - 0.22 * r, y + 0.66 * r)], 0.022, (40, 36, 40))
    face = shell.plate(sheet, x, y, blur=0.2, nearer=0.003)
    k = shell.metre * shell.q(z)
    hand = Canvas(-0.05 * k, -r * k, 0.05 * k, 0.3 * r * k, 2.0)
    hand.line([(0, 0.2 * r * k), (0, -0.76 * r * k)], 0.012 * k, (206, 52, 44))
    picture = shell.air.settle(hand, shell.depth(z), haze=0.0, blur=0.0)
    px, py = shell.at(x, y, z)

    def pose(t: float) -> Pose:
        tick, part = divmod(t, 1.0)
        return Pose(x=px, y=py, turn=(tick + min(1.0, part * 9)) * math.pi / 30)

    return [face, Mover([picture], pose, face.depth + 0.001, 2.0, anchor=(0.5, 1 / 1.3))]


def curtains(
    shell: Shell,
    x0: float,
    x1: float,
    low: float,
    high: float,
    colour: Rgb,
    *,
    wide: float = 0.6,
    z: float | None = None,
) -> list[Node]:
    """Curtains to both sides of a window, hung from a rod, that stir."""
    z = shell.back if z is None else z
    nodes: list[Node] = []
    k = shell.metre * shell.q(z)
    for side, at in ((-1, x0 - 0.08), (1, x1 + 0.08)):
        sheet = shell.sheet(z, at - wide, at + wide, low, high + 0.2)
        folds = 7
        for n in range(folds):
            u = (n + 0.5) / folds - 0.3
            x = at + side * u * wide * 0.8
            tone = dim(colour, 0.72 + 0.4 * math.sin(n * 1.9 + side) ** 2)
            half = wide * 0.085
            shape = [
                (x - half, high),
                (x - half * 1.1, (low + high) / 2),
                (x - half * 1.4, low),
                (x + half * 1.4, low),
                (x + half * 1.1, (low + high) / 2),
                (x + half, high),
            ]
            sheet.curve(smooth(shape, 3, closed=True), tone)
            sheet.line(
                [(x - half * 0.2, high), (x - half * 0.3, low + 0.04)], 0.018, mix(tone, (255, 240, 220), 0.35), 0.5
            )
        plate = shell.plate(sheet, at, 1.6, nearer=0.003)
        nodes.append(Hanging.of(plate, 0.05 * k, phase=side * 1.3))
    rod = shell.sheet(z, x0 - wide, x1 + wide, high - 0.05, high + 0.15)
    rod.line([(x0 - wide * 0.9, high + 0.03), (x1 + wide * 0.9, high + 0.03)], 0.04, (96, 70, 50))
    for x in (x0 - wide * 0.9, x1 + wide * 0.9):
        rod.ellipse(x, high + 0.03, 0.05, 0.05, (150, 110, 62))
    return [*nodes, shell.plate(rod, 0, high, nearer=0.004)]
