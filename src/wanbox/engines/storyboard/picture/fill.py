"""What stands behind the subject: the hole is filled with mirrored texture at its rim and a smooth ground within."""

from __future__ import annotations

import cv2
import numpy as np

from .pixels import Picture, Plane, mix, picture, plane


def smooth_fill(image: Picture, known: Plane) -> Picture:
    """Push-pull: every unknown pixel becomes the average of the known ones around it, wider where they are farther."""
    h, w = image.shape[:2]
    levels = [(plane(image) * known[..., None], plane(known))]
    while min(levels[-1][1].shape) > 3:
        values, weight = levels[-1]
        levels.append((plane(cv2.pyrDown(values)), plane(cv2.pyrDown(weight))))
    values, weight = levels[-1]
    ground = values / np.maximum(weight, 1e-4)[..., None]
    if float(weight.max()) < 1e-3:
        return image.copy()
    for values, weight in reversed(levels[:-1]):
        up = plane(cv2.resize(ground, (weight.shape[1], weight.shape[0]), interpolation=cv2.INTER_LINEAR))
        here = np.clip(weight * 1.5, 0, 1)[..., None]
        ground = values / np.maximum(weight, 1e-4)[..., None] * here + up * (1 - here)
    assert ground.shape[:2] == (h, w)
    return picture(ground)


def behind(image: Picture, hole: Plane, reach: float) -> Picture:
    """The picture with the hole (1 inside) closed. Texture is mirrored over the rim and fades over `reach` pixels.

    Pixels outside the hole are unchanged.
    """
    inside = (hole > 0.02).astype(np.uint8)
    if not inside.any() or inside.all():
        return image.copy()
    h, w = image.shape[:2]
    ground = _wide_fill(image, inside)
    distance, labels = cv2.distanceTransformWithLabels(inside, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    ys, xs = np.nonzero(inside == 0)
    nearest_y, nearest_x = np.zeros(labels.max() + 1, np.int32), np.zeros(labels.max() + 1, np.int32)
    nearest_y[labels[ys, xs]], nearest_x[labels[ys, xs]] = ys, xs
    gy, gx = np.mgrid[0:h, 0:w]
    # Mirrored over the nearest known pixel: texture and horizontal lines go on behind the edge.
    mirror_y = np.clip(2 * nearest_y[labels] - gy, 0, h - 1).astype(np.float32)
    mirror_x = np.clip(2 * nearest_x[labels] - gx, 0, w - 1).astype(np.float32)
    mirrored = picture(cv2.remap(image, mirror_x, mirror_y, cv2.INTER_LINEAR))
    blocked = plane(cv2.remap(inside, mirror_x, mirror_y, cv2.INTER_NEAREST))
    weight = np.exp(-plane(distance) / max(reach, 1.0)) * (1 - blocked)
    weight = plane(cv2.GaussianBlur(weight, (0, 0), max(1.0, reach * 0.08)))
    closed = mix(ground, mirrored, weight)
    edge = plane(cv2.GaussianBlur(inside.astype(np.float32), (0, 0), 1.2)) * inside
    return mix(image, closed, plane(np.clip(edge * 1.6, 0, 1)))


def _wide_fill(image: Picture, inside: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> Picture:
    h, w = image.shape[:2]
    q = 4 if min(h, w) >= 256 else 1
    size = (max(2, w // q), max(2, h // q))
    known = 1 - plane(cv2.resize(inside.astype(np.float32), size, interpolation=cv2.INTER_AREA))
    small = picture(cv2.resize(image, size, interpolation=cv2.INTER_AREA))
    filled = smooth_fill(small, plane(known > 0.99))
    return picture(cv2.resize(filled, (w, h), interpolation=cv2.INTER_CUBIC))
