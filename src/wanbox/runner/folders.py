"""Work folders: one per attempt, locked while its worker lives.

So what a dead worker left behind can be told from what is in use, and removed.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

#: What the name of a folder of inputs ends with.
INPUTS = ".inputs"


class WorkFolder:
    """Made and locked when somebody first asks for it: a task that makes only text needs none. For any thread."""

    def __init__(self, path: Path) -> None:
        #: Where it is, or would be.
        self.path = path
        self._handle: int | None = None
        self._making = threading.Lock()

    @property
    def results(self) -> Path:
        """Empty at first, for the engine's results."""
        with self._making:
            if self._handle is None:
                _make_empty(self.path)
                self._handle = os.open(self.path, os.O_RDONLY)
                fcntl.flock(self._handle, fcntl.LOCK_EX)
        return self.path

    def make_inputs(self) -> Path:
        """A folder beside, for fetched inputs; made when there are any."""
        folder = _inputs_beside(self.results)
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder

    def remove(self) -> None:
        """Everything in it and beside it is gone, and the lock with it."""
        with self._making:
            handle, self._handle = self._handle, None
        if handle is not None:
            shutil.rmtree(_inputs_beside(self.path), ignore_errors=True)
            _remove(self.path)
            os.close(handle)


@contextlib.contextmanager
def work_folder(root: Path, name: str) -> Iterator[WorkFolder]:
    """A fresh folder of that name under `root`; gone afterwards, whatever happens."""
    folder = WorkFolder(root / name)
    try:
        yield folder
    finally:
        folder.remove()


def _inputs_beside(folder: Path) -> Path:
    return folder.with_name(folder.name + INPUTS)


def _make_empty(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700)
    except FileNotFoundError:
        folder.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        shutil.rmtree(folder)
        folder.mkdir(mode=0o700)


def _remove(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)


def sweep(root: Path, *, min_age: float = 60.0) -> int:
    """Remove the folders whose workers are dead; how many. One younger than `min_age` seconds may not be locked yet."""
    removed = 0
    for folder in root.iterdir() if root.is_dir() else ():
        with contextlib.suppress(OSError):
            if time.time() - folder.stat().st_mtime < min_age:
                continue
            with _lock_of(folder) as free:
                if free:
                    shutil.rmtree(folder)
                    removed += 1
    return removed


@contextlib.contextmanager
def _lock_of(folder: Path) -> Iterator[bool]:
    """Whether nobody holds the folder, which is ours while this lasts; a folder of inputs belongs to its neighbour."""
    holder = folder.with_name(folder.name.removesuffix(INPUTS))
    if not holder.is_dir():
        yield True
        return
    handle = os.open(holder, os.O_RDONLY)
    try:
        # The system lets go of a lock when its holder dies; one that can be had has no holder.
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield True
    except BlockingIOError:
        yield False
    finally:
        os.close(handle)
