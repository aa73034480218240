"""For operators, over all accounts: who works on what, pause, drain, requeue. Opened by keys with the scope `admin`."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from wanbox.wire.errors import Fault, WireError

from . import docs, facts
from .auth import Operator
from .context import context_of
from .log import log
from .replies import Reply, request_id_of

router = APIRouter(prefix="/admin", tags=["operators"])


@router.get("/status", **docs.ADMIN_STATUS)
async def get_status(request: Request, _caller: Operator) -> Response:
    context = context_of(request)
    return _reply(request, await facts.status(context.ledger, lease=context.settings.lease_seconds))


@router.get("/workers", **docs.ADMIN_WORKERS)
async def list_workers(request: Request, _caller: Operator) -> Response:
    context = context_of(request)
    return _reply(request, {"workers": await facts.workers(context.ledger, lease=context.settings.lease_seconds)})


@router.post("/workers/{name}/drain", **docs.ADMIN_DRAIN)
async def drain_worker(request: Request, caller: Operator) -> Response:
    """It finishes what it holds, however long that takes, and ends; it learns of it when it next reports."""
    name = request.path_params["name"]
    await _known(facts.drain(context_of(request).ledger, name))
    log.info("worker drained by an operator", worker=name, key_id=caller.id)
    return _reply(request, {"worker": name, "draining": True})


@router.post("/engines/{engine}/pause", **docs.ADMIN_PAUSE)
async def pause_engine(request: Request, caller: Operator) -> Response:
    """What runs goes on; nothing new of this engine is handed out, whichever process asks."""
    return await _pause(request, caller, paused=True)


@router.post("/engines/{engine}/resume", **docs.ADMIN_RESUME)
async def resume_engine(request: Request, caller: Operator) -> Response:
    return await _pause(request, caller, paused=False)


@router.post("/tasks/{task_id}/requeue", **docs.ADMIN_REQUEUE)
async def requeue_task(request: Request, caller: Operator) -> Response:
    """Its worker can finish nothing of it any more; another attempt begins."""
    task_id = request.path_params["task_id"]
    await _known(facts.requeue(context_of(request).ledger, task_id))
    log.info("task requeued by an operator", task_id=task_id, key_id=caller.id)
    return _reply(request, {"task_id": task_id})


@router.get("/tasks/{task_id}", **docs.ADMIN_TASK)
async def get_task(request: Request, _caller: Operator) -> Response:
    task = await context_of(request).ledger.find(request.path_params["task_id"])
    if task is None:
        raise Fault.NOT_FOUND.error()
    return _reply(request, {"task": facts.task(task)})


@router.get("/tasks", **docs.ADMIN_TASKS)
async def list_tasks(request: Request, _caller: Operator) -> Response:
    context = context_of(request)
    return _reply(request, await facts.tasks(context.ledger, request.query_params, context.clock()))


async def _pause(request: Request, caller: Operator, *, paused: bool) -> Response:
    context = context_of(request)
    engine = request.path_params["engine"]
    routed = {name for _, name in context.settings.routes}
    await _known(
        facts.pause(context.ledger, engine, paused=paused, routed=routed, lease=context.settings.lease_seconds)
    )
    log.info("engine paused" if paused else "engine resumed", engine=engine, key_id=caller.id)
    return _reply(request, {"engine": engine, "paused": paused})


async def _known(step: Awaitable[None]) -> None:
    try:
        await step
    except facts.Unknown as error:
        raise WireError(404, Fault.NOT_FOUND.code, str(error)) from None


def _reply(request: Request, answer: Mapping[str, Any]) -> Response:
    return Reply({**answer, "request_id": request_id_of(request)})
