"""The fields of a video submission (spec 3.2, 3.3)."""

from __future__ import annotations

from .catalogue import NEGATIVE_PROMPT_LIMIT, Kind, Model
from .errors import Fault, WireError
from .fields import Fields, alternatives
from .media_refs import media_ref
from .requests import MediaRef, ShotType, Size, VideoRequest
from .sizes import RESOLUTIONS, parse_size, tier_of, video_sizes

#: Largest seed (spec 3.2).
MAX_SEED = 2_147_483_647
_LONGEST_TEMPLATE = 100


def prompt(model: Model, source: Fields) -> str:
    """The prompt, cut to the model's limit; noted as missing where the model needs one."""
    text = source.text("prompt", model.text_limit)
    if model.kind is Kind.TEXT_TO_VIDEO and not text.strip():
        source.missing("prompt")
    return text


def request(model: Model, prompt: str, source: Fields, parameters: Fields, *, oss_resolve: bool) -> VideoRequest | None:
    """The request; None when the prompt or the first picture, without which there is nothing to make, is not there."""
    image = _image(model, source, oss_resolve=oss_resolve)
    size, tier = _geometry(model, parameters)
    sound = parameters.flag("audio", default=True) if model.audio_switch else True
    whole = VideoRequest(
        model=model.name,
        prompt=prompt,
        negative_prompt=source.text("negative_prompt", NEGATIVE_PROMPT_LIMIT),
        image=image,
        audio=_audio(source, sound=sound, oss_resolve=oss_resolve),
        template=_template(model, source),
        size=size,
        tier=tier,
        seconds=_seconds(model, parameters),
        prompt_extend=parameters.flag("prompt_extend", default=True),
        shot_type=ShotType(parameters.choice("shot_type", tuple(ShotType), ShotType.SINGLE)),
        watermark=parameters.flag("watermark", default=False),
        seed=parameters.ranged("seed", 0, MAX_SEED),
        sound=sound,
        given=frozenset(source.notes.given & model.known_fields),
    )
    lacking = image is None if model.kind is Kind.IMAGE_TO_VIDEO else not prompt.strip()
    return None if lacking else whole


def _image(model: Model, source: Fields, *, oss_resolve: bool) -> MediaRef | None:
    if model.kind is not Kind.IMAGE_TO_VIDEO:
        return None
    found = _reference(source, "img_url", Fault.URL_INVALID, oss_resolve=oss_resolve)
    if found is None and "img_url" not in source.notes.given:
        source.missing("img_url")
    return found


def _audio(source: Fields, *, sound: bool, oss_resolve: bool) -> MediaRef | None:
    """The caller's sound; where `audio` is false nobody will listen to it, so its faults do not matter (spec 3.3)."""
    reader = source if sound else source.lenient()
    return _reference(reader, "audio_url", Fault.URL_MISSING, oss_resolve=oss_resolve)


def _reference(source: Fields, key: str, invalid: Fault, *, oss_resolve: bool) -> MediaRef | None:
    value = source.value(key)
    if value is None or value == "":
        source.notes.given.discard(key)
        return None
    if not isinstance(value, str):
        source.notes.object_to(Fault.WRONG_TYPE.error(type="string", field=source.name(key)))
        return None
    try:
        return media_ref(value, source.name(key), oss_resolve=oss_resolve, invalid=invalid)
    except WireError as refusal:
        source.notes.object_to(refusal)
        return None


def _template(model: Model, source: Fields) -> str | None:
    if model.kind is not Kind.IMAGE_TO_VIDEO:
        return None
    return source.text("template", _LONGEST_TEMPLATE) or None


def _geometry(model: Model, parameters: Fields) -> tuple[Size | None, int]:
    """Exact size and tier: from `size`, or the tier alone from `resolution`."""
    if model.geometry == "resolution":
        name = parameters.choice("resolution", tuple(RESOLUTIONS), model.default_geometry)
        return None, RESOLUTIONS[name]
    size = _size(parameters) or parse_size(model.default_geometry)
    assert size is not None, "the catalogue's default is one of the ten"
    tier = tier_of(size)
    assert tier is not None, "only the ten sizes come through"
    return size, tier


def _size(parameters: Fields) -> Size | None:
    value = parameters.value("size")
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        parameters.notes.object_to(Fault.WRONG_TYPE.error(type="string", field=parameters.name("size")))
        return None
    size = parse_size(value)
    if size is None or tier_of(size) is None:
        allowed = ", ".join(str(one) for one in video_sizes())
        parameters.notes.object_to(Fault.SIZE_NOT_MATCH.error(allowed=allowed))
        return None
    return size


def _seconds(model: Model, parameters: Fields) -> int:
    assert model.default_duration is not None, "every video model has one"
    allowed = model.durations
    value = parameters.integer("duration")
    if value is None:
        return model.default_duration
    if value in allowed:
        return value
    if allowed == tuple(range(allowed[0], allowed[-1] + 1)):
        refusal = Fault.RANGE.error(name="duration", low=allowed[0], high=allowed[-1])
    else:
        refusal = Fault.ONE_OF.error(choices=alternatives(allowed), field=parameters.name("duration"))
    parameters.notes.object_to(refusal)
    return model.default_duration
