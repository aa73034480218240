"""The one interface between wanbox and whatever makes the media.

An engine is a blocking function from a request to files. It runs in a worker process, one job at a time, and learns
everything about its surroundings from the `Job` it is given. Errors are typed by whose fault they are:

    EngineError
     ├─ RequestRefused   the caller's fault: the task fails with this vendor code and message
     ├─ EngineFault      ours; `retry=True` puts the task back for another attempt, `False` fails it
     └─ JobCancelled     the task was stopped; raised by `Job.raise_if_cancelled`, let it pass
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeAlias, runtime_checkable

from wanbox.wire.requests import Request


class EngineError(Exception):
    """The engine could not make the result."""


class RequestRefused(EngineError):  # noqa: N818 - a refusal is no defect of ours
    """The request cannot be fulfilled as it stands; the message is for the caller, in the vendor's words."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class EngineFault(EngineError):  # noqa: N818 - pairs with RequestRefused
    """Something went wrong on our side."""

    def __init__(self, message: str, *, retry: bool) -> None:
        super().__init__(message)
        self.retry = retry


class JobCancelled(EngineError):  # noqa: N818
    """The task was cancelled, or another worker has taken it over."""


class Treatment(enum.StrEnum):
    """What became of one parameter of a request."""

    HONOURED = "honoured"
    EMULATED = "emulated"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class Fate:
    treatment: Treatment
    #: One sentence; required unless honoured.
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Who made the result and what became of each parameter; served beside the vendor's fields, and in the file."""

    engine: str
    parameters: Mapping[str, Fate]
    #: Words of the prompt that took effect, and those that did not.
    understood: Sequence[str] = ()
    not_understood: Sequence[str] = ()
    #: Engine-specific facts as JSON values, e.g. the shot list.
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InputFile:
    """A fetched, checked and probed input, in the order of the request."""

    role: str  # "image" or "audio"
    path: Path
    media_type: str
    #: Pixels for pictures, else 0.
    width: int = 0
    height: int = 0
    #: Seconds for sounds, else 0.
    seconds: float = 0.0
    #: A copy made anew from pixels (BMP: upright, sRGB, on white) or samples (WAV: stereo, 48 kHz), without metadata.
    clean: Path | None = None

    @property
    def readable(self) -> Path:
        """What an engine that decodes should open: never a stranger's bytes where there is a clean copy."""
        return self.clean or self.path


@dataclass(frozen=True, slots=True)
class TextPart:
    text: str


@dataclass(frozen=True, slots=True)
class FilePart:
    """A finished file in the job's folder."""

    path: Path
    media_type: str  # "video/mp4" or "image/png"
    width: int
    height: int
    #: Videos only.
    seconds: float = 0.0
    frames: int = 0


Part: TypeAlias = TextPart | FilePart


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the engine made, in reading order: one video; n pictures; or, interleaved, texts and pictures in turn."""

    parts: Sequence[Part]
    report: Report


class Job(Protocol):
    """What an engine may know and say while it works. All methods are safe to call from any thread."""

    @property
    def task_id(self) -> str: ...

    @property
    def attempt(self) -> int: ...

    @property
    def folder(self) -> Path:
        """An empty folder of the job's own; results go here."""
        ...

    @property
    def inputs(self) -> Sequence[InputFile]: ...

    def progress(self, fraction: float, phase: str) -> None:
        """Say how far the work is, 0…1. Cheap: reports are thinned out. Raises JobCancelled like the next."""
        ...

    def raise_if_cancelled(self) -> None: ...

    def remember(self, key: str, value: str) -> None:
        """Keep a note that survives a crash and a change of worker; durable when this returns."""
        ...

    def recall(self, key: str) -> str | None: ...

    def publish(self, part: Part) -> None:
        """Show a part of the result early, in reading order (streaming). The same parts come again in the Outcome."""
        ...


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an engine can do, before it is asked."""

    models: frozenset[str]
    #: Per parameter of the wire: how this engine treats it.
    parameters: Mapping[str, Fate]


class Engine(Protocol):
    @property
    def name(self) -> str: ...

    def capabilities(self) -> Capabilities: ...

    def warm(self) -> None:
        """Load and compile what any first job would otherwise wait for. Called once, when a worker starts."""
        ...

    def generate(self, request: Request, job: Job) -> Outcome: ...


@runtime_checkable
class Preparing(Protocol):
    """An engine that uses idle time: what only some jobs need is loaded while no task waits."""

    def prepare(self) -> bool:
        """Load a little more, for half a second or so; False when nothing is left. Never while `generate` runs."""
        ...
