"""E7: temporary files. A signed policy first, then a form post that needs no key (spec 8)."""

from __future__ import annotations

import datetime as dt
import mimetypes
import shutil
import tempfile
import uuid
from pathlib import Path
from typing import NamedTuple

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
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
    async with await _form(request) as form:
        upload = _checked(context, form)
        stored = await _store(context, upload)
    await _remember(context, upload, stored)
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


class _Form:
    """The parsed form, whose temporary files go away with it."""

    def __init__(self, data: FormData) -> None:
        self._data = data

    async def __aenter__(self) -> FormData:
        return self._data

    async def __aexit__(self, *_: object) -> None:
        await self._data.close()


async def _form(request: Request) -> _Form:
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise WireError(
            400, "MalformedPOSTRequest", "The body of your POST request is not well-formed multipart/form-data."
        )
    stream = capped(request, (MAX_FILE_MB << 20) + _FORM_OVERHEAD)
    try:
        return _Form(await MultiPartParser(request.headers, stream, max_files=1, max_fields=32).parse())
    except MultiPartException as error:
        raise WireError(400, "MalformedPOSTRequest", error.message) from error


class _Checked(NamedTuple):
    policy: Policy
    key: str
    file: UploadFile


def _checked(context: Context, form: FormData) -> _Checked:
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise WireError(400, "InvalidArgument", "POST requires exactly one file upload per request.")
    try:
        policy = verify(_field(form, "policy"), _field(form, "Signature"), context.upload_secret, now=context.clock())
        key = _field(form, "key").replace("${filename}", file.filename or "")
        policy.check_key(key)
    except PolicyRefused as error:
        raise WireError(403, "AccessDenied", f"Invalid according to Policy: {error}") from error
    if (file.size or 0) > policy.max_bytes:
        raise WireError(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size.")
    return _Checked(policy, key, file)


def _field(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""


async def _store(context: Context, upload: _Checked) -> StoredFile:
    media_type = mimetypes.guess_type(upload.key)[0] or upload.file.content_type or "application/octet-stream"
    with tempfile.TemporaryDirectory(prefix="upload-", dir=context.settings.data) as folder:
        path = Path(folder) / "file"
        await run_in_threadpool(_copy, upload.file, path)
        return await context.storage.put(path, media_type=media_type)


def _copy(file: UploadFile, path: Path) -> None:

    with path.open("wb") as target:
        shutil.copyfileobj(file.file, target, 1 << 20)
