"""Places, one module each; a module's class with `name` and `build` is a setting, and nothing else registers it."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from ..contract import Setting


@cache
def load() -> dict[str, Setting]:
    """All settings by name."""
    found: dict[str, Setting] = {}
    for module in sorted(info.name for info in pkgutil.iter_modules(__path__) if not info.name.startswith("_")):
        loaded = importlib.import_module(f"{__name__}.{module}")
        for item in vars(loaded).values():
            if (
                isinstance(item, type)
                and item.__module__ == loaded.__name__
                and hasattr(item, "words")
                and hasattr(item, "zones")
            ):
                setting: Setting = item()
                found[setting.name] = setting
    return found


def find(name: str) -> Setting:
    """The setting of that name; KeyError lists those that exist."""
    try:
        return load()[name]
    except KeyError:
        raise KeyError(f"no setting {name!r}; there are {', '.join(sorted(load()))}") from None
