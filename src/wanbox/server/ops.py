"""For those who run the server: is it alive, can it work, what is it doing."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from wanbox.wire.errors import Fault
from wanbox.wire.fields import alternatives

from . import docs, readiness, telemetry, told
from .context import context_of
from .replies import Reply, request_id_of

router = APIRouter(tags=["operation"])

_TEXT = "text/plain; version=0.0.4; charset=utf-8"


@router.head("/healthz", include_in_schema=False)
@router.get("/healthz", **docs.HEALTH)
async def healthz(request: Request) -> Response:
    return Reply({"status": "ok", "request_id": request_id_of(request)})


@router.head("/readyz", include_in_schema=False)
@router.get("/readyz", **docs.READY)
async def readyz(request: Request) -> Response:
    """200 while a submission would be stored and worked on, else 503; each part says how it is.

    Parts that `exclude` names are looked at and told, as far as they are known at once, and do not decide.
    """
    excluded = _excluded(request)
    found = await readiness.look(context_of(request), aside=excluded)
    ready = found.ready(but_for=excluded)
    body = {"status": "ready" if ready else "not ready", "checks": found.checks, "request_id": request_id_of(request)}
    return Reply(body | ({"paused": sorted(found.paused)} if found.paused else {}), 200 if ready else 503)


def _excluded(request: Request) -> frozenset[str]:
    """Raises WireError for a part that there is not: who misspells one would be sent callers in vain."""
    named = frozenset(request.query_params.getlist("exclude"))
    if unknown := sorted(named.difference(told.PARTS)):
        raise Fault.ONE_OF.error(choices=alternatives(told.PARTS), field=f"exclude={unknown[0]}")
    return named


@router.get("/metrics", **docs.METRICS)
async def metrics(request: Request) -> Response:
    """Prometheus' text format."""
    # The ledger's gauges are the same whichever process answers; counters belong to this one and its workers.
    return Response(await telemetry.page(context_of(request)), media_type=_TEXT)
