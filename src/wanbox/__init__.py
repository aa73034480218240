"""wanbox: the Wan 2.6 API in a box."""

from __future__ import annotations

__version__ = "0.1.0"
__all__ = ["__version__"]
