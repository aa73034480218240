"""Spec section 1: endpoints, authentication, headers, JSON conventions, media references."""

from __future__ import annotations

import json

import pytest

from wanbox.wire import headers
from wanbox.wire.catalogue import Endpoint
from wanbox.wire.errors import Fault, WireError, flat_body
from wanbox.wire.parse import read_body
from wanbox.wire.requests import ImageRequest, MediaKind, MediaRef, VideoRequest

T2V = {"model": "wan2.6-t2v", "input": {"prompt": "a cat"}}
EDIT = {
    "model": "wan2.6-image",
    "input": {"messages": [{"role": "user", "content": [{"text": "x"}, {"image": "https://h/a.png"}]}]},
}


@pytest.mark.parametrize(
    ("endpoint", "path"),
    [
        (Endpoint.VIDEO, "/services/aigc/video-generation/video-synthesis"),
        (Endpoint.MULTIMODAL, "/services/aigc/multimodal-generation/generation"),
        (Endpoint.IMAGE, "/services/aigc/image-generation/generation"),
    ],
)
def test_spec_1_2_paths(endpoint, path):
    assert path == endpoint.path


@pytest.mark.parametrize(
    ("fault", "status", "code", "message"),
    [
        (Fault.NO_KEY, 401, "InvalidApiKey", "No API-key provided."),
        (Fault.WRONG_KEY, 401, "InvalidApiKey", "Invalid API-key provided."),
        (Fault.WORKSPACE_DENIED, 403, "Workspace.AccessDenied", "Workspace access denied."),
        (Fault.WORKSPACE_NOT_FOUND, 404, "WorkSpaceNotFound", "WorkSpace can not be found."),
    ],
)
def test_spec_1_3_authentication_errors(fault, status, code, message, told):
    assert (status, code, message) == told(fault.error())


def test_spec_1_3_not_authorized_code():
    assert (401, "NOT AUTHORIZED") == (Fault.NOT_AUTHORIZED.status, Fault.NOT_AUTHORIZED.code)


def test_spec_1_3_body_is_flat():
    body = flat_body(Fault.NO_KEY.error(), "r-1")

    assert {"code": "InvalidApiKey", "message": "No API-key provided.", "request_id": "r-1"} == body


@pytest.mark.parametrize(
    ("sent", "mode"),
    [
        ({}, (False, False, False)),
        ({"X-DashScope-Async": "enable"}, (True, False, False)),
        ({"x-dashscope-async": "Enable"}, (True, False, False)),
        ({"X-DashScope-SSE": "enable"}, (False, True, False)),
        ({"X-DashScope-Sse": "enable"}, (False, True, False)),
        ({"X-DashScope-OssResourceResolve": "enable"}, (False, False, True)),
        ({"X-DashScope-Async": "disable", "X-DashScope-SSE": ""}, (False, False, False)),
        ({"X-Accel-Buffering": "no", "x-dashscope-sdk-version": "2"}, (False, False, False)),
    ],
)
def test_spec_1_4_switches_ignore_case(sent, mode):
    assert mode == headers.mode(sent)


@pytest.mark.parametrize(("endpoint", "payload"), [(Endpoint.VIDEO, T2V), (Endpoint.IMAGE, EDIT)])
def test_spec_1_4_tasks_need_the_async_header(send, told, endpoint, payload):
    with pytest.raises(WireError) as caught:
        send(endpoint, payload, asynchronous=False)

    assert (403, "AccessDenied", "current user api does not support synchronous calls.") == told(caught.value)


def test_spec_1_4_synchronous_path_refuses_the_async_header(send, told):
    with pytest.raises(WireError) as caught:
        send(Endpoint.MULTIMODAL, EDIT, asynchronous=True)

    assert (403, "AccessDenied", "Current user api does not support asynchronous calls.") == told(caught.value)


@pytest.mark.parametrize("parameters", [..., None, {}])
def test_spec_1_5_parameters_may_be_absent_or_empty(send, parameters):
    body = T2V if parameters is ... else T2V | {"parameters": parameters}

    assert send(Endpoint.VIDEO, body).defect is None


@pytest.mark.parametrize(
    ("endpoint", "body"),
    [
        (
            Endpoint.VIDEO,
            {
                "model": "wan2.6-t2v",
                "parameters": {"size": "1280*720", "duration": 5},
                "input": {"prompt": "a cat", "extend_prompt": True, "function": "video-synthesis"},
            },
        ),
        (
            Endpoint.IMAGE,
            {
                "model": "wan2.6-image",
                "parameters": {"n": 1, "is_async": True},
                "input": {
                    "messages": [
                        {"role": "user", "content": [{"text": "hi"}, {"image": "oss://dashscope-instant/x/a.png"}]}
                    ]
                },
            },
        ),
    ],
)
def test_spec_1_5_unknown_keys_of_real_clients_are_ignored(send, endpoint, body):
    submitted = send(endpoint, body, oss_resolve=True)

    assert (None, True) == (submitted.defect, submitted.request is not None)
    assert not {"extend_prompt", "function", "is_async"} & submitted.request.given


@pytest.mark.parametrize(
    "name", ["size", "duration", "prompt_extend", "shot_type", "watermark", "seed", "audio", "resolution"]
)
def test_spec_1_5_null_is_absent_for_videos(video, name):
    assert video(parameters={}).request == video(parameters={name: None}).request


@pytest.mark.parametrize("name", ["negative_prompt", "audio_url", "template"])
def test_spec_1_5_null_and_empty_input_fields_are_absent(video, name):
    plain = video("wan2.6-i2v").request

    assert plain == video("wan2.6-i2v", {name: None}).request
    assert plain == video("wan2.6-i2v", {name: ""}).request


@pytest.mark.parametrize(
    "name", ["n", "size", "prompt_extend", "negative_prompt", "watermark", "seed", "enable_interleave", "max_images"]
)
def test_spec_1_5_null_is_absent_for_pictures(picture, name):
    assert picture(parameters={}).request == picture(parameters={name: None}).request


def test_spec_1_5_empty_negative_prompt_is_absent(video):
    request = video(source={"negative_prompt": ""}).request

    assert ("", False) == (request.negative_prompt, "negative_prompt" in request.given)


@pytest.mark.parametrize("letter", ["x", "猫", "🐈", "א"])
def test_spec_1_5_limits_count_characters_not_bytes(video, letter):
    assert letter * 1500 == video(source={"prompt": letter * 1501}).request.prompt


@pytest.mark.parametrize("text", ["一只猫在雨中奔跑", "قطة تركض", "🐈‍⬛🌧️", "a\tb\nc", "\u202eabc"])
def test_spec_1_5_any_script_passes_unchanged(video, text):
    assert text == video(source={"prompt": text}).request.prompt


@pytest.mark.parametrize("text", ["1280x720", "1280X720", "1280×720", "1280"])
def test_spec_1_5_dimensions_have_an_asterisk(video, text):
    assert "The size is not match" in video(parameters={"size": text}).defect.message


def test_spec_1_6_url(video):
    submitted = video("wan2.6-i2v", {"img_url": "HTTPS://Example.com/a.png?x=1"})

    assert MediaRef(MediaKind.URL, "HTTPS://Example.com/a.png?x=1", None, "input.img_url") == submitted.request.image


def test_spec_1_6_oss(video):
    submitted = video("wan2.6-i2v", {"img_url": "oss://dashscope-instant/a/b.png"}, oss_resolve=True)

    expected = MediaRef(MediaKind.OSS, "oss://dashscope-instant/a/b.png", None, "input.img_url")
    assert expected == submitted.request.image


def test_spec_1_6_data_uri(video, png_base64):
    submitted = video("wan2.6-i2v", {"img_url": f"data:image/PNG;base64,{png_base64}"})

    assert MediaRef(MediaKind.INLINE, png_base64, "image/png", "input.img_url") == submitted.request.image


def test_spec_1_6_data_uri_with_parameters(video, png_base64):
    image = video("wan2.6-i2v", {"img_url": f"data:image/png;name=a.png;base64,{png_base64}"}).request.image

    assert (png_base64, "image/png") == (image.value, image.media_type)


def test_spec_1_6_bare_base64_is_tolerated(video, png_base64):
    assert MediaKind.INLINE is video("wan2.6-i2v", {"img_url": png_base64}).request.image.kind


@pytest.mark.parametrize("change", [lambda t: t.replace("/", "_").replace("+", "-"), lambda t: f"{t[:76]}\r\n{t[76:]}"])
@pytest.mark.parametrize("head", ["", "data:image/png;base64,"])
def test_either_alphabet_and_line_breaks_are_tolerated(video, png_base64, change, head):
    assert change(png_base64) == video("wan2.6-i2v", {"img_url": head + change(png_base64)}).request.image.value


def test_spec_1_6_audio_data_uri_is_tolerated(video, png_base64):
    audio = video(source={"audio_url": f"data:audio/mp3;base64,{png_base64}"}).request.audio

    assert (MediaKind.INLINE, "audio/mp3") == (audio.kind, audio.media_type)


@pytest.mark.parametrize(
    "text",
    [
        "cat.png",
        "/home/user/pictures/cat",
        "file:///etc/passwd",
        "ftp://example.com/a.png",
        "gopher://example.com",
        "http://",
        "https:///a.png",
        "http://[::1/a.png",
        "http://example.com:port/a.png",
        "http://exa mple.com/a.png",
        "http://example.com/\ud800",
        "data:image/png,abc",
        "data:image/png;base64",
        "data:image/png;base64,***not base64***",
        "data:;base64,",
        "not a picture at all, just a longer text that goes on for more than sixty-four letters",
        "spooled:abc",
        " ",
        "A" * 63 + "!",
        "=" * 200,
    ],
)
def test_spec_1_6_anything_else_is_an_invalid_url(video, told, text):
    submitted = video("wan2.6-i2v", {"img_url": text})

    assert told(Fault.URL_INVALID.error()) == told(submitted.defect)
    assert submitted.request is None


def test_spec_1_6_audio_that_names_nothing(video, told):
    submitted = video(source={"audio_url": "song.mp3"})

    assert told(Fault.URL_MISSING.error()) == told(submitted.defect)


@pytest.mark.parametrize("body", [b"", b"{", b"nope", b"\xff\xfe", b'{"a": NaN}', b"[1]", b'"x"', b"1", b"null"])
def test_spec_9_2_a_body_that_is_no_json_object(body, told):
    with pytest.raises(WireError) as caught:
        read_body(body)

    expected = (400, "InvalidParameter", "Required body invalid, please check the request body format.")
    assert expected == told(caught.value)


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_bodies_come_in_any_buffer(kind):
    assert {"a": ["é", 1, 2.5, None, True]} == read_body(kind(json.dumps({"a": ["é", 1, 2.5, None, True]}).encode()))


def test_a_deeply_nested_body_is_no_crash(told):
    with pytest.raises(WireError) as caught:
        read_body(b'{"a":' * 100_000 + b"1" + b"}" * 100_000)

    assert 400 == caught.value.status


def test_nul_and_lone_surrogates_do_not_reach_the_database(video):
    assert "a?b" == video(source={"prompt": "a\0\ud800b"}).request.prompt


@pytest.mark.parametrize("kind", [VideoRequest, ImageRequest])
def test_a_caller_cannot_name_a_spooled_file(video, picture, kind, png_base64):
    texts = ["spooled", "spooled:x", "spooled://x", "SPOOLED", png_base64]
    if kind is VideoRequest:
        refs = [video("wan2.6-i2v", {"img_url": text}).request for text in texts]
        found = {request.image.kind for request in refs if request}
    else:
        requests = [picture(content=[{"text": "x"}, {"image": text}]).request for text in texts]
        found = {ref.kind for request in requests if request for ref in request.images}

    assert {MediaKind.INLINE} == found
