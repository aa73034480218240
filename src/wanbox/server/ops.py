"""For those who run the server: is it alive, can it work, what is it doing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from wanbox.ledger.contract import LedgerError
from wanbox.storage.contract import StorageError
from wanbox.wire.status import TaskStatus

from . import docs
from .context import Context, context_of
from .replies import Reply, request_id_of

router = APIRouter(tags=["operation"])

_CHECK_SECONDS = 5.0


@router.get("/healthz", **docs.HEALTH)
async def healthz(request: Request) -> Response:
    return Reply({"status": "ok", "request_id": request_id_of(request)})


@router.get("/readyz", **docs.READY)
async def readyz(request: Request) -> Response:
    """200 while a submission would be stored and worked on, else 503; each part says how it is."""
    context = context_of(request)
    database, storage = await asyncio.gather(_state(context.ledger.counts()), _state(context.storage.check()))
    checks = {"database": database, "storage": storage, **_workers(context)}
    ready = all(state == "ok" for state in checks.values())
    body = {"status": "ready" if ready else "not ready", "checks": checks, "request_id": request_id_of(request)}
    return Reply(body, 200 if ready else 503)


async def _state(check: Awaitable[object]) -> str:
    try:
        await asyncio.wait_for(check, _CHECK_SECONDS)
    except (LedgerError, StorageError, TimeoutError, OSError) as error:
        return f"failed: {type(error).__name__}"
    return "ok"


def _workers(context: Context) -> Mapping[str, str]:
    if context.workers_alive is None:
        return {}
    return {"workers": "ok" if context.workers_alive() else "failed: none is alive"}


@router.get("/metrics", **docs.METRICS)
async def metrics(request: Request) -> Response:
    """Gauges in Prometheus' text format, read from the ledger: the same whichever process answers."""
    context = context_of(request)
    counts = await context.ledger.counts()
    lines = ["# HELP wanbox_tasks Tasks in the ledger.", "# TYPE wanbox_tasks gauge"]
    lines += [
        f'wanbox_tasks{{status="{status}"}} {counts.get(status, 0)}'
        for status in TaskStatus
        if status is not TaskStatus.UNKNOWN
    ]
    if context.workers_alive is not None:
        lines += ["# HELP wanbox_workers Worker processes alive.", "# TYPE wanbox_workers gauge"]
        lines.append(f"wanbox_workers {context.workers_alive()}")
    return Response("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4; charset=utf-8")
