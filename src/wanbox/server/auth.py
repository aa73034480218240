"""Who is calling (spec 1.3), and whether the key opens this door.

A route names what it needs by the type of its `caller`:

    Caller      any key that is accepted
    Submitter   … that may hand in, upload, cancel and stop
    Reader      … that may look at its account's tasks, events and files
    Operator    … that may do the operator's work, over all accounts

Poller, Lister, Canceller and Uploader are Readers and Submitters whose questions the vendor counts (spec 8, 10).
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

import structlog.contextvars
from fastapi import Depends
from fastapi.security import HTTPBearer
from fastapi.security.base import SecurityBase
from starlette.requests import Request

from wanbox.ledger.contract import Key, Scope
from wanbox.wire.errors import Fault

from .context import context_of
from .throttle import Question

_bearer = HTTPBearer(auto_error=False, bearerFormat="sk-…", description="An API key of this server.")


async def _authenticate(request: Request) -> Key:
    if not request.headers.get("authorization", "").strip():
        raise Fault.NO_KEY.error()
    credentials = await _bearer(request)
    secret = credentials.credentials if credentials else ""
    context = context_of(request)
    context.tries.check(request, secret)
    key = await context.keyring.find(secret)
    if key is None:
        context.tries.wrong(request)
        raise Fault.WRONG_KEY.error()
    context.tries.right(request, secret)
    structlog.contextvars.bind_contextvars(account=key.account)
    return key


async def still_opens(request: Request, scope: Scope) -> bool:
    """Whether the key that opened a route would open it now; for answers that go on for long. Raises LedgerError."""
    credentials = await _bearer(request)
    key = await context_of(request).keyring.find(credentials.credentials) if credentials else None
    return key is not None and scope in key.scopes


class _Door(SecurityBase):
    """A dependency that lets keys with one scope through, no more often than the vendor does.

    It is the security scheme itself: asking for that by another dependency would cost each request as much again.
    """

    def __init__(self, scope: Scope | None = None, question: Question | None = None) -> None:
        self.model = _bearer.model
        self.scheme_name = _bearer.scheme_name
        self._scope = scope
        self._question = question

    async def __call__(self, request: Request) -> Key:
        key = await _authenticate(request)
        if self._scope is not None and self._scope not in key.scopes:
            raise Fault.ACCESS_DENIED.error()
        if self._question is not None:
            context_of(request).questions.count(self._question, key.account)
        return key


Caller: TypeAlias = Annotated[Key, Depends(_Door())]
Submitter: TypeAlias = Annotated[Key, Depends(_Door(Scope.SUBMIT))]
Reader: TypeAlias = Annotated[Key, Depends(_Door(Scope.READ))]
Operator: TypeAlias = Annotated[Key, Depends(_Door(Scope.ADMIN))]

Poller: TypeAlias = Annotated[Key, Depends(_Door(Scope.READ, Question.POLL))]
Lister: TypeAlias = Annotated[Key, Depends(_Door(Scope.READ, Question.LIST))]
Canceller: TypeAlias = Annotated[Key, Depends(_Door(Scope.SUBMIT, Question.CANCEL))]
Uploader: TypeAlias = Annotated[Key, Depends(_Door(Scope.SUBMIT, Question.UPLOAD))]
