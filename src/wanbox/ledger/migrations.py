"""Numbered migrations, `migrations/NNNN_name.sql` in a database's own package."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True, slots=True)
class Migration:
    number: int
    name: str
    sql: str


def load(package: str) -> tuple[Migration, ...]:
    """All migrations of a package, in order."""
    found = (
        Migration(int(match[1]), match[2], file.read_text("utf-8"))
        for file in resources.files(package).joinpath("migrations").iterdir()
        if (match := re.fullmatch(r"(\d{4})_(\w+)\.sql", file.name))
    )
    return tuple(sorted(found, key=lambda migration: migration.number))
