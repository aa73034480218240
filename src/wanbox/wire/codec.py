"""Requests as JSON objects and back, for the ledger."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from .requests import ImageMode, ImageRequest, MediaKind, MediaRef, Request, ShotType, Size, VideoRequest


def to_json(request: Request) -> dict[str, Any]:
    """A flat object of JSON values; `kind` tells video from image."""
    kind = "video" if isinstance(request, VideoRequest) else "image"
    return {"kind": kind} | {f.name: _plain(getattr(request, f.name)) for f in dataclasses.fields(request)}


def from_json(stored: Mapping[str, Any]) -> Request:
    """The inverse of `to_json`; fields that a newer version added take their defaults. Raises ValueError."""
    try:
        kind: type[VideoRequest | ImageRequest] = _KINDS[stored["kind"]]
        known = {f.name for f in dataclasses.fields(kind)}
        return kind(**{name: _rich(name, value) for name, value in stored.items() if name in known})
    except (AttributeError, KeyError, TypeError, ValueError) as cause:
        raise ValueError("this is no stored request") from cause


_KINDS: Mapping[str, type[VideoRequest | ImageRequest]] = {"video": VideoRequest, "image": ImageRequest}


def _plain(value: Any) -> Any:
    match value:
        case Size():
            return str(value)
        case MediaRef():
            return _ref_to_json(value)
        case tuple():
            return [_plain(one) for one in value]
        case frozenset():
            return sorted(value)
        case ShotType() | ImageMode():
            return value.value
        case _:
            return value


def _ref_to_json(ref: MediaRef) -> dict[str, Any]:
    return {"kind": ref.kind.value, "value": ref.value, "media_type": ref.media_type, "field": ref.field}


def _rich(name: str, value: Any) -> Any:
    match name:
        case "size" if value is not None:
            width, height = value.split("*")
            return Size(int(width), int(height))
        case "image" | "audio" if value is not None:
            return _ref(value)
        case "images":
            return tuple(_ref(one) for one in value)
        case "given":
            return frozenset(value)
        case "shot_type":
            return ShotType(value)
        case "mode":
            return ImageMode(value)
        case _:
            return value


def _ref(stored: Mapping[str, Any]) -> MediaRef:
    return MediaRef(MediaKind(stored["kind"]), stored["value"], stored.get("media_type"), stored.get("field", ""))
