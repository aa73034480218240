"""The engine's front: says what it can do, and sends each kind of request to the room that makes it."""

from __future__ import annotations

import os
from functools import cached_property

from wanbox.wire.catalogue import all_models
from wanbox.wire.requests import Request, VideoRequest

from ..contract import Capabilities, Job, Outcome
from .studio import Studio

NAME = "storyboard"


class StoryboardEngine:
    """Draws, animates and scores from the prompt, on the CPU.

    Args:
        threads: Painting threads for one job.
    """

    name = NAME

    def __init__(self, *, threads: int | None = None) -> None:
        self._threads = threads or max(2, _usable_cores())

    def capabilities(self) -> Capabilities:
        from .director.report import all_fates

        return Capabilities(frozenset(model.name for model in all_models()), all_fates())

    def warm(self) -> None:
        """Load or compile the kernels."""
        self._studio.warm()

    def prepare(self) -> bool:
        """Read the vocabulary, load the models, rehearse edits; see `engines.contract.Preparing`."""
        return self._studio.prepare()

    def generate(self, request: Request, job: Job) -> Outcome:
        """Make the result; see `engines.contract.Engine`. Raises RequestRefused, JobCancelled."""
        if isinstance(request, VideoRequest):
            from .video import make_video

            return make_video(request, job, self._studio)
        from .stills import make_pictures

        return make_pictures(request, job, self._studio)

    @cached_property
    def _studio(self) -> Studio:
        from wanbox import settings

        from .director.writer import from_settings

        return Studio(self._threads, from_settings(settings.load()))


def _usable_cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
