"""Who is calling (spec 1.3)."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import Request

from wanbox.ledger.contract import Key
from wanbox.wire.errors import Fault

from .context import context_of

_bearer = HTTPBearer(auto_error=False, bearerFormat="sk-…", description="An API key of this server.")


async def _authenticate(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Key:
    if not request.headers.get("authorization", "").strip():
        raise Fault.NO_KEY.error()
    key = credentials and await context_of(request).keyring.find(credentials.credentials)
    if not key:
        raise Fault.WRONG_KEY.error()
    return key


Caller: TypeAlias = Annotated[Key, Depends(_authenticate)]
