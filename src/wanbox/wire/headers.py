"""Header names of the wire and what they switch (spec 1.4)."""

from __future__ import annotations

import math
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
#: Ours: an address that is told how the task ended, and the moment before which it is not begun.
WEBHOOK = "X-Wanbox-Webhook"
NOT_BEFORE = "X-Wanbox-Not-Before"
REQUEST_ID = "x-request-id"
#: Whole seconds; and, as the official client reads it too, milliseconds (spec 9.2).
RETRY_AFTER = "retry-after"
RETRY_AFTER_MS = "retry-after-ms"
SHOULD_RETRY = "x-should-retry"

#: Nobody keeps a call waiting for longer than this, in seconds.
_LONGEST_RETRY = 60.0

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


def retry(seconds: float) -> dict[str, str]:
    """How an answer says when to ask again: at least a second for those who count in seconds."""
    told = {RETRY_AFTER: str(max(1, math.ceil(seconds))), RETRY_AFTER_MS: str(max(1, math.ceil(seconds * 1000)))}
    return told if seconds <= _LONGEST_RETRY else told | {SHOULD_RETRY: "false"}


def _enabled(lowered: Mapping[str, str], name: str) -> bool:
    return lowered.get(name.lower(), "").strip().lower() == ENABLE
