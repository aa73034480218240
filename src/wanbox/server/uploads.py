"""E7: temporary files. A signed policy first, then a form post that needs no key (spec 8)."""

from __future__ import annotations

import datetime as dt
import mimetypes
import shutil
import tempfile
import uuid
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import Response

from wanbox.ledger.contract import Upload, UploadExists
from wanbox.storage.contract import StoredFile
from wanbox.wire import answers, catalogue
from wanbox.wire.errors import Fault, WireError

from . import docs
from .auth import Uploader
from .body import capped
from .context import Context, base_of, context_of
from .form import Sent, read_form
from .policy import Policy, PolicyRefused, sign, verify
from .replies import Reply, request_id_of

router = APIRouter(tags=["files"])
form_router = APIRouter(tags=["files"])

MAX_FILE_MB = 100
_POLICY_SECONDS = 300
#: What the fields and the boundaries of a form may take beside the file.
_FORM_OVERHEAD = 1 << 20
FORM_PATH = "/uploads"


@router.get("/uploads", **docs.UPLOAD_POLICY)
async def get_policy(request: Request, caller: Uploader) -> Response:
    model = request.query_params.get("model", "")
    if request.query_params.get("action") != "getPolicy":
        raise Fault.ONE_OF.error(choices="'getPolicy'", field="action")
    if not model:
        raise Fault.EMPTY_MODEL.error()
    if catalogue.find(model) is None:
        raise Fault.MODEL_NOT_EXIST.error()
    context = context_of(request)
    policy = _new_policy(context, caller.account, model)
    return Reply(answers.upload_policy_answer(request_id_of(request), _credential(context, policy, base_of(request))))


def _new_policy(context: Context, account: str, model: str) -> Policy:
    now = context.clock()
    folder = f"dashscope-instant/{uuid.uuid4().hex[:12]}/{now:%Y-%m-%d}/{uuid.uuid4()}"
    expires = now + dt.timedelta(seconds=_POLICY_SECONDS)
    return Policy(account=account, model=model, folder=folder, max_bytes=MAX_FILE_MB << 20, expires=expires)


def _credential(context: Context, policy: Policy, base: str) -> answers.UploadPolicy:
    encoded = policy.encoded()
    return answers.UploadPolicy(
        policy=encoded,
        signature=sign(encoded, context.upload_secret),
        upload_dir=policy.folder,
        upload_host=base + FORM_PATH,
        access_key_id="wanbox",
        expire_in_seconds=_POLICY_SECONDS,
        max_file_size_mb=MAX_FILE_MB,
    )


@form_router.post(FORM_PATH, **docs.UPLOAD_FORM)
async def post_form(request: Request) -> Response:
    context = context_of(request)
    sent = await _sent(request, context)
    try:
        stored = await _store(context, sent)
    finally:
        await sent.file.close()
    await _remember(context, sent.checked, stored)
    return Response(status_code=200)


async def _remember(context: Context, upload: _Checked, stored: StoredFile) -> None:
    policy = upload.policy
    row = Upload(
        key=upload.key,
        account=policy.account,
        model=policy.model,
        storage_key=stored.key,
        expires=context.clock() + context.settings.upload_lifetime,
    )
    try:
        await context.ledger.add_upload(row)
    except UploadExists as error:
        message = "The object you specified already exists and can not be overwritten."
        raise WireError(409, "FileAlreadyExists", message) from error


class _Checked(NamedTuple):
    policy: Policy
    key: str


async def _sent(request: Request, context: Context) -> Sent[_Checked]:
    """The file of a form, all of it within its policy. Raises WireError."""
    stream = capped(request, (MAX_FILE_MB << 20) + _FORM_OVERHEAD)
    kind, folder = request.headers.get("content-type", ""), context.settings.data
    try:
        sent = await read_form(kind, stream, check=partial(_checked, context), folder=folder)
    except MultiPartException as error:
        raise WireError(400, "MalformedPOSTRequest", error.message) from error
    if sent is None:
        raise WireError(400, "InvalidArgument", "POST requires exactly one file upload per request.")
    if (sent.file.size or 0) > sent.checked.policy.max_bytes:
        await sent.file.close()
        raise WireError(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size.")
    return sent


def _checked(context: Context, fields: Mapping[str, str], file_name: str) -> _Checked:
    """The policy that allows an upload. Raises WireError."""
    try:
        policy = verify(
            fields.get("policy", ""), fields.get("Signature", ""), context.upload_secret, now=context.clock()
        )
        key = fields.get("key", "").replace("${filename}", file_name)
        policy.check_key(key)
    except PolicyRefused as error:
        raise WireError(403, "AccessDenied", f"Invalid according to Policy: {error}") from error
    return _Checked(policy, key)


async def _store(context: Context, sent: Sent[_Checked]) -> StoredFile:
    guessed = mimetypes.guess_type(sent.checked.key)[0]
    media_type = guessed or sent.file.content_type or "application/octet-stream"
    with tempfile.TemporaryDirectory(prefix="upload-", dir=context.settings.data) as folder:
        path = Path(folder) / "file"
        await run_in_threadpool(_copy, sent.file, path)
        return await context.storage.put(path, media_type=media_type)


def _copy(file: UploadFile, path: Path) -> None:

    with path.open("wb") as target:
        shutil.copyfileobj(file.file, target, 1 << 20)
