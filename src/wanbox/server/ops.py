"""For those who run the server: is it alive, can it work, what is it doing."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from wanbox.wire.status import TaskStatus

from . import docs, readiness
from .context import context_of
from .replies import Reply, request_id_of

router = APIRouter(tags=["operation"])


@router.get("/healthz", **docs.HEALTH)
async def healthz(request: Request) -> Response:
    return Reply({"status": "ok", "request_id": request_id_of(request)})


@router.get("/readyz", **docs.READY)
async def readyz(request: Request) -> Response:
    """200 while a submission would be stored and worked on, else 503; each part says how it is."""
    checks, paused = await readiness.look(context_of(request))
    ready = all(state.startswith(readiness.OK) for state in checks.values())
    body = {"status": "ready" if ready else "not ready", "checks": checks, "request_id": request_id_of(request)}
    return Reply(body | ({"paused": sorted(paused)} if paused else {}), 200 if ready else 503)


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
