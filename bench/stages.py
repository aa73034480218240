"""Where the time of a storyboard result goes, measured inside one process: `python -m bench.stages`, JSON on stdout.

The engine makes the clip as it always does. Each stage is charged with the processor time of the thread that it ran
on, and the encoder then writes the very same frames again, alone, for comparison.
"""

from __future__ import annotations

import functools
import json
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from wanbox.engines.contract import InputFile, Part
from wanbox.engines.storyboard import clip, studio, video
from wanbox.engines.storyboard.engine import StoryboardEngine
from wanbox.media.encode import Mp4Writer
from wanbox.media.pictures import load_picture
from wanbox.media.png import write_png
from wanbox.wire.requests import ImageMode, ImageRequest, MediaKind, MediaRef, Request, Size, VideoRequest

from .prompts import CLIPS, EDIT, PICTURE, PROMPT_OF_PICTURE, SECONDS, SEED, SIZE

FPS = clip.FPS
_SIZE = Size(*SIZE)

#: Stage, and the function that is it: the object that holds it, and its name there.
PROBES = (
    ("plan", studio.Studio, "plan"),
    ("build", studio.Studio, "scene"),
    ("build", video, "PictureScene"),
    ("sound", video, "score"),
    ("paint", clip.Clip, "paint"),
    ("paint", clip.Clip, "planes"),
    ("convert", clip, "bgr_to_i420"),
)


@dataclass
class Stages:
    """Processor seconds per stage, summed over all threads; a stage within another is taken out of it."""

    spent: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _inner: threading.local = field(default_factory=threading.local)

    def charge(self, stage: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, with its time written down."""

        @functools.wraps(work)
        def timed(*arguments, **named):
            outer, self._inner.seconds = getattr(self._inner, "seconds", 0.0), 0.0
            began = time.thread_time()
            try:
                return work(*arguments, **named)
            finally:
                whole = time.thread_time() - began
                with self._lock:
                    self.spent[stage] = self.spent.get(stage, 0.0) + whole - self._inner.seconds
                self._inner.seconds = outer + whole

        return timed

    @contextmanager
    def watching(self) -> Iterator[list[np.ndarray]]:
        """Every probe in place; the list fills with the frames that the encoder is given."""
        frames: list[np.ndarray] = []

        class Keeping(Mp4Writer):
            def write(self, i420: np.ndarray) -> None:
                frames.append(i420.copy())
                super().write(i420)

        with ExitStack() as stack:
            for stage, owner, name in PROBES:
                stack.enter_context(patch.object(owner, name, self.charge(stage, getattr(owner, name))))
            stack.enter_context(patch.object(video, "Mp4Writer", Keeping))
            yield frames


@dataclass
class PlainJob:
    """A job without a ledger."""

    folder: Path
    inputs: Sequence[InputFile] = ()
    task_id: str = "bench"
    attempt: int = 1

    def progress(self, fraction: float, phase: str) -> None: ...
    def raise_if_cancelled(self) -> None: ...
    def remember(self, key: str, value: str) -> None: ...
    def recall(self, key: str) -> None: ...
    def publish(self, part: Part) -> None: ...


def measure(folder: Path) -> dict[str, Any]:
    engine = StoryboardEngine()
    engine.warm()
    while engine.prepare():
        pass
    picture = _first_picture(engine, folder)
    clips = {name: _clip(engine, prompt, picture if name == "i2v" else None) for name, prompt in CLIPS.items()}
    return {"clips": clips, "picture": _picture(engine, folder), "edit": _edit(engine, picture)}


def _first_picture(engine: StoryboardEngine, folder: Path) -> InputFile:
    target = folder / "first"
    target.mkdir()
    request = _generating(PROMPT_OF_PICTURE, Size(1280, 1280))
    (part,) = engine.generate(request, PlainJob(target)).parts
    return InputFile("image", part.path, "image/png", part.width, part.height)


def _generating(prompt: str, size: Size) -> ImageRequest:
    return ImageRequest(model="wan2.6-t2i", mode=ImageMode.GENERATE, prompt=prompt, size=size, n=1, seed=SEED)


def _reference(field_name: str) -> MediaRef:
    return MediaRef(kind=MediaKind.URL, value="http://127.0.0.1/picture.png", field=field_name)


def _clip(engine: StoryboardEngine, prompt: str, picture: InputFile | None) -> Mapping[str, float]:
    request = VideoRequest(
        model="wan2.6-i2v" if picture else "wan2.6-t2v",
        prompt=prompt,
        image=_reference("input.img_url") if picture else None,
        size=_SIZE,
        tier=720,
        seconds=SECONDS,
        seed=SEED,
    )
    stages = Stages()
    with tempfile.TemporaryDirectory(prefix="wanbox-bench-") as name:
        folder = Path(name)
        with stages.watching() as frames:
            engine.generate(request, PlainJob(folder, (picture,) if picture else ()))
        alone = _encode(frames, folder)
        fixed = _encode([frames[0]] * len(frames), folder)
    return stages.spent | {
        "encode": alone["cpu"],
        "encoder_wall": alone["wall"],
        "fixed_frame_wall": fixed["wall"],
        "frames": len(frames),
    }


def _encode(frames: Sequence[np.ndarray], folder: Path) -> Mapping[str, float]:
    """The encoder alone. Its threads are the library's own, so the whole process is charged."""
    sound = np.random.default_rng(SEED).normal(0, 0.1, (2, SECONDS * 48_000)).astype(np.float32)
    wall, cpu = time.perf_counter(), time.process_time()
    with Mp4Writer(folder / "alone.mp4", width=_SIZE.width, height=_SIZE.height, fps=FPS, sound=sound) as writer:
        for planar in frames:
            writer.write(planar)
    return {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


def _picture(engine: StoryboardEngine, folder: Path) -> Mapping[str, float]:
    return _still_times(engine, _generating(PICTURE, Size(1024, 1024)), PlainJob(folder))


def _edit(engine: StoryboardEngine, picture: InputFile) -> Mapping[str, float]:
    request = ImageRequest(
        model="wan2.6-image",
        mode=ImageMode.EDIT,
        prompt=EDIT,
        images=(_reference("image"),),
        size=Size(picture.width, picture.height),
        n=1,
        seed=SEED,
    )
    with tempfile.TemporaryDirectory(prefix="wanbox-bench-") as name:
        return _still_times(engine, request, PlainJob(Path(name), (picture,)))


def _still_times(engine: StoryboardEngine, request: Request, job: PlainJob, times: int = 3) -> Mapping[str, float]:
    """The middle one of a few runs after one that loads; beside it, decoding and writing the same picture."""
    walls, cpus = [], []
    for turn in range(times + 1):
        wall, cpu = time.perf_counter(), time.process_time()
        made = engine.generate(request, job)
        if turn:
            walls.append(time.perf_counter() - wall)
            cpus.append(time.process_time() - cpu)
    path = made.parts[0].path
    wall = time.perf_counter()
    write_png(job.folder / "again.png", load_picture(path, 4096))
    return {
        "wall": sorted(walls)[len(walls) // 2],
        "cpu": sorted(cpus)[len(cpus) // 2],
        "file_wall": time.perf_counter() - wall,
    }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="wanbox-bench-") as name:
        json.dump(measure(Path(name)), sys.stdout)
