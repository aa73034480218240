"""Probing in a process of its own: a file that crashes, blows up or stalls a decoder takes only that process along."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wanbox.media.sources import Damaged, MediaError, TooLarge, WrongKind

#: Wall clock; the processor's time is bounded in the process itself.
PROBE_SECONDS = 30.0
#: What the process may know of our environment: nothing secret is in these.
PASSED_ON = ("PATH", "PYTHONPATH", "PYTHONHOME", "LANG", "LD_LIBRARY_PATH", "SYSTEMROOT", "VIRTUAL_ENV")
_ERRORS: Mapping[str, type[MediaError]] = {kind.__name__: kind for kind in (Damaged, TooLarge, WrongKind)}


async def probe(kind: str, path: Path, *, seconds: float = PROBE_SECONDS) -> Mapping[str, Any]:
    """The facts of `media.probe` about a picture or a sound, as JSON values. Raises MediaError."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "wanbox.media.probe", kind, str(path)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
    )
    try:
        async with asyncio.timeout(seconds):
            output, _ = await process.communicate()
    except TimeoutError as error:
        raise Damaged("Probing took too long.") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return _facts(process.returncode, output)


def _facts(exit_status: int | None, output: bytes) -> Mapping[str, Any]:
    if exit_status != 0 or not output:
        raise Damaged(f"The decoder ended with {exit_status}.")
    facts: dict[str, Any] = json.loads(output)
    if "error" in facts:
        raise _ERRORS.get(facts["error"], Damaged)(facts["message"])
    return facts
