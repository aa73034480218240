"""The models on the wire: which path serves them, what they take, what they cost (spec 2, 10)."""

from __future__ import annotations

import enum
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from importlib import resources
from types import MappingProxyType
from typing import Any

#: Longest negative prompt in characters, for every model (spec 3.2, 4.1).
NEGATIVE_PROMPT_LIMIT = 500


class Endpoint(enum.StrEnum):
    """The paths that take submissions (spec 1.2)."""

    VIDEO = "E1"
    MULTIMODAL = "E2"
    IMAGE = "E3"

    @property
    def path(self) -> str:
        """The path below the base URL."""
        return f"/services/aigc/{self.group}/{self.function}"

    @property
    def group(self) -> str:
        """The name that listings group tasks by (spec 7.1)."""
        return _SEGMENTS[self][0]

    @property
    def function(self) -> str:
        return _SEGMENTS[self][1]

    @property
    def asynchronous(self) -> bool:
        """Whether the path only creates tasks."""
        return self is not Endpoint.MULTIMODAL


_SEGMENTS = {
    Endpoint.VIDEO: ("video-generation", "video-synthesis"),
    Endpoint.MULTIMODAL: ("multimodal-generation", "generation"),
    Endpoint.IMAGE: ("image-generation", "generation"),
}


class Kind(enum.StrEnum):
    """What a model makes from what."""

    TEXT_TO_VIDEO = "text_to_video"
    IMAGE_TO_VIDEO = "image_to_video"
    IMAGE_EDIT = "image_edit"
    TEXT_TO_IMAGE = "text_to_image"

    @property
    def video(self) -> bool:
        return self in (Kind.TEXT_TO_VIDEO, Kind.IMAGE_TO_VIDEO)


_VIDEO_COMMON = (
    "prompt",
    "negative_prompt",
    "audio_url",
    "duration",
    "prompt_extend",
    "shot_type",
    "watermark",
    "seed",
)
_PICTURE_COMMON = ("prompt", "n", "size", "prompt_extend", "negative_prompt", "watermark", "seed")
_KNOWN_FIELDS: Mapping[Kind, tuple[str, ...]] = {
    Kind.TEXT_TO_VIDEO: (*_VIDEO_COMMON, "size"),
    Kind.IMAGE_TO_VIDEO: (*_VIDEO_COMMON, "img_url", "template", "resolution"),
    Kind.IMAGE_EDIT: (*_PICTURE_COMMON, "images", "enable_interleave", "max_images"),
    Kind.TEXT_TO_IMAGE: _PICTURE_COMMON,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One row of the matrix of spec section 2."""

    name: str
    kind: Kind
    description: str
    endpoints: frozenset[Endpoint]
    #: Characters; longer text is truncated.
    text_limit: int
    #: The parameter that carries the geometry, `size` or `resolution`, and its default.
    geometry: str
    default_geometry: str
    #: Seconds allowed; empty for pictures.
    durations: tuple[int, ...] = ()
    default_duration: int | None = None
    #: Whether `parameters.audio` exists.
    audio_switch: bool = False
    #: Yuan per second by tier name, or per `picture`.
    prices: Mapping[str, Decimal] = field(default_factory=dict)
    #: The same for clips without sound; empty where there is no such price.
    silent_prices: Mapping[str, Decimal] = field(default_factory=dict)
    regions: tuple[str, ...] = ()

    @property
    def known_fields(self) -> frozenset[str]:
        """Fields of `input` and `parameters` that this model understands; a message counts as `prompt` and `images`."""
        return frozenset(_KNOWN_FIELDS[self.kind]) | ({"audio"} if self.audio_switch else frozenset())

    def unique_key(self, endpoint: Endpoint) -> str:
        """The `user_api_unique_key` of listings (spec 7.1)."""
        return unique_key(self.name, endpoint.group)


def unique_key(model: str, group: str) -> str:
    """The `user_api_unique_key` of a task of this model and endpoint group (spec 7.1)."""
    function = next((e.function for e in Endpoint if e.group == group), "generation")
    return f"apikey:v1:aigc:{group}:{function}:{model}"


def all_models() -> Sequence[Model]:
    return tuple(_MODELS.values())


def find(model: str) -> Model | None:
    return _MODELS.get(model)


def _load() -> Mapping[str, Model]:
    table = resources.files(__package__).joinpath("data", "models.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(table)["model"]
    return MappingProxyType({row["name"]: _model(row) for row in rows})


def _model(row: Mapping[str, Any]) -> Model:
    converted = {
        "kind": Kind(row["kind"]),
        "endpoints": frozenset(Endpoint(e) for e in row["endpoints"]),
        "durations": tuple(row.get("durations", ())),
        "prices": _money(row["prices"]),
        "silent_prices": _money(row.get("silent_prices", {})),
        "regions": tuple(row["regions"]),
    }
    return Model(**{**row, **converted})


def _money(row: Mapping[str, str]) -> Mapping[str, Decimal]:
    return {tier: Decimal(yuan) for tier, yuan in row.items()}


_MODELS = _load()
