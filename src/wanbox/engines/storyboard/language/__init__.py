"""Prompts, English and Chinese, to facts."""

from __future__ import annotations

from .facts import Facts
from .understand import avoided, told, understand
from .vocabulary import Vocabulary, load

__all__ = ["Facts", "Vocabulary", "avoided", "load", "told", "understand"]
