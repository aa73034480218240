"""One file is one operation: every module of a package that carries the given name is registered."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from typing import Any


@functools.cache
def registered(package: str, name: str) -> tuple[Any, ...]:
    """The values called `name` in all modules of the package, in the order of their file names."""
    root = importlib.import_module(package)
    modules = sorted(found.name for found in pkgutil.iter_modules(root.__path__))
    values = (getattr(importlib.import_module(f"{package}.{module}"), name, None) for module in modules)
    return tuple(value for value in values if value is not None)
