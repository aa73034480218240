"""What all jobs of a worker share: painting threads, the vocabulary, and the way from words to a scene."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from wanbox.wire.requests import Size

from .director.plan import plan
from .language import vocabulary
from .language.understand import understand
from .shotlist import Shot, ShotList
from .stage import cast, scene
from .warmup import lean, trim, warm_kernels


class Studio:
    """One per worker process."""

    def __init__(self, threads: int) -> None:
        # The painting threads are the parallelism; OpenCV's own would only get in their way.
        cv2.setNumThreads(1)
        self.threads = threads
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="paint")

    @cached_property
    def vocabulary(self) -> vocabulary.Vocabulary:
        return vocabulary.load()

    def warm(self) -> None:
        """Pay now for what the first job would wait for: compiled kernels, the lexicons, the matting model."""
        lean()
        warm_kernels()
        small = Size(160, 96)
        shots = self.plan("a fox walks in a city at night in the rain", seconds=1, seed=0, size=small)
        self.picture(shots.shots[0], small, seed=0)
        trim()

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
        return plan(
            understand(prompt, self.vocabulary),
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
        )

    def scene(self, shot: Shot, size: Size, *, seed: int) -> scene.Scene:
        return scene.build(shot, width=size.width, height=size.height, seed=seed, cast=cast.make)

    def picture(self, shot: Shot, size: Size, *, seed: int) -> NDArray[np.uint8]:
        """One still of a shot, at its most telling moment; (height, width, 3) BGR."""
        return self.scene(shot, size, seed=seed).frame(shot.seconds * 0.4, 0)

    def scenery(self, words: str, size: tuple[int, int], seed: int) -> NDArray[np.uint8]:
        """A place without actors, for new backgrounds: words, (width, height), seed → BGR."""
        from dataclasses import replace

        pixels = Size(*size)
        shots = self.plan(words, seconds=5, seed=seed, size=pixels)
        return self.picture(replace(shots.shots[0], actors=()), pixels, seed=seed)
