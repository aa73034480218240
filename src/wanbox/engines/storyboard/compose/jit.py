"""The one door to numba: a typed decorator, and a cache folder that can be written."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")


def cache_folder(package: Path, environment: dict[str, str]) -> Path | None:
    """Where compiled kernels are kept; None leaves numba's own choice, beside the sources."""
    if environment.get("NUMBA_CACHE_DIR") or os.access(package, os.W_OK):
        return None
    home = Path(environment.get("XDG_CACHE_HOME") or Path(environment.get("HOME") or "/nonexistent") / ".cache")
    for folder in (home / "wanbox" / "numba", Path(tempfile.gettempdir()) / f"wanbox-numba-{os.getuid()}"):
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return None


_folder = cache_folder(Path(__file__).parent, dict(os.environ))
if _folder is not None:
    # numba reads it when it is first imported, which is why this stands above the import.
    os.environ["NUMBA_CACHE_DIR"] = str(_folder)

import numba  # noqa: E402 - see above

#: Checks for division by zero and wrappers for C callers would only make kernels larger and slower to compile.
_OPTIONS: dict[str, Any] = {"nogil": True, "cache": True, "error_model": "numpy", "no_cfunc_wrapper": True}


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile `function` on first use, without the interpreter lock, and keep the machine code on disk."""
    return cast("Callable[P, R]", numba.njit(fastmath=True, **_OPTIONS)(function))


def exact_kernel(function: Callable[P, R]) -> Callable[P, R]:
    """The same for sums whose order matters: neighbours that must find the very same edge."""
    return cast("Callable[P, R]", numba.njit(**_OPTIONS)(function))
