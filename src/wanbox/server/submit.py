"""From a request to a stored task: the one way in, for every endpoint that makes something."""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
import secrets
from collections.abc import Sequence
from typing import Any, NamedTuple

from starlette.requests import Request as HttpRequest

from wanbox.ledger.contract import Key, NewTask, Task
from wanbox.settings import Validation
from wanbox.storage.contract import Storage
from wanbox.wire import codec, headers, parse
from wanbox.wire.catalogue import Endpoint
from wanbox.wire.errors import Fault
from wanbox.wire.parse import Submission
from wanbox.wire.requests import ImageRequest, MediaKind, MediaRef, Request

from .body import taken_in
from .context import Context, context_of
from .log import log
from .pace import shape_of
from .replies import request_id_of
from .wishes import wishes

_LARGEST_SEED = 2**31 - 1
_LONGEST_IDEMPOTENCY_KEY = 255
#: What inline media is kept as: its base64 text, exactly as it came.
SPOOLED_TYPE = "text/plain"


class Accepted(NamedTuple):
    task: Task
    submission: Submission
    #: Whether the caller can ask for the same answer again.
    repeatable: bool


def _log(context: Context, task: Task, submission: Submission) -> None:
    prompt = {"prompt": submission.prompt} if context.settings.log_prompts else {}
    log.info("submitted", task_id=task.id, model=task.model, request_id=task.request_id, **prompt)


class _Told(NamedTuple):
    """What a submission says: its content, and how to tell a repeat from another one."""

    submission: Submission
    idempotency_key: str | None
    body_hash: str


class _Stored(NamedTuple):
    """A submission whose inline media is put aside, as the ledger keeps it."""

    submission: Submission
    engine: str
    request: dict[str, Any]
    #: Files that it names.
    files: Sequence[str]
    idempotency_key: str | None
    body_hash: str


async def accept(request: HttpRequest, caller: Key, endpoint: Endpoint) -> Accepted:
    """Read, check and store a submission; raises WireError and LedgerError."""
    context = context_of(request)
    wanted = wishes(request, endpoint)
    async with taken_in(request, context.settings.max_body, room=context.room, account=caller.account) as body:
        stored = await _stored(request, caller, endpoint, body)
    submission = stored.submission
    new = NewTask(
        account=caller.account,
        key_id=caller.id,
        model=submission.model.name,
        engine=stored.engine,
        group=endpoint.group,
        request=stored.request,
        files=stored.files,
        request_id=request_id_of(request),
        # Somebody holds a connection open for it: it goes before what was only queued.
        priority=0 if endpoint.asynchronous else 1,
        defect=submission.defect.deferred if submission.defect else None,
        idempotency_key=stored.idempotency_key,
        body_hash=stored.body_hash,
        shape=shape_of(submission.request) if submission.request else "",
        not_before=wanted.not_before,
        webhook=wanted.webhook,
        limited=caller.limited,
    )
    with context.refusals.noting(caller.id, new.model):
        task = await context.ledger.submit(new)
    _log(context, task, submission)
    return Accepted(task, submission, stored.idempotency_key is not None)


async def _stored(request: HttpRequest, caller: Key, endpoint: Endpoint, pieces: list[bytes]) -> _Stored:
    """All that needs the body in memory; raises WireError."""
    context = context_of(request)
    told = await _read(request, endpoint, pieces)
    submission = told.submission
    _answer_defects_now(submission, endpoint, context)
    if told.idempotency_key is None:  # or else it may be a repeat, which is never refused
        context.refusals.check(caller.id, submission.model.name)
    engine = _engine(context, submission)
    light, request_json, files = await _storable(submission, context.storage)
    return _Stored(light, engine, request_json, files, told.idempotency_key, told.body_hash)


async def _read(request: HttpRequest, endpoint: Endpoint, pieces: list[bytes]) -> _Told:
    body = b"".join(pieces)
    pieces.clear()
    key = _idempotency_key(request)
    body_hash = await asyncio.to_thread(_hash, endpoint, body) if key else ""
    mode = headers.mode(request.headers)
    payload = parse.read_body(body)
    del body  # it may be large, and what follows makes another copy of the largest part
    return _Told(parse.submission(endpoint, payload, **mode._asdict()), key, body_hash)


def _idempotency_key(request: HttpRequest) -> str | None:
    key = request.headers.get(headers.IDEMPOTENCY_KEY, "").strip()
    if len(key) > _LONGEST_IDEMPOTENCY_KEY:
        raise Fault.RANGE.error(name="the length of Idempotency-Key", low=1, high=_LONGEST_IDEMPOTENCY_KEY)
    return key or None


def _hash(endpoint: Endpoint, body: bytes) -> str:
    digest = hashlib.sha256(f"{endpoint.path}\n".encode())
    digest.update(body)
    return digest.hexdigest()


def _answer_defects_now(submission: Submission, endpoint: Endpoint, context: Context) -> None:
    """The asynchronous paths leave defects to the task, unless configured otherwise (spec 3.1)."""
    immediate = not endpoint.asynchronous or context.settings.validation is Validation.EAGER
    if submission.defect and immediate:
        raise submission.defect


def _engine(context: Context, submission: Submission) -> str:
    engine = context.settings.engine_for(submission.model.name)
    if engine is None:
        raise Fault.MODEL_DENIED.error()
    return engine


async def _storable(submission: Submission, storage: Storage) -> tuple[Submission, dict[str, Any], Sequence[str]]:
    """The same with its seed drawn and its inline media put aside, the request for the ledger, the files it names.

    Of a defective one, only the prompt.
    """
    request = submission.request
    if request is None or submission.defect:
        light = dataclasses.replace(submission, request=request and _without_media(request))
        return light, {"prompt": submission.prompt}, ()
    if request.seed is None:
        request = dataclasses.replace(request, seed=secrets.randbelow(_LARGEST_SEED + 1))
    spooled = await _spooled(request, storage)
    files = [ref.value for ref in _media(spooled) if ref.kind is MediaKind.SPOOLED]
    return dataclasses.replace(submission, request=spooled), codec.to_json(spooled), files


def _without_media(request: Request) -> Request:
    if isinstance(request, ImageRequest):
        return dataclasses.replace(request, images=())
    return dataclasses.replace(request, image=None, audio=None)


def _media(request: Request) -> Sequence[MediaRef]:
    if isinstance(request, ImageRequest):
        return request.images
    return [ref for ref in (request.image, request.audio) if ref is not None]


async def _spooled(request: Request, storage: Storage) -> Request:
    if isinstance(request, ImageRequest):
        images = [await _spool(image, storage) for image in request.images]
        return dataclasses.replace(request, images=tuple(images))
    image = request.image and await _spool(request.image, storage)
    audio = request.audio and await _spool(request.audio, storage)
    return dataclasses.replace(request, image=image, audio=audio)


async def _spool(ref: MediaRef, storage: Storage) -> MediaRef:
    """Put inline media aside as the text that it is: decoding it is the runner's business."""
    if ref.kind is not MediaKind.INLINE:
        return ref
    # What is not ASCII is no base64; the mark in its place makes the runner say so. Plain encoding is faster.
    text = ref.value.encode() if ref.value.isascii() else ref.value.encode("ascii", "replace")
    stored = await storage.put_bytes(text, media_type=SPOOLED_TYPE)
    return dataclasses.replace(ref, kind=MediaKind.SPOOLED, value=stored.key)
