"""What is seen through windows: sky and weather, a garden, a street, a skyline, each in the light outside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np

from ...compose.camera import FAR
from ...shotlist import TimeOfDay, Weather
from .. import effects
from ..absent import unwanted
from ..brush import Canvas, dim, mix
from ..contract import Frame, Node, Rgb, View
from ..nodes import Backdrop, Mover, Plate, Pose
from ..sky import sky
from .choice import snow_lies
from .facade import front
from .greenery import conifer, tree
from .interior import Shell
from .street_life import car, passer_by
from .towers import rank

#: How brightly a town's own lights shine.
LIGHTS = {TimeOfDay.DAY: 0.0, TimeOfDay.SUNSET: 0.6, TimeOfDay.NIGHT: 1.0}


@dataclass(frozen=True, slots=True)
class Cropped:
    """A node painted only above a rest row of the back wall: what lies lower is hidden by the wall."""

    node: Node
    depth: float
    wall: float
    row: float

    def paint(self, frame: Frame, view: View) -> None:
        s, _, ty = view.place(self.wall)
        last = int(s * self.row + ty) + 2
        if last > 0:
            self.node.paint(frame[: min(last, frame.shape[0])], view)


def behind(shell: Shell, view: Callable[[Shell], list[Node]]) -> list[Node]:
    """Sky, a view and the weather, no more of them than the windows of the back wall show."""
    if not shell.openings:
        return []
    wall = shell.depth(shell.back)
    row = shell.at(0, min(hole.y0 for hole in shell.openings), shell.back)[1]
    limit = wall - 0.004
    nodes = [*sky(shell.context, shell.geometry, shell.outside), *view(shell)]
    shot = replace(shell.context.shot, effects=())
    falling = effects.build(replace(shell.context, shot=shot), shell.geometry, shell.outside)
    found = [_trimmed(shell, node) for node in nodes]
    return [
        *(Cropped(node, min(node.depth, limit), wall, row) for node in found),
        *(Cropped(node, limit, wall, row) for node in falling),
    ]


def _trimmed(shell: Shell, node: Node) -> Node:
    """A plane cut down to what the windows ever show of it."""
    sky = isinstance(node, Backdrop)
    if isinstance(node, Backdrop):
        node = Plate(node.pixels, node.x, node.y, node.depth, node.scale)
    if not isinstance(node, Plate):
        return node
    x0, y0, x1, y1 = _seen(shell, node.depth)
    x0 -= max(0.0, node.drift) * shell.context.shot.seconds
    left, right = (round((x - node.x) * node.scale) for x in (x0, x1))
    top, bottom = (round((y - node.y) * node.scale) for y in (y0, y1))
    left, top = max(0, left), max(0, top)
    cut = np.ascontiguousarray(node.pixels[top : max(top + 2, bottom), left : max(left + 2, right)])
    if sky and (below := bottom - top - cut.shape[0]) > 0:
        # A window that shows more than the view fills has the sky's last row there, as far land in its haze.
        cut = np.asarray(cv2.copyMakeBorder(cut, 0, below, 0, 0, cv2.BORDER_REPLICATE), np.uint8)
    if min(cut.shape[:2]) < 2:
        cut = np.zeros((2, 2, 4), np.uint8)
    return Plate(
        cut,
        node.x + left / node.scale,
        node.y + top / node.scale,
        node.depth,
        node.scale,
        node.opacity,
        drift=node.drift,
    )


def _seen(shell: Shell, depth: float) -> tuple[float, float, float, float]:
    """The part of a plane behind the back wall that its windows show over the shot, in rest pixels, with a margin."""
    corners = [
        shell.at(x, y, shell.back) for hole in shell.openings for x in (hole.x0, hole.x1) for y in (hole.y0, hole.y1)
    ]
    path, seconds, wall = shell.geometry.path, shell.context.shot.seconds, shell.depth(shell.back)
    xs, ys = [], []
    for k in range(9):
        view = path.view(seconds * k / 8)
        (s, tx, ty), (far, fx, fy) = view.place(wall), view.place(depth)
        xs += [(s * x + tx - fx) / far for x, _ in corners]
        ys += [(s * y + ty - fy) / far for _, y in corners]
    pad = 0.03 * shell.geometry.width
    return min(xs) - pad, min(ys) - pad, max(xs) + pad, max(ys) + pad


def lights(shell: Shell) -> float:
    """How brightly the town outside shines: more than nothing on a dull day."""
    shot = shell.context.shot
    dull = shot.time is TimeOfDay.DAY and shot.weather in {Weather.RAIN, Weather.FOG}
    return 0.35 if dull else LIGHTS[shot.time]


def skyline(shell: Shell) -> list[Node]:
    """Towers in two ranks, seen from an upper floor."""
    g, u = shell.geometry, shell.context.unit
    rng = np.random.default_rng(shell.context.seed + 77)
    foot = shell.at(0, 0.4, shell.back)[1]
    found: list[Node] = []
    for depth, low, high, wide, haze in ((FAR + 0.03, 60, 250, (34, 70), 0.66), (FAR + 0.07, 30, 190, (56, 110), 0.36)):
        box = g.box(depth)
        a, e = (Canvas(box.x0, foot - 420 * u, box.x1, foot, 1.0) for _ in range(2))
        rank(
            rng,
            a,
            e,
            box.x0,
            box.x1,
            foot,
            low=low * u + (foot - g.horizon),
            high=high * u + (foot - g.horizon),
            wide=(wide[0] * u, wide[1] * u),
            pitch=7.5 * u,
            lit=0.42 * lights(shell),
        )
        found.append(shell.outside.plate(a, depth, emission=e, haze=max(haze * shell.outside.thick, haze * 0.5)))
    return found


def garden(shell: Shell) -> list[Node]:
    """Trees and a lawn."""
    g, u = shell.geometry, shell.context.unit
    rng = np.random.default_rng(shell.context.seed + 78)
    shot = shell.context.shot
    snow = snow_lies(shot)
    leaf: Rgb = {"autumn": (206, 122, 46), "spring": (232, 168, 190)}.get(shot.traits.get("season", ""), (92, 142, 74))
    lawn: Rgb = (236, 242, 248) if snow else (112, 156, 86)
    foot = shell.at(0, 0.6, shell.back)[1]
    found: list[Node] = []
    for depth, size, haze in ((FAR + 0.05, (60, 110), 0.5), (FAR + 0.1, (130, 220), 0.22)):
        box = g.box(depth)
        canvas = Canvas(box.x0, g.horizon - 300 * u, box.x1, foot + 8 * u, 1.0)
        ground = g.horizon + (4 if depth < 0.27 else 16) * u
        canvas.ramp(
            [(box.x0, ground), (box.x1, ground), (box.x1, foot + 8 * u), (box.x0, foot + 8 * u)],
            mix(lawn, (255, 250, 200), 0.15),
            dim(lawn, 0.85),
            ground,
            foot,
        )
        if not unwanted(shot, "trees"):
            for x in np.arange(box.x0, box.x1, size[1] * 0.8 * u):
                px, tall = x + rng.uniform(-40, 40) * u, rng.uniform(*size) * u
                if rng.random() < 0.3:
                    conifer(canvas, rng, px, ground + 5 * u, tall, (70, 112, 84), snow=snow)
                else:
                    tree(
                        canvas, rng, px, ground + 5 * u, tall, dim(leaf, rng.uniform(0.85, 1.15)), bare=snow, snow=snow
                    )
        found.append(shell.outside.plate(canvas, depth, haze=haze * shell.outside.thick * 1.4))
    return found


def street(shell: Shell) -> list[Node]:
    """The houses across the street, people who pass, a car now and then."""
    g = shell.geometry
    rng = np.random.default_rng(shell.context.seed + 79)
    z = shell.back + 9.0
    q = shell.q(z)
    depth, k = shell.depth(z), q * shell.metre / 210
    box = g.box(depth)
    foot = shell.at(0, 0, z)[1]
    a, e = (Canvas(box.x0, foot - 2100 * k, box.x1, foot + 260 * k, 1.0) for _ in range(2))
    shine = lights(shell)
    road: Rgb = (226, 232, 240) if shell.context.shot.weather is Weather.SNOW else (120, 120, 126)
    a.rect(box.x0, foot - 4 * k, box.x1, foot + 260 * k, road)
    x = box.x0
    while x < box.x1:
        house = front(rng, rng.uniform(620, 900), int(rng.integers(2, 5)), k, lit=0.45 * shine, lights=shine)
        for to, part in ((a, house.albedo), (e, house.emission)):
            to.stamp(part.pixels, x, foot - part.pixels.shape[0])
        x += house.width * k
    nodes: list[Node] = [shell.outside.plate(a, depth, emission=e, haze=0.2 * shell.outside.thick + 0.05)]
    shot = shell.context.shot
    if not unwanted(shot, "cars"):
        nodes.append(_passing_car(shell, rng, z - 4.5))
    if not unwanted(shot, "people"):
        nodes += [_passer_by(shell, rng, number) for number in range(4)]
    return nodes


def _passing_car(shell: Shell, rng: np.random.Generator, z: float) -> Mover:
    """Only its light and roof are seen over the sill; it crosses once."""
    k = shell.metre * shell.q(z)
    a, e = car(rng, 1.9 * k, 1.2, coming=True, lights=lights(shell) > 0.3)
    picture = shell.outside.settle(a, shell.depth(z), emission=e, haze=0.1, blur=0.4)
    seconds = max(shell.context.shot.seconds, 0.1)
    (x0, y), (x1, _) = shell.at(-9.0, 0, z), shell.at(9.0, 0, z)

    def pose(t: float) -> Pose:
        return Pose(x=x0 + (x1 - x0) * t / seconds, y=y)

    return Mover([picture], pose, shell.depth(z), 1.2, anchor=(0.5, 1 / 1.1))


def _passer_by(shell: Shell, rng: np.random.Generator, number: int) -> Mover:
    z = shell.back + 1.4 + 0.7 * number
    k, way = shell.metre * shell.q(z), 1 if number % 2 else -1
    wet = shell.context.shot.weather in {Weather.RAIN, Weather.SNOW}
    phases = passer_by(rng, 1.7 * k, 1.2, umbrella=wet)
    lit = replace(shell.outside, ambient=_lamplit(shell))
    pictures = [lit.settle(c, shell.depth(z), haze=0.08, blur=0.4) for c in phases]
    if way < 0:
        pictures = [np.asarray(cv2.flip(p, 1), np.uint8) for p in pictures]
    start, pace, offset = rng.uniform(-4.5, 3.5) - way * 1.2, rng.uniform(0.7, 1.0), rng.uniform(0, 8)

    def pose(t: float) -> Pose:
        x, y = shell.at(start + way * pace * t, 0, z)
        return Pose(x=x, y=y, picture=int(offset + t * 8) % 8)

    return Mover(pictures, pose, shell.depth(z), 1.2, anchor=(0.5, 1.35 / 1.37))


def _lamplit(shell: Shell) -> tuple[float, float, float]:
    """The light on a pavement: at night the shops add to it."""
    shine = lights(shell) * 0.35
    red, green, blue = shell.outside.ambient
    return red + 0.9 * shine, green + 0.7 * shine, blue + 0.4 * shine
