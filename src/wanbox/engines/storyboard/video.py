"""Clips: from a prompt alone, or from a first picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wanbox.media.encode import Mp4Writer
from wanbox.media.pictures import load_picture
from wanbox.media.sound import load_sound
from wanbox.wire.requests import ShotType, Size, VideoRequest

from ..contract import FilePart, InputFile, Job, Outcome, Report
from .clip import FPS, Clip, Scene
from .director import report
from .picture import cues
from .picture.motion import PictureScene
from .picture.pixels import fit
from .render import render
from .shotlist import Shot, ShotList
from .sound import hear, score, speak, unvoiced
from .studio import Studio
from .summary import summary

#: Share of the progress bar that the plan and the first scene take.
_PREPARED = 0.05


def make_video(request: VideoRequest, job: Job, studio: Studio) -> Outcome:
    """Draw, score and encode a clip into the job's folder."""
    job.progress(0.0, "understanding the prompt")
    size = request.size
    assert size is not None, "the runner completes the geometry before the engine is called"
    shots, sound = _heard(request, _plan(request, studio, size), job, studio)
    job.progress(0.02, "setting the stage")
    first = _first_picture(request, job, size, shots)
    builder = _builder(first, studio, size, shots.seed, shots.shots)
    made = _report(request, shots, first)
    target = job.folder / "result.mp4"
    frames = round(request.seconds * FPS)
    clip = Clip(shots.shots, builder, watermark=request.watermark)
    clip.paint(0)  # the first scene is built before the encoder opens, so that a fault leaves no file
    _encode(clip, sound, job, studio, size=size, frames=frames, report_=made)
    part = FilePart(target, "video/mp4", size.width, size.height, frames / FPS, frames)
    return Outcome([part], made)


def _plan(request: VideoRequest, studio: Studio, size: Size) -> ShotList:
    assert request.seed is not None, "the server draws the seed before the task is stored"
    return studio.plan(
        request.prompt,
        seconds=request.seconds,
        seed=request.seed,
        size=size,
        extend=request.prompt_extend,
        multi=request.shot_type is ShotType.MULTI and request.prompt_extend,
        negative=request.negative_prompt,
        image=request.image is not None,
    )


def _first_picture(request: VideoRequest, job: Job, size: Size, shots: ShotList) -> PictureScene | None:
    picture = _input(job, "image")
    if picture is None:
        return None
    pixels = fit(load_picture(picture.path, max(size.width, size.height) * 2), size.width, size.height)
    return PictureScene(pixels, shots.shots, shots.seed, cues.read(request.prompt))


def _builder(
    first: PictureScene | None, studio: Studio, size: Size, seed: int, shots: Sequence[Shot]
) -> Callable[[Shot], Scene]:
    if first is not None:
        moving = first
        return lambda shot: _Window(moving, shots.index(shot))
    return lambda shot: studio.scene(shot, size, seed=seed)


class _Window:
    """One shot's part of a picture that moves through the whole clip."""

    def __init__(self, scene: PictureScene, number: int) -> None:
        self._scene = scene
        self._number = number

    def frame(self, t: float, index: int) -> NDArray[np.uint8]:
        return self._scene.frame_of(self._number, t, index)


def _encode(
    clip: Clip,
    sound: Future[NDArray[np.float32]] | None,
    job: Job,
    studio: Studio,
    *,
    size: Size,
    frames: int,
    report_: Report,
) -> None:
    samples = sound.result() if sound is not None else None
    metadata = {"title": "wanbox storyboard", "comment": summary(report_)}
    target = job.folder / "result.mp4"
    with Mp4Writer(target, width=size.width, height=size.height, fps=FPS, sound=samples, metadata=metadata) as writer:
        render(
            clip.paint,
            writer,
            frames=frames,
            pool=studio.pool,
            threads=studio.threads,
            progress=lambda done: job.progress(_PREPARED + (1 - _PREPARED) * done, "drawing frames"),
        )


def _heard(
    request: VideoRequest, shots: ShotList, job: Job, studio: Studio
) -> tuple[ShotList, Future[NDArray[np.float32]] | None]:
    """The shot list in time with what will be heard, and the sound in the making; None for a silent clip."""
    if not request.sound:
        return unvoiced(shots, "the clip is silent"), None
    given = _input(job, "audio")
    if given is not None:
        sound = load_sound(given.path, request.seconds)
        return hear(unvoiced(shots, "the given sound is played"), sound), studio.pool.submit(lambda: sound)
    spoken, voice = speak(shots)
    return spoken, studio.pool.submit(score, spoken, voice=voice)


def _input(job: Job, role: str) -> InputFile | None:
    return next((one for one in job.inputs if one.role == role), None)


def _report(request: VideoRequest, shots: ShotList, first: PictureScene | None) -> Report:
    details: dict[str, Any] = {"shot_list": shots.to_json()}
    missed = shots.not_understood
    if first is not None:
        seen = cues.read(request.prompt).understood
        # What only a given picture can do (ripple, drift) is no actor of the stage's vocabulary.
        missed = tuple(word for word in missed if not any(word in cue for cue in seen)) + first.unshown()
        details["picture"] = {"moving": list(first.moving()), "matte": first.matte_method}
    return Report(
        engine="storyboard",
        parameters=report.parameter_fates(request),
        understood=shots.understood,
        not_understood=missed,
        details=details,
    )
