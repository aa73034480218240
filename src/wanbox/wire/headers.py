"""Header names of the wire and what they switch (spec 1.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

AUTHORIZATION = "Authorization"
ASYNC = "X-DashScope-Async"
SSE = "X-DashScope-SSE"
OSS_RESOLVE = "X-DashScope-OssResourceResolve"
WORKSPACE = "X-DashScope-WorkSpace"
DATA_INSPECTION = "X-DashScope-DataInspection"
WAIT_TIMEOUT = "X-DashScope-Wait-Timeout"
IDEMPOTENCY_KEY = "Idempotency-Key"
REQUEST_ID = "x-request-id"

ENABLE = "enable"


class Mode(NamedTuple):
    """How a submission wants to be answered."""

    asynchronous: bool
    sse: bool
    oss_resolve: bool


def mode(headers: Mapping[str, str]) -> Mode:
    """Read the three switches; names and values are compared without regard to case."""
    lowered = {name.lower(): value for name, value in headers.items()}
    return Mode(*(_enabled(lowered, name) for name in (ASYNC, SSE, OSS_RESOLVE)))


def bearer(headers: Mapping[str, str]) -> str | None:
    """The key of the `Authorization` header, or None if there is none (spec 1.3)."""
    value = next((v for name, v in headers.items() if name.lower() == AUTHORIZATION.lower()), "")
    scheme, _, key = value.strip().partition(" ")
    return key.strip() or None if scheme.lower() == "bearer" else None


def _enabled(lowered: Mapping[str, str], name: str) -> bool:
    return lowered.get(name.lower(), "").strip().lower() == ENABLE
