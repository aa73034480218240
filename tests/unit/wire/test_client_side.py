"""What our client sends and how it reads answers, also those of the real service (spec 1.5, 6, 9, 13)."""

from __future__ import annotations

import datetime as dt

import pytest

from wanbox.wire import answers, build, read
from wanbox.wire.answers import ImageItem, TaskView, TextItem
from wanbox.wire.catalogue import Endpoint
from wanbox.wire.errors import Fault, WireError, flat_body
from wanbox.wire.requests import ShotType, Size
from wanbox.wire.status import TaskStatus

# --- sending


def test_what_is_none_is_left_out():
    expected = {"model": "wan2.6-t2v", "input": {"prompt": "a cat"}, "parameters": {}}

    assert expected == build.video_body("wan2.6-t2v", "a cat")


def test_a_full_video_body():
    expected = {
        "model": "wan2.6-i2v-flash",
        "input": {
            "prompt": "p",
            "negative_prompt": "n",
            "img_url": "https://h/a.png",
            "audio_url": "https://h/a.mp3",
            "template": "flying",
        },
        "parameters": {
            "size": "1280*720",
            "resolution": "720P",
            "duration": 5,
            "prompt_extend": False,
            "shot_type": "multi",
            "watermark": True,
            "seed": 0,
            "audio": False,
        },
    }
    assert expected == build.video_body(
        "wan2.6-i2v-flash",
        "p",
        negative_prompt="n",
        image="https://h/a.png",
        audio="https://h/a.mp3",
        template="flying",
        size=Size(1280, 720),
        resolution="720p",
        duration=5,
        prompt_extend=False,
        shot_type=ShotType.MULTI,
        watermark=True,
        seed=0,
        sound=False,
    )


def test_a_full_picture_body():
    expected = {
        "model": "wan2.6-image",
        "input": {
            "messages": [
                {"role": "user", "content": [{"text": "t"}, {"image": "https://h/1.png"}, {"image": "oss://a"}]}
            ]
        },
        "parameters": {
            "negative_prompt": "n",
            "size": "2K",
            "n": 1,
            "prompt_extend": True,
            "watermark": False,
            "seed": 3,
            "enable_interleave": True,
            "max_images": 2,
            "stream": True,
        },
    }
    assert expected == build.image_body(
        "wan2.6-image",
        "t",
        images=["https://h/1.png", "oss://a"],
        negative_prompt="n",
        size="2K",
        n=1,
        prompt_extend=True,
        watermark=False,
        seed=3,
        interleave=True,
        max_images=2,
        stream=True,
    )


@pytest.mark.parametrize("text", ["1280*720", "1280x720", "1280X720", "1280×720", " 1280 x 720 "])
def test_spec_1_5_clients_convert_dimensions(text):
    assert "1280*720" == build.video_body("m", size=text)["parameters"]["size"]


def test_our_bodies_are_understood_by_our_server(send):
    body = build.video_body("wan2.6-i2v", "p", image="https://h/a.png", resolution="720p", duration=3, seed=1)

    submitted = send(Endpoint.VIDEO, body)

    assert (None, 720, 3, 1) == (
        submitted.defect,
        submitted.request.tier,
        submitted.request.seconds,
        submitted.request.seed,
    )


@pytest.mark.parametrize(
    ("body", "resolve"),
    [
        (build.video_body("m", image="oss://a/b.png"), True),
        (build.video_body("m", image="OSS://a/b.png"), True),
        (build.image_body("m", "t", images=["https://h", "oss://a"]), True),
        (build.video_body("m", "what is oss://?"), False),
        (build.video_body("m", image="https://h/a.png"), False),
    ],
)
def test_spec_8_uploads_are_noticed_where_media_is_named(body, resolve):
    assert resolve == build.mentions_oss(body)


def test_data_uri():
    assert "data:image/png;base64,AAE=" == build.data_uri(b"\0\1", "image/png")


def test_list_parameters():
    start = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)

    expected = {"start_time": "20260301080000", "model_name": "m", "status": "FAILED", "page_no": "2"}
    assert expected == build.list_parameters(start=start, model="m", status=TaskStatus.FAILED, page=2)


# --- reading


def test_submit_answer():
    expected = read.Submitted(task_id="t", status=TaskStatus.PENDING, request_id="r")

    assert expected == read.read_submit(answers.submit_answer("r", "t"))


def test_poll_answer():
    view = TaskView(
        task_id="t",
        status=TaskStatus.SUCCEEDED,
        submitted=dt.datetime(2026, 3, 1, tzinfo=dt.UTC),
        orig_prompt="p",
        video_url="https://h/0.mp4",
        usage={"duration": 5},
        extras={"report": {"engine": "storyboard"}},
    )

    expected = read.Polled(
        task_id="t",
        status=TaskStatus.SUCCEEDED,
        request_id="r",
        submit_time="2026-03-01 08:00:00.000",
        orig_prompt="p",
        video_url="https://h/0.mp4",
        usage={"duration": 5},
        extras={"report": {"engine": "storyboard"}},
    )
    assert expected == read.read_poll(answers.poll_answer("r", view))


def test_failed_task_carries_its_error():
    view = TaskView(task_id="t", status=TaskStatus.FAILED, code="InvalidParameter", message="Field required: x")

    error = read.read_poll(answers.poll_answer("r", view)).error

    assert ("InvalidParameter", "Field required: x") == (error.code, error.message)


def test_spec_6_2_failed_without_code_and_message():
    polled = read.read_poll({"output": {"task_id": "t", "task_status": "FAILED"}})

    assert ("Unknown", "The task failed.") == (polled.error.code, polled.error.message)


def test_interleaved_answer():
    items = (TextItem("1."), ImageItem("u1"), TextItem("2."))
    view = TaskView(task_id="t", status=TaskStatus.SUCCEEDED, items=items, interleaved=True)

    polled = read.read_poll(answers.poll_answer("r", view))

    assert (items, ("u1",)) == (polled.items, polled.image_urls)


def test_synchronous_answer():
    answer = answers.picture_answer("r", [ImageItem("u1"), ImageItem("u2")], {"image_count": 2}, {"report": 1})

    expected = read.Pictures(
        items=(ImageItem("u1"), ImageItem("u2")),
        usage={"image_count": 2},
        finished=True,
        request_id="r",
        extras={"report": 1},
    )
    assert expected == read.read_pictures(answer)


def test_spec_5_older_results():
    output = {"task_id": "t", "task_status": "SUCCEEDED", "results": [{"url": "u1"}, {"code": "X", "message": "m"}]}

    assert ("u1",) == read.read_poll({"output": output}).image_urls


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("PENDING", TaskStatus.PENDING),
        ("succeeded", TaskStatus.SUCCEEDED),
        ("CANCELED", TaskStatus.CANCELED),
        ("CANCELLED", TaskStatus.CANCELED),
        ("SUSPENDED", TaskStatus.RUNNING),
        (None, TaskStatus.RUNNING),
    ],
)
def test_spec_6_1_statuses_seen_in_the_wild(text, status):
    assert status is read.read_status(text)


@pytest.mark.parametrize(
    ("status", "payload", "error"),
    [
        (200, {"request_id": "r"}, None),
        (200, {"code": "", "request_id": "r"}, None),
        (200, {"code": None}, None),
        (200, {"code": "Throttling", "message": "m"}, WireError(200, "Throttling", "m")),
        (401, flat_body(Fault.NO_KEY.error(), "r"), Fault.NO_KEY.error()),
        (401, {"error": {"code": "invalid_api_key", "message": "m"}}, WireError(401, "invalid_api_key", "m")),
        (400, {"code": "X", "msg": "m"}, WireError(400, "X", "m")),
        (502, None, WireError(502, "HTTP502", "")),
        (502, "<html>", WireError(502, "HTTP502", "")),
    ],
)
def test_spec_9_1_errors(status, payload, error):
    assert error == read.read_error(status, payload)


def test_spec_1_5_a_code_in_a_200_is_an_error():
    with pytest.raises(WireError, match="Throttling"):
        read.read_submit({"code": "Throttling", "message": "slow down", "output": {"task_id": "t"}})


@pytest.mark.parametrize("payload", [None, [], "x", {}, {"output": None}, {"output": {}}, {"output": {"task_id": 5}}])
@pytest.mark.parametrize("reader", [read.read_submit, read.read_poll])
def test_answers_of_no_known_shape(reader, payload):
    with pytest.raises(read.Unreadable, match="the answer"):
        reader(payload)


def test_numbers_that_come_as_text():
    page = read.read_list({"data": [{"gmt_create": "5"}], "total": "1", "page_no": 1.0, "page_size": None})

    assert (1, 1, 1, 5) == (page.total, page.page_no, page.page_size, page.rows[0].created)
