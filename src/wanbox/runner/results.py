"""What an engine handed in, held against what was asked: every file is opened and measured before anybody gets it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from wanbox.engines.contract import EngineFault, FilePart, Outcome, Part, Report, TextPart
from wanbox.media.probe import VideoFacts, probe_picture, probe_video
from wanbox.media.sources import MediaError
from wanbox.wire import usage
from wanbox.wire.requests import ImageMode, ImageRequest, Request, Size, VideoRequest

#: Frames a second of every clip (spec 2).
FPS = 30
#: A sound track may miss the clip's length by one AAC frame at most.
SOUND_TOLERANCE = 1024 / 48_000
#: A picture of another shape may have so much more or less than the tier's pixels.
TIER_TOLERANCE = 0.1


def measure(request: Request, outcome: Outcome, folder: Path) -> Sequence[Part]:
    """The parts with facts as measured. Blocking. Raises EngineFault for a result that is not what was asked for."""
    if request.size is None:
        raise ValueError("The request's geometry is not complete.")
    for part in outcome.parts:
        if isinstance(part, FilePart) and not part.path.resolve().is_relative_to(folder.resolve()):
            raise _fault(f"{part.path.name} lies outside the job's folder")
    if isinstance(request, VideoRequest):
        return [_measure_clip(request, request.size, outcome)]
    _check_counts(request, outcome)
    reshaped = request.mode is ImageMode.EDIT and request.tier is not None
    return [
        part if isinstance(part, TextPart) else _measure_picture(request.size, part, any_shape=reshaped)
        for part in outcome.parts
    ]


def usage_of(request: Request, parts: Sequence[Part]) -> Mapping[str, Any]:
    """The wire's `usage` object of a result (spec 6.3, 6.4)."""
    if isinstance(request, VideoRequest):
        return usage.video_usage(request)
    texts = [part.text for part in parts if isinstance(part, TextPart)]
    pictures = [Size(part.width, part.height) for part in parts if isinstance(part, FilePart)]
    return usage.image_usage(request, image_count=len(pictures), size=pictures[-1] if pictures else None, texts=texts)


def report_json(report: Report) -> dict[str, Any]:
    """A report as JSON values, as the ledger keeps it and the wire shows it."""
    return {
        "engine": report.engine,
        "parameters": {name: _fate(dataclasses.asdict(fate)) for name, fate in report.parameters.items()},
        "understood": list(report.understood),
        "not_understood": list(report.not_understood),
        "details": dict(report.details),
    }


def _fate(fate: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in fate.items() if value}


def _check_counts(request: ImageRequest, outcome: Outcome) -> None:
    pictures = sum(isinstance(part, FilePart) for part in outcome.parts)
    texts = len(outcome.parts) - pictures
    if request.mode is ImageMode.INTERLEAVE:
        if pictures > request.max_images or not outcome.parts:
            raise _fault(f"{pictures} pictures and {texts} texts, at most {request.max_images} pictures were asked for")
    elif pictures != request.n or texts:
        raise _fault(f"{pictures} pictures and {texts} texts, {request.n} pictures were asked for")


def _measure_picture(size: Size, part: FilePart, *, any_shape: bool) -> FilePart:
    """`any_shape`: a tier names a number of pixels (spec 4.4), and a crop or a turn gives the picture another shape."""
    try:
        facts = probe_picture(part.path)
    except (MediaError, OSError) as error:
        raise _fault(f"{part.path.name} cannot be read: {error}") from error
    if facts.media_type != "image/png" or part.media_type != "image/png":
        raise _fault(f"{part.path.name} is {facts.media_type}, not PNG")
    if any_shape:
        right = abs(facts.width * facts.height / (size.width * size.height) - 1) <= TIER_TOLERANCE
    else:
        right = (facts.width, facts.height) == (size.width, size.height)
    if not right:
        raise _fault(f"{part.path.name} has {facts.width}*{facts.height} pixels, {size} were asked for")
    return dataclasses.replace(part, width=facts.width, height=facts.height, seconds=0.0, frames=0)


def _measure_clip(request: VideoRequest, size: Size, outcome: Outcome) -> FilePart:
    if len(outcome.parts) != 1 or not isinstance(outcome.parts[0], FilePart):
        raise _fault(f"{len(outcome.parts)} parts, one clip was asked for")
    part = outcome.parts[0]
    try:
        facts = probe_video(part.path)
    except (MediaError, OSError) as error:
        raise _fault(f"the clip cannot be read: {error}") from error
    wrong = [
        f"{name} is {found}, not {wanted}"
        for name, found, wanted in _comparisons(request, size, facts)
        if found != wanted
    ]
    if part.media_type != "video/mp4":
        wrong.append(f"its type is {part.media_type}")
    if request.sound and abs(facts.audio_seconds - request.seconds) > SOUND_TOLERANCE:
        wrong.append(f"the sound lasts {facts.audio_seconds} s, not {request.seconds} s")
    if wrong:
        raise _fault("; ".join(wrong))
    return dataclasses.replace(part, width=facts.width, height=facts.height, seconds=facts.seconds, frames=facts.frames)


def _comparisons(request: VideoRequest, size: Size, facts: VideoFacts) -> Sequence[tuple[str, object, object]]:
    return (
        ("the frame size", f"{facts.width}*{facts.height}", str(size)),
        ("the number of frames", facts.frames, request.seconds * FPS),
        ("the frame rate", facts.fps, float(FPS)),
        ("the length", round(facts.seconds, 3), float(request.seconds)),
        ("the codec", facts.codec, "h264"),
        ("the pixel format", facts.pix_fmt, "yuv420p"),
        ("faststart", facts.faststart, True),
        ("the sound", facts.audio_codec, "aac" if request.sound else ""),
    )


def _fault(message: str) -> EngineFault:
    return EngineFault(f"The engine's result is not what was asked for: {message}.", retry=False)
