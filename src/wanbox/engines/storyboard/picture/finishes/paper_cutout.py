"""Paper cut-out: a few sheets of coloured paper in large rounded shapes, each with a soft shadow on the next."""

from __future__ import annotations

import cv2
import numpy as np

from ..pixels import Picture, picture, saturated, smoothstep
from .contract import Finish
from .press import EVEN, pressed
from .strokes import dabs, unit
from .textures import tooth

#: Sheets of brightness; steps of colour on each side of grey, and how wide they are in LAB.
SHEETS = 5
TINTS = 2
TINT_STEP = 24
#: How much darker than its surroundings a small thing is that gets paper of its own.
ACCENT = 34
#: Smallest part of the picture that all pieces of one paper may have.
LEAST = 0.0015
#: How far apart in LAB a small piece and the large one under it must be.
APART = 46
_SIDE = 2 * TINTS + 1


def apply(image: Picture, strength: float, seed: int) -> Picture:
    h, w = image.shape[:2]
    u = unit(image)
    small = picture(cv2.resize(image, (max(8, w // 3), max(8, h // 3)), interpolation=cv2.INTER_AREA))
    calm = picture(cv2.medianBlur(dabs(dabs(small, max(1.0, 3.0 * u)), max(1.0, 2.6 * u)), 5))
    labels = _joined(_simple(_labels(calm), calm, u), max(0.8, 2.2 * u))
    sheets = _grown(_with_accents(labels, small, u), h, w)
    papers, order = _papers(labels, calm)
    height = picture(cv2.LUT(sheets, order))
    return pressed(
        picture(cv2.LUT(cv2.merge([sheets] * 3), papers)), texture=_lit(height, u, strength, tooth(h, w, seed, 3.0))
    )


def _labels(calm: Picture) -> Picture:
    """A number for each pixel by its step of brightness and of colour."""
    lab = cv2.cvtColor(saturated(calm, 1.2), cv2.COLOR_BGR2LAB)
    low, high = np.quantile(lab[::3, ::3, 0], (0.02, 0.97))
    steps = np.arange(256)
    # A dim picture gets as many sheets as a bright one.
    light = np.clip((steps - low) / max(high - low, 60) * SHEETS, 0, SHEETS - 1).astype(int) * _SIDE * _SIDE
    tint = np.clip(np.round((steps - 128) / TINT_STEP), -TINTS, TINTS) + TINTS
    return picture(
        cv2.LUT(lab[..., 0], picture(light))
        + cv2.LUT(lab[..., 1], picture(tint * _SIDE))
        + cv2.LUT(lab[..., 2], picture(tint))
    )


def _joined(labels: Picture, sigma: float) -> Picture:
    """Each place belongs to the sheet that most of its surroundings have: specks and slivers go, corners get round."""
    count = np.bincount(labels.ravel(), minlength=256)
    out, most = np.zeros_like(labels), np.zeros_like(labels)
    for number in np.flatnonzero(count > LEAST * labels.size):
        share = cv2.GaussianBlur(picture((labels == number).astype(np.uint8) * 255), (0, 0), sigma)
        cv2.copyTo(np.full_like(labels, number), cv2.compare(share, most, cv2.CMP_GT), out)
        most = picture(cv2.max(most, share))
    return out


def _simple(labels: Picture, calm: Picture, u: float) -> Picture:
    """Large pieces, and smaller ones where they are of quite another colour than what they lie on."""
    h, w = labels.shape
    half = picture(cv2.resize(labels, (max(4, w // 2), max(4, h // 2)), interpolation=cv2.INTER_NEAREST))
    large = picture(cv2.resize(_joined(half, max(1.0, 3.6 * u)), (w, h), interpolation=cv2.INTER_NEAREST))
    colours, _ = _papers(labels, calm)
    one, other = (cv2.cvtColor(cv2.LUT(cv2.merge([n] * 3), colours), cv2.COLOR_BGR2LAB) for n in (labels, large))
    apart = cv2.transform(cv2.absdiff(one, other), np.array([[0.7, 1.0, 1.0]]))
    differs = cv2.medianBlur(picture((apart > APART).astype(np.uint8) * 255), max(1, round(2 * u)) * 2 + 1)
    return picture(np.where(differs > 0, labels, large))


def _with_accents(labels: Picture, small: Picture, u: float) -> Picture:
    """Small dark things (eyes, a mouth, windows) are cut from darker paper and glued on."""
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    deeper = cv2.subtract(cv2.GaussianBlur(grey, (0, 0), max(1.0, 4.0 * u)), cv2.GaussianBlur(grey, (0, 0), 0.8))
    cut = cv2.medianBlur(picture(cv2.LUT(deeper, picture(255 * (np.arange(256) > ACCENT)))), 3)
    _, pieces, stats, _ = cv2.connectedComponentsWithStats(cut)
    large = stats[:, cv2.CC_STAT_AREA] > 26 * u * u
    large[0] = False
    return picture(np.where(large[pieces] & (labels >= 2 * _SIDE * _SIDE), labels - 2 * _SIDE * _SIDE, labels))


def _papers(labels: Picture, calm: Picture) -> tuple[np.ndarray, Picture]:
    """The colour of each sheet as a table, and how high it lies: brighter ones on top."""
    count = np.maximum(np.bincount(labels.ravel(), minlength=256), 1)
    means = [np.bincount(labels.ravel(), calm[..., c].ravel(), 256) / count for c in range(3)]
    colours = cv2.convertScaleAbs(saturated(picture(np.stack(means, -1)[None]), 1.35), alpha=1.04, beta=8)
    number = np.arange(256)
    tints = number % (_SIDE * _SIDE)
    # Sheets of one brightness and of two colours lie on each other as well.
    order = number // (_SIDE * _SIDE) * 36 + (tints % _SIDE + tints // _SIDE) * 3
    return colours, picture(np.minimum(order, 255))


def _grown(labels: Picture, height: int, width: int) -> Picture:
    """At full size, with the steps between pixels worn round."""
    large = cv2.resize(labels, (width, height), interpolation=cv2.INTER_NEAREST)
    return picture(cv2.medianBlur(cv2.medianBlur(large, 5), 5))


def _lit(height: Picture, u: float, strength: float, grain: Picture) -> Picture:
    """The grain of the paper, the shadow of upper sheets to the lower right, a bright edge to the upper left."""
    step = max(1.0, 5.0 * u)
    half = picture(cv2.resize(height, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA))
    high = cv2.GaussianBlur(half, (0, 0), step * 0.4)
    shift = np.array([[1, 0, step / 2], [0, 1, step / 2]], np.float32)
    cast = cv2.warpAffine(high, shift, half.shape[1::-1], borderMode=cv2.BORDER_REPLICATE)
    over = cv2.subtract(picture(cv2.resize(cast, height.shape[1::-1], interpolation=cv2.INTER_LINEAR)), height)
    dark = 1 - 0.44 * min(strength, 1.4) * smoothstep(0, 80, np.arange(256))
    shaded = cv2.multiply(grain, picture(cv2.LUT(over, picture(dark * 255))), scale=1 / 255)
    lift = np.array([[1, 0, 1.5 * u], [0, 1, 1.5 * u]], np.float32)
    behind = cv2.warpAffine(height, lift, height.shape[1::-1], flags=cv2.INTER_NEAREST, borderMode=cv2.BORDER_REPLICATE)
    rim = cv2.subtract(height, behind)
    return picture(cv2.add(shaded, cv2.LUT(rim, picture(np.minimum(np.arange(256), 30) * (EVEN / 255 * 0.6)))))


FINISH = Finish(
    "paper-cutout",
    {
        "en": ("paper cut-out", "paper cutout", "paper cut out", "cut paper", "papercut", "paper-cut", "paper craft",
               "papercraft", "paper collage", "construction paper", "paper art"),
        "zh": ("剪纸", "纸艺", "纸雕", "折纸风"),
    },
    apply,
)  # fmt: skip
