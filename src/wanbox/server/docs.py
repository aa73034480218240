"""What `/openapi.json` says about each route, beside what the code itself shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from wanbox.wire import headers, sse
from wanbox.wire.catalogue import Endpoint, all_models
from wanbox.wire.notices import STATES
from wanbox.wire.status import TaskStatus

from .told import PARTS

JSON = "application/json"
_REF = "#/components/schemas/"

Route = dict[str, Any]


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document: the routes, the wire's schemas, and an example wherever a schema has one."""
    from wanbox.wire.examples import all_examples
    from wanbox.wire.schemas import all_schemas

    document = get_openapi(
        title=app.title, version=app.version, summary=app.summary, description=_ABOUT, routes=app.routes
    )
    document.setdefault("components", {})["schemas"] = dict(all_schemas())
    examples = all_examples()
    for media in _media(document):
        name = media.get("schema", {}).get("$ref", "").removeprefix(_REF)
        if name in examples:
            media["examples"] = {title: {"value": value} for title, value in examples[name].items()}
    return document


_ABOUT = (
    "Compatible on the wire with the vendor's native API: same paths, fields, statuses and error codes. "
    "What wanbox adds stands in `output.wanbox`."
)


def _media(node: Any) -> Iterator[dict[str, Any]]:
    """Every media type object of the document."""
    if isinstance(node, dict):
        for name, value in node.items():
            if name == "content" and isinstance(value, dict):
                yield from (media for media in value.values() if isinstance(media, dict))
            yield from _media(value)
    elif isinstance(node, list):
        for value in node:
            yield from _media(value)


def _json(description: str, schema: str = "") -> dict[str, Any]:
    return {"description": description, "content": {JSON: {"schema": _ref(schema) if schema else {"type": "object"}}}}


def _ref(schema: str) -> dict[str, str]:
    return {"$ref": _REF + schema}


_LATER = {
    "Retry-After": {"description": "Whole seconds, at least 1.", "schema": {"type": "integer", "minimum": 1}},
    "retry-after-ms": {"description": "The same, exactly.", "schema": {"type": "integer", "minimum": 1}},
    "x-should-retry": {"description": "Nobody should wait for it.", "schema": {"const": "false"}},
}


def _route(summary: str, success: dict[str, Any], **more: Any) -> Route:
    responses = {
        200: success,
        "4XX": _json("Refused, in the vendor's flat error form.", "Error"),
        429: _json("Over a limit; the headers say when to come back.", "Error") | {"headers": _LATER},
        "5XX": _json("A fault of the server.", "Error"),
    }
    return {"summary": summary, "responses": responses | more.pop("responses", {}), **more}


def _header(name: str, description: str, schema: dict[str, Any], *, required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": required, "description": description, "schema": schema}


def _query(
    name: str, description: str, kind: str = "string", *, required: bool = False, **schema: Any
) -> dict[str, Any]:
    where = {"name": name, "in": "query", "required": required}
    return where | {"description": description, "schema": {"type": kind, **schema}}


def _path(name: str, description: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "description": description, "schema": {"type": "string"}}


# Routes read their parameters from the request, so they are described here: declaring them to FastAPI would make it
# load pydantic's first version at every start, and resolve them anew for every poll.
_TASK_ID = {"parameters": [_path("task_id", "The id that the submission was answered with.")]}
_TEXT_PLACE = {"type": "string", "pattern": r"^[0-9]{1,18}(\.[0-9]{1,9})?$"}
_SWITCH = {"const": headers.ENABLE}
_PAGING = [
    _query("page_no", "Page, from 1.", "integer", minimum=1, default=1),
    _query("page_size", "Rows on a page.", "integer", minimum=1, maximum=100, default=10),
]
_HEADERS = [
    _header(headers.OSS_RESOLVE, "Required when the body names an `oss://` file.", _SWITCH),
    _header(
        headers.IDEMPOTENCY_KEY,
        "The same key with the same body gets the same answer, and nothing is made anew.",
        {"type": "string", "minLength": 1, "maxLength": 255},
    ),
    _header(
        headers.WEBHOOK,
        "An address that is told how the task ended (wanbox's own).",
        {"type": "string", "pattern": "^https?://", "maxLength": 8192},
    ),
]
_NOT_BEFORE = _header(
    headers.NOT_BEFORE,
    "The task is not begun before this moment, at most 30 days ahead (wanbox's own).",
    {"type": "string", "format": "date-time"},
)


def submission(endpoint: Endpoint) -> Route:
    """One of the three paths that take work."""
    summary, body, success = _SUBMISSIONS[endpoint]
    if endpoint.asynchronous:
        mode = _header(headers.ASYNC, "This path only creates tasks.", _SWITCH, required=True)
    else:
        mode = _header(headers.SSE, "Required for interleaved text and pictures.", _SWITCH)
        success = success | {
            "content": success["content"] | {sse.CONTENT_TYPE.partition(";")[0]: {"schema": _ref("StreamChunk")}}
        }
    content = {JSON: {"schema": _ref(body)}}
    own = [_NOT_BEFORE] if endpoint.asynchronous else []
    extra = {"parameters": [mode, *_HEADERS, *own], "requestBody": {"required": True, "content": content}}
    return _route(summary, success, openapi_extra=extra)


_SUBMISSIONS = {
    Endpoint.VIDEO: ("Create a video task", "VideoSubmission", _json("The task's id.", "TaskCreated")),
    Endpoint.IMAGE: ("Create a picture task", "PictureTaskSubmission", _json("The task's id.", "TaskCreated")),
    Endpoint.MULTIMODAL: ("Make pictures", "PictureSubmission", _json("The pictures, or a stream.", "Pictures")),
}

POLL = _route(
    "Ask for a task",
    _json("The task, whatever its status; an unknown id is a 200 too.", "Task"),
    openapi_extra={
        "parameters": [
            *_TASK_ID["parameters"],
            _query("wait", "Seconds to wait for another state (wanbox's own).", "number", minimum=0, maximum=60),
        ]
    },
)
_FILTERS = [
    _query("start_time", "`YYYYMMDDhhmmss` in UTC+8.", pattern=r"^\d{14}$"),
    _query("end_time", "At most 24 h after `start_time`.", pattern=r"^\d{14}$"),
    _query("task_id", "Only this task."),
    _query("model_name", "Only tasks of this model."),
    _query("status", "Only tasks in this status.", enum=[str(status) for status in TaskStatus]),
    *_PAGING,
]
LIST = _route(
    "List tasks",
    _json("One page of tasks.", "TaskList"),
    openapi_extra={"parameters": _FILTERS},
)
CANCEL = _route("Cancel a task that has not begun", _json("Canceled.", "Cancelled"), openapi_extra=_TASK_ID)
STOP = _route("Stop a task, also one that runs (wanbox's own)", _json("Canceled.", "Cancelled"), openapi_extra=_TASK_ID)

#: One event: tools that read documents hold each event of a stream against the schema.
_EVENT = {
    "type": "object",
    "required": ["event", "data"],
    "properties": {name: {"type": "string"} for name in ("id", "event", "data")},
}
_STREAM = {sse.CONTENT_TYPE.partition(";")[0]: {"schema": _EVENT}}
_PLACE = [
    _header("Last-Event-ID", "The id of the last event that was read; what followed it comes first.", _TEXT_PLACE),
    _query("after", "Says what `Last-Event-ID` says, for readers that cannot send it.", pattern=_TEXT_PLACE["pattern"]),
]
EVENTS = _route(
    "Follow all tasks of the account (wanbox's own)",
    {"description": "Changes of state as server-sent events, from now or from a place on.", "content": _STREAM},
    openapi_extra={"parameters": _PLACE},
)
TASK_EVENTS = _route(
    "Follow a task until it has ended (wanbox's own)",
    {"description": "States, progress and parts as server-sent events.", "content": _STREAM},
    responses={204: {"description": "It has ended, and all was told."}},
    openapi_extra={"parameters": [*_TASK_ID["parameters"], *_PLACE]},
)
_NEW_HOOK = {
    "type": "object",
    "required": ["url"],
    "properties": {
        "url": {"type": "string", "format": "uri"},
        "statuses": {"type": "array", "minItems": 1, "items": {"enum": [str(status) for status in STATES]}},
    },
}
_REPLAY = {"type": "object", "properties": {"id": {"type": "string", "pattern": r"^msg_[0-9]{1,18}_[0-9a-f]{1,15}$"}}}
ADD_HOOK = _route(
    "Have an address told of tasks (wanbox's own)",
    _json("The webhook, with the secret that its messages are signed with."),
    openapi_extra={"requestBody": {"required": True, "content": {JSON: {"schema": _NEW_HOOK}}}},
)
LIST_HOOKS = _route(
    "List webhooks (wanbox's own)", _json("All of the account, and the secret of addresses in headers.")
)
REMOVE_HOOK = _route(
    "Tell an address no more (wanbox's own)",
    _json("Removed."),
    openapi_extra={"parameters": [_path("hook_id", "The id that it was added under.")]},
)
LIST_DELIVERIES = _route(
    "What became of messages to webhooks (wanbox's own)",
    _json("The newest first."),
    openapi_extra={
        "parameters": [
            _query("dead", "`1`: only those that were given up.", enum=["0", "1"], default="0"),
            _query("limit", "The newest so many.", "integer", minimum=1, maximum=500, default=100),
        ]
    },
)
REPLAY = _route(
    "Send messages again (wanbox's own)",
    _json("How many."),
    openapi_extra={"requestBody": {"content": {JSON: {"schema": _REPLAY}}}},
)
MODELS = _route(
    "List models",
    _json("One page of models.", "ModelList"),
    openapi_extra={"parameters": [_query("model", "Only the model of this name."), *_PAGING]},
)
UPLOAD_POLICY = _route(
    "Get permission to upload a file",
    _json("A signed policy.", "UploadPolicy"),
    openapi_extra={
        "parameters": [
            _query("action", "What is asked for.", required=True, enum=["getPolicy"]),
            _query("model", "The model that may use it.", required=True, enum=[model.name for model in all_models()]),
        ]
    },
)

_FORM_FIELDS = ("key", "policy", "Signature", "OSSAccessKeyId", "success_action_status", "x-oss-object-acl")
_FORM = {
    "type": "object",
    "required": ["key", "policy", "Signature", "file"],
    "properties": {name: {"type": "string"} for name in (*_FORM_FIELDS, "x-oss-forbid-overwrite", "x-oss-content-type")}
    | {"file": {"type": "string", "format": "binary"}},
}
UPLOAD_FORM = _route(
    "Upload a file under a signed policy",
    {"description": "Stored; the body is empty."},
    openapi_extra={"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": _FORM}}}},
)

_BYTES = {"schema": {"type": "string", "format": "binary"}}
_XML = {"application/xml": {"schema": {"type": "string"}}}
FILE = _route(
    "Get a result file",
    {"description": "The file.", "content": {"video/mp4": _BYTES, "image/png": _BYTES}},
    responses={
        206: {"description": "The range asked for.", "content": {"video/mp4": _BYTES, "image/png": _BYTES}},
        304: {"description": "You have it."},
        307: {"description": "The store hands it out itself, at an address that works for a quarter of an hour."},
        "4XX": {"description": "Over, forged or gone, as the object store says it.", "content": _XML},
    },
    openapi_extra={
        "parameters": [
            _path("key", "Names the content."),
            _path("name", "Names the file for people."),
            _query("Expires", "When the link is over, seconds since 1970."),
            _query("Signature", "Of the whole link, by the server."),
        ]
    },
)
_WORKER = {"parameters": [_path("name", "The worker's name, as the list shows it.")]}
_ENGINE = {"parameters": [_path("engine", "An engine's name, or `*` for all.")]}
ADMIN_STATUS = _route("How the installation is (operators)", _json("Tasks by status, workers by state, pauses."))
ADMIN_WORKERS = _route("List workers (operators)", _json("Those that were seen lately."))
ADMIN_DRAIN = _route("Have a worker end (operators)", _json("It will."), openapi_extra=_WORKER)
ADMIN_PAUSE = _route("Hand out no more tasks of an engine (operators)", _json("Paused."), openapi_extra=_ENGINE)
ADMIN_RESUME = _route("Hand out its tasks again (operators)", _json("Resumed."), openapi_extra=_ENGINE)
ADMIN_REQUEUE = _route("Take a task from its worker (operators)", _json("It waits again."), openapi_extra=_TASK_ID)
ADMIN_TASK = _route("Look at a task of any account (operators)", _json("The task."), openapi_extra=_TASK_ID)
ADMIN_TASKS = _route(
    "List tasks of all accounts (operators)",
    _json("One page of tasks, newest first."),
    openapi_extra={
        "parameters": [
            _query("account", "Whose tasks; everybody's if it is left out."),
            _query("engine", "Only those of this engine."),
            *_FILTERS,
        ]
    },
)
_STATE = {"type": "object", "required": ["status"], "properties": {"status": {"type": "string"}}}
HEALTH = _route("Is the process alive", {"description": "It is.", "content": {JSON: {"schema": _STATE}}})
READY = _route(
    "Can it work",
    {"description": "It can.", "content": {JSON: {"schema": _STATE}}},
    openapi_extra={
        "parameters": [_query("exclude", "A part that does not decide; may be said more than once.", enum=list(PARTS))]
    },
    responses={503: {"description": "It cannot; each part says how it is.", "content": {JSON: {"schema": _STATE}}}},
)
METRICS = _route(
    "Gauges for Prometheus",
    {"description": "Text exposition format.", "content": {"text/plain": {"schema": {"type": "string"}}}},
)
