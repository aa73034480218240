"""The default engine: draws, animates and scores from the prompt on the CPU, with no weights and no network."""

from __future__ import annotations

from .engine import StoryboardEngine

__all__ = ["StoryboardEngine", "create"]


def create() -> StoryboardEngine:
    return StoryboardEngine()
