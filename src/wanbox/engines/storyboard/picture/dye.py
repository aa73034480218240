"""Another colour for what a mask covers, with its light and shade."""

from __future__ import annotations

import cv2
import numpy as np

from .pixels import Bgr, Picture, Plane, picture, plane


def dyed(image: Picture, mask: Plane, colour: Bgr, k: float) -> Picture:
    """Light and shade stay, the colour changes; a grey dye works on brightness alone."""
    want = plane(cv2.cvtColor(np.array([[colour]], np.uint8), cv2.COLOR_BGR2HSV))[0, 0]
    total = float(mask.sum()) + 1e-3
    hsv = plane(cv2.cvtColor(image, cv2.COLOR_BGR2HSV))
    mean = float((hsv[..., 2] * mask).sum() / total)
    vivid = want[1] > 40
    # Brightness goes a part of the way to the dye's; black and white have nothing else to show.
    towards = 0.35 if vivid else 0.8
    value = hsv[..., 2] * (1 - towards + towards * float(want[2]) / max(mean, 20.0))
    if not vivid and want[2] > mean:
        value = hsv[..., 2] + (float(want[2]) - mean) * towards
    # The screen's pure blue is nearly violet; cloth and paint are not.
    pigment = 112.0 if 116 < want[0] < 124 else float(want[0])
    hue = np.full_like(value, pigment) if vivid else hsv[..., 0]
    saturation = np.minimum(0.5 * hsv[..., 1] + 0.38 * want[1] * k, 214) if vivid else hsv[..., 1] * 0.12
    dyed_hsv = np.clip(np.stack([hue, saturation, value], -1), 0, 255).astype(np.uint8)
    return picture(cv2.cvtColor(dyed_hsv, cv2.COLOR_HSV2BGR))
