"""Whatever goes wrong leaves the server in the vendor's shape and words."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request

from wanbox.ledger.contract import (
    IdempotencyConflict,
    LedgerUnavailable,
    LimitExceeded,
    QuotaExceeded,
    RateExceeded,
    Task,
)
from wanbox.storage.contract import StorageError
from wanbox.wire.errors import Fault, WireError
from wanbox.wire.status import TaskStatus

from .replies import Reply, failure, request_id_of


def install(app: FastAPI) -> None:
    """Register the handlers; what none of them knows is answered by `edge`."""
    app.add_exception_handler(WireError, _wire)
    app.add_exception_handler(HTTPException, _http)
    for kind, fault in _TRANSLATED.items():
        app.add_exception_handler(kind, _Always(fault))
    for kind, fault in _LIMITS.items():
        app.add_exception_handler(kind, _Limit(fault))


_TRANSLATED = {
    RequestValidationError: Fault.OUT_OF_RANGE,
    IdempotencyConflict: Fault.IDEMPOTENCY_CONFLICT,
    # 503 makes the official clients try again (spec 13).
    LedgerUnavailable: Fault.MODEL_UNAVAILABLE,
    StorageError: Fault.MODEL_UNAVAILABLE,
}
_LIMITS = {RateExceeded: Fault.RATE_QUOTA, QuotaExceeded: Fault.ALLOCATION_QUOTA}
#: What is down is given a moment to come back, in seconds.
_RECOVERY = 2.0
_STATUS_BY_CODE = {fault.code: fault.status for fault in reversed(Fault)}


def from_task(task: Task) -> WireError:
    """The HTTP error that a task without a result becomes for a caller who waits for it (spec 3.1, 9.2)."""
    if task.status is TaskStatus.CANCELED:
        return WireError(400, "UnsupportedOperation", "The task was canceled.")
    code = task.code or Fault.INTERNAL.code
    return WireError(_STATUS_BY_CODE.get(code, 500), code, task.message or Fault.INTERNAL.message)


class _Always:
    def __init__(self, fault: Fault) -> None:
        self._fault = fault

    async def __call__(self, request: Request, _error: Exception) -> Reply:
        error = self._fault.error()
        return failure(error.after(_RECOVERY) if error.status == 503 else error, request_id_of(request))


class _Limit:
    def __init__(self, fault: Fault) -> None:
        self._fault = fault

    async def __call__(self, request: Request, error: Exception) -> Reply:
        assert isinstance(error, LimitExceeded)
        return failure(self._fault.error().after(error.retry_after), request_id_of(request))


async def _wire(request: Request, error: Exception) -> Reply:
    assert isinstance(error, WireError)
    return failure(error, request_id_of(request))


async def _http(request: Request, error: Exception) -> Reply:
    assert isinstance(error, HTTPException)
    return failure(_translated(request, error), request_id_of(request))


def _translated(request: Request, error: HTTPException) -> WireError:
    if error.status_code == 404:
        return Fault.NOT_FOUND.error()
    if error.status_code == 405:
        return Fault.METHOD_NOT_SUPPORTED.error(method=request.method)
    return WireError(error.status_code, Fault.OUT_OF_RANGE.code, Fault.OUT_OF_RANGE.message)
