"""What a schema has beside or instead of what this version makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .contract.database import Finding
from .migrations import Migration


def missing_migrations(missing: Sequence[Migration]) -> Sequence[Finding]:
    names = [f"{migration.number:04} {migration.name}" for migration in missing]
    return [Finding(what="The database is not up to date: run `wanbox db upgrade`.", examples=names)] if names else []


def schema_differences(ours: Mapping[str, str], fresh: Mapping[str, str]) -> Sequence[Finding]:
    """Both by the names of tables, columns, indexes and so on; what others have added does no harm."""
    lost = sorted(fresh.keys() - ours.keys())
    changed = sorted(name for name in fresh.keys() & ours.keys() if fresh[name] != ours[name])
    examples = [*(f"{name} is missing" for name in lost), *(f"{name} differs" for name in changed)]
    return [Finding(what="The schema is not the one that this version makes.", examples=examples)] if examples else []
