"""Engines by name.

`storyboard` is the package `wanbox.engines.storyboard`; a name with a dot is any importable module. Either offers
`create() -> Engine`. So a new engine is a new module, and nothing here changes.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable

from .contract import Engine


class UnknownEngine(LookupError):  # noqa: N818 - reads as the sentence it is
    """No engine of that name is installed."""


def load(name: str) -> Engine:
    module_name = name if "." in name else f"wanbox.engines.{name}"
    try:
        module = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        if error.name and not module_name.startswith(error.name):
            raise  # the engine is there, but something that it needs is not
        raise UnknownEngine(f"There is no engine called {name!r}.") from error
    create: Callable[[], Engine] = module.create
    return create()
