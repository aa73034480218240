"""stub while finishes are written"""
from __future__ import annotations
from .pixels import Picture
def known_style(style: str) -> bool: return False
def finish(frame: Picture, style: str, seed: int = 0) -> Picture: return frame
