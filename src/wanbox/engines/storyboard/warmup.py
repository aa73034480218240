"""What a worker pays at its start so that no job waits: kernels compiled or loaded from the cache, memory kept lean."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from typing import Any

from .compose import blit
from .compose.warm import warm as warm_compositor

#: Larger blocks than a frame at 1280*720 go back to the system as soon as they are free (glibc's M_MMAP_THRESHOLD).
_OWN_PAGES = 3 << 20
#: Freed memory that is kept for the next frames (M_TRIM_THRESHOLD).
_KEPT = 64 << 20
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
#: The longest wait for the second compiler; this process compiles what is then still missing.
_PATIENCE_SECONDS = 120.0
_SECOND = f"from {__name__} import compile_rest; compile_rest()"


def warm_kernels() -> None:
    """Load every kernel, or compile it: from an empty cache in two processes, because numba compiles one at a time."""
    import numpy as np

    from .picture.warm import warm as warm_pictures
    from .stage.puppets.kernel import warm as warm_puppets

    blit.spans_of(np.zeros((2, 2, 4), np.uint8))
    second = _second_compiler() if _compiled_now(blit.find_spans) else None
    warm_compositor()
    if second is not None:
        _await(second)
    warm_puppets()
    warm_pictures()


def compile_rest() -> None:
    """Fill the cache with what the compositor does not use; the work of the second process."""
    # The matting network compiles nothing, and would take memory twice.
    sys.modules["onnxruntime"] = None  # type: ignore[assignment]  # the import system's own way to say "not here"
    from .picture.warm import warm as warm_pictures
    from .stage.puppets.kernel import warm as warm_puppets

    warm_puppets()
    warm_pictures()


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


def _await(process: subprocess.Popen[bytes]) -> None:
    """A helper that fails or hangs costs time, never the start: its kernels are then compiled here."""
    try:
        process.wait(_PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
