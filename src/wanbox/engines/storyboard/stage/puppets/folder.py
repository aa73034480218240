"""Where the files of puppets are, and what is wrong with one."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable

FOLDER: Traversable = files("wanbox.assets") / "puppets"


class PuppetError(ValueError):
    """A puppet's file breaks the format; the text names the file and the fault."""
