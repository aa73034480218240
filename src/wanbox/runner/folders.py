"""Work folders: one per attempt, locked while its worker lives.

So what a dead worker left behind can be told from what is in use, and removed.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class WorkFolder:
    #: Where fetched inputs go, and where the engine puts its results.
    inputs: Path
    results: Path


@contextlib.contextmanager
def work_folder(root: Path, name: str) -> Iterator[WorkFolder]:
    """A fresh folder of that name under `root`; gone afterwards, whatever happens."""
    folder = root / name
    shutil.rmtree(folder, ignore_errors=True)
    found = WorkFolder(folder / "inputs", folder / "results")
    for inner in (found.inputs, found.results):
        inner.mkdir(parents=True, mode=0o700)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield found
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)


def sweep(root: Path, *, min_age: float = 60.0) -> int:
    """Remove the folders whose workers are dead; how many. One younger than `min_age` seconds may not be locked yet."""
    removed = 0
    for folder in root.iterdir() if root.is_dir() else ():
        with contextlib.suppress(OSError):
            if time.time() - folder.stat().st_mtime < min_age:
                continue
            handle = os.open(folder, os.O_RDONLY)
            try:
                # The system lets go of a lock when its holder dies; one that can be had has no holder.
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder)
                removed += 1
            finally:
                os.close(handle)
    return removed
