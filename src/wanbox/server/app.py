"""The application: every endpoint group, put together."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache, partial
from pathlib import Path

from fastapi import FastAPI

from wanbox import __version__, secret
from wanbox.clock import Clock, utc_now
from wanbox.fetch.guard import Guard
from wanbox.ledger.contract import Ledger
from wanbox.settings import Settings
from wanbox.storage.contract import Storage

from . import (
    admin,
    docs,
    elsewhere,
    events,
    faults,
    files,
    hooks,
    housekeeping,
    images,
    landing,
    models,
    ops,
    outbox,
    tasks,
    telemetry,
    uploads,
    video,
)
from .context import Context
from .edge import Edge
from .keys import Keyring, memory_of
from .pace import Paces
from .refusals import Refusals
from .room import Room
from .throttle import Questions, Tries
from .watch import Watch

API_PREFIX = "/api/v1"
#: Bodies of the largest size that are taken in at a time.
_BODIES = 4


def new_id() -> str:
    return str(uuid.uuid4())


def create_app(
    settings: Settings,
    *,
    ledger: Ledger,
    storage: Storage,
    clock: Clock = utc_now,
    ids: Callable[[], str] = new_id,
    workers_alive: Callable[[], int] | None = None,
    workers_trouble: Callable[[], str] | None = None,
    worker_measures: Path | None = None,
) -> FastAPI:
    """The server as an ASGI application; its lifespan opens and closes the ledger and keeps house.

    Args:
        settings: What the operator chose.
        ledger: Where tasks live; not yet open.
        storage: Where files live.
        clock: The present, aware and in UTC.
        ids: Makes request ids.
        workers_alive: How many workers this server can count on; None if another process looks after them.
        workers_trouble: What is wrong with them, for people; empty if nothing is.
        worker_measures: The folder in which they count.
    """
    context = Context(
        settings=settings,
        ledger=ledger,
        storage=storage,
        clock=clock,
        keyring=Keyring(ledger, settings.api_keys, now=clock(), memory=memory_of(settings)),
        questions=Questions(settings),
        tries=Tries(settings),
        refusals=Refusals(clock),
        room=Room(_BODIES * settings.max_body),
        watch=Watch(ledger),
        paces=Paces(ledger, workers_alive),
        guard=Guard.of(settings),
        upload_secret=secret.derive(secret.of(settings), "uploads"),
        hook_secret=outbox.signing_root(settings),
        workers_alive=workers_alive,
        workers_trouble=workers_trouble,
        worker_measures=worker_measures,
    )
    app = FastAPI(
        title="wanbox",
        summary="The HTTP API of the Wan 2.6 models, over an engine of your choice.",
        version=__version__,
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.context = context
    app.openapi = cache(partial(docs.describe, app))  # type: ignore[method-assign]  # FastAPI's documented way
    # The last one is the outermost.
    app.add_middleware(telemetry.Measured, measures=context.measures)
    app.add_middleware(Edge, ids=ids)
    faults.install(app)
    _include_routers(app)
    return app


def _include_routers(app: FastAPI) -> None:
    """Polls stand first, for they are looked up most often; each router within another would be looked up twice."""
    for group in (tasks, video, images, events, hooks, uploads, models, elsewhere, admin):
        app.include_router(group.router, prefix=API_PREFIX)
    for router in (uploads.form_router, files.router, ops.router, landing.router):
        app.include_router(router)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    context: Context = app.state.context
    try:
        await context.ledger.open()
    except BaseException as error:
        app.state.trouble = error  # for whoever runs the server
        raise
    chores = [asyncio.create_task(work) for work in (housekeeping.keep_house(context), outbox.send(context))]
    try:
        yield
    finally:
        context.watch.close()
        for chore in chores:
            chore.cancel()
        await asyncio.gather(*chores, return_exceptions=True)
        await context.finish_errands()
        await context.ledger.close()
