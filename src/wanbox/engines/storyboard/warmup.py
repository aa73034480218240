"""What a worker loads at its start and while it is idle, so that no job waits; memory is kept lean."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from wanbox.logs import logger

from .compose import blit
from .compose.warm import warm as warm_compositor

log = logger("storyboard")

#: Larger blocks than a frame at 1280*720 go back to the system as soon as they are free (glibc's M_MMAP_THRESHOLD).
_OWN_PAGES = 3 << 20
#: Freed memory that is kept for the next frames (M_TRIM_THRESHOLD).
_KEPT = 64 << 20
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
#: A step that waits for the second compiler ends after this, so that a job can begin.
_SLICE_SECONDS = 0.3
#: The longest wait for it, in slices; what is then still missing is compiled when it is needed.
_SLICES = 400
_SECOND = f"from {__name__} import compile_rest; compile_rest()"


class Warmup:
    """What is loaded at the start, and what follows step by step while no job waits."""

    def __init__(self, *rehearsals: Callable[[], object]) -> None:
        """`rehearsals` do something small of what every clip needs; they are the first steps."""
        self._rehearsals = rehearsals
        self._steps: deque[Callable[[], object]] = deque()
        self._compiler: subprocess.Popen[bytes] | None = None
        self._patience = 0

    def begin(self) -> None:
        """Load the kernels that every scene needs, or compile them: a second process then compiles all others."""
        import numpy as np

        lean()
        blit.spans_of(np.zeros((2, 2, 4), np.uint8))
        if _compiled_now(blit.find_spans):
            # Minutes on busy cores; whoever waits for the first picture must not think that nothing happens.
            log.info("compiling the drawing kernels, as at every first start of a version")
            self._compiler = _second_compiler()
        self._patience = _SLICES
        warm_kernels()
        self._steps = deque([*self._rehearsals, trim, *_later(), trim])

    def advance(self) -> bool:
        """Take the next step; False when there is none left."""
        if not self._steps:
            return False
        if self._compiling():
            return True
        self._steps.popleft()()
        return bool(self._steps)

    def _compiling(self) -> bool:
        """Whether the second process is still at work: what it compiles need not be compiled here."""
        if self._compiler is None:
            return False
        self._patience -= 1
        if _ended(self._compiler, _SLICE_SECONDS):
            self._compiler = None
        elif self._patience <= 0:
            self._compiler.kill()
        return True


def warm_kernels() -> None:
    """Load what every scene is painted with."""
    from .stage.puppets.kernel import warm as warm_puppets

    warm_compositor()
    warm_puppets()


def compile_rest() -> None:
    """Fill the cache with what the compositor does not use; the work of the second process."""
    # The matting network compiles nothing, and would take memory twice.
    sys.modules["onnxruntime"] = None  # type: ignore[assignment]  # the import system's own way to say "not here"
    for step in _later():
        step()


def _later() -> Sequence[Callable[[], object]]:
    """What only some jobs need. Voices are left out: they take a hundred megabytes, and most clips say nothing."""
    from .picture import warm

    return warm.STEPS


def lean() -> None:
    """Let the C library give large blocks back when they are free; without effect where it is not glibc."""
    library = _libc()
    if library is not None:
        library.mallopt(_M_MMAP_THRESHOLD, _OWN_PAGES)
        library.mallopt(_M_TRIM_THRESHOLD, _KEPT)


def trim() -> None:
    """Give the memory that only the start needed back to the system."""
    library = _libc()
    if library is not None:
        library.malloc_trim(0)


def _libc() -> Any | None:
    try:
        library = ctypes.CDLL("libc.so.6")
    except OSError:
        return None
    return library if hasattr(library, "mallopt") and hasattr(library, "malloc_trim") else None


def _compiled_now(kernel: Any) -> bool:
    """Whether this process had to compile the kernel, as opposed to finding it in the cache."""
    return bool(kernel.stats.cache_misses)


def _second_compiler() -> subprocess.Popen[bytes] | None:
    search = os.pathsep.join(path for path in sys.path if path)
    try:
        return subprocess.Popen(  # noqa: S603 - this very Python with words of this module
            [sys.executable, "-c", _SECOND],
            env={**os.environ, "PYTHONPATH": search},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        return None


def _ended(process: subprocess.Popen[bytes], patience: float) -> bool:
    """Whether the helper is done, after a short wait."""
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        return False
    return True
