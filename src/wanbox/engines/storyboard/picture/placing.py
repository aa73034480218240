"""Where a drawn thing belongs in a given picture, how large it is there, and how it takes on the picture's light."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from .pixels import Picture, Plane, blur, luma, picture, plane
from .props import Cutout, Prop
from .skin import skin
from .things import PLACES, Seen

#: Height of the eye above the ground, in metres: what stands on the ground is measured against the horizon.
EYE = 1.6
#: Width of a thing of a flock, in picture widths.
FLOCK_SHARE = 0.05
#: Places in which things stand one behind the other get smaller upwards; these only say how high in the sky.
STEPS = 25


@dataclass(frozen=True, slots=True)
class Spot:
    """A place for a thing."""

    #: Of the foot's middle (of the centre for what is in the air or worn), as fractions of the picture.
    x: float
    y: float
    #: In pixels.
    height: int
    #: "ground", "water", "air" or "worn".
    medium: str


def spots(seen: Seen, prop: Prop, place: str, count: int, size: float, rng: np.random.Generator) -> Sequence[Spot]:
    """Free places for that many, farther ones first."""
    medium = prop.medium
    if medium == "water" and not seen.areas.has_water:
        medium = "ground"
    taken = seen.matte.alpha.copy() if seen.matte.found else np.zeros(seen.image.shape[:2], np.float32)
    found = []
    for number in range(count):
        spot = _spot(seen, prop, medium, place, size, taken, number, rng)
        found.append(spot)
        _take(taken, spot, prop.aspect)
    return sorted(found, key=lambda spot: spot.y)


def _spot(
    seen: Seen, prop: Prop, medium: str, place: str, size: float, taken: Plane, number: int, rng: np.random.Generator
) -> Spot:
    h, w = taken.shape
    y = _row(seen, medium, place, number, rng)
    most = min(0.75, 0.42 * w / h / prop.aspect)
    tall = round(float(np.clip(_share(seen, prop, medium, y) * size, 0.035, most)) * h)
    half = tall * prop.aspect / 2 / w
    window = PLACES[place]
    low, high = max(window[0], half), min(window[2], 1 - half)
    if low >= high:
        low, high = min(half, 0.5), max(1 - half, 0.5)
    xs = np.linspace(low, high, STEPS)
    costs = [_cost(seen, taken, x, y, tall, half, medium) for x in xs]
    costs = [c + 0.03 * rng.random() + 0.08 * abs(abs(x - 0.5) - 0.2) for c, x in zip(costs, xs, strict=True)]
    return Spot(float(xs[int(np.argmin(costs))]), y, max(12, tall), medium)


def _row(seen: Seen, medium: str, place: str, number: int, rng: np.random.Generator) -> float:
    """Height of the foot, or of the centre in the air."""
    h = seen.image.shape[0]
    horizon = seen.areas.horizon if seen.areas.has_sky else 0.45
    nudge = (0.0, -0.55, 0.5, -0.25, 0.25, -0.8, 0.8)[number % 7] * 0.12 + 0.02 * float(rng.standard_normal())
    if medium == "air":
        level = {"top": 0.16, "centre": 0.45, "bottom": 0.7}.get(place.split("-", maxsplit=1)[0], 0.0)
        return float(np.clip((level or max(0.16, 0.48 * horizon)) + nudge * 0.8, 0.06, 0.9))
    if medium == "water":
        rows = np.flatnonzero(seen.areas.water.mean(1) > 0.25 * float(seen.areas.water.mean(1).max()))
        down = float(np.clip(0.42 + nudge * 3, 0.2, 0.85))
        return float((float(rows[0]) + float(rows[-1] - rows[0]) * down) / h)
    near = {"top": horizon + 0.12, "centre": 0.72}.get(place.split("-", maxsplit=1)[0], 0.9)
    return float(np.clip(near + nudge * 0.6, min(horizon + 0.06, 0.9), 0.95))


def _share(seen: Seen, prop: Prop, medium: str, y: float) -> float:
    """Height in picture heights."""
    natural = 0.1 + 0.15 * float(np.log2(1 + min(prop.metres, 12.0)))
    if medium == "air":
        return float(np.clip(natural * 0.6, 0.07, 0.24))
    if medium == "water":
        return float(np.clip(natural * 0.75, 0.06, 0.3))
    if seen.areas.has_sky and y > seen.areas.horizon + 0.08:
        # Small things would be lost where the ground is far: half the way towards their natural share.
        true = prop.metres * (y - seen.areas.horizon) / EYE
        return float(np.clip((max(true, 0.02) * natural) ** 0.5, 0.09, 0.55))
    return float(np.clip(natural, 0.12, 0.5))


def _cost(seen: Seen, taken: Plane, x: float, y: float, tall: int, half: float, medium: str) -> float:
    h, w = taken.shape
    up, down = (0.5, 0.5) if medium == "air" else (1.0, 0.0)
    top, bottom = int(y * h - up * tall), int(y * h + down * tall)
    rows = slice(max(0, top), max(1, min(h, bottom)))
    columns = slice(max(0, int((x - half) * w)), max(1, min(w, int((x + half) * w))))
    cost = 3.0 * float(taken[rows, columns].mean()) if taken[rows, columns].size else 9.0
    if medium == "air" and seen.areas.has_sky:
        cost += 1.5 * (1 - float(seen.areas.sky[rows, columns].mean()))
    if medium == "water":
        cost += 4.0 * (1 - float(seen.areas.water[max(0, int(y * h) - 2) : int(y * h) + 3, columns].mean()))
    if medium == "ground":
        foot = slice(max(0, int((y - 0.02) * h)), int((y + 0.02) * h) + 1)
        cost += 2.0 * float(seen.areas.water[foot, columns].mean() + seen.areas.sky[foot, columns].mean())
    if max(0, -top) + max(0, bottom - h):
        cost += 1.0
    return cost


def flock(seen: Seen, prop: Prop, place: str, count: int, size: float, rng: np.random.Generator) -> Sequence[Spot]:
    """Places of a loose flock in the open sky, each thing a twentieth of the picture wide, the farther ones first."""
    h, w = seen.image.shape[:2]
    wide = FLOCK_SHARE * size
    tall = max(10.0, wide * w / prop.aspect)
    # One behind the other along a slanting line, as birds use each other's wake.
    steps = np.arange(count) - (count - 1) / 2
    dx = steps * wide * 1.25 + rng.normal(0, 0.22 * wide, count)
    dy = (np.abs(steps) * 0.55 - 0.3 + rng.normal(0, 0.3, count)) * tall / h
    span = float(dx.max() - dx.min()) / 2 + wide
    whole = np.zeros((h, w), np.float32) if not seen.matte.found else seen.matte.alpha
    y = _row(seen, "air", place, 0, rng)
    window = PLACES[place]
    middles = np.linspace(max(window[0], span), max(span, min(window[2], 1 - span)), STEPS)
    costs = [_cost(seen, whole, x, y, round(tall * 2.5), span, "air") + 0.05 * abs(x - 0.62) for x in middles]
    x = float(middles[int(np.argmin(costs))])
    sizes = np.round(tall * rng.uniform(0.8, 1.15, count)).astype(int)
    found = [
        Spot(float(x + dx[i]), float(np.clip(y + dy[i], 0.04, 0.94)), max(10, int(sizes[i])), "air")
        for i in range(count)
    ]
    return sorted(found, key=lambda spot: spot.height)


def silhouette(drawn: Cutout, seen: Seen) -> Cutout:
    """The thing dark against a bright sky; as it is by night."""
    light = float(luma(seen.areas.sky_colour).mean()) if seen.areas.has_sky else 0.0
    keep = 1 - 0.78 * float(np.clip((light - 0.25) / 0.25, 0, 1))
    dark = drawn.copy()
    dark[..., :3] = picture(plane(drawn[..., :3]) * keep + plane(drawn[..., 3:]) / 255 * 20 * (1 - keep))
    return dark


def _take(taken: Plane, spot: Spot, aspect: float) -> None:
    h, w = taken.shape
    half = spot.height * aspect / 2 + 0.01 * w
    middle = spot.y * h if spot.medium == "air" else spot.y * h - spot.height / 2
    y0, y1 = int(max(0, middle - spot.height / 2)), int(max(0, middle + spot.height / 2))
    taken[y0:y1, int(max(0, spot.x * w - half)) : int(max(0, spot.x * w + half))] = 1


def worn(seen: Seen, prop: Prop, how: Mapping[str, Any]) -> Spot:
    """On the head of the subject: its face where skin shows one, else the top of its outline."""
    h, w = seen.image.shape[:2]
    x0, y0, x1, y1 = _face(seen)
    wide = (x1 - x0) * float(how["wide"])
    middle = (x0 + x1) / 2 / w
    if how["at"] == "eyes":
        return Spot(middle, (y0 + 0.455 * (y1 - y0)) / h, round(wide / prop.aspect), "worn")
    # The brim sits on the hairline; what would stand over the frame is pushed down as far as the brow.
    tall = wide / prop.aspect
    return Spot(middle, min(y0 + 0.5 * (y1 - y0), max(y0 + 0.24 * (y1 - y0), 0.8 * tall)) / h, round(tall), "crown")


def _face(seen: Seen) -> tuple[float, float, float, float]:
    alpha = seen.matte.alpha > 0.5
    left, top, right, bottom = seen.matte.box()
    upper = alpha.copy()
    upper[top + (bottom - top) // 2 :] = False
    bare = (skin(seen.image) > 0.5) & upper
    count, _, stats, _ = cv2.connectedComponentsWithStats(bare.astype(np.uint8))
    # The highest patch that is shaped like a face; hands and legs are lower.
    # An animal's fur may pass for skin all over.
    furry = float(bare.sum()) > 0.6 * float(upper.sum())
    for i in sorted(range(1, 1 if furry else count), key=lambda i: int(stats[i, cv2.CC_STAT_TOP])):
        x, y, wide, tall = (int(stats[i, k]) for k in range(4))
        if (
            wide * tall > max(7e-4 * alpha.size, 0.006 * alpha.sum())
            and 0.45 < wide / max(1, tall) < 1.7
            and wide < 0.75 * (right - left)
        ):
            # Hair above the skin belongs to the head.
            return x - 0.06 * wide, max(top, y - 0.28 * tall), x + 1.06 * wide, y + tall
    rows = alpha[top : top + max(4, (bottom - top) // 4)]
    columns = np.flatnonzero(rows.any(0))
    wide = min(int(columns[-1] - columns[0]), round(0.6 * (right - left)) + 8) if len(columns) else right - left
    middle = float(np.average(columns, weights=rows.sum(0)[columns])) if len(columns) else (left + right) / 2
    return middle - wide / 2, top, middle + wide / 2, top + wide * 1.1


def put(image: Picture, drawn: Cutout, spot: Spot, seen: Seen) -> Picture:
    """The thing in the picture, in its light and grain, with its shadow or its mirror image."""
    h, w = image.shape[:2]
    if drawn.shape[0] > 1.3 * spot.height:
        drawn = _scaled(drawn, spot.height / drawn.shape[0])
    tall, wide = drawn.shape[:2]
    x = round(spot.x * w - wide / 2)
    y = round(spot.y * h - {"air": tall / 2, "worn": tall / 2, "crown": tall}.get(spot.medium, tall))
    lit = _lit(drawn, image, spot)
    ground = image
    if spot.medium == "ground":
        ground = _shadowed(image, x + wide / 2, y + tall, wide)
    elif spot.medium == "water":
        ground = _mirrored(image, lit, x, y + tall, seen.areas.water)
    return _laid(ground, lit, x, y)


def _scaled(drawn: Cutout, k: float) -> Cutout:
    size = (max(2, round(drawn.shape[1] * k)), max(2, round(drawn.shape[0] * k)))
    how = cv2.INTER_AREA if k < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(drawn, size, interpolation=how), np.uint8)


def _lit(drawn: Cutout, image: Picture, spot: Spot) -> NDArray[np.float32]:
    """Brightness and tint of the surroundings, their sharpness and their grain; premultiplied BGRA."""
    alpha = plane(drawn[..., 3:]) / 255
    colour = plane(drawn[..., :3])
    around = plane(cv2.resize(image, (32, 32), interpolation=cv2.INTER_AREA)).reshape(-1, 3)
    bright = np.percentile(around, 88, axis=0).clip(20, 255)
    # A white thing is as bright as what is bright in the picture, a little tinted like it.
    gain = (bright / 235.0).clip(0.35, 1.05)
    gain = gain.mean() * (gain / gain.mean()) ** 0.75
    shade = np.linspace(1.04, 0.9, drawn.shape[0], dtype=np.float32)[:, None, None]
    colour = colour * gain.astype(np.float32) * (shade if spot.medium != "worn" else np.float32(1))
    rough = _grain(image)
    rng = np.random.default_rng(int(spot.x * 1e4))
    colour += rng.normal(0, rough, (*drawn.shape[:2], 1)).astype(np.float32) * alpha
    done = np.concatenate([np.clip(colour, 0, 255 * alpha), alpha * 255], 2)
    return plane(cv2.GaussianBlur(done, (0, 0), max(0.35, min(image.shape[:2]) / 1400)))


def _grain(image: Picture) -> float:
    """Standard deviation of the picture's noise, from its calmest parts."""
    grey = luma(image)
    fine = np.abs(grey - cv2.GaussianBlur(grey, (0, 0), 1.0))
    calm = cv2.resize(cv2.blur(fine, (9, 9)), (64, 64), interpolation=cv2.INTER_AREA)
    return float(np.clip(np.percentile(calm, 25) * 255 * 1.4, 0, 7))


def _laid(image: Picture, lit: NDArray[np.float32], x: int, y: int, mask: Plane | None = None) -> Picture:
    h, w = image.shape[:2]
    x0, y0, x1, y1 = max(0, x), max(0, y), min(w, x + lit.shape[1]), min(h, y + lit.shape[0])
    if x0 >= x1 or y0 >= y1:
        return image
    part = lit[y0 - y : y1 - y, x0 - x : x1 - x]
    if mask is not None:
        part = part * mask[y0:y1, x0:x1, None]
    out = image.copy()
    out[y0:y1, x0:x1] = picture(part[..., :3] + plane(image[y0:y1, x0:x1]) * (1 - part[..., 3:] / 255))
    return out


def _shadowed(image: Picture, x: float, y: float, wide: int) -> Picture:
    """A dark contact line and a soft pool around it."""
    h, w = image.shape[:2]
    shade = np.maximum(
        _pool((h, w), (x, y), (0.5 * wide, 0.085 * wide), 0.045 * wide),
        _pool((h, w), (x, y), (0.32 * wide, 0.035 * wide), 0.015 * wide),
    )
    return picture(plane(image) * (1 - shade[..., None]))


def _pool(shape: tuple[int, int], at: tuple[float, float], half: tuple[float, float], soft: float) -> Plane:
    shade = np.zeros(shape, np.float32)
    axes = (max(2, round(half[0])), max(1, round(half[1])))
    cv2.ellipse(shade, (round(at[0]), round(at[1])), axes, 0, 0, 360, 0.5, -1)
    return blur(shade, max(1.0, soft))


def _mirrored(image: Picture, lit: NDArray[np.float32], x: int, y: int, water: Plane) -> Picture:
    """The thing upside down in the water, dimmer, torn by ripples and fading."""
    length = max(2, round(lit.shape[0] * 0.7))
    flipped = cv2.resize(lit[::-1], (lit.shape[1], length), interpolation=cv2.INTER_AREA)
    rows = np.arange(length, dtype=np.float32)
    sway = np.sin(rows * 0.9) * (0.4 + rows / length * 0.02 * lit.shape[1])
    gx, gy = np.meshgrid(np.arange(lit.shape[1], dtype=np.float32), rows)
    flipped = cv2.remap(flipped, plane(gx + sway[:, None]), plane(gy), cv2.INTER_LINEAR)
    fade = (0.5 * (1 - rows / length))[:, None, None]
    faded = plane(flipped * fade) * np.array((0.9, 0.85, 0.8, 1.0), np.float32)
    return _laid(image, plane(faded), x, y - 1, water)
