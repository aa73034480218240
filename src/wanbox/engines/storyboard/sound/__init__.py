"""Ambience, music, voice and the mix, from the same shot list."""

from __future__ import annotations

from .listening import hear, level, pulse
from .motion import Cue, Footfall
from .speech import speak, unvoiced
from .track import score

__all__ = ["Cue", "Footfall", "hear", "level", "pulse", "score", "speak", "unvoiced"]
