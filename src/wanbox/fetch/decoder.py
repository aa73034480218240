"""Reading what strangers sent, in processes that may die without harm (`media.nursery`)."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import struct
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from wanbox.media.probe import CLEAN_SIDE
from wanbox.media.sources import OUR_FAULT, Damaged, MediaError, TooLarge, WrongKind

#: Wall clock for one file; the processor's time and memory are bounded by the process itself.
FILE_SECONDS = 30.0
START_SECONDS = 30.0
#: What the process may know of our environment: nothing secret is in these.
PASSED_ON = ("PATH", "PYTHONPATH", "PYTHONHOME", "LANG", "LD_LIBRARY_PATH", "SYSTEMROOT", "VIRTUAL_ENV")
#: Fewer threads, less memory: a child reads one file on one core.
FIXED = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
MAX_LINE = 128 * 1024

Facts = Mapping[str, Any]

_ERRORS: Mapping[str, type[MediaError]] = {kind.__name__: kind for kind in (Damaged, TooLarge, WrongKind)}
#: Facts that are used, by kind of file; what a decoder says is believed only as far as it has this shape.
_SHAPES: Mapping[str, Mapping[str, type]] = {
    "picture": {"width": int, "height": int, "media_type": str, "has_alpha": bool, "bytes": int},
    "audio": {"seconds": float, "format": str, "media_type": str, "bytes": int},
}


class DecoderGone(OSError):  # noqa: N818 - reads as the sentence it is
    """The nursery cannot be started, died twice while it should have been idle, or finds the disk full: our fault."""


class Decoder:
    """One nursery, started when the first file comes and again whenever it has died; files are read one at a time."""

    def __init__(self, *, seconds: float = FILE_SECONDS) -> None:
        self._seconds = seconds
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    async def inspect(self, kind: str, path: Path, clean: Path | None = None) -> Facts:
        """The facts of `media.probe` about a "picture" or a "audio" file. Raises MediaError, or DecoderGone.

        `clean` must not exist; it gets what engines may read, a plain BMP or WAV made anew from pixels or samples. A
        sound that is too long for any use gets none.
        """
        order = {"kind": kind, "path": str(path), "clean": str(clean or ""), "seconds": self._seconds}
        async with self._turn:
            answer = await self._ask(order)
        return await asyncio.to_thread(_judge, kind, answer, clean)

    async def start(self) -> None:
        """Start the process before it is needed."""
        async with self._turn:
            await self._running()

    async def aclose(self) -> None:
        process, self._process = self._process, None
        if process is not None and process.stdin is not None:
            if process.returncode is None:
                # With the child that may be reading: it holds the same pipes until it has begun.
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
            process.stdin.close()
            await process.communicate()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def _ask(self, order: Mapping[str, Any]) -> bytes:
        for _ in range(2):
            try:
                async with asyncio.timeout(START_SECONDS + self._seconds):
                    if answer := await self._say(json.dumps(order).encode()):
                        return answer
            except (TimeoutError, ConnectionError, ValueError):
                pass
            except BaseException:
                # Cancelled in the middle: the answer that is still to come must not be taken for the next one's.
                await self.aclose()
                raise
            # The nursery does not read the file, so its death is no word about it.
            await self.aclose()
            await asyncio.to_thread(_discard, order["clean"])
        raise DecoderGone("The process that reads files cannot be kept alive.")

    async def _say(self, line: bytes) -> bytes:
        process = await self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(line + b"\n")
        await process.stdin.drain()
        return await process.stdout.readline()

    async def _running(self) -> asyncio.subprocess.Process:
        if self._process is not None and self._process.returncode is not None:
            await self.aclose()
        if self._process is None:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "wanbox.media.nursery"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                limit=MAX_LINE,
                start_new_session=True,
                env={name: os.environ[name] for name in PASSED_ON if name in os.environ} | FIXED,
            )
        return self._process


def _parse(kind: str, line: bytes) -> Facts:
    try:
        facts = json.loads(line)
    except ValueError as error:
        raise Damaged("The decoder's answer is none.") from error
    if facts.get("error") == OUR_FAULT:
        raise DecoderGone(f"The machine could not read a file: {facts.get('message')}.")
    if "error" in facts:
        raise _ERRORS.get(str(facts["error"]), Damaged)(str(facts.get("message")))
    # bool is an int to isinstance.
    if any(type(facts.get(name)) is not wanted for name, wanted in _SHAPES[kind].items()):
        raise Damaged("The decoder's answer is none.")
    return {name: facts[name] for name in _SHAPES[kind]}


def _judge(kind: str, answer: bytes, clean: Path | None) -> Facts:
    try:
        facts = _parse(kind, answer)
        if clean is not None:
            _check_clean(kind, clean)
    except BaseException:
        _discard(clean)
        raise
    return facts


def _check_clean(kind: str, clean: Path) -> None:
    """Whether the copy is the plain file it should be; a decoder that was taken over could write anything."""
    size = clean.stat().st_size
    if size == 0:
        clean.unlink()
        return
    with clean.open("rb") as file:
        head = file.read(54)
    if len(head) < 54 or not (_is_plain_bmp(head, size) if kind == "picture" else _is_plain_wav(head, size)):
        raise Damaged("The decoder's copy is none.")


def _discard(clean: Path | str | None) -> None:
    if clean:
        Path(clean).unlink(missing_ok=True)


def _is_plain_bmp(head: bytes, size: int) -> bool:
    magic, total, _, start, header, width, height, planes, bits, packing = struct.unpack("<2sIIIIiiHHI", head[:34])
    rows = (width * 3 + 3) // 4 * 4 * height
    plain = (magic, start, header, planes, bits, packing) == (b"BM", 54, 40, 1, 24, 0)
    return plain and 0 < width <= CLEAN_SIDE and 0 < height <= CLEAN_SIDE and total == size == 54 + rows


def _is_plain_wav(head: bytes, size: int) -> bool:
    form = (b"fmt ", 16, 1, 2, 48000, 192000, 4, 16)  # PCM, stereo, 48 kHz, 16 bits
    plain = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", size - 8, b"WAVE", *form, b"data", size - 44)
    return head[:44] == plain
