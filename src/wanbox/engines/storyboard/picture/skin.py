"""Where skin shows, so that no operation covers a face."""

from __future__ import annotations

import cv2
import numpy as np

from .pixels import Picture, Plane, blur, plane


def skin(image: Picture) -> Plane:
    """Soft mask of skin colours in larger patches."""
    ycc = cv2.cvtColor(image, cv2.COLOR_BGR2YCrCb)
    tone = (ycc[..., 1] > 138) & (ycc[..., 1] < 172) & (ycc[..., 2] > 92) & (ycc[..., 2] < 124) & (ycc[..., 0] > 80)
    side = max(3, round(min(image.shape[:2]) * 0.012)) | 1
    patches = cv2.morphologyEx(tone.astype(np.uint8), cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    return blur(plane(patches), side * 0.6)
