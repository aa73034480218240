"""Which pixels are "the red one": grown from the most typical pixels of a colour, in whole pieces."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from .colours import like
from .pixels import Bgr, Picture, Plane, blur, picture, plane, smoothstep

#: Longer side of the picture on which pieces are told apart.
SIDE = 400
#: A piece belongs to the thing if it has this share of the largest one's typical pixels.
SHARE = 0.12


def own(image: Picture, colour: Bgr, within: Plane | None = None) -> Plane:
    """Soft mask of what has the named colour, at most within a given mask; all zero where nothing has it.

    A red plate on a table of reddish wood: both are near red, but the plate's own pixels lie close together in hue and
    nearer to the name. So the hue is measured on those that answer best to the name, and only pieces grow from it that
    hold many of them. Grey colours have no hue: for them every pixel of about that brightness counts.
    """
    near = like(image, colour)
    if within is not None:
        near = plane(near * within)
    want = _hsv(np.array([[colour]], np.uint8))[0, 0]
    if want[1] < 40 or float(near.max()) < 0.3:
        return near
    h, w = image.shape[:2]
    k = min(1.0, SIDE / max(h, w))
    size = (max(8, round(w * k)), max(8, round(h * k)))
    small = picture(cv2.resize(image, size, interpolation=cv2.INTER_AREA))
    allowed = plane(cv2.resize(near, size, interpolation=cv2.INTER_AREA))
    score, hsv = _answers(small, want, allowed)
    if float(score.max()) <= 0:
        return near
    hue, vivid, spread = _typical(hsv, score)
    # Of a thing that was found otherwise, all its tints are meant; a colour alone must be told from its neighbours.
    spread = max(spread, 13.0) if within is not None else spread
    turn = _turn(hsv[..., 0], hue)
    member = (turn < _range(hsv, spread)) & (hsv[..., 1] > 0.5 * vivid) & (_inside(within, size) > 0.3)
    opened = picture(cv2.morphologyEx(member.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)))
    pieces = _with_typical(opened, score)
    if not pieces.any():
        return near
    return _fine(image, pieces, hue, vivid, spread, within)


def _hsv(image: Picture) -> Plane:
    return plane(cv2.cvtColor(image, cv2.COLOR_BGR2HSV))


def _turn(hue: NDArray[np.float32], other: float) -> Plane:
    """Distance of hues on the circle of 180."""
    return plane(np.abs((hue - other + 90) % 180 - 90))


def _inside(within: Plane | None, size: tuple[int, int]) -> Plane:
    if within is None:
        return np.ones(size[::-1], np.float32)
    return plane(cv2.resize(within, size, interpolation=cv2.INTER_AREA))


def _answers(small: Picture, want: NDArray[np.float32], allowed: Plane) -> tuple[Plane, Plane]:
    """How well each pixel answers to the name, and the picture in HSV."""
    hsv = _hsv(picture(cv2.GaussianBlur(small, (0, 0), 1.0)))
    near = np.exp(-((_turn(hsv[..., 0], float(want[0])) / 8) ** 2))
    strength = np.minimum(hsv[..., 1] / max(120.0, 0.8 * float(want[1])), 1) * np.minimum(hsv[..., 2] / 90, 1)
    score = plane(near * strength**2 * (allowed > 0.3))
    # The hue that most of the answer has, not the one stray pixel that has the name's very own.
    mass = np.bincount(hsv[..., 0].ravel().astype(np.intp), score.ravel(), 180)
    peak = int(np.convolve(np.concatenate([mass[-3:], mass, mass[:3]]), np.ones(7) / 7, "valid").argmax())
    return plane(score * (_turn(hsv[..., 0], peak) < 4) * (score > 0.2 * float(score.max()))), hsv


def _typical(hsv: Plane, score: Plane) -> tuple[float, float, float]:
    """Hue, saturation and half the hue range of the best pixels."""
    best = score >= np.quantile(score[score > 0], 0.4)
    hues = hsv[..., 0][best]
    turned = (hues - hues[0] + 90) % 180 - 90
    middle = float(np.median(turned))
    spread = float(np.quantile(np.abs(turned - middle), 0.8))
    return (middle + float(hues[0])) % 180, float(np.median(hsv[..., 1][best])), float(np.clip(2.2 * spread, 4.0, 12))


def _range(hsv: Plane, spread: float) -> Plane:
    """Half the range of hues: in deep shadow a hue says little."""
    return plane(spread * (1 + 1.3 * smoothstep(105, 45, hsv[..., 2])))


def _with_typical(member: Picture, score: Plane) -> NDArray[np.bool_]:
    """The pieces that hold enough typical pixels, measured against the one with most."""
    count, labels = cv2.connectedComponents(member, connectivity=4)
    held = np.bincount(labels.ravel(), score.ravel(), count)
    areas = np.bincount(labels.ravel(), minlength=count)
    held[0] = 0
    dense = held / np.maximum(areas, 1)
    keep = (held >= SHARE * held.max()) & (dense >= 0.3 * dense[held.argmax()]) & (held > 0)
    return np.asarray(keep[labels])


def _fine(
    image: Picture, pieces: NDArray[np.bool_], hue: float, vivid: float, spread: float, within: Plane | None
) -> Plane:
    """The pieces at full size with the picture's own edges; small holes (glints, seams) are closed."""
    h, w = image.shape[:2]
    closed = cv2.morphologyEx(pieces.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    near = plane(cv2.resize(plane(cv2.dilate(closed, np.ones((5, 5), np.uint8))), (w, h)))
    sure = plane(cv2.resize(plane(cv2.erode(closed, np.ones((3, 3), np.uint8))), (w, h)))
    hsv = _hsv(image)
    away = _turn(hsv[..., 0], hue) / _range(hsv, spread)
    fits = smoothstep(1.9, 1.0, away) * smoothstep(0.25 * vivid, 0.5 * vivid, hsv[..., 1])
    mask = np.maximum(fits, 0.9 * sure) * near
    return blur(plane(mask if within is None else mask * within), max(0.6, min(h, w) / 900))
