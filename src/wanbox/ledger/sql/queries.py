"""The statements in `queries/*.sql`, by name.

A file holds them one after the other: a line `-- name --`, lines that say what it is for, the statement. They are
written in what SQLite and PostgreSQL have in common; where they differ, a database brings its own of the same name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import resources

_NAME = re.compile(r"^-- (\w+) --$", re.MULTILINE)


def load(package: str) -> dict[str, str]:
    """The statements of a package's `queries` folder."""
    statements: dict[str, str] = {}
    for file in sorted(resources.files(package).joinpath("queries").iterdir(), key=lambda item: item.name):
        _, *named = _NAME.split(file.read_text("utf-8"))
        for name, text in zip(named[::2], named[1::2], strict=True):
            assert name not in statements, f"two statements are called {name}"
            statements[name] = "\n".join(line for line in text.strip().splitlines() if not line.startswith("--"))
    return statements


COMMON = load(__package__)


def with_own(package: str) -> Mapping[str, str]:
    """All statements, with a database's own in place of the common ones, and calls of its own functions."""
    own = load(package)
    added = own.keys() - COMMON.keys()
    assert all(name.startswith("call_") for name in added), "a database can only replace statements, or call functions"
    return COMMON | own
