"""Compile and load what the first given picture would otherwise wait for, in steps of half a second or less."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ..shotlist import Shot
from .edit import edit
from .motion import PictureScene
from .patches import patched
from .pixels import Picture
from .styles import finish


def _thumb() -> Picture:
    thumb = np.full((96, 128, 3), (220, 180, 120), np.uint8)
    thumb[60:] = (60, 110, 70)
    thumb[30:80, 50:80] = (40, 60, 200)
    return thumb


def _moved() -> None:
    """A clip from a picture, with the matting network."""
    scene = PictureScene(_thumb(), [Shot(start=0, seconds=1, setting="", effects=("rain", "fog"))], 1)
    scene.frame(0.5, 15)


def _styled() -> None:
    finish(_thumb(), "oil")


def _lit() -> None:
    edit([_thumb()], "make it sunset", width=128, height=96)


def _added() -> None:
    """The cast's nouns, and one drawn body."""
    edit([_thumb()], "add a red balloon", width=128, height=96)


def _extended() -> None:
    """The kernels that close holes."""
    edit([_thumb()], "extend the canvas", width=128, height=96)
    patched(_thumb(), (_thumb()[..., 2] == 200).astype(np.float32))


STEPS: Sequence[Callable[[], object]] = (_moved, _styled, _lit, _added, _extended)
