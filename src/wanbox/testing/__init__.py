"""What users import in their own tests."""

from .server import LocalServer

__all__ = ["LocalServer"]
