"""One module per topic, each with `measure() -> list[Row]`; a new topic is a new module."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable

from ..rows import Row


def names() -> tuple[str, ...]:
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def load(name: str) -> Callable[[], list[Row]]:
    return importlib.import_module(f"{__name__}.{name}").measure
