"""What differs between pictures and sounds: the probe, the limits, and the vendor's words for each objection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from wanbox.engines.contract import InputFile
from wanbox.wire import media_rules
from wanbox.wire.catalogue import Model
from wanbox.wire.errors import WireError


class Kind(Protocol):
    """One input's kind; `facts` are those of `media.probe` as JSON values."""

    @property
    def probe(self) -> str:
        """The name of its probe."""
        ...

    @property
    def suffix(self) -> str:
        """The name of its clean copies ends so."""
        ...

    @property
    def max_bytes(self) -> int: ...

    def objection(self, facts: Mapping[str, Any]) -> WireError | None: ...
    def describe(self, facts: Mapping[str, Any], path: Path, clean: Path) -> InputFile: ...
    def too_large(self) -> WireError: ...
    def too_many_pixels(self) -> WireError: ...
    def unreadable(self) -> WireError: ...


@dataclass(frozen=True, slots=True)
class Picture:
    model: Model
    #: Where the reference stood in the request.
    field: str

    @property
    def probe(self) -> str:
        return "picture"

    @property
    def suffix(self) -> str:
        return ".clean.bmp"

    @property
    def max_bytes(self) -> int:
        return media_rules.max_picture_bytes(self.model)

    def objection(self, facts: Mapping[str, Any]) -> WireError | None:
        judged = media_rules.PictureFacts(
            format=facts["media_type"].removeprefix("image/"),
            width=facts["width"],
            height=facts["height"],
            bytes=facts["bytes"],
            alpha=facts["has_alpha"],
        )
        return media_rules.check_picture(self.model, judged, self.field)

    def describe(self, facts: Mapping[str, Any], path: Path, clean: Path) -> InputFile:
        width, height = facts["width"], facts["height"]
        return InputFile("image", path, facts["media_type"], width=width, height=height, clean=clean)

    def too_large(self) -> WireError:
        return media_rules.picture_too_large(self.field)

    def too_many_pixels(self) -> WireError:
        return media_rules.picture_too_many_pixels(self.model, self.field)

    def unreadable(self) -> WireError:
        return media_rules.unreadable_picture(self.model, self.field)


@dataclass(frozen=True, slots=True)
class Sound:
    model: Model
    field: str

    @property
    def probe(self) -> str:
        return "audio"

    @property
    def suffix(self) -> str:
        return ".clean.wav"

    @property
    def max_bytes(self) -> int:
        return media_rules.MAX_AUDIO_BYTES

    def objection(self, facts: Mapping[str, Any]) -> WireError | None:
        judged = media_rules.AudioFacts(format=facts["format"], seconds=facts["seconds"], bytes=facts["bytes"])
        return media_rules.check_audio(self.model, judged, self.field)

    def describe(self, facts: Mapping[str, Any], path: Path, clean: Path) -> InputFile:
        return InputFile("audio", path, facts["media_type"], seconds=facts["seconds"], clean=clean)

    def too_large(self) -> WireError:
        return media_rules.audio_too_large(self.field)

    def too_many_pixels(self) -> WireError:
        return self.unreadable()

    def unreadable(self) -> WireError:
        return media_rules.unreadable_audio(self.field)
