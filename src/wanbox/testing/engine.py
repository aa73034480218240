"""An engine for tests: real files of the asked size at next to no cost, and misbehaviour on request.

Set `WANBOX_ROUTES=*=wanbox.testing.engine`. Clips and pictures are of one colour and made once per size. Words in
square brackets in the prompt say what else shall happen:

    [sleep=0.5]             work for so many seconds, saying progress
    [until=/path/of/a/file] work until the file is there, saying progress
    [fail=Code:message]     refuse the request with a vendor code and message
    [retry]                 a fault of ours on the first attempt, success on the next
    [fault]                 a fault of ours on every attempt, worth a retry each time
    [bug]                   an exception that nobody foresaw
    [crash] [crash-once]    the process dies, on every attempt or the first one
    [hang]                  never end, and never listen
    [short]                 hand in less than was asked for
    [note]                  remember the attempt, and refuse when an earlier attempt did
    [mark=text]             write a text of its own into each picture, so that no two tasks have the same result
"""

from __future__ import annotations

import functools
import itertools
import os
import re
import shutil
import signal
import struct
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from wanbox.engines.contract import (
    Capabilities,
    EngineFault,
    Fate,
    FilePart,
    Job,
    Outcome,
    Part,
    Report,
    RequestRefused,
    TextPart,
    Treatment,
)
from wanbox.wire import catalogue
from wanbox.wire.requests import ImageMode, ImageRequest, Request, Size, VideoRequest

NAME = "wanbox.testing.engine"
FPS = 30
_LAST_CHUNK = b"\0\0\0\0IEND\xaeB`\x82"
_KNOB = re.compile(r"\[([a-z-]+)(?:=([^\]]*))?\]")
_EMULATED = Fate(Treatment.EMULATED, "The engine for tests draws one colour.")
_UNSEEN = Fate(Treatment.IGNORED, "The engine for tests draws one colour, whatever is asked for.")


def create() -> TestEngine:
    return TestEngine()


class TestEngine:
    """Implements `engines.contract.Engine`."""

    #: Not a class of tests, whatever its name begins with.
    __test__ = False

    @property
    def name(self) -> str:
        return NAME

    def capabilities(self) -> Capabilities:
        models = frozenset(model.name for model in catalogue.all_models())
        return Capabilities(models=models, parameters={"prompt": _EMULATED})

    def warm(self) -> None:
        """Load what the first file needs."""
        import wanbox.media.encode  # noqa: F401 - for its own imports

    def generate(self, request: Request, job: Job) -> Outcome:
        knobs = dict(_KNOB.findall(request.prompt))
        for knob, value in knobs.items():
            if knob in KNOBS:
                KNOBS[knob](value, job)
        less = int("short" in knobs)
        if isinstance(request, VideoRequest):
            parts: Sequence[Part] = [_clip(request, job, less)]
        else:
            made = _parts(request, job, less, knobs.get("mark", ""))
            parts = list(_published(made, job, early=request.mode is ImageMode.INTERLEAVE))
        job.progress(1.0, "done")
        return Outcome(parts, Report(NAME, _fates(request), understood=sorted(knobs)))


def _fates(request: Request) -> Mapping[str, Fate]:
    """Size, length and number are as asked for; the rest has nothing to act on."""
    shown = {name: Fate(Treatment.HONOURED) for name in ("size", "resolution", "duration", "n", "max_images", "audio")}
    shown["prompt"] = _EMULATED
    return {"prompt": _EMULATED} | {name: shown.get(name, _UNSEEN) for name in request.given}


# --- misbehaviour


def _sleep(value: str, job: Job) -> None:
    start, seconds = time.monotonic(), float(value or 1)
    while (spent := time.monotonic() - start) < seconds:
        job.progress(spent / seconds, "sleeping")
        time.sleep(min(0.02, seconds))


def _until(value: str, job: Job) -> None:
    file = Path(value)
    while not file.exists():
        job.progress(0.5, "waiting")
        time.sleep(0.02)


def _fail(value: str, _job: Job) -> None:
    code, _, message = value.partition(":")
    raise RequestRefused(code, message)


def _retry(_value: str, job: Job) -> None:
    if job.attempt == 1:
        raise EngineFault("A fault on the first attempt, as asked for.", retry=True)


def _fault(_value: str, _job: Job) -> None:
    raise EngineFault("A fault, as asked for.", retry=True)


def _bug(_value: str, _job: Job) -> None:
    raise ZeroDivisionError("A bug, as asked for.")


def _crash(_value: str, _job: Job) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _crash_once(_value: str, job: Job) -> None:
    if job.attempt == 1:
        _crash("", job)


def _hang(_value: str, _job: Job) -> None:
    while True:
        time.sleep(0.1)


def _note(_value: str, job: Job) -> None:
    if (before := job.recall("attempt")) is not None:
        raise RequestRefused("Noted", f"attempt {before} was here")
    job.remember("attempt", str(job.attempt))
    raise EngineFault("The note is written.", retry=True)


KNOBS: Mapping[str, Callable[[str, Job], None]] = {
    "sleep": _sleep,
    "until": _until,
    "fail": _fail,
    "retry": _retry,
    "fault": _fault,
    "bug": _bug,
    "crash": _crash,
    "crash-once": _crash_once,
    "hang": _hang,
    "note": _note,
}


# --- results


def _clip(request: VideoRequest, job: Job, less: int) -> FilePart:
    assert request.size is not None
    frames = request.seconds * FPS - less
    path = job.folder / "clip.mp4"
    _take(_made_clip(request.size, frames, request.sound), path)
    return FilePart(path, "video/mp4", request.size.width, request.size.height, seconds=frames / FPS, frames=frames)


def _parts(request: ImageRequest, job: Job, less: int, mark: str) -> Iterator[Part]:
    assert request.size is not None
    interleaved = request.mode is ImageMode.INTERLEAVE
    count = min(2, request.max_images) if interleaved else request.n - less
    for number in range(1, count + 1):
        if interleaved:
            yield TextPart(f"{number}. A picture of one colour. ")
        path = job.folder / f"{number}.png"
        picture = _made_picture(request.size, number)
        if mark:
            path.write_bytes(_marked(picture.read_bytes(), f"{mark}:{number}"))
        else:
            _take(picture, path)
        yield FilePart(path, "image/png", request.size.width, request.size.height)


def _published(parts: Iterator[Part], job: Job, *, early: bool) -> Iterator[Part]:
    for part in parts:
        if early:
            job.publish(part)
        yield part


def _take(made: Path, path: Path) -> None:
    """A link where the file system can, so that a result costs nothing."""
    try:
        os.link(made, path)
    except OSError:
        shutil.copyfile(made, path)


def _marked(png: bytes, text: str) -> bytes:
    """A PNG with one more text chunk, before its last one."""
    body = b"tEXtmark\0" + text.encode("latin-1", "replace")
    end = len(png) - len(_LAST_CHUNK)
    return png[:end] + struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body)) + png[end:]


@functools.cache
def _store() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="wanbox-testing-", ignore_cleanup_errors=True)


_serial = itertools.count()


@functools.lru_cache(maxsize=64)
def _made_clip(size: Size, frames: int, sound: bool) -> Path:
    import numpy as np

    from wanbox.media.encode import SAMPLE_RATE, Mp4Writer

    path = Path(_store().name) / f"{next(_serial)}.mp4"
    silence = np.zeros((2, frames * SAMPLE_RATE // FPS), np.float32) if sound else None
    frame = np.full((size.height * 3 // 2, size.width), 128, np.uint8)
    with Mp4Writer(path, width=size.width, height=size.height, sound=silence, metadata={"comment": NAME}) as writer:
        for _ in range(frames):
            writer.write(frame)
    return path


@functools.lru_cache(maxsize=64)
def _made_picture(size: Size, number: int) -> Path:
    import numpy as np

    from wanbox.media.png import write_png

    path = Path(_store().name) / f"{next(_serial)}.png"
    write_png(path, np.full((size.height, size.width, 3), 40 * number, np.uint8), {"comment": NAME})
    return path
