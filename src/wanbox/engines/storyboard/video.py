"""Clips: from a prompt alone, or from a first picture."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
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
from .picture.crop import about_subject
from .picture.motion import PictureScene
from .render import render
from .shotlist import Shot, ShotList
from .sound import hear, level, pulse, score, speak, unvoiced
from .sound.motion import cues as cues_of
from .stage.steps import footfalls
from .studio import Studio
from .summary import summary

#: Share of the progress bar that the plan and the first scene take.
_PREPARED = 0.05


def make_video(request: VideoRequest, job: Job, studio: Studio) -> Outcome:
    """Draw, score and encode a clip into the job's folder."""
    job.progress(0.0, "understanding the prompt")
    size = request.size
    assert size is not None, "the runner completes the geometry before the engine is called"
    heard = _heard(request, _plan(request, studio, size), job, studio)
    shots, sound = heard.shots, heard.sound
    job.progress(0.02, "setting the stage")
    first = _first_picture(request, job, size, heard)
    builder = _builder(first, studio, size, shots.seed, shots.shots)
    made = _report(request, shots, first)
    target = job.folder / "result.mp4"
    frames = round(request.seconds * FPS)
    clip = Clip(shots.shots, builder, watermark=request.watermark, later=studio.pool.submit)
    clip.prepare()  # the first scene is built before the encoder opens, so that a fault leaves no file
    _encode(clip, sound, job, studio, size=size, frames=frames, cuts=cuts(shots.shots), report_=made)
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


def _first_picture(request: VideoRequest, job: Job, size: Size, heard: _Heard) -> PictureScene | None:
    picture = _input(job, "image")
    if picture is None:
        return None
    pixels = about_subject(load_picture(picture.readable, max(size.width, size.height) * 2), size.width, size.height)
    shots = heard.shots
    asked = cues.read(request.prompt)
    return PictureScene(pixels, shots.shots, shots.seed, asked, heard=heard.level, beat=heard.beat)


def _builder(
    first: PictureScene | None, studio: Studio, size: Size, seed: int, shots: Sequence[Shot]
) -> Callable[[Shot], Scene]:
    if first is not None:
        moving = first
        return lambda shot: _Window(moving, shots.index(shot))
    return lambda shot: studio.scene(shot, size, seed=seed)


def cuts(shots: Sequence[Shot]) -> list[int]:
    """Numbers of the frames with which a shot begins at once, without a dissolve."""
    return [math.ceil(shot.start * FPS - 0.5) for shot in shots[1:] if shot.transition != "dissolve"]


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
    cuts: Sequence[int],
    report_: Report,
) -> None:
    samples = sound.result() if sound is not None else None
    metadata = {"title": "wanbox storyboard", "comment": summary(report_)}
    target = job.folder / "result.mp4"
    with Mp4Writer(
        target, width=size.width, height=size.height, fps=FPS, sound=samples, metadata=metadata, cuts=cuts
    ) as writer:
        render(
            clip.planes,
            writer,
            frames=frames,
            pool=studio.pool,
            threads=studio.threads,
            progress=lambda done: job.progress(_PREPARED + (1 - _PREPARED) * done, "drawing frames"),
        )


@dataclass(frozen=True, slots=True)
class _Heard:
    """The shot list in time with what will be heard, and the sound in the making; None for a silent clip."""

    shots: ShotList
    sound: Future[NDArray[np.float32]] | None
    #: How loud the voice or the given sound is, 0…1, `MOUTH_RATE` values a second.
    level: tuple[float, ...] = ()
    #: Seconds of a beat of the given sound; 0 for none.
    beat: float = 0.0


def _heard(request: VideoRequest, shots: ShotList, job: Job, studio: Studio) -> _Heard:
    if not request.sound:
        return _Heard(unvoiced(shots, "the clip is silent"), None)
    given = _input(job, "audio")
    if given is not None:
        sound = load_sound(given.readable, request.seconds)
        kept = hear(unvoiced(shots, "the given sound is played"), sound)
        return _Heard(kept, studio.pool.submit(lambda: sound), level(sound), pulse(sound))
    spoken, voice = speak(shots)
    making = studio.pool.submit(_scored, spoken, voice, request.size)
    return _Heard(spoken, making, level(voice) if voice is not None else ())


def _scored(shots: ShotList, voice: NDArray[np.float32] | None, size: Size | None) -> NDArray[np.float32]:
    """The track, with every step where a foot is seen to meet the ground."""
    assert size is not None, "the runner completes the geometry before the engine is called"
    return score(shots, motion=[*footfalls(shots, size.width / size.height), *cues_of(shots)], voice=voice)


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
