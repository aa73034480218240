"""An engine that costs nothing, to measure everything else: interleaved requests get one word and no file.

Set `WANBOX_ROUTES=*=wanbox.testing.noop`. Other requests are answered as by `wanbox.testing.engine`.
"""

from __future__ import annotations

from wanbox.engines.contract import Job, Outcome, Report, TextPart
from wanbox.wire.requests import ImageMode, ImageRequest, Request

from .engine import TestEngine

NAME = "wanbox.testing.noop"


def create() -> NoopEngine:
    return NoopEngine()


class NoopEngine(TestEngine):
    @property
    def name(self) -> str:
        return NAME

    def generate(self, request: Request, job: Job) -> Outcome:
        if isinstance(request, ImageRequest) and request.mode is ImageMode.INTERLEAVE:
            return Outcome([TextPart("Done.")], Report(NAME, {}))
        return super().generate(request, job)
