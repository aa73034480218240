"""JSON Schemas (2020-12) of every body and answer of E1 to E8, drawn from the tables, for the OpenAPI document.

They say what a good request looks like. They are not used for checking: the vendor's rules on what is ignored,
truncated or deferred (spec 1.5, 3.1) are those of `wire.parse`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from .catalogue import NEGATIVE_PROMPT_LIMIT, Endpoint, Kind, Model, all_models
from .errors import Fault
from .parse_image import DEFAULT_N, MAX_IMAGES, MAX_N
from .parse_video import MAX_SEED
from .requests import ShotType
from .sizes import RESOLUTIONS, video_sizes
from .status import TaskStatus

Schema: TypeAlias = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
#: Explicit picture sizes, as `W*H`.
SIZE_PATTERN = r"^[1-9][0-9]{0,4}\*[1-9][0-9]{0,4}$"
#: `YYYY-MM-DD HH:mm:ss.SSS` in UTC+8.
TIME_PATTERN = r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$"


def request_schema(endpoint: Endpoint) -> Schema:
    """The body of a submission: one alternative per model that the path serves."""
    models = [model for model in all_models() if endpoint in model.endpoints]
    return {"title": f"{endpoint.function} request", "type": "object", "oneOf": [_body(model) for model in models]}


def error_schema() -> Schema:
    """The flat error body (spec 9.1)."""
    codes = sorted({fault.code for fault in Fault})
    return _object(
        {"code": _text("One of the vendor's codes.", examples=codes), "message": _text(), "request_id": _uuid()},
        required=("code", "message", "request_id"),
        title="Error",
    )


def submit_schema() -> Schema:
    return _answer(_object(_TASK, required=("task_id", "task_status")), title="Task created")


def poll_schema() -> Schema:
    """E4, whatever the status (spec 6)."""
    output = _object(
        _TASK
        | {name: {"type": "string", "pattern": TIME_PATTERN} for name in ("submit_time", "scheduled_time", "end_time")}
        | {"code": _text("Only when FAILED."), "message": _text("Only when FAILED.")}
        | {"orig_prompt": _text(), "video_url": {"type": "string", "format": "uri"}}
        | _PICTURES
        | _EXTRAS,
        required=("task_id", "task_status"),
    )
    usage = {"oneOf": [_video_usage(), _image_usage()]}
    return _answer(output, {"usage": usage}, title="Task")


def pictures_schema() -> Schema:
    """E2 without streaming (spec 4.1)."""
    output = _object(_PICTURES | _EXTRAS, required=("finished", "choices"))
    return _answer(output, {"usage": _image_usage()}, title="Pictures", required=("usage",))


def chunk_schema() -> Schema:
    """The data of one `event:result` (spec 4.3)."""
    return pictures_schema() | {"title": "Stream chunk"}


def list_schema() -> Schema:
    row = _object(
        {name: _text() for name in ("task_id", "model_name", "region", "api_key_id", "caller_uid", "caller_parent_id")}
        | {name: _whole("Epoch milliseconds.") for name in ("gmt_create", "start_time", "end_time")}
        | {"status": _one_of(tuple(TaskStatus)), "request_id": _text(), "user_api_unique_key": _text()},
        required=("task_id", "status", "model_name"),
    )
    counts = {name: _whole() for name in ("total", "total_page", "page_no", "page_size")}
    return _object(
        {"request_id": _uuid(), "data": {"type": "array", "items": row}} | counts,
        required=("request_id", "data", *counts),
        title="Tasks",
    )


def cancel_schema() -> Schema:
    return _object({"request_id": _uuid()}, required=("request_id",), title="Cancelled")


def upload_policy_schema() -> Schema:
    texts = ("policy", "signature", "upload_dir", "upload_host", "oss_access_key_id")
    numbers = ("expire_in_seconds", "max_file_size_mb", "capacity_limit_mb")
    flags = ("x_oss_object_acl", "x_oss_forbid_overwrite")
    data = _object(
        {name: _text() for name in (*texts, *flags)} | {name: _whole() for name in numbers},
        required=(*texts, *numbers, *flags),
    )
    return _object({"request_id": _uuid(), "data": data}, required=("request_id", "data"), title="Upload policy")


def model_list_schema() -> Schema:
    model = _object(
        {name: _text() for name in ("model", "name", "description")}
        | {name: {"type": "array", "items": _text()} for name in ("endpoints", "regions")}
        | {"prices": {"type": "object", "additionalProperties": {"type": "string"}}},
        required=("model",),
    )
    counts = {name: _whole() for name in ("total", "page_no", "page_size")}
    output = _object({"models": {"type": "array", "items": model}} | counts, required=("models", *counts))
    return _answer(output, title="Models")


def all_schemas() -> Mapping[str, Schema]:
    """Every schema by the name that the OpenAPI document gives it."""
    return {
        "VideoSubmission": request_schema(Endpoint.VIDEO),
        "PictureSubmission": request_schema(Endpoint.MULTIMODAL),
        "PictureTaskSubmission": request_schema(Endpoint.IMAGE),
        "TaskCreated": submit_schema(),
        "Task": poll_schema(),
        "Pictures": pictures_schema(),
        "StreamChunk": chunk_schema(),
        "TaskList": list_schema(),
        "Cancelled": cancel_schema(),
        "UploadPolicy": upload_policy_schema(),
        "ModelList": model_list_schema(),
        "Error": error_schema(),
    }


# --- submissions


def _body(model: Model) -> Schema:
    return _object(
        {
            "model": {"type": "string", "const": model.name},
            "input": _video_input(model) if model.kind.video else _messages(model),
            "parameters": _optional(_object(_parameters(model))),
        },
        required=("model", "input"),
        title=model.name,
        description=model.description,
    )


def _video_input(model: Model) -> Schema:
    properties = {
        "prompt": _text(f"Cut after {model.text_limit} characters."),
        "negative_prompt": _optional(_text(f"Cut after {NEGATIVE_PROMPT_LIMIT} characters.")),
        "audio_url": _optional(
            _text("Sound of one's own: wav or mp3, 3 to 30 s, at most 15 MB. URL, oss:// or data URI.")
        ),
    }
    if model.kind is Kind.TEXT_TO_VIDEO:
        properties["prompt"] |= {"minLength": 1, "pattern": r"\S"}
        return _object(properties, required=("prompt",))
    properties["prompt"] = _optional(properties["prompt"])
    properties["img_url"] = _text("First frame: JPEG, PNG, BMP or WEBP, sides 240 to 8000, at most 20 MB.", minLength=1)
    properties["template"] = _optional(_text("A named video effect; the prompt is then ignored."))
    return _object(properties, required=("img_url",))


def _messages(model: Model) -> Schema:
    text = _object({"text": _text(f"Cut after {model.text_limit} characters.", pattern=r"\S")}, required=("text",))
    image = _object({"image": _text("JPEG, PNG, BMP or WEBP, sides 240 to 8000, at most 10 MB.")}, required=("image",))
    edits = model.kind is Kind.IMAGE_EDIT
    content = {
        "type": "array",
        "minItems": 1,
        "maxItems": 5 if edits else 1,
        "items": {"oneOf": [text, image]} if edits else text,
        "contains": text,
        "minContains": 1,
        "maxContains": 1,
    }
    message = _object({"role": {"const": "user"}, "content": content}, required=("role", "content"))
    return _object(
        {"messages": {"type": "array", "minItems": 1, "maxItems": 1, "items": message}}, required=("messages",)
    )


def _parameters(model: Model) -> dict[str, Schema]:
    common = {
        "prompt_extend": _flag(default=True),
        "watermark": _flag(default=False),
        "seed": _range(0, MAX_SEED),
    }
    special = _video_parameters(model) if model.kind.video else _picture_parameters(model)
    return {name: _optional(schema) for name, schema in (common | special).items()}


def _video_parameters(model: Model) -> dict[str, Schema]:
    geometry = tuple(RESOLUTIONS) if model.geometry == "resolution" else tuple(map(str, video_sizes()))
    parameters = {
        model.geometry: _one_of(geometry) | {"default": model.default_geometry},
        "duration": {"type": "integer", "enum": list(model.durations), "default": model.default_duration},
        "shot_type": _one_of(tuple(ShotType)) | {"default": ShotType.SINGLE.value},
    }
    return parameters | ({"audio": _flag(default=True)} if model.audio_switch else {})


def _picture_parameters(model: Model) -> dict[str, Schema]:
    explicit = {"type": "string", "pattern": SIZE_PATTERN}
    parameters: dict[str, Schema] = {
        "n": _range(1, MAX_N) | {"default": DEFAULT_N},
        "negative_prompt": _text(f"Cut after {NEGATIVE_PROMPT_LIMIT} characters."),
        "size": explicit | {"default": model.default_geometry},
    }
    if model.kind is Kind.TEXT_TO_IMAGE:
        return parameters
    tiers = {"anyOf": [_one_of(("1K", "2K")), explicit], "default": model.default_geometry}
    switches = {"enable_interleave": _flag(default=False), "max_images": _range(1, MAX_IMAGES), "stream": _flag()}
    return parameters | {"size": tiers} | switches


# --- answers


def _answer(
    output: Schema, more: Mapping[str, Schema] | None = None, *, title: str, required: Sequence[str] = ()
) -> Schema:
    properties = {"request_id": _uuid(), "output": output} | dict(more or {})
    return _object(properties, required=("request_id", "output", *required), title=title)


def _video_usage() -> Schema:
    numbers = ("duration", "input_video_duration", "output_video_duration", "video_count", "SR")
    properties = {name: _whole() for name in numbers} | {"size": _text(pattern=SIZE_PATTERN), "audio": _flag()}
    return _object(properties, required=numbers, title="Video usage")


def _image_usage() -> Schema:
    numbers = ("image_count", "input_tokens", "output_tokens", "total_tokens")
    properties = {name: _whole() for name in numbers} | {"size": _text("`0*0` before the first picture.")}
    return _object(properties, required=(*numbers, "size"), title="Picture usage")


# --- parts of schemas


def _object(
    properties: Mapping[str, Schema], *, required: Sequence[str] = (), title: str = "", description: str = ""
) -> Schema:
    schema: Schema = {"type": "object", "properties": dict(properties)}
    named = {"required": list(required), "title": title, "description": description}
    return schema | {name: value for name, value in named.items() if value}


def _text(description: str = "", **more: Any) -> Schema:
    return {"type": "string", **({"description": description} if description else {}), **more}


def _whole(description: str = "") -> Schema:
    return {"type": "integer", "minimum": 0, **({"description": description} if description else {})}


def _range(low: int, high: int) -> Schema:
    return {"type": "integer", "minimum": low, "maximum": high}


def _flag(*, default: bool | None = None) -> Schema:
    return {"type": "boolean"} | ({} if default is None else {"default": default})


def _one_of(values: Sequence[str]) -> Schema:
    return {"type": "string", "enum": [str(value) for value in values]}


def _uuid() -> Schema:
    return {"type": "string"}


def _optional(schema: Schema) -> Schema:
    """`null` is read as absent (spec 1.5); a default says what absent means."""
    default = {"default": schema["default"]} if "default" in schema else {}
    return {"anyOf": [schema, {"type": "null"}]} | default


_TASK: dict[str, Schema] = {"task_id": _uuid(), "task_status": _one_of(tuple(TaskStatus))}
_CONTENT: Schema = {
    "oneOf": [
        _object({"type": {"const": "text"}, "text": _text()}, required=("type", "text")),
        _object({"type": {"const": "image"}, "image": {"type": "string", "format": "uri"}}, required=("type", "image")),
    ]
}
_PICTURES: dict[str, Schema] = {
    "finished": _flag(),
    "choices": {
        "type": "array",
        "items": _object(
            {
                "finish_reason": _one_of(("stop", "null")),
                "message": _object(
                    {"role": {"const": "assistant"}, "content": {"type": "array", "items": _CONTENT}},
                    required=("role", "content"),
                ),
            },
            required=("finish_reason", "message"),
        ),
    },
}
_EXTRAS: dict[str, Schema] = {
    "wanbox": {"type": "object", "description": "Not the vendor's: progress, phase, place in the queue, report."}
}
