"""A street of small shops seen along its middle, towers at its end."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

import cv2
import numpy as np

from ...compose import tones
from ...compose.blit import Pixels
from ...compose.camera import FAR
from ...compose.particles import splashes
from ...shotlist import TimeOfDay, Weather
from ..absent import unwanted
from ..air import Air, air_for, airs_of
from ..brush import Canvas, dim, mix, smooth
from ..contract import Context, Frame, Node, Rgb, Set, View, Zone
from ..geometry import Geometry
from ..kit.choice import chosen
from ..kit.facade import NEON, front
from ..kit.greenery import foliage, tree
from ..kit.hangings import Hangings, shining
from ..kit.road import Street, floor
from ..kit.street_life import car, passer_by
from ..kit.vista import Vista
from ..kit.wet_street import WetStreet
from ..nodes import Floor, Mover, Painter, Plate, Pose, Sway, Wall
from ..sky import sky

HORIZON = 0.52


class CityStreet:
    name: ClassVar[str] = "city_street"
    words: ClassVar[Mapping[str, Sequence[str]]] = {
        "en": (
            "city street",
            "street",
            "city",
            "downtown",
            "alley",
            "neon city",
            "town",
            "avenue",
            "road",
            "crosswalk",
            "chinatown",
            "urban",
        ),
        "zh": ("城市街道", "街道", "城市", "街头", "马路", "都市", "小巷", "大街", "霓虹街", "镇上", "路口", "唐人街"),
    }
    zones: ClassVar[Mapping[str, Zone]] = {"ground": Zone(top=0.70, bottom=0.92), "air": Zone(top=0.15, bottom=0.5)}
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]] = dict.fromkeys(TimeOfDay, ("city",))
    weathers: ClassVar[frozenset[Weather]] = frozenset(Weather)

    def build(self, context: Context) -> Set:
        geometry = Geometry.of(context, HORIZON)
        air = air_for(context.shot, airs_of("city_street"), context.unit, context.seed)
        town = Town(context, geometry, air)
        rain = context.shot.weather is Weather.RAIN
        light = air.light()
        if town.dark:
            light = replace(light, rim2=(255, 196, 92), rim2_strength=0.45)
        return town.stage(
            town.nodes(),
            light=light,
            mirror_from=geometry.horizon if town.gloss > 0 else None,
            mirror_strength=town.gloss,
            vignette=0.42 if town.dark else 0.26,
            grain=0.03 if town.dark or rain else 0.02,
        )


class Town(Vista):
    """Builds the nodes of one street."""

    def __init__(self, context: Context, geometry: Geometry, air: Air) -> None:
        super().__init__(context, geometry, air)
        shot = context.shot
        #: How the seed dresses the street: strings of lanterns or none, trees along both kerbs or one.
        self.kind = chosen(context, 31) % 4
        self.dark = shot.time is TimeOfDay.NIGHT
        self.lights = {TimeOfDay.DAY: 0.0, TimeOfDay.SUNSET: 0.8, TimeOfDay.NIGHT: 1.0}[shot.time]
        if shot.time is TimeOfDay.DAY and shot.weather in {Weather.RAIN, Weather.FOG}:
            self.lights = 0.7
        self.gloss = (
            0.85 if shot.weather is Weather.RAIN else (0.42 if self.dark and shot.weather is not Weather.SNOW else 0.0)
        )
        self.unit = geometry.reach / 216
        wall = max(1150 * self.unit * 0.9, geometry.width * 0.82)
        self.street = Street(wall=wall, kerb=wall * 0.70, focal=820 * self.unit)

    def nodes(self) -> list[Node]:
        walls = [self.wall(-1), self.wall(1)]
        hung = Hangings(self.rng, self.geometry, self.air, self.street, self.lights, self.context.seed)
        parts: list[Node] = [*sky(self.context, self.geometry, self.air), self.skyline(), self.far_end()]
        ground = self.ground()
        parts += [*walls, ground] if self.gloss > 0 else [ground, *walls]
        parts += [
            *(hung.lanterns() if self.kind < 2 or (self.dark and self.kind < 3) else []),
            *hung.signs(),
            *self.furniture(),
            *([] if unwanted(self.context.shot, "cars") else self.traffic()),
            *([] if unwanted(self.context.shot, "people") else self.walkers()),
            *self.foreground(),
        ]
        if self.context.shot.weather is Weather.RAIN:
            parts.append(self.splashes())
        return parts

    def skyline(self) -> Plate:
        """Towers in the haze beyond the street."""
        g, u, rng = self.geometry, self.unit, self.rng
        depth = FAR + 0.03
        box = g.box(depth)
        a, e = (Canvas(box.x0, box.y0, box.x1, g.horizon + 30 * u, 1.0) for _ in range(2))
        x = box.x0 - 20
        while x < box.x1:
            wide, tall = (
                rng.uniform(34, 84) * u,
                rng.uniform(60, 235) * u * (0.75 + 0.5 * math.exp(-(((x - g.width * 0.5) / (220 * u)) ** 2))),
            )
            self._tower(a, e, x, g.horizon - tall, wide, dim((150, 158, 176), rng.uniform(0.8, 1.1)))
            x += wide * rng.uniform(0.8, 1.15)
        return self.air.plate(a, depth, emission=e if self.lights else None, haze=min(0.9, self.air.thick + 0.1))

    def _tower(self, a: Canvas, e: Canvas, x: float, top: float, wide: float, wall: Rgb) -> None:
        rng, u, foot = self.rng, self.unit, self.geometry.horizon + 30 * self.unit
        a.rect(x, top, x + wide, foot, wall)
        a.rect(x + wide * 0.72, top, x + wide, foot, dim(wall, 0.8))
        if rng.random() < 0.4:
            a.rect(x + wide * 0.25, top - 14 * u, x + wide * 0.7, top, dim(wall, 0.92))
            a.line([(x + wide * 0.45, top - 14 * u), (x + wide * 0.45, top - 46 * u)], 2 * u, dim(wall, 0.8))
            if self.lights:
                e.ellipse(x + wide * 0.45, top - 46 * u, 2.4 * u, 2.4 * u, (255, 70, 70))
        pitch = 9.5 * u
        for row in np.arange(top + 8 * u, foot, pitch * 1.25):
            for column in np.arange(x + 4 * u, x + wide - 5 * u, pitch):
                shining = rng.random() < 0.3 * self.lights
                target = e if shining else a
                tone = (
                    dim(mix((255, 206, 130), (188, 220, 255), float(rng.random() < 0.3)), rng.uniform(0.35, 0.8))
                    if shining
                    else dim(wall, 0.74)
                )
                target.rect(column, row, column + pitch * 0.6, row + pitch * 0.7, tone)

    def far_end(self) -> Plate:
        """Where the street turns: a house front across it."""
        q = 0.125
        depth = self.geometry.depth(q)
        a, e = self._row_of_fronts(self.street.wall * 2.4, q)
        return self.air.plate(a, depth, emission=e, haze=self.air.thick * 0.75)

    def _row_of_fronts(self, total: float, q: float) -> tuple[Canvas, Canvas]:
        g, k = self.geometry, q * self.unit
        x0, foot = g.width / 2 - total * q / 2, g.horizon + g.reach * q
        a, e = (Canvas(x0, foot - 3200 * k, x0 + total * q, foot + 2, 1.0) for _ in range(2))
        x = x0
        while x < x0 + total * q:
            house = front(
                self.rng,
                self.rng.uniform(560, 820),
                int(self.rng.integers(1, 4)),
                k,
                lit=0.45 * self.lights,
                lights=self.lights,
            )
            for to, part in ((a, house.albedo), (e, house.emission)):
                to.stamp(part.pixels, x, foot - part.pixels.shape[0])
            x += house.width * k
        return a, e

    def wall(self, side: int) -> Wall:
        """One side of the street: fronts painted flat, then seen in perspective."""
        g, k = self.geometry, 0.42 * min(1.5, max(0.2, self.unit))
        near_x = self._outermost(side)
        q1, q0 = (near_x - g.width / 2) / (side * self.street.wall), 0.125
        z0, z1 = self.street.focal / q1, self.street.focal / q0
        fronts, z = [], z0 / self.unit
        while z < z1 / self.unit:
            house = front(
                self.rng,
                self.rng.uniform(640, 980),
                int(self.rng.integers(2, 5)),
                k,
                lit=0.4 * self.lights,
                lights=self.lights,
            )
            fronts.append(house)
            z += house.width
        shade = 0.74 if side == (1 if self.air.rim_from[0] > 0 else -1) else 1.0
        pictures = [self._lit(house.albedo, house.emission, shade) for house in fronts]
        if side > 0:
            # The strip runs away from us, on the right to the left: what is written there would be mirrored.
            pictures = [np.asarray(cv2.flip(picture, 1), np.uint8) for picture in pictures]
        strip = _strip(pictures)
        return self._project(strip, side, z0, k / self.unit, q0, near_x)

    def _outermost(self, side: int) -> float:
        """The farthest rest column of the wall that the shot ever shows."""
        g, x = self.geometry, self.geometry.width * (0.5 + 0.5 * side)
        for _ in range(6):
            box = g.box(g.depth(abs(x - g.width / 2) / self.street.wall))
            x = box.x1 if side > 0 else box.x0
        return x + side * 4

    def _lit(self, albedo: Canvas, emission: Canvas, shade: float) -> Pixels:
        red, green, blue = self.air.ambient
        day = replace(self.air, ambient=(red * shade, green * shade, blue * shade))
        return day.settle(albedo, 1.0, emission=emission, haze=0.0, blur=0.0)

    def _project(self, strip: Pixels, side: int, z0: float, k: float, q0: float, near_x: float) -> Wall:
        g = self.geometry
        far_x = g.width / 2 + side * self.street.wall * q0
        left, right = min(near_x, far_x), max(near_x, far_x)
        top = min(g.box(g.depth(q0)).y0, g.box(g.depth(1.0)).y0)
        bottom = g.horizon + g.reach * abs(near_x - g.width / 2) / self.street.wall + 2
        fine = 2
        x = left + (np.arange(int((right - left) * fine), dtype=np.float32) + 0.5) / fine
        y = top + (np.arange(int((bottom - top) * fine), dtype=np.float32)[:, None] + 0.5) / fine
        q = np.abs(x - g.width / 2) / self.street.wall
        u = (self.street.focal / q - z0) * k
        up = (g.horizon + g.reach * q[None] - y) / q[None]
        maps = np.broadcast_to(u[None], up.shape).astype(np.float32), (strip.shape[0] - up * k).astype(np.float32)
        big = cv2.remap(strip, *maps, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
        small = cv2.resize(big, (big.shape[1] // fine, big.shape[0] // fine), interpolation=cv2.INTER_AREA)
        away = self.air.thick * np.clip(1.12 - q[::fine][: small.shape[1]] * 1.25, 0, 1) ** 1.8
        seen: Pixels = np.ascontiguousarray(small, np.uint8)
        tones.veil(seen, away, self.air.haze[::-1])
        return Wall(seen, left, top, 1.0, side * self.street.wall, g, g.depth(q0) + 0.02)

    def ground(self) -> Node:
        pixels, x, y = floor(
            self.geometry,
            self.street,
            self.air,
            seed=self.context.seed % 991,
            wet=self.gloss > 0,
            snow=self.context.shot.weather is Weather.SNOW,
        )
        pixels = self._pools(pixels, x, y)
        if self.gloss <= 0:
            return Floor(np.ascontiguousarray(pixels[..., :3]), x, y, 1.0, self.geometry, depth=FAR + 0.09)
        return WetStreet(self.geometry, self.street, pixels, x, y, self.gloss, self.context.unit, FAR + 0.13).node()

    def _pools(self, pixels: Pixels, x: float, y: float) -> Pixels:
        """Shop light on the pavement."""
        if self.lights <= 0:
            return pixels
        canvas = Canvas(x, y, x + pixels.shape[1], y + pixels.shape[0])
        canvas.pixels = pixels
        for q in np.geomspace(0.14, 1.2, 9):
            for side in (-1, 1):
                px, py = self.geometry.point(side * self.street.wall * 0.92, float(q))
                tone = mix((255, 190, 104), NEON[int(self.rng.integers(len(NEON)))], 0.35 if self.dark else 0.1)
                canvas.glow(px, py, 420 * q * self.unit, 90 * q * self.unit, tone, 0.4 * self.lights)
        return pixels

    def furniture(self) -> list[Node]:
        """Street lamps and trees along the kerbs."""
        nodes: list[Node] = []
        sides = ((-1, 1), (-1, 1), (1,), (-1,))[self.kind]
        for q in ((0.20, 0.33, 0.53), (0.17, 0.26), (0.20, 0.33, 0.53), (0.22, 0.40))[self.kind]:
            nodes += [self._street_tree(side, q * (1.06 if side > 0 else 0.96)) for side in sides]
        for q in (0.27, 0.44):
            nodes += [lamp for side in (-1, 1) for lamp in self._lamp(side, q)]
        return nodes

    def _street_tree(self, side: int, q: float) -> Plate:
        g, k = self.geometry, q * self.unit
        x, y = g.point(side * (self.street.kerb + 96 * self.unit), q)
        depth = g.depth(q)
        canvas = Canvas(x - 380 * k, y - 800 * k, x + 380 * k, y + 12 * k, min(1.4, g.box(depth).scale))
        snow = self.context.shot.weather is Weather.SNOW
        season = self.context.shot.traits.get("season", "")
        bare = snow or season == "winter"
        leaf: Rgb = {"autumn": (214, 128, 44), "spring": (240, 170, 190)}.get(season, (86, 138, 66))
        if self.lights > 0.6:
            leaf = dim(mix(leaf, (255, 196, 120), 0.25), 1.5)
        canvas.ellipse(x, y, 70 * k, 10 * k, (30, 26, 28), 0.5)
        tree(canvas, self.rng, x, y, 610 * k, leaf, bare=bare, snow=snow, sun=self.air.rim_from)
        return self.air.plate(
            canvas,
            depth,
            sway=Sway(reach=9 * k, speed=0.24, foot=y, phase=q * 9 + side),
            haze=self.air.fade(depth) * 0.8,
        )

    def _lamp(self, side: int, q: float) -> list[Node]:
        g, k = self.geometry, q * self.unit
        x, y = g.point(side * (self.street.kerb + 60 * self.unit), q)
        depth = g.depth(q)
        scale = min(1.4, g.box(depth).scale)
        a, e = (Canvas(x - 500 * k, y - 1120 * k, x + 500 * k, y + 80 * k, scale) for _ in range(2))
        iron: Rgb = (58, 62, 66)
        a.rect(x - 16 * k, y - 60 * k, x + 16 * k, y, iron)
        a.taper([(x, y), (x, y - 720 * k)], 18 * k, 10 * k, iron)
        arm = smooth([(x, y - 700 * k), (x - side * 20 * k, y - 780 * k), (x - side * 130 * k, y - 800 * k)], 6)
        a.line(arm, 10 * k, iron)
        hx, hy = x - side * 150 * k, y - 790 * k
        a.poly([(hx - 44 * k, hy), (hx + 44 * k, hy), (hx + 26 * k, hy - 24 * k), (hx - 26 * k, hy - 24 * k)], iron)
        if self.lights:
            e.ellipse(hx, hy + 4 * k, 38 * k, 12 * k, (255, 240, 200))
            e.glow(hx, hy, 330 * k, 300 * k, (255, 206, 130), 0.36 * self.lights)
        glow = shining(e, self.air, depth)
        return [self.air.plate(a, depth), *([glow] if self.lights else [])]

    def traffic(self) -> list[Node]:
        """One car comes, one goes; both keep well behind the actors."""
        return [
            self._car(coming=True, lane=-0.34, start=0.15, end=0.235),
            self._car(coming=False, lane=0.34, start=0.27, end=0.15),
        ]

    def _car(self, *, coming: bool, lane: float, start: float, end: float) -> Mover:
        g, top = self.geometry, max(start, end)
        a, e = car(self.rng, 330 * top * self.unit, 1.4, coming=coming, lights=self.lights > 0)
        picture = self.air.settle(
            a, g.depth(top), emission=e if self.lights else None, haze=self.air.fade(g.depth(top)) * 0.7, blur=0
        )
        seconds, across = self.context.shot.seconds, self.street.kerb * lane

        def pose(t: float) -> Pose:
            # Even speed along the road is even in distance, not in nearness.
            q = 1 / (1 / start + (1 / end - 1 / start) * t / max(seconds, 0.1))
            x, y = g.point(across, q)
            return Pose(x=x, y=y, size=q / top)

        return Mover([picture], pose, g.depth((start + end) / 2), 1.4, anchor=(0.5, 1.0 / 1.1), geometry=g)

    def walkers(self) -> list[Node]:
        """People on the walks, on the far side of the actors."""
        count = 5
        return [self._walker(i) for i in range(count)]

    def _walker(self, index: int) -> Mover:
        g, rng = self.geometry, self.rng
        q = (0.17, 0.22, 0.28, 0.36, 0.43)[index]
        height, way = 330 * q * self.unit, 1 if index % 2 else -1
        shot = self.context.shot
        umbrella = shot.weather is Weather.RAIN or (shot.weather is Weather.SNOW and index % 2 == 0)
        phases = passer_by(rng, height, 1.5, umbrella=umbrella)
        depth = g.depth(q)
        pictures = [self.air.settle(c, depth, haze=self.air.fade(depth) * 0.8, blur=0.3) for c in phases]
        if way < 0:
            pictures = [np.asarray(cv2.flip(p, 1), np.uint8) for p in pictures]
        side = -1 if index in {0, 2, 3} else 1
        middle, pace = side * (self.street.kerb + self.street.wall) / 2, 130 * q * self.unit
        begin, offset = g.point(middle, q)[0] - way * pace * shot.seconds / 2, rng.uniform(0, 8)
        y = g.point(0, q)[1]

        def pose(t: float) -> Pose:
            return Pose(x=begin + way * pace * t, y=y, picture=int(offset + t * 8) % 8)

        return Mover(pictures, pose, depth, 1.5, anchor=(0.5, 1.35 / 1.37))

    def foreground(self) -> list[Node]:
        """Something blurred and close at a corner, so that the camera's travel shows."""
        g, u = self.geometry, self.context.unit
        depth = 1.5
        box = g.box(depth)
        if self.dark or self.context.shot.weather is Weather.RAIN:
            return [self._bokeh(depth)]
        canvas = Canvas(box.x0, box.y0, box.x1, box.y1, 0.5)
        leaf: Rgb = {"autumn": (206, 120, 42), "winter": (120, 110, 104)}.get(
            self.context.shot.traits.get("season", ""), (74, 124, 58)
        )
        if self.context.shot.weather is Weather.SNOW:
            leaf = (214, 222, 230)
        for _ in range(9):
            x, y = self.rng.uniform(0, 250) * u, self.rng.uniform(min(box.y0 / u, 80) - 40, 90) * u
            foliage(canvas, self.rng, x * (1 - y / (260 * u)), y, 74 * u, 46 * u, leaf, leaf=11 * u)
        return [self.air.plate(canvas, depth, blur=5 * u, sway=Sway(reach=7 * u, speed=0.22, foot=260 * u))]

    def _bokeh(self, depth: float) -> Plate:
        g, u, rng = self.geometry, self.context.unit, self.rng
        box = g.box(depth)
        canvas = Canvas(box.x0, box.y0, box.x1, box.y1, 0.4)
        for _ in range(15):
            side = rng.choice([0.1, 0.9])
            x, y, r = (
                g.width * (side + rng.normal(0, 0.09)),
                g.height * rng.uniform(0.05, 0.62),
                rng.uniform(12, 34) * u,
            )
            tone = NEON[int(rng.integers(len(NEON)))]
            canvas.ellipse(x, y, r, r, dim(tone, 0.22))
            canvas.line(
                [(x + r * math.cos(a), y + r * math.sin(a)) for a in np.linspace(0, 6.29, 24)], 2 * u, dim(tone, 0.34)
            )
        pixels = np.asarray(cv2.GaussianBlur(canvas.pixels, (0, 0), 1.2), np.uint8)
        # Light without body: it adds to what is behind it.
        pixels[..., 3] = 0
        return Plate(pixels, canvas.x0, canvas.y0, depth, canvas.scale, opacity=0.9)

    def splashes(self) -> Painter:
        unit, seed, geometry = self.context.unit, self.context.seed & 0xFFFF, self.geometry

        def draw(frame: Frame, view: View) -> None:
            _, _, ty = view.place(FAR)
            top = int(view.place(FAR)[0] * geometry.horizon + ty + 14 * unit)
            splashes(frame, 150, float(view.t), seed, top, float(unit), 46.0)

        return Painter(FAR + 0.14, draw, reads=False)


def _strip(parts: list[Pixels]) -> Pixels:
    """House fronts side by side, standing on one line."""
    tall = max(part.shape[0] for part in parts)
    return np.concatenate(
        [cv2.copyMakeBorder(p, tall - p.shape[0], 0, 0, 0, cv2.BORDER_CONSTANT) for p in parts], axis=1
    )
