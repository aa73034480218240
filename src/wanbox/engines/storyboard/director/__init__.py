"""Facts to a shot list."""

from __future__ import annotations

from .plan import plan

__all__ = ["plan"]
