"""Ambience, music, voice and the mix, from the same shot list."""

from __future__ import annotations

from .motion import Cue, Footfall
from .track import score

__all__ = ["Cue", "Footfall", "score"]
