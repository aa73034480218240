"""What becomes of each parameter of a request under this engine, for the report that goes with the result."""

from __future__ import annotations

from collections.abc import Mapping

from wanbox.wire.requests import ImageMode, ImageRequest, Request, ShotType, VideoRequest

from ...contract import Fate, Treatment

_HONOURED = Fate(Treatment.HONOURED)
_RULES = Fate(
    Treatment.EMULATED,
    "The scene is filled up by rules, or by the chat endpoint of the settings where one is named; "
    "extended_prompt in the shot list is the text.",
)
_PROMPT = Fate(
    Treatment.EMULATED,
    "Words are looked up in English and Chinese lexicons; those without effect are listed in not_understood.",
)
_NEGATIVE = Fate(Treatment.EMULATED, "Things that are named do not appear; words on quality have no effect.")
_SHOTS = Fate(Treatment.EMULATED, "The clip is cut by rules: wide, medium, close, then a reaction or a detail.")
_NO_SHOTS = Fate(Treatment.IGNORED, "It takes effect only while prompt_extend is on.")
_TEMPLATE = Fate(Treatment.EMULATED, "The effect is shown by the nearest move and action that this engine has.")
_MOTION = Fate(
    Treatment.EMULATED,
    "The picture is moved through in layers, and its subject makes small movements of what is named.",
)
_EDIT = Fate(Treatment.EMULATED, "The instruction is carried out by picture operations, not by a model.")

_INTERLEAVE_EXTEND = Fate(Treatment.IGNORED, "It has no effect while enable_interleave is on.")


def parameter_fates(request: Request) -> Mapping[str, Fate]:
    """The fate of each parameter that the caller gave, the prompt included."""
    fates = _image_fates(request) if isinstance(request, ImageRequest) else _video_fates(request)
    unknown = Fate(Treatment.IGNORED, "This engine does not know it.")
    names = request.given | ({"prompt"} if request.prompt else set())
    return {name: fates.get(name, unknown) for name in sorted(names)}


def all_fates() -> Mapping[str, Fate]:
    """How this engine treats every parameter of the wire, before anything is asked."""
    return {
        "prompt": _PROMPT,
        "negative_prompt": _NEGATIVE,
        "img_url": _MOTION,
        "images": _EDIT,
        "image": _EDIT,
        "audio_url": _HONOURED,
        "audio": _HONOURED,
        "template": _TEMPLATE,
        "size": _HONOURED,
        "resolution": _HONOURED,
        "duration": _HONOURED,
        "prompt_extend": _RULES,
        "shot_type": _SHOTS,
        "watermark": _HONOURED,
        "seed": _HONOURED,
        "n": _HONOURED,
        "max_images": _HONOURED,
        "enable_interleave": _HONOURED,
        "stream": _HONOURED,
    }


def _video_fates(request: VideoRequest) -> Mapping[str, Fate]:
    fates = dict(all_fates())
    if not request.prompt_extend:
        fates["prompt_extend"] = _HONOURED
        fates["shot_type"] = _NO_SHOTS if request.shot_type is ShotType.MULTI else _HONOURED
    if request.shot_type is ShotType.SINGLE:
        fates["shot_type"] = _HONOURED
    elif request.image is not None and request.prompt_extend:
        fates["shot_type"] = Fate(Treatment.EMULATED, "The given picture is shown in several framings.")
    if request.template:
        fates["prompt"] = Fate(Treatment.IGNORED, "The prompt is not used while a template is set.")
    if request.audio is not None and not request.sound:
        fates["audio_url"] = Fate(Treatment.IGNORED, "The clip was asked for without sound.")
    return fates


def _image_fates(request: ImageRequest) -> Mapping[str, Fate]:
    fates = dict(all_fates())
    if request.mode is ImageMode.EDIT:
        fates["prompt"] = _EDIT
        fates["prompt_extend"] = Fate(Treatment.IGNORED, "Instructions are carried out as they stand.")
    elif request.mode is ImageMode.INTERLEAVE:
        fates["prompt_extend"] = _INTERLEAVE_EXTEND
    if not request.prompt_extend:
        fates["prompt_extend"] = _HONOURED
    return fates
