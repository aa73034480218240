"""The fields of a picture submission: edit, interleave and text to image (spec 4, 5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .catalogue import NEGATIVE_PROMPT_LIMIT, Kind, Model
from .errors import Fault, WireError
from .fields import Fields, Notes, clean_text
from .media_refs import media_ref
from .parse_video import MAX_SEED
from .requests import ImageMode, ImageRequest, MediaRef, Size
from .sizes import DEFAULT_PICTURE, PICTURE_TIERS, explicit_size, parse_size

#: Fewest and most pictures per mode (spec 4.1, 4.2, 4.5).
PICTURES: Mapping[ImageMode, tuple[int, int]] = {
    ImageMode.EDIT: (1, 4),
    ImageMode.INTERLEAVE: (0, 1),
    ImageMode.GENERATE: (0, 0),
}
MAX_N = 4
DEFAULT_N = 4
MAX_IMAGES = 5


@dataclass(slots=True)
class _Content:
    """What the one message holds."""

    texts: list[str] = field(default_factory=list)
    images: list[MediaRef] = field(default_factory=list)
    #: Pictures named, readable or not.
    named: int = 0


def request(model: Model, source: Fields, parameters: Fields, *, oss_resolve: bool) -> tuple[ImageRequest | None, str]:
    """The request and its text; the request is None when the message does not hold what the mode needs."""
    notes = source.notes
    mode = _mode(model, parameters)
    content = _content(source, oss_resolve=oss_resolve)
    _check_counts(content, mode, notes)
    prompt = clean_text(content.texts[0], model.text_limit) if content.texts else ""
    notes.given |= {name for name, there in (("prompt", prompt), ("images", content.images)) if there}
    size, tier = _geometry(parameters, mode, pictures=content.named)
    whole = ImageRequest(
        model=model.name,
        mode=mode,
        prompt=prompt,
        negative_prompt=parameters.text("negative_prompt", NEGATIVE_PROMPT_LIMIT),
        images=tuple(content.images),
        size=size,
        tier=tier,
        n=_n(parameters, mode),
        max_images=_max_images(parameters, mode),
        prompt_extend=parameters.flag("prompt_extend", default=True),
        watermark=parameters.flag("watermark", default=False),
        seed=parameters.ranged("seed", 0, MAX_SEED),
        given=frozenset(notes.given & model.known_fields),
    )
    return (whole if _usable(content, mode) else None), prompt


def _mode(model: Model, parameters: Fields) -> ImageMode:
    if model.kind is Kind.TEXT_TO_IMAGE:
        return ImageMode.GENERATE
    interleave = parameters.flag("enable_interleave", default=False)
    return ImageMode.INTERLEAVE if interleave else ImageMode.EDIT


def _content(source: Fields, *, oss_resolve: bool) -> _Content:
    """Texts and pictures of the one message, in order."""
    notes = source.notes
    content = _Content()
    for index, item in enumerate(_items(source)):
        place = f"input.messages[0].content[{index}]"
        if not isinstance(item, Mapping):
            notes.object_to(Fault.WRONG_TYPE.error(type="dictionary", field=place))
            continue
        _read_text(item, place, content, notes)
        _read_image(item, place, content, notes, oss_resolve=oss_resolve)
    return content


def _items(source: Fields) -> Sequence[Any]:
    notes = source.notes
    messages = source.value("messages")
    if messages is None:
        source.missing("messages")
        return ()
    if not _is_array(messages, "input.messages", notes):
        return ()
    if len(messages) != 1:
        notes.object_to(Fault.MESSAGES_LENGTH.error())
        return ()
    message = messages[0]
    if not isinstance(message, Mapping):
        notes.object_to(Fault.WRONG_TYPE.error(type="dictionary", field="input.messages[0]"))
        return ()
    _check_role(message.get("role"), notes)
    items = message.get("content")
    if items is None:
        notes.object_to(Fault.FIELD_REQUIRED.error(field="input.messages[0].content"))
        return ()
    return items if _is_array(items, "input.messages[0].content", notes) else ()


def _is_array(value: Any, place: str, notes: Notes) -> bool:
    if isinstance(value, list | tuple):
        return True
    notes.object_to(Fault.WRONG_TYPE.error(type="list", field=place))
    return False


def _check_role(role: Any, notes: Notes) -> None:
    if role is None:
        notes.object_to(Fault.FIELD_REQUIRED.error(field="input.messages[0].role"))
    elif role != "user":
        notes.object_to(Fault.ONE_OF.error(choices="'user'", field="input.messages[0].role"))


def _read_text(item: Mapping[str, Any], place: str, content: _Content, notes: Notes) -> None:
    text = item.get("text")
    if text is None:
        return
    if not isinstance(text, str):
        notes.object_to(Fault.WRONG_TYPE.error(type="string", field=f"{place}.text"))
        return
    content.texts.append(text)


def _read_image(item: Mapping[str, Any], place: str, content: _Content, notes: Notes, *, oss_resolve: bool) -> None:
    image = item.get("image")
    if image is None:
        return
    content.named += 1
    if not isinstance(image, str):
        notes.object_to(Fault.WRONG_TYPE.error(type="string", field=f"{place}.image"))
        return
    try:
        reference = media_ref(image, f"{place}.image", oss_resolve=oss_resolve, invalid=Fault.URL_INVALID)
    except WireError as refusal:
        notes.object_to(refusal)
        return
    content.images.append(reference)


def _check_counts(content: _Content, mode: ImageMode, notes: Notes) -> None:
    fewest, most = PICTURES[mode]
    if not any(text.strip() for text in content.texts) or content.named < fewest:
        notes.object_to(Fault.LACK_OF_CONTENT.error())
    elif len(content.texts) > 1 or content.named > most:
        notes.object_to(Fault.CONTENT_LENGTH.error(length=1 + most))


def _usable(content: _Content, mode: ImageMode) -> bool:
    fewest, most = PICTURES[mode]
    one_text = len(content.texts) == 1 and content.texts[0].strip() != ""
    return one_text and len(content.images) == content.named and fewest <= content.named <= most


def _n(parameters: Fields, mode: ImageMode) -> int:
    if mode is not ImageMode.INTERLEAVE:
        return parameters.ranged("n", 1, MAX_N) or DEFAULT_N
    if parameters.integer("n") not in (None, 1):
        parameters.notes.object_to(Fault.INTERLEAVE_N.error())
    return 1


def _max_images(parameters: Fields, mode: ImageMode) -> int:
    if mode is not ImageMode.INTERLEAVE:
        return MAX_IMAGES
    return parameters.ranged("max_images", 1, MAX_IMAGES) or MAX_IMAGES


def _geometry(parameters: Fields, mode: ImageMode, *, pictures: int) -> tuple[Size | None, str | None]:
    """Exact size or tier; both None where the input picture decides (spec 4.4)."""
    chosen = _chosen(parameters, mode)
    if chosen is not None:
        return chosen
    if mode is ImageMode.EDIT:
        return None, "1K"
    if mode is ImageMode.INTERLEAVE and pictures:
        return None, None
    return DEFAULT_PICTURE, None


def _chosen(parameters: Fields, mode: ImageMode) -> tuple[Size | None, str | None] | None:
    """What `size` says; None if it is absent or refused."""
    value = parameters.value("size")
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        parameters.notes.object_to(Fault.WRONG_TYPE.error(type="string", field=parameters.name("size")))
        return None
    if mode is ImageMode.EDIT and value in PICTURE_TIERS:
        return None, value
    size = parse_size(value)
    if size is None:
        forms = "W*H, 1K, 2K" if mode is ImageMode.EDIT else "W*H"
        parameters.notes.object_to(Fault.SIZE_NOT_MATCH.error(allowed=forms))
        return None
    try:
        return explicit_size(size, mode), None
    except WireError as refusal:
        parameters.notes.object_to(refusal)
        return None
