"""Compile and load what the first given picture would otherwise wait for."""

from __future__ import annotations

import numpy as np

from ..shotlist import Shot
from .edit import edit
from .motion import PictureScene
from .patches import patched
from .styles import finish


def warm() -> None:
    """Run every compiled kernel and the matting network once, on a thumbnail; about a second from a warm cache."""
    thumb = np.full((96, 128, 3), (220, 180, 120), np.uint8)
    thumb[60:] = (60, 110, 70)
    thumb[30:80, 50:80] = (40, 60, 200)
    scene = PictureScene(thumb, [Shot(start=0, seconds=1, setting="", effects=("rain", "fog"))], 1)
    scene.frame(0.5, 15)
    finish(thumb, "oil")
    edit([thumb], "make it sunset", width=128, height=96)
    # The cast's nouns, one drawn body, and the kernels that close holes.
    edit([thumb], "add a red balloon, then extend the canvas", width=128, height=96)
    patched(thumb, (thumb[..., 2] == 200).astype(np.float32))
