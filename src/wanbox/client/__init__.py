"""The SDK: drives wanbox, and the vendor's cloud, with the same calls."""

from __future__ import annotations

from .aio import AsyncClient
from .errors import AnswerUnreadable, ApiError, ClientError, ConnectionFailed, KeyRefused, TaskFailed, WaitExpired
from .sync import Client

__all__ = [
    "AnswerUnreadable",
    "ApiError",
    "AsyncClient",
    "Client",
    "ClientError",
    "ConnectionFailed",
    "KeyRefused",
    "TaskFailed",
    "WaitExpired",
]
