"""Choosing a module by the scheme of a URL, so that a new database or store is a new file and nothing else."""

from __future__ import annotations

import importlib
import pkgutil
import re
from types import ModuleType

from wanbox.settings import SettingError


def find(package: ModuleType, url: str, setting: str) -> ModuleType:
    """The module of `package` that is named like the URL's scheme. Raises SettingError, which never shows the URL."""
    known = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    scheme, colon, _ = url.partition("://")
    scheme = scheme.lower() if colon and re.fullmatch(r"[A-Za-z][A-Za-z0-9]*", scheme) else ""
    if scheme not in known:
        what = f"the scheme {scheme!r} is not known" if scheme else "the value is not a URL"
        raise SettingError(f"{setting}: {what}; use one of {', '.join(f'{name}://' for name in known)}.")
    return importlib.import_module(f"{package.__name__}.{scheme}")
