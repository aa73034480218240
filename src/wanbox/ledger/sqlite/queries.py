"""The statements in `queries/*.sql`, by name.

A file holds them one after the other: a line `-- name --`, lines that say what it is for, the statement.
"""

from __future__ import annotations

import re
from importlib import resources

_NAME = re.compile(r"^-- (\w+) --$", re.MULTILINE)


def _load() -> dict[str, str]:
    statements: dict[str, str] = {}
    for file in sorted(resources.files(__package__).joinpath("queries").iterdir(), key=lambda item: item.name):
        _, *named = _NAME.split(file.read_text("utf-8"))
        for name, text in zip(named[::2], named[1::2], strict=True):
            assert name not in statements, f"two statements are called {name}"
            statements[name] = "\n".join(line for line in text.strip().splitlines() if not line.startswith("--"))
    return statements


QUERIES = _load()
