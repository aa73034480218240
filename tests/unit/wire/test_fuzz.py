"""Any JSON value yields a Submission or a WireError; any bytes yield an object or a WireError; nothing else comes out."""

from __future__ import annotations

import contextlib
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from wanbox.wire import codec, read
from wanbox.wire.catalogue import Endpoint, all_models
from wanbox.wire.errors import WireError
from wanbox.wire.parse import Submission, read_body, submission
from wanbox.wire.requests import ImageMode, MediaKind, Size, VideoRequest
from wanbox.wire.sizes import complete, tier_of

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
)
URLS = st.sampled_from(
    [
        "https://h/a.png",
        "oss://a/b",
        "oss://",
        "http://",
        "http://[",
        "data:image/png;base64,AAAA",
        "data:,",
        "data:" + ";" * 300,
        "A" * 80,
        "\ud800" * 80,
        "x",
    ]
)
CONTENT = st.lists(
    st.fixed_dictionaries({}, optional={"text": JSON | st.just("a"), "image": URLS | JSON, "type": JSON}) | JSON,
    max_size=6,
)
MESSAGES = st.lists(
    st.fixed_dictionaries({}, optional={"role": st.just("user") | JSON, "content": CONTENT | JSON}) | JSON, max_size=2
)
INPUT = st.fixed_dictionaries(
    {},
    optional={
        "prompt": JSON,
        "negative_prompt": JSON,
        "img_url": URLS | JSON,
        "audio_url": URLS | JSON,
        "template": JSON,
        "messages": MESSAGES | JSON,
    },
)
WHOLE = st.integers(-2, 20) | st.sampled_from([2147483647, 2147483648, 5.0, 5.5, True]) | JSON
SIZE = st.sampled_from(["1280*720", "1K", "2K", "1000*1000", "1280*1280", "1*1", "0*0", "9*9*9", "１*1"]) | JSON
FLAG = st.booleans() | JSON
PARAMETERS = st.fixed_dictionaries(
    {},
    optional={
        "size": SIZE,
        "resolution": st.sampled_from(["720P", "1080P", "480P"]) | JSON,
        "duration": WHOLE,
        "prompt_extend": FLAG,
        "shot_type": st.sampled_from(["single", "multi", "x"]) | JSON,
        "watermark": FLAG,
        "seed": WHOLE,
        "audio": FLAG,
        "n": WHOLE,
        "max_images": WHOLE,
        "enable_interleave": FLAG,
        "negative_prompt": JSON,
        "stream": JSON,
    },
)
MODELS = st.sampled_from([model.name for model in all_models()])
BODIES = st.fixed_dictionaries(
    {}, optional={"model": MODELS | JSON, "input": INPUT | JSON, "parameters": PARAMETERS | JSON}
)


@st.composite
def near_misses(draw) -> tuple[Endpoint, dict]:
    """A body on a path that serves its model, so that the fields are reached."""
    model = draw(st.sampled_from(all_models()))
    body = {"model": model.name, "input": draw(INPUT), "parameters": draw(PARAMETERS)}
    return draw(st.sampled_from(sorted(model.endpoints))), body


def check(submitted: Submission) -> None:
    """What holds for every submission that was read."""
    assert submitted.request is not None or submitted.defect is not None
    if submitted.request is None:
        return
    request = submitted.request
    assert request.prompt == submitted.prompt
    assert request.given <= submitted.model.known_fields
    json.dumps(codec.to_json(request)).encode()
    request.prompt.encode()
    assert codec.from_json(codec.to_json(request)) == request
    completed = complete(request, [Size(300, 500)])
    assert completed.size.width % 16 == completed.size.height % 16 == 0 or tier_of(completed.size)
    if isinstance(request, VideoRequest):
        assert request.seconds in submitted.model.durations
        kinds = {ref.kind for ref in (request.image, request.audio) if ref}
    else:
        assert 1 <= request.n <= 4
        assert len(request.images) in {ImageMode.EDIT: (1, 2, 3, 4), ImageMode.INTERLEAVE: (0, 1)}.get(
            request.mode, (0,)
        )
        kinds = {ref.kind for ref in request.images}
    assert MediaKind.SPOOLED not in kinds


@settings(max_examples=300)
@given(near_misses(), st.booleans(), st.booleans())
def test_a_body_with_odd_fields_is_a_submission(case, sse, oss_resolve):
    endpoint, body = case

    try:
        submitted = submission(endpoint, body, asynchronous=endpoint.asynchronous, sse=sse, oss_resolve=oss_resolve)
    except WireError as error:
        raise AssertionError("fields are never told at once") from error
    check(submitted)


@settings(max_examples=200)
@given(st.sampled_from(Endpoint), BODIES, st.booleans(), st.booleans(), st.booleans())
def test_any_object_is_a_submission_or_an_error(endpoint, body, asynchronous, sse, oss_resolve):
    result: Submission | WireError
    try:
        result = submission(endpoint, body, asynchronous=asynchronous, sse=sse, oss_resolve=oss_resolve)
    except WireError as error:
        result = error
    if isinstance(result, WireError):
        assert result.status in (400, 403)
    else:
        check(result)


@given(st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_an_object_or_an_error(body):
    result: object
    try:
        result = read_body(body)
    except WireError as error:
        result = error
    assert isinstance(result, dict) or "InvalidParameter" == result.code


READERS = [read.read_submit, read.read_poll, read.read_pictures, read.read_list, read.read_upload_policy]
OUTPUT = st.fixed_dictionaries(
    {},
    optional={
        "task_id": JSON,
        "task_status": st.sampled_from(["PENDING", "FAILED", "CANCELLED", "SUSPENDED"]) | JSON,
        "code": JSON,
        "message": JSON,
        "choices": JSON | st.lists(st.fixed_dictionaries({"message": st.fixed_dictionaries({"content": JSON})})),
        "results": JSON,
        "video_url": JSON,
        "wanbox": JSON,
    },
)
ANSWERS = JSON | st.fixed_dictionaries(
    {}, optional={"request_id": JSON, "code": JSON, "output": OUTPUT | JSON, "usage": JSON, "data": JSON}
)


@settings(max_examples=200)
@given(st.sampled_from(READERS), ANSWERS)
def test_any_answer_is_read_or_told(reader, payload):
    with contextlib.suppress(WireError, read.Unreadable):
        reader(payload)


@given(st.integers(100, 599), ANSWERS)
def test_any_error_answer_is_read(status, payload):
    error = read.read_error(status, payload)

    assert status < 400 or error is not None
