"""The language between the brain and its faces: what to send, how long to pause, what came back.

A flow is a generator: it yields `Call` and `Pause` and is sent the `Reply` (None after a pause). The sync and the async
face only carry these steps out, so there is one place that knows the protocol and nothing that can drift apart.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A multipart upload: plain fields first, the file last, as the vendor's store wants it (spec 8)."""

    fields: Mapping[str, str]
    file: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    method: str
    #: Relative to the base URL, or absolute.
    url: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    form: Form | None = None
    #: Whether the key goes along: never to result links or upload hosts.
    keyed: bool = True
    #: Whether sending it twice does no harm.
    repeatable: bool = True


@dataclass(frozen=True, slots=True)
class Pause:
    seconds: float


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON, or None where it is something else (a proxy's error page)."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


Step: TypeAlias = Call | Pause
Flow: TypeAlias = Generator[Step, Reply | None, Result]
