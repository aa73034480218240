"""The JSON of every successful answer (spec 3, 4.1, 6, 7, 8).

A success never carries a top-level `code`: clients take it for an error (spec 1.5). What wanbox adds stands in
`output["wanbox"]`, where no client trips over it.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from .catalogue import Model, unique_key
from .status import TaskStatus
from .times import epoch_ms, format_time

#: The key of our own additions to `output`.
EXTRAS = "wanbox"


@dataclass(frozen=True, slots=True)
class TextItem:
    text: str

    def to_json(self) -> dict[str, Any]:
        return {"type": "text", "text": self.text}


@dataclass(frozen=True, slots=True)
class ImageItem:
    url: str

    def to_json(self) -> dict[str, Any]:
        return {"type": "image", "image": self.url}


Item: TypeAlias = TextItem | ImageItem


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    """What an answer may tell about a task. Moments are aware."""

    task_id: str
    status: TaskStatus
    model: str = ""
    #: Endpoint group: `video-generation`, `image-generation`, `multimodal-generation`.
    group: str = ""
    #: The `request_id` of the submit answer, for listings.
    request_id: str = ""
    submitted: dt.datetime | None = None
    scheduled: dt.datetime | None = None
    ended: dt.datetime | None = None
    code: str | None = None
    message: str | None = None
    orig_prompt: str = ""
    video_url: str | None = None
    #: Texts and pictures in reading order.
    items: Sequence[Item] = ()
    #: True puts all items into one choice, False makes a choice of each picture (spec 4.1, 6.4).
    interleaved: bool = False
    usage: Mapping[str, Any] | None = None
    #: Our own additions: progress, phase, queue position, report …
    extras: Mapping[str, Any] = field(default_factory=dict)
    region: str = "cn-beijing"
    api_key_id: str = ""
    caller_uid: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadPolicy:
    """Leave to upload one file (spec 8)."""

    policy: str
    signature: str
    upload_dir: str
    upload_host: str
    access_key_id: str
    expire_in_seconds: int = 300
    max_file_size_mb: int = 100
    capacity_limit_mb: int = 999_999_999


def submit_answer(
    request_id: str,
    task_id: str,
    status: TaskStatus = TaskStatus.PENDING,
    extras: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """E1 and E3 (spec 3): nothing but the id and the status, unless there are extras."""
    return _answer(request_id, _with_extras({"task_id": task_id, "task_status": status.value}, extras))


def poll_answer(request_id: str, view: TaskView) -> dict[str, Any]:
    """E4, whatever the status (spec 6)."""
    output: dict[str, Any] = {"task_id": view.task_id, "task_status": view.status.value}
    if view.status is TaskStatus.UNKNOWN:
        return _answer(request_id, output)
    output |= _times(view)
    if view.status is TaskStatus.SUCCEEDED:
        output |= _result(view)
    elif view.status is TaskStatus.FAILED:
        output |= {"code": view.code or "InternalError", "message": view.message or ""}
    usage = view.usage if view.status is TaskStatus.SUCCEEDED else None
    return _answer(request_id, _with_extras(output, view.extras), usage)


def unknown_answer(request_id: str, task_id: str) -> dict[str, Any]:
    """E4 for an id that is not, or no longer, known to the account; still a 200 (spec 1.2, 6.5)."""
    return poll_answer(request_id, TaskView(task_id=task_id, status=TaskStatus.UNKNOWN))


def picture_answer(
    request_id: str, items: Iterable[Item], usage: Mapping[str, Any], extras: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """E2 without streaming: one choice per picture (spec 4.1)."""
    output = {"finished": True, "choices": choices(items, interleaved=False)}
    return _answer(request_id, _with_extras(output, extras), usage)


def choices(items: Iterable[Item], *, interleaved: bool) -> list[dict[str, Any]]:
    """One choice per item, or one for all of them in reading order."""
    contents = [item.to_json() for item in items]
    return [choice(contents)] if interleaved else [choice([content]) for content in contents]


def choice(contents: Sequence[Mapping[str, Any]], finish_reason: str = "stop") -> dict[str, Any]:
    return {"finish_reason": finish_reason, "message": {"role": "assistant", "content": list(contents)}}


def list_answer(
    request_id: str, views: Iterable[TaskView], *, total: int, page_no: int, page_size: int
) -> dict[str, Any]:
    """E5: flat, not under `output`; times in epoch milliseconds (spec 7.1)."""
    return {
        "request_id": request_id,
        "total": total,
        "total_page": math.ceil(total / page_size),
        "page_no": page_no,
        "page_size": page_size,
        "data": [_row(view) for view in views],
    }


def cancel_answer(request_id: str) -> dict[str, Any]:
    """E6 (spec 7.2)."""
    return {"request_id": request_id}


def upload_policy_answer(request_id: str, policy: UploadPolicy) -> dict[str, Any]:
    """E7 (spec 8)."""
    data = {
        "policy": policy.policy,
        "signature": policy.signature,
        "upload_dir": policy.upload_dir,
        "upload_host": policy.upload_host,
        "expire_in_seconds": policy.expire_in_seconds,
        "max_file_size_mb": policy.max_file_size_mb,
        "capacity_limit_mb": policy.capacity_limit_mb,
        "oss_access_key_id": policy.access_key_id,
        "x_oss_object_acl": "private",
        "x_oss_forbid_overwrite": "true",
    }
    return {"request_id": request_id, "data": data}


def model_list_answer(request_id: str, models: Sequence[Model], *, page_no: int, page_size: int) -> dict[str, Any]:
    """E8: one page of the catalogue, under `output` as the official client reads it."""
    start = (page_no - 1) * page_size
    output = {
        "total": len(models),
        "page_no": page_no,
        "page_size": page_size,
        "models": [_model(model) for model in models[start : start + page_size]],
    }
    return _answer(request_id, output)


def _answer(request_id: str, output: Mapping[str, Any], usage: Mapping[str, Any] | None = None) -> dict[str, Any]:
    body: dict[str, Any] = {"request_id": request_id, "output": output}
    return body if usage is None else body | {"usage": dict(usage)}


def _with_extras(output: dict[str, Any], extras: Mapping[str, Any] | None) -> dict[str, Any]:
    return output | {EXTRAS: dict(extras)} if extras else output


def _times(view: TaskView) -> dict[str, Any]:
    moments = {"submit_time": view.submitted, "scheduled_time": view.scheduled, "end_time": view.ended}
    return {name: format_time(moment) for name, moment in moments.items() if moment is not None}


def _result(view: TaskView) -> dict[str, Any]:
    if view.video_url is not None:
        return {"orig_prompt": view.orig_prompt, "video_url": view.video_url}
    return {"finished": True, "choices": choices(view.items, interleaved=view.interleaved)}


def _row(view: TaskView) -> dict[str, Any]:
    moments = {"gmt_create": view.submitted, "start_time": view.scheduled, "end_time": view.ended}
    return {
        "task_id": view.task_id,
        "status": view.status.value,
        "model_name": view.model,
        "region": view.region,
        **{name: epoch_ms(moment) for name, moment in moments.items() if moment is not None},
        "api_key_id": view.api_key_id,
        "caller_uid": view.caller_uid,
        "caller_parent_id": view.caller_uid,
        "request_id": view.request_id,
        "user_api_unique_key": unique_key(view.model, view.group),
    }


def _model(model: Model) -> dict[str, Any]:
    return {
        "model": model.name,
        "name": model.name,
        "description": model.description,
        "endpoints": [endpoint.path for endpoint in sorted(model.endpoints)],
        "regions": list(model.regions),
        "prices": {unit: str(yuan) for unit, yuan in model.prices.items()},
    }
