"""What all jobs of a worker share: painting threads, the vocabulary, and the way from words to a scene."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from wanbox.wire.requests import Size

from .director.plan import plan
from .director.writer import Writer, WriterFailed, lost
from .language import vocabulary
from .language.facts import Facts
from .language.understand import understand
from .shotlist import Shot, ShotList
from .stage import cast, scene
from .warmup import Warmup

#: Frame of the rehearsal.
_SMALL = Size(160, 96)
_BUILT_IN = "The built-in writer filled up the scene."


def _asked(writer: Writer, prompt: str) -> tuple[str, str]:
    """The writer's text, or why there is none."""
    try:
        return writer.extend(prompt), ""
    except WriterFailed as failure:
        return "", f"{_BUILT_IN} The chat endpoint failed: {failure}"


class Studio:
    """One per worker process.

    Args:
        threads: Painting threads for one job.
        writer: A chat endpoint for prompt_extend; without one, or where it fails, the built-in writer is used.
    """

    def __init__(self, threads: int, writer: Writer | None = None) -> None:
        self._writer = writer
        self._written: tuple[str, str, str] = ("", "", "")
        # The painting threads are the parallelism; OpenCV's own would only get in their way.
        cv2.setNumThreads(1)
        self.threads = threads
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="paint")
        self._warmup = Warmup(self._rehearse, self._sound_check)

    @cached_property
    def vocabulary(self) -> vocabulary.Vocabulary:
        return vocabulary.load()

    def warm(self) -> None:
        """Pay now for what any first job would wait for: compiled kernels."""
        self._warmup.begin()

    def prepare(self) -> bool:
        """Pay a little more of what later jobs would wait for; False when nothing is left."""
        return self._warmup.advance()

    def _rehearse(self) -> None:
        """One small frame, with the lexicons and the stage that it takes."""
        self.scene(self._small().shots[0], _SMALL, seed=0).planes(0.5, 15)

    def _sound_check(self) -> None:
        from .sound import motion, score
        from .stage.steps import footfalls

        shots = self._small()
        score(shots, motion=[*footfalls(shots, _SMALL.width / _SMALL.height), *motion.cues(shots)])

    def _small(self) -> ShotList:
        return self.plan("a fox walks in a city at night in the rain", seconds=1, seed=0, size=_SMALL)

    def plan(
        self,
        prompt: str,
        *,
        seconds: float,
        seed: int,
        size: Size,
        extend: bool = False,
        multi: bool = False,
        negative: str = "",
        image: bool = False,
        variant: int = 0,
    ) -> ShotList:
        """The shot list of a prompt; `variant` counts the pictures that one request asks for."""
        facts, written = understand(prompt, self.vocabulary), ""
        remarks: tuple[str, ...] = ()
        if extend and not image and self._writer is not None and prompt.strip():
            facts, written, remarks = self._rewritten(prompt, facts, self._writer)
        return plan(
            facts,
            prompt=prompt,
            seconds=seconds,
            seed=seed,
            width=size.width,
            height=size.height,
            extend=extend,
            multi=multi,
            negative=negative,
            image=image,
            variant=variant,
            written=written,
            remarks=remarks,
        )

    def _rewritten(self, prompt: str, facts: Facts, writer: Writer) -> tuple[Facts, str, tuple[str, ...]]:
        """Facts of the fuller prompt, its text and remarks; those of the prompt itself where the writer failed."""
        if self._written[0] != prompt:
            self._written = (prompt, *_asked(writer, prompt))
        _, text, remark = self._written
        if not text:
            return facts, "", (remark,)
        fuller = understand(text, self.vocabulary)
        missing = lost(facts, fuller)
        if missing:
            return facts, "", (f"{_BUILT_IN} The chat endpoint left out “{missing}”.",)
        kept = replace(fuller, avoid=fuller.avoid | facts.avoid)
        return replace(kept, understood=facts.understood, not_understood=facts.not_understood), text, ()

    def scene(self, shot: Shot, size: Size, *, seed: int) -> scene.Scene:
        return scene.build(shot, width=size.width, height=size.height, seed=seed, cast=cast.make)

    def picture(self, shot: Shot, size: Size, *, seed: int) -> NDArray[np.uint8]:
        """One still of a shot, at its most telling moment; (height, width, 3) BGR."""
        return scene.build(shot, width=size.width, height=size.height, seed=seed, cast=cast.make, still=True).frame(
            shot.seconds * 0.4, 0
        )

    def scenery(self, words: str, size: tuple[int, int], seed: int) -> NDArray[np.uint8]:
        """A place without actors, for new backgrounds: words, (width, height), seed → BGR."""
        pixels = Size(*size)
        shots = self.plan(words, seconds=5, seed=seed, size=pixels)
        return self.picture(replace(shots.shots[0], actors=()), pixels, seed=seed)
