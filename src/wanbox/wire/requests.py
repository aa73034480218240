"""What is wanted, in plain data: the neutral requests that every engine reads.

They know nothing of HTTP. `wire.parse` makes them from a body, the ledger stores them as JSON
(`wire.codec`), the runner completes their geometry once the input pictures are known.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import TypeAlias


class MediaKind(enum.StrEnum):
    """How a caller names a picture or a sound (spec 1.6)."""

    #: An http or https address, fetched by the runner through the guard.
    URL = "url"
    #: A temporary upload, `oss://…` (spec 8).
    OSS = "oss"
    #: The media itself as base64 text, with or without a `data:` prefix.
    INLINE = "inline"
    #: Inline media that the server has put aside; `value` is the key of the spooled file. Never parsed from a body.
    SPOOLED = "spooled"


@dataclass(frozen=True, slots=True)
class MediaRef:
    kind: MediaKind
    #: The address, the base64 text (without the `data:` prefix), or the key of the spooled file.
    value: str
    #: The type that a `data:` prefix claimed, lower case; content decides in the end.
    media_type: str | None = None
    #: Where it stood in the request, dotted: `input.img_url`, `input.messages[0].content[1].image`.
    field: str = ""


@dataclass(frozen=True, slots=True)
class Size:
    """Pixels, width first, as in the wire's `W*H`."""

    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width}*{self.height}"


class ShotType(enum.StrEnum):
    SINGLE = "single"
    MULTI = "multi"


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoRequest:
    """A clip: from text (`image` is None) or from a first picture."""

    model: str
    prompt: str
    negative_prompt: str = ""
    #: The first frame.
    image: MediaRef | None = None
    #: The caller's own sound; replaces the automatic one.
    audio: MediaRef | None = None
    #: Name of a video effect; when set, the prompt is not used (spec 3.3).
    template: str | None = None
    #: Exact frame size. None until the runner has measured the first picture (`resolution` requests).
    size: Size | None = None
    #: Resolution tier, 720 or 1080: the wire's `SR`.
    tier: int = 1080
    #: Length in seconds.
    seconds: int = 5
    prompt_extend: bool = True
    #: As asked for; it only takes effect together with `prompt_extend` (spec 3.2).
    shot_type: ShotType = ShotType.SINGLE
    watermark: bool = False
    #: 0 … 2147483647. None until the server has drawn one, before the task is stored.
    seed: int | None = None
    #: Whether the clip has a sound track at all (`parameters.audio` of the flash models); False wins over `audio`.
    sound: bool = True
    #: The wire's names of the fields that the caller sent and that this model knows, for the report.
    given: frozenset[str] = field(default_factory=frozenset)


class ImageMode(enum.StrEnum):
    #: 1–4 pictures changed by an instruction (wan2.6-image).
    EDIT = "edit"
    #: Text and pictures in turn (wan2.6-image with `enable_interleave`).
    INTERLEAVE = "interleave"
    #: Pictures from text alone (wan2.6-t2i).
    GENERATE = "generate"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRequest:
    model: str
    mode: ImageMode
    prompt: str
    negative_prompt: str = ""
    images: tuple[MediaRef, ...] = ()
    #: Exact picture size. None until the runner has measured the input pictures (`tier` requests).
    size: Size | None = None
    #: `1K` or `2K` where no exact size was asked for (spec 4.4).
    tier: str | None = None
    #: Variants wanted; 1 in interleave mode.
    n: int = 4
    #: Upper bound of pictures in interleave mode.
    max_images: int = 5
    prompt_extend: bool = True
    watermark: bool = False
    seed: int | None = None
    #: As for videos; the content of the message is called `prompt` and `images`.
    given: frozenset[str] = field(default_factory=frozenset)


Request: TypeAlias = VideoRequest | ImageRequest
