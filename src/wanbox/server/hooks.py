"""Webhooks of an account: addresses that are told of its tasks, and what became of the messages (ours)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from wanbox.ledger.contract import Delivery, Hook, Scope
from wanbox.notify import signing
from wanbox.wire import parse
from wanbox.wire.errors import Fault, WireError
from wanbox.wire.notices import STATES, name_of
from wanbox.wire.status import TaskStatus
from wanbox.wire.times import format_rfc3339

from . import docs
from .auth import Reader, Submitter
from .body import read_capped
from .context import Context, context_of
from .replies import Reply, request_id_of
from .wishes import checked_address

router = APIRouter(tags=["events"])

_LARGEST_BODY = 64 << 10
#: Of one account.
MOST_HOOKS = 20
_MOST_DELIVERIES = 500
_ENDS = frozenset(status for status in STATES if status.terminal)


@router.post("/webhooks", **docs.ADD_HOOK)
async def add_hook(request: Request, caller: Submitter) -> Response:
    context = context_of(request)
    body = parse.read_body(await read_capped(request, _LARGEST_BODY))
    url = body.get("url")
    if not isinstance(url, str) or not url:
        raise Fault.FIELD_REQUIRED.error(field="url")
    checked_address(request, url, "url")
    statuses = _statuses(body.get("statuses"))
    if len(await context.ledger.hooks(caller.account)) >= MOST_HOOKS:
        raise WireError(400, Fault.OUT_OF_RANGE.code, f"An account can have {MOST_HOOKS} webhooks: delete one first.")
    hook = await context.ledger.add_hook(caller.account, url, statuses)
    return _reply(request, {"webhook": _hook(context, hook)})


@router.get("/webhooks", **docs.LIST_HOOKS)
async def list_hooks(request: Request, caller: Reader) -> Response:
    context = context_of(request)
    # Who may only look must not be able to sign messages in our name.
    shown = Scope.SUBMIT in caller.scopes
    hooks = [_hook(context, hook, secret=shown) for hook in await context.ledger.hooks(caller.account)]
    # Addresses that tasks name themselves have one secret for the account.
    own = {"task_secret": signing.account_secret(context.hook_secret, caller.account)} if shown else {}
    return _reply(request, {"webhooks": hooks, **own})


@router.delete("/webhooks/{hook_id}", **docs.REMOVE_HOOK)
async def remove_hook(request: Request, caller: Submitter) -> Response:
    if not await context_of(request).ledger.remove_hook(request.path_params["hook_id"], account=caller.account):
        raise Fault.NOT_FOUND.error()
    return Reply({"request_id": request_id_of(request)})


@router.get("/webhooks/deliveries", **docs.LIST_DELIVERIES)
async def list_deliveries(request: Request, caller: Reader) -> Response:
    """The newest first."""
    dead = request.query_params.get("dead", "0")
    if dead not in {"0", "1"}:
        raise Fault.ONE_OF.error(choices="'0' or '1'", field="dead")
    limit = _limit(request.query_params.get("limit", "100"))
    found = await context_of(request).ledger.deliveries(caller.account, dead=dead == "1", limit=limit)
    return _reply(request, {"deliveries": [_delivery(delivery) for delivery in found]})


@router.post("/webhooks/deliveries/replay", **docs.REPLAY)
async def replay(request: Request, caller: Submitter) -> Response:
    """Send again what was given up, or one message whatever became of it."""
    body = await read_capped(request, _LARGEST_BODY)
    delivery_id = parse.read_body(body).get("id") if body.strip() else None
    if delivery_id is not None and (not isinstance(delivery_id, str) or len(delivery_id) > 64):
        raise Fault.WRONG_TYPE.error(type="string", field="id")
    count = await context_of(request).ledger.replay(caller.account, delivery_id=delivery_id)
    if delivery_id is not None and not count:
        raise Fault.NOT_FOUND.error()
    return _reply(request, {"replayed": count})


def _reply(request: Request, output: Mapping[str, Any]) -> Reply:
    return Reply({"request_id": request_id_of(request), "output": output})


def _statuses(value: object) -> frozenset[TaskStatus]:
    """All ends unless the caller says which states."""
    if value is None:
        return _ENDS
    if not isinstance(value, list) or not value:
        raise Fault.WRONG_TYPE.error(type="list", field="statuses")
    if any(not isinstance(one, str) or one not in STATES for one in value):
        choices = " or ".join(repr(status.value) for status in STATES)
        raise Fault.ONE_OF.error(choices=choices, field="statuses")
    return frozenset(TaskStatus(one) for one in value)


def _limit(text: str) -> int:
    limit = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    if not 1 <= limit <= _MOST_DELIVERIES:
        raise Fault.RANGE.error(name="limit", low=1, high=_MOST_DELIVERIES)
    return limit


def _hook(context: Context, hook: Hook, *, secret: bool = True) -> dict[str, Any]:
    told = {
        "id": hook.id,
        "url": hook.url,
        "statuses": sorted(hook.statuses),
        "created": format_rfc3339(hook.created),
    }
    return told | {"secret": signing.hook_secret(context.hook_secret, hook.id)} if secret else told


def _delivery(delivery: Delivery) -> dict[str, Any]:
    moments = {"due": delivery.due, "delivered": delivery.delivered}
    return {
        "id": delivery.id,
        "type": name_of(delivery.event.status),
        "task_id": delivery.event.task_id,
        "url": delivery.url,
        "webhook_id": delivery.hook_id,
        "state": "delivered" if delivery.delivered else "dead" if delivery.dead else "waiting",
        "attempt": delivery.attempt,
        "error": delivery.error,
        "created": format_rfc3339(delivery.created),
        **{name: format_rfc3339(moment) for name, moment in moments.items() if moment},
    }
