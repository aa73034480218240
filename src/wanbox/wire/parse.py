"""From the bytes of a submission to a neutral request, or to the vendor's error (spec 1.4, 1.5, 3, 4, 5).

Two kinds of errors, because the real service has two (spec 3.1): what concerns the request as a whole (mode, model,
path, no input) is raised; what concerns a field inside `input` or `parameters` is returned as `Submission.defect`, for
the server to defer to a FAILED task or to answer at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from . import parse_image, parse_video
from .catalogue import Endpoint, Model, find
from .errors import Fault, WireError
from .fields import Fields, Notes
from .requests import ImageMode, ImageRequest, Request


@dataclass(frozen=True, slots=True)
class Submission:
    """A body that names a known model and has an input."""

    model: Model
    #: What is wanted; None when the defect leaves too little of it. With a lesser defect, defaults stand in.
    request: Request | None
    #: The first thing wrong inside `input` or `parameters`.
    defect: WireError | None
    #: The prompt as far as it could be read, for `orig_prompt`.
    prompt: str = ""
    #: Whether the answer is to be streamed: the SSE header on an interleaved request (spec 4.2).
    stream: bool = False


def read_body(body: bytes | bytearray | memoryview) -> dict[str, Any]:
    """The JSON object of a body; raises WireError for anything else (spec 9.2).

    pydantic's parser takes a fifth of the time of others for a body that is one long base64 text.
    """
    from pydantic_core import from_json

    try:
        payload = from_json(bytes(body), allow_inf_nan=False)
    except ValueError:
        raise Fault.BODY_INVALID.error() from None
    if not isinstance(payload, dict):
        raise Fault.BODY_INVALID.error()
    return payload


def submission(
    endpoint: Endpoint, payload: Mapping[str, Any], *, asynchronous: bool, sse: bool, oss_resolve: bool
) -> Submission:
    """Read the body of E1, E2 or E3.

    Args:
        endpoint: The path it came in on.
        payload: The body.
        asynchronous: `X-DashScope-Async: enable` was sent.
        sse: `X-DashScope-SSE: enable` was sent.
        oss_resolve: `X-DashScope-OssResourceResolve: enable` was sent.

    Raises:
        WireError: No or unknown model, wrong path, wrong mode, no input.
    """
    model = _model(payload)
    _check_way(endpoint, model, asynchronous=asynchronous)
    notes = Notes()
    source = Fields(_input(payload), "input", notes)
    parameters = Fields(_parameters(payload, notes), "parameters", notes)
    if model.kind.video:
        prompt = parse_video.prompt(model, source)
        request: Request | None = parse_video.request(model, prompt, source, parameters, oss_resolve=oss_resolve)
        return Submission(model, request, notes.defect, prompt)
    picture, prompt = parse_image.request(model, source, parameters, oss_resolve=oss_resolve)
    stream = _stream(endpoint, picture, notes, sse=sse)
    return Submission(model, picture, notes.defect, prompt, stream)


def _model(payload: Mapping[str, Any]) -> Model:
    name = payload.get("model")
    if name is None or name == "":
        raise Fault.EMPTY_MODEL.error()
    model = find(name) if isinstance(name, str) else None
    if model is None:
        raise Fault.MODEL_NOT_EXIST.error()
    return model


def _check_way(endpoint: Endpoint, model: Model, *, asynchronous: bool) -> None:
    if endpoint not in model.endpoints:
        raise Fault.URL_ERROR.error()
    if endpoint.asynchronous and not asynchronous:
        raise Fault.NO_SYNCHRONOUS.error()
    if asynchronous and not endpoint.asynchronous:
        raise Fault.NO_ASYNCHRONOUS.error()


def _input(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    value = payload.get("input")
    if value is None:
        raise Fault.EMPTY_INPUT.error()
    if not isinstance(value, Mapping):
        raise Fault.ILLEGAL_INPUT.error()
    return value


def _parameters(payload: Mapping[str, Any], notes: Notes) -> Mapping[str, Any]:
    value = payload.get("parameters")
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        notes.object_to(Fault.WRONG_TYPE.error(type="dictionary", field="parameters"))
        return {}
    return value


def _stream(endpoint: Endpoint, request: ImageRequest | None, notes: Notes, *, sse: bool) -> bool:
    """Interleave on E2 is streamed or refused; the header alone decides (spec 4.2)."""
    if endpoint is not Endpoint.MULTIMODAL or request is None or request.mode is not ImageMode.INTERLEAVE:
        return False
    if not sse:
        notes.object_to(Fault.INTERLEAVE_NEEDS_STREAM.error())
    return sse
