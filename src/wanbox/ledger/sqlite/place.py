"""Refusing places where SQLite cannot keep its promises."""

from __future__ import annotations

from pathlib import Path

from ..contract import LedgerError

#: File systems of other machines: their locks and shared memory cannot be relied on, and WAL needs both.
NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "glusterfs", "lustre", "fuse.sshfs"})
_MOUNTS = Path("/proc/self/mounts")


def check(path: Path, mounts: Path = _MOUNTS) -> None:
    """Raise LedgerError if a file would lie on a network file system. Where mounts are not listed, all are trusted."""
    kind = _file_system(path.resolve(), mounts)
    if kind in NETWORK:
        raise LedgerError(
            f"{path} lies on a network file system ({kind}), where SQLite can lose data. "
            "Set WANBOX_DATA or WANBOX_DATABASE_URL to a folder on a disk of this machine."
        )


def _file_system(path: Path, mounts: Path) -> str | None:
    try:
        lines = mounts.read_text("utf-8", "replace").splitlines()
    except OSError:
        return None
    found: dict[Path, str] = {}
    for line in lines:
        _, point, kind, *_ = line.split(" ")
        found[Path(point.replace("\\040", " "))] = kind  # a later mount hides an earlier one
    return next((found[folder] for folder in (path, *path.parents) if folder in found), None)
