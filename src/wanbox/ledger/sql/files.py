"""Which rows name which stored files, so that a file is deleted when the last of them is gone and not before.

Content is stored once, so one file may serve many rows. A file that loses its last row is *loose*; it is listed as
stale only after a grace time, in which somebody may store the same content again and name it.
"""

from __future__ import annotations

from collections.abc import Sequence

from .work import Work

#: Microseconds; longer than anybody takes between storing a file and naming it.
GRACE = 3600 * 1_000_000

INPUT = "input"
RESULT = "result"
UPLOAD = "upload"


def name(work: Work, owner: str, role: str, key: str) -> None:
    work.later("use_file", file_key=key, owner=owner, role=role)


def unname(work: Work, owner: str, role: str) -> None:
    """The owner no longer names what it named in this role."""
    if work.run("loosen_files", owner=owner, role=role, now=work.now):
        work.run("unuse_files", owner=owner, role=role)


def stale(work: Work, limit: int) -> Sequence[str]:
    return [row["file_key"] for row in work.all("stale_files", before=work.now - GRACE, limit=limit)]


def forget(work: Work, keys: Sequence[str]) -> None:
    for key in keys:
        work.run("forget_file", file_key=key, before=work.now - GRACE)


def named(work: Work, after: str, limit: int) -> Sequence[str]:
    return [row["file_key"] for row in work.all("named_files", after=after, limit=limit)]


def owners(work: Work, key: str) -> Sequence[str]:
    rows = work.all("file_owners", file_key=key)
    return [f"{'upload' if row['role'] == UPLOAD else 'task'} {row['owner']}" for row in rows]


def loosen(work: Work, keys: Sequence[str]) -> int:
    """Files that nobody names, found in the storage."""
    return sum(work.run("loosen_file", file_key=key, now=work.now) for key in keys)
