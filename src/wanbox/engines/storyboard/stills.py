"""Pictures: from a prompt, edited from given ones, or in turn with text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wanbox.media.pictures import load_picture
from wanbox.media.png import write_png
from wanbox.wire.requests import ImageMode, ImageRequest, Size

from ..contract import FilePart, Job, Outcome, Part, Report, TextPart
from . import overlay
from .director import report
from .picture.edit import edit
from .picture.story import story
from .picture.styles import finish
from .shotlist import ShotList
from .studio import Studio
from .summary import summary

#: Seconds of the imagined clip that a still is taken from.
_MOMENT = 5.0
#: Keeps variants apart: the seed of variant i is seed + i · step.
_SEED_STEP = 7919
_SEED_MODULUS = 2**31


def make_pictures(request: ImageRequest, job: Job, studio: Studio) -> Outcome:
    """Draw or edit into the job's folder. Raises RequestRefused for an instruction that cannot be followed."""
    match request.mode:
        case ImageMode.GENERATE:
            return _generate(request, job, studio)
        case ImageMode.EDIT:
            return _edit(request, job, studio)
        case ImageMode.INTERLEAVE:
            return _interleave(request, job, studio)


def _generate(request: ImageRequest, job: Job, studio: Studio) -> Outcome:
    size, seed = _decided(request)
    parts: list[Part] = []
    plans: list[ShotList] = []
    for variant in range(request.n):
        job.progress(variant / request.n, "drawing")
        plan, pixels = _draw(request.prompt, request, size, _variant(seed, variant), studio, variant)
        plans.append(plan)
        made = _report(request, plan.understood, plan.not_understood, {"shot_list": plan.to_json()})
        parts.append(_save(pixels, request, job, len(parts), made))
    return Outcome(parts, _report(request, plans[0].understood, plans[0].not_understood, _lists(plans)))


def _edit(request: ImageRequest, job: Job, studio: Studio) -> Outcome:
    size, seed = _decided(request)
    job.progress(0.05, "reading the pictures")
    pictures = [
        load_picture(one.readable, 2 * max(size.width, size.height)) for one in job.inputs if one.role == "image"
    ]
    job.progress(0.2, "editing")
    results = edit(
        pictures,
        request.prompt,
        width=size.width,
        height=size.height,
        n=request.n,
        seed=seed,
        scenery=studio.scenery,
        # A tier asks for a number of pixels, so a crop or a turn may change the shape; `W*H` asks for just that.
        exact=request.tier is None,
    )
    done = {"operations": list(results[0].operations)}
    made = _report(request, results[0].understood, results[0].not_understood, done)
    parts = [_save(result.picture, request, job, number, made) for number, result in enumerate(results)]
    return Outcome(parts, made)


def _interleave(request: ImageRequest, job: Job, studio: Studio) -> Outcome:
    size, seed = _decided(request)
    beats = story(request.prompt, request.max_images, seed)
    parts: list[Part] = []
    plans: list[ShotList] = []
    for number, beat in enumerate(beats):
        job.progress(number / len(beats), f"drawing picture {number + 1} of {len(beats)}")
        _tell(TextPart(beat.text), parts, job)
        if not beat.scene_prompt:
            continue
        plan, pixels = _draw(beat.scene_prompt, request, size, seed, studio)
        plans.append(plan)
        made = _report(request, plan.understood, plan.not_understood, {"shot_list": plan.to_json()})
        _tell(_save(pixels, request, job, len(parts), made), parts, job)
    words = tuple(dict.fromkeys(word for plan in plans for word in plan.understood))
    return Outcome(parts, _report(request, words, (), _lists(plans)))


def _tell(part: Part, parts: list[Part], job: Job) -> None:
    parts.append(part)
    job.publish(part)


def _draw(
    prompt: str, request: ImageRequest, size: Size, seed: int, studio: Studio, variant: int = 0
) -> tuple[ShotList, NDArray[np.uint8]]:
    plan = studio.plan(
        prompt,
        seconds=_MOMENT,
        seed=seed,
        size=size,
        extend=request.prompt_extend and request.mode is ImageMode.GENERATE,
        negative=request.negative_prompt,
        variant=variant,
    )
    shot = plan.shots[0]
    pixels = studio.picture(shot, size, seed=seed)
    return plan, finish(pixels, shot.style) if shot.style else pixels


def _save(pixels: NDArray[np.uint8], request: ImageRequest, job: Job, number: int, made: Report) -> FilePart:
    pixels = np.ascontiguousarray(pixels)
    if request.watermark:
        overlay.watermark(pixels)
    path = job.folder / f"picture-{number + 1}.png"
    write_png(path, pixels, {"Software": "wanbox storyboard", "Comment": summary(made)})
    job.raise_if_cancelled()
    return FilePart(path, "image/png", pixels.shape[1], pixels.shape[0])


def _report(
    request: ImageRequest, understood: Sequence[str], not_understood: Sequence[str], details: dict[str, Any]
) -> Report:
    return Report("storyboard", report.parameter_fates(request), tuple(understood), tuple(not_understood), details)


def _lists(plans: Sequence[ShotList]) -> dict[str, Any]:
    return {"shot_lists": [plan.to_json() for plan in plans]}


def _decided(request: ImageRequest) -> tuple[Size, int]:
    assert request.size is not None, "the runner completes the geometry before the engine is called"
    assert request.seed is not None, "the server draws the seed before the task is stored"
    return request.size, request.seed


def _variant(seed: int, number: int) -> int:
    return (seed + number * _SEED_STEP) % _SEED_MODULUS
