"""The receiving side: answers into small dataclasses, tolerant of all that live services did (spec 6, 7, 9, 13).

Unknown fields are ignored, missing ones take a default, numbers may come as text. What cannot be understood at all
raises `Unreadable`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .answers import EXTRAS, ImageItem, Item, TextItem, UploadPolicy
from .errors import WireError
from .sse import Event
from .status import TaskStatus


class Unreadable(ValueError):  # noqa: N818 - it reads as what the answer is
    """The answer has none of the shapes of this wire; the message says what is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """A task was taken on."""

    task_id: str
    status: TaskStatus
    request_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """A task as it stands. Times are the wire's own text, `wire.times.parse_time` reads them."""

    task_id: str
    status: TaskStatus
    request_id: str = ""
    submit_time: str | None = None
    scheduled_time: str | None = None
    end_time: str | None = None
    orig_prompt: str | None = None
    video_url: str | None = None
    items: Sequence[Item] = ()
    usage: Mapping[str, Any] = field(default_factory=dict)
    #: Why it failed; never None for FAILED, although live answers were seen without.
    error: WireError | None = None
    #: What a wanbox server adds; empty from others.
    extras: Mapping[str, Any] = field(default_factory=dict)

    @property
    def image_urls(self) -> tuple[str, ...]:
        return tuple(item.url for item in self.items if isinstance(item, ImageItem))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """A synchronous answer, or one chunk of a stream."""

    items: Sequence[Item]
    usage: Mapping[str, Any] = field(default_factory=dict)
    #: False while a stream goes on; told by `finish_reason`, since `finished` cannot be trusted (spec 4.3).
    finished: bool = True
    request_id: str = ""
    extras: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A row of a listing."""

    task_id: str
    status: TaskStatus
    model: str = ""
    #: Epoch milliseconds.
    created: int | None = None
    started: int | None = None
    ended: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    total: int
    total_page: int
    page_no: int
    page_size: int
    rows: Sequence[Listed]


def read_status(text: object) -> TaskStatus:
    """A status; `CANCELLED` is understood, and a word we do not know means that the task goes on."""
    name = str(text).upper().replace("CANCELLED", "CANCELED")
    return TaskStatus(name) if name in TaskStatus.__members__ else TaskStatus.RUNNING


def read_error(status: int, payload: Any) -> WireError | None:
    """The error of an answer, None for a success.

    A status of 400 or more is an error whatever the body; so is a 200 with a top-level `code` (spec 1.5, 13). Both the
    flat body and the wrapped one of the compatible paths are read (spec 1.3).
    """
    body = _mapping(payload)
    body = _mapping(body.get("error")) or body
    code = body.get("code")
    if status < 400 and code in (None, "", "Success", 200, "200"):
        return None
    message = body.get("message") or body.get("msg") or ""
    return WireError(status, str(code or f"HTTP{status}"), str(message))


def read_submit(payload: Any) -> Submitted:
    """The answer of E1 and E3; raises WireError or Unreadable."""
    output = read_output(payload)
    return Submitted(
        task_id=_task_id(output), status=read_status(output.get("task_status")), request_id=_request_id(payload)
    )


def read_poll(payload: Any) -> Polled:
    """The answer of E4; raises WireError or Unreadable. A failed task is an answer, not an exception."""
    output = read_output(payload)
    status = read_status(output.get("task_status"))
    return Polled(
        task_id=_task_id(output),
        status=status,
        request_id=_request_id(payload),
        submit_time=output.get("submit_time"),
        scheduled_time=output.get("scheduled_time"),
        end_time=output.get("end_time"),
        orig_prompt=output.get("orig_prompt"),
        video_url=output.get("video_url") or None,
        items=_items(output),
        usage=_mapping(_mapping(payload).get("usage")),
        error=_task_error(output) if status is TaskStatus.FAILED else None,
        extras=_mapping(output.get(EXTRAS)),
    )


def read_pictures(payload: Any) -> Pictures:
    """The answer of E2, or one chunk of its stream; raises WireError or Unreadable."""
    output = read_output(payload)
    reasons = [_mapping(one).get("finish_reason") for one in _sequence(output.get("choices"))]
    return Pictures(
        items=_items(output),
        usage=_mapping(_mapping(payload).get("usage")),
        finished=bool(reasons) and all(reason not in (None, "", "null") for reason in reasons),
        request_id=_request_id(payload),
        extras=_mapping(output.get(EXTRAS)),
    )


def read_event(event: Event) -> Pictures:
    """A chunk of a stream; raises WireError for `event:error`, Unreadable for anything that is no JSON."""
    try:
        payload = event.json()
    except ValueError:
        raise Unreadable("the event holds no JSON") from None
    if event.failed:
        # The official clients assume 400 where the event does not say (spec 4.3).
        raise read_error(event.status or 400, payload) or WireError(400, "HTTP400", "")
    return read_pictures(payload)


def read_list(payload: Any) -> ListPage:
    """The answer of E5; raises WireError or Unreadable."""
    body = _success(payload)
    if not isinstance(body.get("data"), list):
        raise Unreadable("the answer has no data")
    rows = [_row(_mapping(row)) for row in body["data"]]
    return ListPage(
        total=_number(body.get("total"), len(rows)),
        total_page=_number(body.get("total_page"), 1),
        page_no=_number(body.get("page_no"), 1),
        page_size=_number(body.get("page_size"), len(rows)),
        rows=rows,
    )


def read_upload_policy(payload: Any) -> UploadPolicy:
    """The answer of E7; raises WireError or Unreadable."""
    data = _mapping(_success(payload).get("data"))
    texts = ("policy", "signature", "upload_dir", "upload_host", "oss_access_key_id")
    lacking = [name for name in texts if not isinstance(data.get(name), str)]
    if lacking:
        raise Unreadable(f"the upload policy has no {', '.join(lacking)}")
    return UploadPolicy(
        policy=data["policy"],
        signature=data["signature"],
        upload_dir=data["upload_dir"],
        upload_host=data["upload_host"],
        access_key_id=data["oss_access_key_id"],
        expire_in_seconds=_number(data.get("expire_in_seconds"), 300),
        max_file_size_mb=_number(data.get("max_file_size_mb"), 100),
        capacity_limit_mb=_number(data.get("capacity_limit_mb"), 999_999_999),
    )


def upload_form(policy: UploadPolicy, file_name: str) -> tuple[dict[str, str], str]:
    """The text parts of the upload, to be followed by `file`, and the `oss://` name that it gets (spec 8)."""
    key = f"{policy.upload_dir}/{file_name}"
    form = {
        "OSSAccessKeyId": policy.access_key_id,
        "Signature": policy.signature,
        "policy": policy.policy,
        "key": key,
        "x-oss-object-acl": "private",
        "x-oss-forbid-overwrite": "true",
        "success_action_status": "200",
    }
    return form, f"oss://{key}"


def _success(payload: Any) -> Mapping[str, Any]:
    if not isinstance(payload, Mapping):
        raise Unreadable("the answer is no JSON object")
    if (error := read_error(200, payload)) is not None:
        raise error
    return payload


def read_output(payload: Any) -> Mapping[str, Any]:
    """The `output` of a successful answer; raises WireError or Unreadable."""
    output = _success(payload).get("output")
    if not isinstance(output, Mapping):
        raise Unreadable("the answer has no output")
    return output


def _task_id(output: Mapping[str, Any]) -> str:
    task_id = output.get("task_id")
    if not isinstance(task_id, str) or not task_id:
        raise Unreadable("the answer has no output.task_id")
    return task_id


def _task_error(output: Mapping[str, Any]) -> WireError:
    """Live failures were seen without code and message (spec 6.2)."""
    return WireError(200, str(output.get("code") or "Unknown"), str(output.get("message") or "The task failed."))


def _items(output: Mapping[str, Any]) -> tuple[Item, ...]:
    """Texts and pictures of `choices`, or of the older `results` (spec 5)."""
    messages = [_mapping(_mapping(one).get("message")) for one in _sequence(output.get("choices"))]
    contents = [_mapping(item) for message in messages for item in _contents(message.get("content"))]
    contents += [{"image": _mapping(result).get("url")} for result in _sequence(output.get("results"))]
    return tuple(item for content in contents if (item := _item(content)) is not None)


def _contents(content: Any) -> Sequence[Any]:
    return [{"text": content}] if isinstance(content, str) else _sequence(content)


def _item(content: Mapping[str, Any]) -> Item | None:
    image, text = content.get("image"), content.get("text")
    if isinstance(image, str) and image:
        return ImageItem(image)
    return TextItem(text) if isinstance(text, str) and text else None


def _row(row: Mapping[str, Any]) -> Listed:
    return Listed(
        task_id=str(row.get("task_id", "")),
        status=read_status(row.get("status")),
        model=str(row.get("model_name", "")),
        created=_number(row.get("gmt_create"), None),
        started=_number(row.get("start_time"), None),
        ended=_number(row.get("end_time"), None),
    )


def _number(value: Any, default: Any) -> Any:
    """A number, also from text such as `"720"`; the default for anything else."""
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return default


def _request_id(payload: Any) -> str:
    return str(_mapping(payload).get("request_id") or "")


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _sequence(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()
