"""Finding a thing that an instruction names: by what it is, by its colour, by its place."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from . import colours
from .colours import like
from .fill import smooth_fill
from .matte import Matte
from .pixels import Picture, Plane, blur, picture, plane
from .regions import THUMB, Regions
from .skin import skin
from .words import flat, lexicon, pattern

#: Left, top, right, bottom of each named place, in shares of the picture.
PLACES: Mapping[str, tuple[float, float, float, float]] = {
    "top-left": (0, 0, 0.5, 0.5), "top-right": (0.5, 0, 1, 0.5), "bottom-left": (0, 0.5, 0.5, 1),
    "bottom-right": (0.5, 0.5, 1, 1), "top": (0, 0, 1, 0.42), "bottom": (0, 0.58, 1, 1), "left": (0, 0, 0.45, 1),
    "right": (0.55, 0, 1, 1), "centre": (0.25, 0.25, 0.75, 0.75), "": (0, 0, 1, 1),
}  # fmt: skip
#: Words that mean all of a kind.
PLURAL = {
    "en": ("all", "every", "people", "crowd", "both", "things", "objects"),
    "zh": ("所有", "全部", "都", "们", "人群", "路人", "行人"),
}


@dataclass(frozen=True, slots=True)
class Thing:
    """What was named."""

    #: A key of the lexicon `picture/things`; "" where only a colour or a place was said.
    kind: str
    #: The word that was used, for messages.
    label: str
    #: CSS colour that it has now, or "".
    colour: str = ""
    place: str = ""
    #: All of them.
    many: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """A picture with what is known about it."""

    image: Picture
    matte: Matte
    areas: Regions


def named(text: str) -> tuple[str, str, tuple[int, int]] | None:
    """Kind, word and span of the first thing in a text."""
    found = [(m.start(), -len(m[0]), kind, m[0], m.span()) for kind in kinds() for m in _words(kind).finditer(text)]
    if not found:
        return None
    _, _, kind, word, span = min(found)
    return kind, word, span


def kinds() -> Mapping[str, Any]:
    table: Mapping[str, Any] = lexicon("picture/things")
    return table


@functools.cache
def _words(kind: str) -> Any:
    return pattern(flat(kinds()[kind]))


def is_many(text: str, label: str) -> bool:
    english_plural = label.isascii() and label.endswith("s") and not label.endswith(("ss", "us", "dress"))
    return english_plural or bool(pattern(flat(PLURAL)).search(text))


def locate(seen: Seen, thing: Thing) -> Plane:
    """Soft mask of the thing; all zero where nothing like it is in the picture."""
    pieces = [piece for piece in _candidates(seen, thing) if piece.mean() > 2e-4]
    pieces = [piece for piece in pieces if _inside(piece, PLACES[thing.place])]
    if not pieces:
        return np.zeros(seen.image.shape[:2], np.float32)
    if thing.many:
        return plane(np.clip(sum(pieces[1:], pieces[0].copy()), 0, 1))
    return max(pieces, key=lambda piece: _fitness(seen, thing, piece))


def _candidates(seen: Seen, thing: Thing) -> Sequence[Plane]:
    if thing.colour:
        mask = like(seen.image, colours.bgr(thing.colour))
        if thing.kind in _FINDERS:
            inside = sum(_FINDERS[thing.kind](seen), np.zeros_like(mask))
            near = plane(cv2.dilate((inside > 0.3).astype(np.uint8), np.ones((9, 9), np.uint8)))
            within = plane(mask * near)
            if within.mean() > 0.25 * mask.mean():
                mask = within
        return _grouped(mask)
    finder = _FINDERS.get(thing.kind)
    if finder is not None:
        found = finder(seen)
        if found:
            return found
        return _standing_out(seen, thing.place) if thing.place else ()
    return _standing_out(seen, thing.place)


def _inside(piece: Plane, window: tuple[float, float, float, float]) -> bool:
    h, w = piece.shape
    ys, xs = np.nonzero(piece > 0.4)
    if not len(ys):
        return False
    x, y = float(xs.mean()) / w, float(ys.mean()) / h
    return bool(window[0] <= x <= window[2] and window[1] <= y <= window[3])


def _fitness(seen: Seen, thing: Thing, piece: Plane) -> float:
    """How well a piece answers to the name; larger pieces are more likely meant."""
    size: float = float(piece.mean()) ** 0.5
    inside = piece > 0.5
    if thing.kind == "person" and inside.any():
        return size * (0.05 + float(skin(seen.image)[inside].mean()))
    if thing.kind == "plant" and inside.any():
        return size * (0.05 + float(seen.areas.plants[inside].mean()))
    if thing.kind == "afloat":
        return size * (0.02 + _footing(piece, seen.areas.water))
    return size


def _footing(piece: Plane, ground: Plane) -> float:
    """Share of the ground's mask just under and beside the foot of a piece."""
    ys, xs = np.nonzero(piece > 0.5)
    if not len(ys):
        return 0.0
    h, w = piece.shape
    foot = int(ys.max())
    reach = max(4, (int(xs.max()) - int(xs.min())) // 3)
    part = ground[
        max(0, foot - h // 30) : foot + h // 16, max(0, int(xs.min()) - reach) : min(w, int(xs.max()) + reach)
    ]
    return float(part.mean()) if part.size else 0.0


def _split(mask: Plane, floor: float = 3e-4) -> Sequence[Plane]:
    """The connected pieces of a soft mask, the largest first, at most twelve."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats((mask > 0.4).astype(np.uint8))
    areas = stats[1:count, cv2.CC_STAT_AREA]
    order = [int(i) + 1 for i in np.argsort(-areas) if areas[i] > floor * mask.size][:12]
    rim = np.ones((5, 5), np.uint8)
    return [plane(mask * cv2.dilate((labels == i).astype(np.uint8), rim)) for i in order]


def _grouped(mask: Plane) -> Sequence[Plane]:
    """Pieces of one colour that lie close together count as one thing."""
    side = max(5, round(min(mask.shape) * 0.03)) | 1
    joined = cv2.dilate((mask > 0.4).astype(np.uint8), np.ones((side, side), np.uint8))
    return [plane(mask * (piece > 0.4)) for piece in _split(plane(joined))]


def _people(seen: Seen) -> Sequence[Plane]:
    """Subjects that show a face or hands: some skin in one patch, but not skin colours all over."""
    return [piece for piece in _subjects(seen) if 0.012 < _patch(skin(seen.image) * piece) / float(piece.sum()) < 0.55]


def _patch(mask: Plane) -> float:
    """Pixels of the largest connected piece."""
    count, _, stats, _ = cv2.connectedComponentsWithStats((mask > 0.5).astype(np.uint8))
    return float(stats[1:, cv2.CC_STAT_AREA].max()) if count > 1 else 0.0


def _subjects(seen: Seen) -> Sequence[Plane]:
    return _split(seen.matte.alpha) if seen.matte.found else ()


def _plants(seen: Seen) -> Sequence[Plane]:
    return [plane(p) for p in _grouped(seen.areas.plants)]


def _afloat(seen: Seen) -> Sequence[Plane]:
    boats = [piece for piece in _subjects(seen) if _footing(piece, seen.areas.water) > 0.25]
    return [*boats, *_odd_ones(seen.image, seen.areas.water, None)]


def _aloft(seen: Seen) -> Sequence[Plane]:
    small = [piece for piece in _subjects(seen) if _around(piece, seen.areas.sky) > 0.7]
    return [*small, *_odd_ones(seen.image, seen.areas.sky, seen.areas.sky_colour)]


def _around(piece: Plane, ground: Plane) -> float:
    rim = cv2.dilate((piece > 0.3).astype(np.uint8), np.ones((15, 15), np.uint8)) > 0
    rim &= piece < 0.1
    return float(ground[rim].mean()) if rim.any() else 0.0


def _odd_ones(image: Picture, ground: Plane, colour: Picture | None) -> Sequence[Plane]:
    """Small things before a plain ground: what differs from it and is surrounded by it."""
    h, w = ground.shape
    if float(ground.mean()) < 0.03:
        return ()
    side = max(9, round(min(h, w) * 0.09)) | 1
    hull = cv2.morphologyEx((ground > 0.4).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((side, side), np.uint8)) > 0
    plain = (
        smooth_fill(image, plane(cv2.erode(plane(ground > 0.6), np.ones((5, 5), np.uint8))))
        if colour is None
        else colour
    )
    soft = cv2.GaussianBlur(plain, (0, 0), min(h, w) * 0.02)
    away = np.abs(plane(image) - plane(soft)).max(2)
    odd = plane(cv2.dilate(plane((away > 30) & hull), np.ones((3, 3), np.uint8)))
    return [piece for piece in _split(odd, 1.5e-4) if piece.mean() < 0.06 and _around(piece, plane(hull)) > 0.85]


def _lettering(seen: Seen) -> Sequence[Plane]:
    """Fine strokes of strong contrast in rows."""
    h, w = seen.image.shape[:2]
    light = cv2.cvtColor(seen.image, cv2.COLOR_BGR2GRAY)
    side = max(7, round(min(h, w) * 0.03)) | 1
    box = np.ones((side, side), np.uint8)
    strokes = np.maximum(
        cv2.morphologyEx(light, cv2.MORPH_TOPHAT, box), cv2.morphologyEx(light, cv2.MORPH_BLACKHAT, box)
    )
    ink = (strokes > 70).astype(np.uint8)
    rows = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((max(3, side // 3), side * 2), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(rows)
    found = []
    for i in range(1, count):
        bw, bh, area = (int(stats[i, k]) for k in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
        if bw > 1.4 * bh and bh > 0.012 * h and bh < 0.3 * h and area > 0.5 * bw * bh:
            found.append(plane(cv2.dilate((labels == i).astype(np.uint8), np.ones((5, 5), np.uint8))))
    return sorted(found, key=lambda piece: -float(piece.mean()))[:12]


def _standing_out(seen: Seen, place: str) -> Sequence[Plane]:
    """Whatever differs from its surroundings there; the subject itself where it stands there."""
    subjects = [piece for piece in _subjects(seen) if _inside(piece, PLACES[place])]
    if subjects:
        return subjects
    h, w = seen.image.shape[:2]
    k = THUMB / max(h, w)
    small = picture(cv2.resize(seen.image, (max(8, round(w * k)), max(8, round(h * k))), interpolation=cv2.INTER_AREA))
    ground = cv2.medianBlur(small, 61 if min(small.shape[:2]) > 61 else 15)
    away = blur(plane(np.abs(plane(small) - plane(ground)).max(2)), 1.5)
    odd = plane(cv2.resize(plane(away > 34), (w, h), interpolation=cv2.INTER_LINEAR))
    return [piece for piece in _grouped(odd) if piece.mean() < 0.2]


def person_part(seen: Seen, kind: str) -> Plane:
    """Clothes or hair of the person in the picture: what is not skin, below the head or on top of it."""
    people = _people(seen)
    if not people:
        return np.zeros(seen.image.shape[:2], np.float32)
    body = max(people, key=lambda piece: _fitness(seen, Thing("person", ""), piece))
    rows = np.flatnonzero((body > 0.5).any(1))
    top, tall = int(rows[0]), int(rows[-1]) - int(rows[0])
    bare = skin(seen.image)
    y = np.arange(body.shape[0])[:, None]
    if kind == "hair":
        head = body * (y < top + 0.42 * tall) * (1 - bare)
        return plane(head * _shade_of(seen.image, body * (y < top + 0.09 * tall), head))
    below = plane(body * (y > top + 0.16 * tall) * (1 - bare))
    return plane(below * _shade_of(seen.image, below, below))


def _shade_of(image: Picture, sample: Plane, area: Plane) -> Plane:
    """Where the area has the commonest colour of the sample, in LAB with brightness counted little."""
    lab = plane(cv2.cvtColor(image, cv2.COLOR_BGR2LAB))
    inside = sample > 0.5
    if not inside.any():
        return area
    bins = np.clip(lab[inside][:, 1:] / 10, 0, 25).astype(int)
    vivid = np.hypot(*(lab[inside][:, 1:] - 128).T)
    counts = np.bincount(bins[:, 0] * 26 + bins[:, 1], weights=1 + np.minimum(vivid, 40) / 10, minlength=676)
    a, b = divmod(int(counts.argmax()), 26)
    away = np.hypot(lab[..., 1] - (a * 10 + 5), lab[..., 2] - (b * 10 + 5))
    median = float(np.median(lab[..., 0][inside & (away < 14)])) if (inside & (away < 14)).any() else 128.0
    near = np.clip((30 - away) / 12, 0, 1) * np.clip((120 - np.abs(lab[..., 0] - median)) / 30, 0, 1)
    return blur(plane(near * (area > 0.2)), 1.0)


_FINDERS: Mapping[str, Callable[[Seen], Sequence[Plane]]] = {
    "person": _people,
    "subject": _subjects,
    "vehicle": _subjects,
    "plant": _plants,
    "afloat": _afloat,
    "aloft": _aloft,
    "lettering": _lettering,
}
