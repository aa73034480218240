"""A lotus pond, near and clear: leaves and flowers on the water, carp below it, willows behind."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

import cv2
import numpy as np
from numpy.typing import NDArray

from ...compose.blit import Reals
from ...compose.camera import FAR
from ...compose.noise import fbm_at
from ...shotlist import Actor, TimeOfDay, Weather
from ..absent import unwanted
from ..air import airs_of
from ..brush import Canvas, dim, mix
from ..contract import Context, Frame, Node, Rgb, Set, View, Zone
from ..kit.greenery import foliage, tree
from ..kit.scenery import Scenery, plain
from ..kit.sea_life import carp
from ..kit.waters import Water, inland
from ..kit.waterside import lotus, pad, reeds, stone
from ..nodes import Mover, Painter, Pose, Sway

HORIZON = 0.30
FAR_EDGE = 0.16
KOI: tuple[tuple[Rgb, Rgb], ...] = (
    ((244, 120, 60), (252, 244, 236)),
    ((250, 246, 240), (232, 84, 52)),
    ((246, 182, 70), (252, 236, 190)),
    ((70, 74, 88), (244, 150, 70)),
)
#: Who swims below the surface; others (ducks, boats) stay on it.
FISHES = frozenset({"fish", "carp", "koi", "goldfish", "tropical-fish", "blowfish", "shark", "turtle", "tadpole"})


class Pond:
    name: ClassVar[str] = "pond"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": ("pond", "lotus pond", "fish pond", "koi pond", "lily pond", "pool of lotus", "gutter", "puddle"),
        "zh": ("池塘", "荷塘", "鱼塘", "莲池", "水塘", "鱼池", "荷花池", "水沟", "水洼"),
    }
    #: Fish are under the surface, which lies over the whole of "air"; who flies is in the "sky" over it.
    zones: ClassVar[Mapping[str, Zone]] = {
        "ground": Zone(top=0.88, bottom=0.96),
        "water": Zone(top=0.5, bottom=0.74),
        "air": Zone(top=0.46, bottom=0.74),
        "sky": Zone(top=0.2, bottom=0.4),
    }
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = plain(("pond", "birds"), ("pond", "crickets"))
    weathers: ClassVar[frozenset[Weather]] = frozenset(Weather)

    def build(self, context: Context) -> Set:
        pool = Pool(context, HORIZON, airs_of("pond"))
        nodes = pool.nodes()
        return pool.stage(nodes, shore=pool.water.shore, vignette=0.34)


class Pool(Scenery):
    """Builds the nodes of one pond."""

    water: Water

    def nodes(self) -> list[Node]:
        trees = not unwanted(self.shot, "trees")
        behind = [*self.sky(), self.far_shore(), *(self.willows() if trees else [])]
        looks = inland(self, 0.09, 1.0)
        looks = replace(looks, gloss=0.78, soft=1.4, deep=mix(looks.deep, dim(self.light.shade, 0.35), 0.15))
        self.water = Water(self, behind, looks, top=self.row(FAR_EDGE), bank=self.bank)
        return [
            *behind,
            self.floor(),
            self.water.node(),
            *([] if unwanted(self.shot, "fish") else self.fish()),
            *self.pads(),
            *self.veil(),
            self.rim(),
            self.bed(1.26, blur=1.5),
            self.bed(1.5, blur=3.0),
            *([] if self.night or self.snow else self.dragonfly()),
        ]

    def bank(self, x: Reals) -> Reals:
        """Row of the near shore."""
        at = (x - self.geometry.width / 2) / self.unit
        bend = np.sin(at / 160 + 0.7) * 7 + np.sin(at / 57) * 4 + 0.00006 * at * at * -1.0
        return np.asarray(0.872 * self.geometry.height + bend * self.unit, np.float32)

    def far_shore(self) -> Node:
        """A grassy bank with bushes behind the water."""
        g, u, rng = self.geometry, self.unit, np.random.default_rng(self.context.seed + 3)
        depth, foot = g.depth(FAR_EDGE), self.row(FAR_EDGE)
        box = g.box(depth)
        canvas = Canvas(box.x0, foot - 230 * u, box.x1, foot + 4 * u, min(1.3, box.scale))
        for tall, k, tone in ((118.0, 15, 0.62), (78.0, 19, 0.8), (44.0, 25, 0.98)):
            for n in range(k):
                x = box.x0 + (box.x1 - box.x0) * (n + rng.uniform(0, 1)) / k
                r = tall * u * rng.uniform(0.7, 1.2)
                leaf = dim(self.leaves[int(rng.integers(len(self.leaves)))], tone)
                foliage(
                    canvas,
                    rng,
                    x,
                    foot - r * 0.75,
                    r * 0.95,
                    r * 0.72,
                    leaf,
                    leaf=max(2.4, 4.4 * u),
                    count=460,
                    sun=self.air.rim_from,
                )
        canvas.rect(box.x0, foot - 20 * u, box.x1, foot, dim(self.green, 0.72))
        canvas.rect(box.x0, foot - 5 * u, box.x1, foot + 4 * u, (206, 214, 222) if self.snow else (86, 76, 58))
        return self.air.plate(canvas, depth, haze=min(0.9, self.air.fade(depth) * 0.85))

    def willows(self) -> list[Node]:
        """A weeping willow on the free side, a round tree opposite."""
        g, u = self.geometry, self.unit
        rng, q = np.random.default_rng(self.context.seed + 5), FAR_EDGE + 0.01
        depth, foot = g.depth(q), self.row(q)
        canvas = Canvas(-0.1 * g.width, -60 * u, 1.1 * g.width, foot + 90 * u, min(1.2, g.box(depth).scale))
        tree(
            canvas,
            rng,
            g.width * (0.5 - 0.36 * self.side),
            foot,
            210 * u,
            self.leaf(),
            bare=self.snow,
            snow=self.snow,
            sun=self.air.rim_from,
        )
        x, top = g.width * (0.5 + 0.30 * self.side), foot - 250 * u
        canvas.taper([(x, foot), (x - 8 * u, foot - 90 * u), (x + 6 * u, top)], 26 * u, 10 * u, (92, 74, 58))
        tone: Rgb = (196, 206, 214) if self.snow else mix(self.leaf(), (170, 196, 96), 0.5)
        for k in np.linspace(-1, 1, 54):
            sx, sy = x + k * 120 * u, top + 90 * u * k * k - 20 * u * rng.random()
            long = (foot - sy) * rng.uniform(0.6, 0.98)
            path = np.stack([sx + k * 26 * u * np.linspace(0, 1, 7) ** 2, sy + long * np.linspace(0, 1, 7)], 1)
            canvas.line(path, 2.6 * u, dim(tone, rng.uniform(0.62, 1.08)), 0.9)
            for px, py in path[::1]:
                canvas.ellipse(px, py, 2.2 * u, 9 * u, dim(tone, rng.uniform(0.7, 1.15)), angle=0.2 * k)
        sway = Sway(reach=5 * u, speed=0.22, foot=foot + 60 * u)
        return [self.air.plate(canvas, depth + 0.001, sway=sway, haze=self.air.fade(depth) * 0.6)]

    def floor(self) -> Node:
        x, z, q, corner = self.lie()
        rgb = self.turf(x, z, 411)
        rows = np.arange(x.shape[0], dtype=np.float32)[:, None] + corner[1]
        columns = np.arange(x.shape[1], dtype=np.float32)[None] + corner[0]
        inland_by = (rows - self.bank(columns)) / self.unit
        mud = np.array((86, 104, 118)) * (0.5 + 0.6 * fbm_at(x / 14, z / 10, 413, 2))[..., None]
        share = np.clip(1.1 - inland_by / 18, 0, 1)[..., None]
        return self.pave(rgb + (mud - rgb) * share, q, corner, depth=FAR + 0.10)

    def fish(self) -> list[Node]:
        """Carp under the surface, pale with depth."""
        nodes: list[Node] = []
        rng, g, u = np.random.default_rng(self.context.seed + 7), self.geometry, self.unit
        for k in range(5):
            q, size = rng.uniform(0.5, 0.92), rng.uniform(64, 92)
            back, belly = KOI[k % 4]
            long = size * u * q
            frames = [carp(long, math.sin(2 * math.pi * n / 6), back, belly, 1.5) for n in range(6)]
            depth = g.depth(q) + 0.03
            pictures = [self._under(self.air.settle(f, depth, haze=0.0, blur=0.5), 0.62) for f in frames]
            way = 1 if (k + self.context.seed) % 2 else -1
            if way < 0:
                pictures = [np.ascontiguousarray(p[:, ::-1]) for p in pictures]
            x = g.width * (0.5 + self.side * rng.uniform(-0.42, 0.42))
            nodes.append(
                Mover(pictures, _cruise(x, self.row(q), long, way, rng.uniform(0, 6)), depth, 1.5, anchor=(0.5, 0.5))
            )
        return nodes

    def _under(self, picture: np.ndarray, share: float) -> np.ndarray:
        """A cutout seen through green water."""
        green = np.array((*self.water.colours[0] * 1.25, 255), np.float32) * (picture[..., 3:] / 255.0)
        return np.clip((picture * share + green * (1 - share)) * 0.8, 0, 255).astype(np.uint8)

    def pads(self) -> list[Node]:
        """Lotus leaves and flowers in three drifts; the middle stays open for whoever swims there."""
        return [self._pads(q, count, size) for q, count, size in ((0.30, 34, 22.0), (0.56, 15, 38.0), (1.04, 9, 62.0))]

    def _pads(self, q: float, count: int, size: float) -> Node:
        g, u, rng = self.geometry, self.unit, self.rng
        depth = g.depth(q)
        box, foot = g.box(depth), self.row(q)
        canvas = Canvas(box.x0, foot - 150 * u * q - 40 * u, box.x1, foot + 60 * u, min(1.3, box.scale))
        green: Rgb = (176, 148, 84) if self.season == "autumn" else (150, 146, 120) if self.snow else (92, 148, 84)
        spots = sorted((rng.uniform(-44, 36) * u * q, rng.uniform(0, 1)) for _ in range(count))
        for dy, at in spots:
            away = at if q < 0.4 else (0.36 * at if at < 0.5 else 1 - 0.36 * (1 - at))
            x, r = box.x0 + (box.x1 - box.x0) * away, size * u * rng.uniform(0.7, 1.15)
            pad(canvas, x, foot + dy, r, dim(green, rng.uniform(0.85, 1.12)), rng.uniform(0, 6))
            if rng.random() < 0.32 and self.season in {"summer", "spring"}:
                tone: Rgb = (248, 150, 182) if rng.random() < 0.7 else (255, 236, 226)
                lotus(canvas, x + r * 0.2, foot + dy, r * 0.55, tone)
        sway = Sway(reach=1.6 * u * q, speed=0.16, foot=foot + 50 * u, phase=q * 5)
        return self.air.plate(
            canvas, depth + 0.031, sway=sway, haze=self.air.fade(depth) * 0.5, blur=0.2 if q < 1 else 0.7
        )

    def veil(self) -> list[Node]:
        """Water over the fish of the prompt: what is drawn between two moments is seen through the surface."""
        if not any(_swims(a) for a in self.shot.actors):
            return []
        clean, seen_through = threading.local(), self._seen_through
        # Flyers and swimmers of the prompt are painted at this depth.
        depth = 0.98

        def keep(frame: Frame, _: View) -> None:
            clean.frame = frame.copy()

        def cover(frame: Frame, view: View) -> None:
            before: Frame | None = getattr(clean, "frame", None)
            if before is not None and before.shape == frame.shape:
                seen_through(frame, before, view)
            clean.frame = None

        return [Painter(depth - 0.0005, keep), Painter(depth + 0.0005, cover)]

    def _seen_through(self, frame: Frame, before: Frame, view: View) -> None:
        """Lay the water over what was painted since `before`: its colour, its waves, its light; and a shadow below."""
        changed = _grey(np.asarray(cv2.absdiff(frame, before), np.uint8))
        for x0, y0, x1, y1 in self._flyers(view):
            changed[y0:y1, x0:x1] = 0
        mask = (changed > 2).astype(np.uint8) * np.uint8(255)
        x, y, wide, tall = cv2.boundingRect(mask)
        if not wide:
            return
        u = frame.shape[0] / 720
        pad = round(26 * u)
        x0, y0 = max(0, x - pad), max(0, y - pad)
        here = (slice(y0, y + tall + pad), slice(x0, x + wide + pad))
        # A frame may have a fourth channel, which is nobody's colour.
        water, now = (np.ascontiguousarray(one[here][..., :3]) for one in (before, frame))
        # Holes of one colour with the water close; the body is as wide as its outline.
        closed = cv2.morphologyEx(mask[here], cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
        ways = _ripples(water.shape[:2], (x0, y0), u, view.t)
        body = cv2.remap(now, *ways, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        soft = cv2.GaussianBlur(closed, (0, 0), max(0.6, 1.7 * u))
        cover = cv2.remap(soft, *ways, cv2.INTER_LINEAR).astype(np.float32)
        # Light on the waves hides what is under them.
        level = _grey(water).astype(np.float32)
        crest = np.clip((level - cv2.GaussianBlur(level, (0, 0), 22 * u)) / 26, -0.35, 1)
        cover *= (0.8 - 0.5 * crest) / 255
        shade = cv2.GaussianBlur(soft, (0, 0), 7 * u).astype(np.float32)
        move = np.array([[1, 0, 10 * u], [0, 1, 20 * u]], np.float32)
        dark = 1 - cv2.warpAffine(shade, move, soft.shape[::-1])[..., None] * np.float32(0.3 / 255)
        deep = np.array(self.water.colours[0], np.float32)
        tinted = cv2.GaussianBlur(body, (0, 0), max(0.4, 0.8 * u)).astype(np.float32) * 0.78 + deep * 0.28
        out = water * dark
        out += (tinted - out) * np.clip(cover, 0, 1)[..., None]
        for fx0, fy0, fx1, fy1 in self._flyers(view):
            box = (slice(max(0, fy0 - y0), max(0, fy1 - y0)), slice(max(0, fx0 - x0), max(0, fx1 - x0)))
            out[box] = now[box]
        frame[..., :3][here] = np.clip(out, 0, 255).astype(np.uint8)

    def _flyers(self, view: View) -> list[tuple[int, int, int, int]]:
        """Boxes (left, top, right, bottom) of who is above the water, in the frame."""
        g, found = self.geometry, []
        s, tx, ty = view.place(1.0)
        for actor in self.shot.actors:
            if actor.medium != "air" or _swims(actor):
                continue
            share = view.t / max(view.seconds, 1e-6)
            x, y = (a + (b - a) * share for a, b in zip(actor.start, actor.end, strict=True))
            half = 0.7 * actor.height * g.height * s
            px, py = s * x * g.width + tx, s * y * g.height + ty
            edges = (px - half, py - half, px + half, py + half)
            found.append(tuple(max(0, round(edge)) for edge in edges))
        return found  # type: ignore[return-value]  # four edges each

    def rim(self) -> Node:
        """Stones and reeds along the near shore."""
        g, u, rng = self.geometry, self.unit, self.rng
        depth = g.depth(1.05)
        box = g.box(depth)
        canvas = Canvas(box.x0, 0.56 * g.height, box.x1, 0.98 * g.height, min(1.4, box.scale))
        for _ in range(26):
            x = rng.uniform(box.x0, box.x1)
            foot = float(self.bank(np.array([x], np.float32))[0]) + rng.uniform(0, 12) * u
            stone(canvas, rng, x, foot, rng.uniform(10, 32) * u, sun=self.light.side, snow=self.snow)
        green: Rgb = (186, 168, 110) if self.snow else self.green
        for at in (0.015, 0.07, 0.95, 0.99):
            x = (at if self.side > 0 else 1 - at) * g.width
            reeds(
                canvas,
                rng,
                x,
                float(self.bank(np.array([x], np.float32))[0]) + 8 * u,
                rng.uniform(120, 180) * u,
                green,
            )
        return self.air.plate(canvas, depth, sway=Sway(reach=5 * u, speed=0.25, foot=0.86 * g.height))

    def dragonfly(self) -> list[Node]:
        """A dragonfly that hovers over the leaves."""
        u, depth = self.unit, 1.02
        frames = []
        for spread in (1.0, 0.5):
            c = Canvas(-20 * u, -14 * u, 20 * u, 14 * u, 2.0)
            for side in (-1, 1):
                c.ellipse(2 * u, side * 6 * u * spread, 3 * u, 8 * u * spread, (214, 240, 250), 0.7, angle=0.3 * side)
                c.ellipse(
                    -3 * u, side * 5 * u * spread, 2.6 * u, 7 * u * spread, (200, 232, 246), 0.6, angle=-0.3 * side
                )
            c.line([(-14 * u, 0), (6 * u, 0)], 2.2 * u, (206, 62, 56))
            c.ellipse(8 * u, 0, 3 * u, 2.6 * u, (120, 40, 44))
            frames.append(self.air.settle(c, depth, haze=0, blur=0.1))
        x, y = self.geometry.width * (0.5 + 0.24 * self.side), 0.5 * self.geometry.height

        def pose(t: float) -> Pose:
            jerk = math.floor(t / 1.3)
            at = min(1.0, (t / 1.3 - jerk) * 4)
            a, b = (np.sin([jerk * 2.4, jerk * 1.7]), np.sin([(jerk + 1) * 2.4, (jerk + 1) * 1.7]))
            dx, dy = (a + (b - a) * at) * (70 * u, 26 * u)
            return Pose(x=x + dx, y=y + dy + 2 * u * math.sin(t * 5), picture=int(t * 24) % 2, turn=-0.2)

        return [Mover(frames, pose, depth, 2.0, anchor=(0.5, 0.5))]


def _swims(actor: Actor) -> bool:
    return actor.medium == "air" and (actor.action == "swim" or actor.art in FISHES or actor.noun in FISHES)


def _grey(picture: Frame) -> Frame:
    code = cv2.COLOR_BGRA2GRAY if picture.shape[2] == 4 else cv2.COLOR_BGR2GRAY
    return np.asarray(cv2.cvtColor(picture, code), np.uint8)


def _ripples(
    shape: tuple[int, ...], corner: tuple[int, int], unit: float, t: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Where the water's surface shows each pixel from: columns and rows of what lies below."""
    rows = np.arange(shape[0], dtype=np.float32)[:, None]
    columns = np.arange(shape[1], dtype=np.float32)[None]
    y, x = (rows + corner[1]) / unit, (columns + corner[0]) / unit
    dx = 3.4 * unit * np.sin(y / 7 + t * 2.6 + 0.6 * np.sin(x / 46 + t))
    dy = 1.5 * unit * np.sin(x / 21 - t * 1.9 + y / 19)
    return (columns + dx).astype(np.float32), (rows + dy).astype(np.float32)


def _cruise(x: float, y: float, long: float, way: int, phase: float) -> Callable[[float], Pose]:
    def pose(t: float) -> Pose:
        return Pose(
            x=x + way * long * (0.34 * t + 0.2 * math.sin(t * 0.8 + phase)),
            y=y + 0.16 * long * math.sin(t * 0.6 + phase),
            turn=0.08 * math.cos(t * 0.6 + phase) * way,
            picture=int((t * 5 + phase * 3) % 6),
        )

    return pose
