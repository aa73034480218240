"""Writes docs/reference/{settings,commands,wire,storyboard}.md from the code; a test compares them with it."""

from __future__ import annotations

import runpy
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from wanbox.ledger import open_ledger
from wanbox.server.app import API_PREFIX, create_app
from wanbox.settings import load
from wanbox.storage import open_storage
from wanbox.wire import headers, media_rules, sizes
from wanbox.wire.catalogue import Endpoint, Model, all_models
from wanbox.wire.errors import Fault
from wanbox.wire.schemas import request_schema
from wanbox.wire.status import TaskStatus

FOLDER = Path(__file__).parents[1] / "docs" / "reference"
_TABLES = runpy.run_path(str(Path(__file__).with_name("tables.py")))
_table = _TABLES["table"]


#: What is served beside the three paths that take submissions: method, path, use, and whose it is.
OTHER_PATHS = (
    ("E4", "GET", "/tasks/{task_id}", "ask for a task; with `wait=20` (wanbox) once its state changes", "vendor"),
    ("E5", "GET", "/tasks", "list tasks", "vendor"),
    ("E6", "POST", "/tasks/{task_id}/cancel", "cancel a task that has not begun", "vendor"),
    ("E7", "GET", "/uploads", "permission to upload a file (`action=getPolicy&model=…`)", "vendor"),
    ("E8", "GET", "/models", "list models", "vendor"),
    ("", "DELETE", "/tasks/{task_id}", "stop a task, also one that runs", "wanbox"),
    ("", "GET", "/tasks/{task_id}/events", "follow a task until it has ended, as server-sent events", "wanbox"),
    ("", "GET", "/events", "follow all tasks of the account, as server-sent events", "wanbox"),
    ("", "POST", "/webhooks", "have an address told of tasks", "wanbox"),
    ("", "GET", "/webhooks", "list such addresses, with their secrets", "wanbox"),
    ("", "DELETE", "/webhooks/{hook_id}", "tell an address no more", "wanbox"),
    ("", "GET", "/webhooks/deliveries", "what became of messages (`dead=1`: those that were given up)", "wanbox"),
    ("", "POST", "/webhooks/deliveries/replay", "send messages again", "wanbox"),
    ("", "GET", "/admin/status", "operators: tasks by status, workers by state, pauses", "wanbox"),
    ("", "GET", "/admin/workers", "operators: who works on what", "wanbox"),
    ("", "POST", "/admin/workers/{name}/drain", "operators: have a worker end", "wanbox"),
    ("", "POST", "/admin/engines/{engine}/pause", "operators: hand out no more tasks of an engine", "wanbox"),
    ("", "POST", "/admin/engines/{engine}/resume", "operators: hand them out again", "wanbox"),
    (
        "",
        "GET",
        "/admin/tasks",
        "operators: tasks of all accounts, or of one (`account`, `engine`, and the filters of a list)",
        "wanbox",
    ),
    ("", "GET", "/admin/tasks/{task_id}", "operators: a task of any account", "wanbox"),
    ("", "POST", "/admin/tasks/{task_id}/requeue", "operators: take a task from its worker", "wanbox"),
)
_USES = {
    Endpoint.VIDEO: "create a video task",
    Endpoint.MULTIMODAL: "make pictures, answered at once or as a stream",
    Endpoint.IMAGE: "create a picture task",
}
_STATUSES = {
    TaskStatus.PENDING: "queued; the only state that the vendor's cancel accepts",
    TaskStatus.RUNNING: "a worker is at it; `output.wanbox` says how far",
    TaskStatus.SUCCEEDED: "there is a result, and `usage` beside `output`",
    TaskStatus.FAILED: "`output.code` and `output.message` say why",
    TaskStatus.CANCELED: "cancelled or stopped (one L)",
    TaskStatus.UNKNOWN: "never issued, another account's, or past its retention",
}
_HEADERS = {
    headers.AUTHORIZATION: "`Bearer <key>`, on every path below `/api/v1`",
    headers.ASYNC: "`enable`: required on E1 and E3, refused on E2",
    headers.SSE: "`enable`: stream the answer of E2; required for interleaved pictures there",
    headers.OSS_RESOLVE: "`enable`: required where the body names an `oss://` file",
    headers.IDEMPOTENCY_KEY: "wanbox's own: the same key and body give the same task again",
    headers.WEBHOOK: "wanbox's own: an address that is told how the task ended",
    headers.NOT_BEFORE: "wanbox's own: the task is not begun before this moment (RFC 3339, at most 30 days ahead)",
    "Last-Event-ID": "wanbox's own: where a stream of events goes on; `after` in the query says the same",
    headers.WORKSPACE: "accepted and ignored",
    headers.DATA_INSPECTION: "accepted and ignored",
    headers.WAIT_TIMEOUT: "accepted and ignored",
}
_ANSWERED = {
    headers.REQUEST_ID: "the id of the request, as in the body; traces and logs have it too",
    headers.RETRY_AFTER: "whole seconds until the same call is worth while: of 429, of 503 that passes, of polls of "
    "unfinished tasks",
    headers.RETRY_AFTER_MS: "the same in milliseconds, of 429 and 503",
    headers.SHOULD_RETRY: "`false` where that is more than a minute away: do not hold on",
}
#: What is served without a key, beside the API. `/` and `/openapi.json` describe the rest.
_BESIDE = {
    ("GET", "/"): "what runs here, for people",
    ("GET", "/openapi.json"): "the API as an OpenAPI document, with schemas and examples",
    ("GET", "/healthz"): "200 while the process lives",
    ("GET", "/readyz"): "200 while a submission would be stored and worked on, else 503 "
    "([more](../how-to/watch-it.md#is-it-well))",
    ("GET", "/metrics"): "for Prometheus ([names](metrics.md))",
    ("POST", "/uploads"): "takes a file, with the form that E7 gave",
    ("GET", "/files/{key}/{name}"): "results, by the signed links of answers; ranges and HEAD as usual",
}


def wire_page() -> str:
    lines = [
        "# Wire",
        "",
        "What the server speaks, below the base URL `http://host:8026/api/v1`. This page is made from the tables that",
        "the server itself reads. What *compatible* means, and where the vendor leaves things open, is told under",
        "[compatibility](../why/compatibility.md). Every running server describes the same in `/openapi.json`, with",
        "examples.",
        "",
    ]
    for part in (_paths, _parameters, _headers, _models, _sizes, _inputs, _fields, _statuses, _errors):
        lines += [*part(), ""]
    return "\n".join(lines)


def _paths() -> list[str]:
    rows = [
        (one.value, "POST", f"`{one.path}`", _USES[one], "async only" if one.asynchronous else "sync, SSE", "vendor")
        for one in Endpoint
    ]
    rows += [(name, method, f"`{path}`", use, "", whose) for name, method, path, use, whose in OTHER_PATHS]
    beside = [(method, f"`{path}`", use) for (method, path), use in _BESIDE.items()]
    return [
        "## Paths",
        "",
        *_table(("", "method", "path", "use", "mode", "whose"), rows),
        "",
        "Events and webhooks have a [page of their own](events.md). These stand beside the base URL, and need no key:",
        "",
        *_table(("method", "path", "use"), beside),
    ]


def _parameters() -> list[str]:
    """Of the document that the server itself hands out."""
    rows = [
        (f"`{method.upper()} {path.removeprefix(API_PREFIX)}`", f"`{one['name']}`", _described(one))
        for path, methods in sorted(_document()["paths"].items())
        for method, described in sorted(methods.items())
        for one in described.get("parameters", ())
        if one["in"] == "query"
    ]
    return ["## Queries", "", *_table(("path", "parameter", "meaning"), rows)]


def _described(parameter: Mapping[str, Any]) -> str:
    schema = parameter["schema"]
    limits = ", ".join(f"`{value}`" for value in schema.get("enum", ()))
    if "maximum" in schema:
        limits = f"{schema['minimum']} to {schema['maximum']}"
    usual = f"`{schema['default']}` if left out" if "default" in schema else ""
    said = ", ".join(filter(None, (limits, usual)))
    return f"{parameter['description']} {said[:1].upper()}{said[1:]}{'.' if said else ''}".strip()


@cache
def _document() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name:
        settings = load({"WANBOX_DATA": name}, Path(name))
        served = create_app(settings, ledger=open_ledger(settings), storage=open_storage(settings))
        return served.openapi()


def _headers() -> list[str]:
    told = [[(f"`{name}`", text) for name, text in table.items()] for table in (_HEADERS, _ANSWERED)]
    return [
        "## Headers",
        "",
        *_table(("of requests", "meaning"), told[0]),
        "",
        "Names and values are compared without regard to case.",
        "",
        *_table(("of answers", "meaning"), told[1]),
    ]


def _models() -> list[str]:
    heads = ("model", "makes", "paths", "text, characters", "seconds", "geometry, default", "price, CNY")
    return ["## Models", "", *_table(heads, [_model(model) for model in all_models()])]


def _model(model: Model) -> tuple[str, ...]:
    return (
        f"`{model.name}`",
        model.description,
        ", ".join(sorted(model.endpoints)),
        str(model.text_limit),
        _numbers(model.durations),
        f"`{model.geometry}`, `{model.default_geometry}`",
        ", ".join(
            f"{price} a {unit}" if unit == "picture" else f"{price} a second at {unit}"
            for unit, price in model.prices.items()
        ),
    )


def _numbers(values: Sequence[int]) -> str:
    if not values:
        return "–"
    whole = tuple(values) == tuple(range(values[0], values[-1] + 1))
    return f"{values[0]} to {values[-1]}" if whole else ", ".join(map(str, values))


def _sizes() -> list[str]:
    shapes = ("16:9", "9:16", "1:1", "4:3", "3:4")
    rows = [(f"{tier}P", *(f"`{size}`" for size in row)) for tier, row in sizes.VIDEO_SIZES.items()]
    totals = [
        (mode.value, *(f"{number:,}".replace(",", " ") for number in bounds))
        for mode, bounds in sizes.PICTURE_TOTALS.items()
    ]
    return [
        "## Sizes",
        "",
        "`size` of a text-to-video request is one of:",
        "",
        *_table(("tier", *shapes), rows),
        "",
        f"`resolution` of an image-to-video request is {_or(sizes.RESOLUTIONS)}: the clip keeps the shape of the first",
        f"picture, with about as many pixels as the tier and sides that are multiples of {sizes.STEP}.",
        "",
        f"An explicit `W*H` of a picture lies between 1:{sizes.WIDEST} and {sizes.WIDEST}:1 and within these totals;",
        f"its sides are moved to multiples of {sizes.STEP}:",
        "",
        *_table(("mode", "fewest pixels", "most pixels"), totals),
    ]


def _or(values: Mapping[str, object]) -> str:
    return " or ".join(f"`{value}`" for value in values)


def _inputs() -> list[str]:
    rules = media_rules
    side = f"sides of {rules.SHORTEST_SIDE} to {rules.LONGEST_SIDE} pixels"
    pictures = ", ".join(sorted(name.upper() for name in rules.PICTURE_FORMATS))
    limits = sorted({(model.kind.video, rules.max_picture_bytes(model)) for model in all_models()})
    rows = [
        ("first frame" if video else "picture to edit", pictures, f"{side}, at most {most // rules.MEGABYTE} MB")
        for video, most in limits
    ]
    sound = ", ".join(sorted(name.upper() for name in rules.AUDIO_FORMATS))
    length = f"{rules.SHORTEST_AUDIO} to {rules.LONGEST_AUDIO} s, at most {rules.MAX_AUDIO_BYTES // rules.MEGABYTE} MB"
    return [
        "## Inputs",
        "",
        "Pictures and sounds come as an `http` or `https` URL, a data URI, bare base64, or an `oss://` name from E7.",
        "",
        *_table(("input", "formats, told by content", "limits"), [*rows, ("sound", sound, length)]),
    ]


def _fields() -> list[str]:
    lines = ["## Fields", "", "Unknown fields are ignored; `null` means absent; longer text is cut, not refused."]
    for model in all_models():
        (body,) = [one for one in request_schema(min(model.endpoints))["oneOf"] if one["title"] == model.name]
        rows = [row for part in ("input", "parameters") for row in _walk(body["properties"][part], part)]
        lines += ["", f"### `{model.name}`", "", *_table(("field", "type", "required", "default", "constraint"), rows)]
    return lines


def _walk(schema: Mapping[str, Any], path: str) -> Iterator[tuple[str, ...]]:
    """A row per field of an object, whatever it is nested in."""
    plain = _plain(schema)
    required = plain.get("required", ())
    for name, child in plain.get("properties", {}).items():
        inner, place = _plain(child), f"{path}.{name}"
        if inner.get("type") == "array":
            yield (f"`{place}`", "array", _yes(name in required), "", _count(inner))
            alternatives = inner["items"].get("oneOf", [inner["items"]])
            for item in alternatives:
                # Of alternatives, each element is one: none of them is required by itself.
                yield from _walk(item if len(alternatives) == 1 else {**item, "required": ()}, f"{place}[]")
        else:
            default = _preset(child)
            yield (f"`{place}`", _type(inner), _yes(name in required), default, _constraint(inner))


def _plain(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema without the alternative `null`."""
    real = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    return real[0] if len(real) == 1 else schema


def _preset(schema: Mapping[str, Any]) -> str:
    value = schema.get("default", _plain(schema).get("default"))
    return "" if value is None else f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _yes(flag: bool) -> str:
    return "yes" if flag else ""


def _count(schema: Mapping[str, Any]) -> str:
    low, high = schema.get("minItems"), schema.get("maxItems")
    text = f"exactly {low}" if low == high else f"{low} to {high}"
    return f"{text}, one of them a text" if "contains" in schema and high > 1 else text


def _type(schema: Mapping[str, Any]) -> str:
    return str(schema.get("type", "string"))


def _constraint(schema: Mapping[str, Any]) -> str:
    parts = [schema.get("description", "").rstrip(".")]
    if "anyOf" in schema:
        parts += [_constraint(one) for one in schema["anyOf"]]
    if "const" in schema:
        parts.append(f"`{schema['const']}`")
    if "enum" in schema:
        values = schema["enum"]
        parts.append(_numbers(values) if isinstance(values[0], int) else ", ".join(f"`{value}`" for value in values))
    if "maximum" in schema:
        parts.append(f"{schema['minimum']} to {schema['maximum']}")
    if "pattern" in schema and r"\*" in schema["pattern"]:
        parts.append("`W*H`")
    return ", or ".join(filter(None, parts)) if "anyOf" in schema else "; ".join(filter(None, parts))


def _statuses() -> list[str]:
    rows = [(f"`{one}`", _yes(one.terminal), _STATUSES[one]) for one in TaskStatus]
    return ["## Task statuses", "", *_table(("status", "final", "meaning"), rows)]


def _errors() -> list[str]:
    rows = [(str(one.status), f"`{one.code}`", f"`{one.message}`") for one in sorted(Fault, key=_rank)]
    return [
        "## Errors",
        "",
        'Every error is `{"code": …, "message": …, "request_id": …}` at the top of the body; a FAILED task carries',
        "`code` and `message` under `output`. Compare codes, or beginnings of messages: the vendor adds hints to their",
        "ends. `{names}` are filled in. Rows that this server never sends itself are there for engines to send.",
        "",
        *_table(("HTTP", "code", "message"), rows),
    ]


def _rank(fault: Fault) -> tuple[int, str]:
    return fault.status, fault.code


PAGES = {"wire.md": wire_page}
for _name in ("reference_operating.py", "reference_storyboard.py"):
    PAGES |= runpy.run_path(str(Path(__file__).with_name(_name)))["PAGES"]


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
