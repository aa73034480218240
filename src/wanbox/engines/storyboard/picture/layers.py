"""A picture taken apart for motion: the plate behind, the subject before it, and coarse planes that steer the warp."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ..compose.blit import Packed, packed
from . import fill, matte, regions
from .pixels import Picture, Plane, blur, picture, plane

#: Pixels per node of the coarse planes.
CELL = 4
#: Room around the picture for pulling out, as a fraction of its sides.
PAD = 0.07


#: Mean deviation of brightness (0…255) in a sky that has clouds to be seen.
CLOUDS = 1.2


@dataclass(frozen=True, slots=True)
class Layers:
    """All planes are read-only once built, so that frames can be made in several threads."""

    width: int
    height: int
    #: Pixels added on each side of plate and subject, (x, y).
    pad: tuple[int, int]
    #: The picture with the subject's place filled, padded; BGRA, packed.
    plate: Packed
    #: What must be laid over the plate to get the picture back: BGRA, premultiplied, padded, packed; None without one.
    subject: Packed | None
    #: Rows × (first, last) column of the subject in the padded picture.
    spans: NDArray[np.int32]
    #: Left, top, right, bottom of the subject in the picture.
    box: tuple[int, int, int, int]
    #: Where the subject's head ends, x and y in pixels; None where it shows no neck.
    neck: tuple[float, float] | None
    #: 1 at the rim of the subject, where hair and cloth are, 0 deep inside and in the face; coarse.
    edge: Plane
    #: Depth of the subject, 0 far … 1 near.
    subject_depth: float
    #: Coarse planes, one value per CELL×CELL pixels.
    depth: Plane
    sky: Plane
    water: Plane
    plants: Plane
    horizon: float
    matte_method: str

    @property
    def focus(self) -> tuple[float, float]:
        """The upper part of the subject, in pixels; slightly below the middle without one."""
        if self.subject is None:
            return self.width * 0.5, self.height * 0.52
        left, top, right, bottom = self.box
        return (left + right) / 2, top + (bottom - top) * 0.24


def build(image: Picture) -> Layers:
    """Take a fitted picture apart."""
    h, w = image.shape[:2]
    found = matte.subject(image)
    # A subject that fills the picture has no background to move against; it warps as one piece.
    layered = found.found and found.share < 0.72
    alpha = found.alpha if layered else np.zeros((h, w), np.float32)
    areas = regions.find(image, found.alpha)
    plate, cut = _split(image, alpha) if layered else (image, None)
    pad = (max(8, round(w * PAD)), max(8, round(h * PAD)))
    subject = None if cut is None else _continued(cut, pad)
    return Layers(
        width=w,
        height=h,
        pad=pad,
        plate=packed(_padded(picture(cv2.cvtColor(plate, cv2.COLOR_BGR2BGRA)), pad)),
        subject=None if subject is None else packed(subject),
        spans=np.zeros((0, 2), np.int32) if subject is None else _spans(subject),
        box=found.box(),
        neck=neck(alpha, found.box()) if layered else None,
        edge=_edge(alpha, found.box()),
        subject_depth=_subject_depth(areas, found, h),
        depth=_coarse(areas.depth),
        sky=_inner(image, areas.sky * (1 - alpha)),
        water=_coarse(blur(areas.water, min(h, w) * 0.006)),
        plants=_coarse(blur(areas.plants * (1 - alpha), min(h, w) * 0.02)),
        horizon=areas.horizon,
        matte_method=found.method,
    )


def _split(image: Picture, alpha: Plane) -> tuple[Picture, NDArray[np.uint8]]:
    """Plate and subject such that subject over plate is exactly the picture."""
    h, w = image.shape[:2]
    grow = max(3, round(min(h, w) * 0.012)) | 1
    hole = cv2.dilate((alpha > 0.04).astype(np.float32), np.ones((grow, grow), np.uint8))
    plate = fill.behind(image, plane(hole), reach=min(h, w) * 0.05)
    # A matte that is too thin would need a subject darker than black: it is thickened just so far that the two
    # layers add up to the picture exactly.
    darkest = _least(plane(image) / np.maximum(plane(plate), 1))
    thick = np.maximum(alpha, (1 - darkest) * hole)
    alpha8 = np.ceil(np.clip(thick, 0, 1) * 255).astype(np.int32)
    under = _under(plate, alpha8)
    # The blend counts in 256ths, so a matte may still be a step too thin.
    alpha8 = np.minimum(255, alpha8 + 2 * (_least(image - under) < 0))
    over = np.clip(image - _under(plate, alpha8), 0, 255)
    cut = np.empty((*alpha8.shape, 4), np.uint8)
    cut[..., :3], cut[..., 3] = over, alpha8
    return plate, cut


def _least(values: NDArray[Any]) -> NDArray[Any]:
    """The least of each pixel's three channels; numpy's own way over so short an axis is ten times slower."""
    return np.asarray(np.minimum(np.minimum(values[..., 0], values[..., 1]), values[..., 2]))


def _under(plate: Picture, alpha: NDArray[np.int32]) -> NDArray[np.int32]:
    """What `compose.blit.blend_row` leaves of the plate under an alpha of 0…255."""
    return np.asarray((plate.astype(np.int32) * (256 - alpha - (alpha >> 7))[..., None]) >> 8, np.int32)


def _padded(image: NDArray[np.uint8], pad: tuple[int, int]) -> NDArray[np.uint8]:
    return picture(cv2.copyMakeBorder(image, pad[1], pad[1], pad[0], pad[0], cv2.BORDER_REFLECT_101))


def _continued(cut: NDArray[np.uint8], pad: tuple[int, int]) -> NDArray[np.uint8]:
    """The subject padded: mirrored beyond a side that cuts it off, nothing beyond one that it only comes near to."""
    out = _padded(cut, pad)
    (px, py), alpha = pad, cut[..., 3]
    for outside, rim in (
        (out[:py], alpha[:2]), (out[out.shape[0] - py :], alpha[-2:]),
        (out[:, :px], alpha[:, :2]), (out[:, out.shape[1] - px :], alpha[:, -2:]),
    ):  # fmt: skip
        if np.count_nonzero(rim > 96) < 3:
            outside[:] = 0
    return out


def neck(alpha: Plane, box: tuple[int, int, int, int]) -> tuple[float, float] | None:
    """The narrow place between a head and what carries it, in pixels."""
    left, top, right, bottom = box
    inside = alpha[top:bottom, left:right] > 0.5
    tall = bottom - top
    if tall < 48 or tall < 0.75 * (right - left):
        return None
    wide = plane(inside.sum(1))
    size = tall // 50 * 2 + 1
    smooth = np.convolve(np.pad(wide, size // 2, mode="edge"), np.ones(size) / size, "valid")
    upper = smooth[: int(tall * 0.62)]
    # Head, neck, shoulders: wide, narrow, wide again.
    peaks = [
        (min(upper[:y].max(), upper[y:].max()) / max(1.0, upper[y]), y)
        for y in range(int(tall * 0.1), int(tall * 0.55), max(1, tall // 80))
    ]
    ratio, y = max(peaks)
    if ratio < 1.22:
        return None
    columns = np.flatnonzero(inside[y])
    return (left + float(columns.mean()), float(top + y)) if len(columns) else None


def _edge(alpha: Plane, box: tuple[int, int, int, int]) -> Plane:
    """Hair and cloth are at the rim; a face is not."""
    h, w = alpha.shape
    deep = plane(cv2.distanceTransform((alpha > 0.5).astype(np.uint8), cv2.DIST_L2, 3))
    reach = max(4.0, (box[3] - box[1]) * 0.09)
    return blur(_coarse(plane(np.clip(1 - deep / reach, 0, 1) * (blur(alpha, min(h, w) * 0.01) > 0.02))), 1.5)


def _spans(subject: NDArray[np.uint8]) -> NDArray[np.int32]:
    ink = packed(np.ascontiguousarray(subject)) > 0
    any_ink = ink.any(1)
    first = np.where(any_ink, ink.argmax(1), 1 << 24)
    last = np.where(any_ink, ink.shape[1] - 1 - ink[:, ::-1].argmax(1), -1)
    return np.stack([first, last], 1).astype(np.int32)


def _coarse(values: Plane) -> Plane:
    h, w = values.shape
    return plane(cv2.resize(values, (-(-w // CELL), -(-h // CELL)), interpolation=cv2.INTER_AREA))


def _inner(image: Picture, sky: Plane) -> Plane:
    """The sky fading to nothing towards everything that stands before it, so that nothing is torn along."""
    h, w = sky.shape
    # Thin things (masts, wires, twigs) darken a cell only a little, and still must not be bent.
    free = (_coarse(sky) > 0.96) & (_hard_edges(image) < 0.02)
    if _plain(image, free):
        return np.zeros(free.shape, np.float32)
    open_sky = cv2.erode(free.astype(np.uint8), np.ones((3, 3), np.uint8))
    away = plane(cv2.distanceTransform(open_sky, cv2.DIST_L2, 5)) * CELL
    reach = min(h, w) * 0.13
    return blur(plane(np.clip((away - max(reach * 0.15, 4.0 * CELL)) / reach, 0, 1)), 2)


def _plain(image: Picture, free: NDArray[np.bool_]) -> bool:
    """A sky without clouds: nothing in it could be seen to drift, but masts and wires before it to bend."""
    small = cv2.cvtColor(cv2.resize(image, free.shape[::-1], interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY)
    grey = plane(small)
    clouds = np.abs(cv2.GaussianBlur(grey, (0, 0), 1.0) - cv2.GaussianBlur(grey, (0, 0), max(2.0, grey.shape[0] / 20)))
    return not free.any() or float(clouds[free].mean()) < CLOUDS


def _hard_edges(image: Picture) -> Plane:
    """Share of each cell on edges harder than any cloud's: masts, wires and roofs, also before a dim sky."""
    grey = plane(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY))
    edges = np.hypot(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    # What is an edge depends on the light that there is.
    around = blur(grey, max(4.0, min(grey.shape) * 0.03))
    return _coarse(plane(edges > 14 + 0.42 * around))


def _subject_depth(areas: regions.Regions, found: matte.Matte, height: int) -> float:
    if not found.found:
        return 0.5
    foot = found.box()[3] / height
    return float(np.clip(0.15 + 0.85 * max(0.0, (foot - areas.horizon) / (1 - areas.horizon)) ** 0.8, 0.4, 0.95))
