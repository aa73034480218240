"""Spec sections 3 (submit answer), 4.1 (synchronous answer) and 6 (poll): the JSON of answers, and `usage`."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest

from wanbox.wire import answers, usage
from wanbox.wire.answers import ImageItem, TaskView, TextItem
from wanbox.wire.catalogue import find
from wanbox.wire.requests import ImageMode, ImageRequest, Size, VideoRequest
from wanbox.wire.status import TERMINAL, TaskStatus

T0 = dt.datetime(2026, 3, 1, 2, 0, 0, 101_999, dt.UTC)
T1 = T0 + dt.timedelta(milliseconds=39)
T2 = dt.datetime(2026, 3, 1, 2, 2, 11, 500_000, dt.UTC)


def view(status: str, **more) -> TaskView:
    times = {"submitted": T0, "scheduled": T1, "ended": T2}
    return TaskView(**({"task_id": "t-1", "status": TaskStatus(status)} | times | more))


def test_spec_3_submit_answer_has_nothing_else():
    expected = {"request_id": "r", "output": {"task_id": "t-1", "task_status": "PENDING"}}

    assert expected == answers.submit_answer("r", "t-1")


def test_spec_6_1_statuses():
    assert {"PENDING", "RUNNING", "SUCCEEDED", "FAILED", "CANCELED", "UNKNOWN"} == {s.value for s in TaskStatus}


def test_spec_6_1_terminal_statuses():
    assert {"SUCCEEDED", "FAILED", "CANCELED", "UNKNOWN"} == {s.value for s in TERMINAL}
    assert {s for s in TaskStatus if s.terminal} == TERMINAL


@pytest.mark.parametrize("status", TaskStatus)
def test_spec_6_2_id_status_and_request_id_are_always_there(status):
    answer = answers.poll_answer("r", view(status))

    assert ("r", "t-1", status.value) == (
        answer["request_id"],
        answer["output"]["task_id"],
        answer["output"]["task_status"],
    )


@pytest.mark.parametrize("status", TaskStatus)
def test_spec_1_5_no_top_level_code(status):
    answer = answers.poll_answer("r", view(status, code="X", message="m", extras={"code": "y"}))

    assert not {"code", "message"} & answer.keys()


def test_spec_6_2_times_are_utc_8_with_milliseconds():
    output = answers.poll_answer("r", view("SUCCEEDED", video_url="u"))["output"]

    assert {
        "submit_time": "2026-03-01 10:00:00.101",
        "scheduled_time": "2026-03-01 10:00:00.140",
        "end_time": "2026-03-01 10:02:11.500",
    } == {name: text for name, text in output.items() if name.endswith("_time")}


def test_spec_6_2_times_appear_as_soon_as_known():
    pending = answers.poll_answer("r", view("PENDING", scheduled=None, ended=None))["output"]

    assert {"task_id", "task_status", "submit_time"} == pending.keys()


@pytest.mark.parametrize("status", ["PENDING", "RUNNING", "SUCCEEDED", "CANCELED"])
def test_spec_6_2_code_and_message_only_when_failed(status):
    output = answers.poll_answer("r", view(status, code="X", message="m"))["output"]

    assert not {"code", "message"} & output.keys()


@pytest.mark.parametrize("status", ["PENDING", "RUNNING", "FAILED", "CANCELED", "UNKNOWN"])
def test_spec_6_5_usage_only_when_succeeded(status):
    assert "usage" not in answers.poll_answer("r", view(status, usage={"duration": 5}))


def test_spec_6_3_video_result():
    sent = {
        "duration": 5,
        "size": "1280*720",
        "input_video_duration": 0,
        "output_video_duration": 5,
        "video_count": 1,
        "SR": 720,
    }
    finished = view("SUCCEEDED", orig_prompt="A paper boat.", video_url="https://h/0.mp4?Expires=1", usage=sent)

    expected = {
        "request_id": "c7",
        "output": {
            "task_id": "t-1",
            "task_status": "SUCCEEDED",
            "submit_time": "2026-03-01 10:00:00.101",
            "scheduled_time": "2026-03-01 10:00:00.140",
            "end_time": "2026-03-01 10:02:11.500",
            "orig_prompt": "A paper boat.",
            "video_url": "https://h/0.mp4?Expires=1",
        },
        "usage": sent,
    }
    assert expected == answers.poll_answer("c7", finished)


def test_spec_6_3_actual_prompt_is_never_returned():
    assert "actual_prompt" not in json.dumps(answers.poll_answer("r", view("SUCCEEDED", video_url="u")))


# --- 6.3 usage of videos

BOTH = {"duration", "input_video_duration", "output_video_duration", "video_count", "SR"}


@pytest.mark.parametrize(
    ("model", "more"),
    [
        ("wan2.6-t2v", {"size"}),
        ("wan2.6-t2v-us", {"size"}),
        ("wan2.6-i2v", set()),
        ("wan2.6-i2v-us", set()),
        ("wan2.6-i2v-flash", {"audio"}),
    ],
)
def test_spec_6_3_usage_fields_per_model(model, more):
    request = VideoRequest(model=model, prompt="", size=Size(1280, 720), tier=720, seconds=5)

    assert BOTH | more == usage.video_usage(request).keys()


def test_spec_6_3_usage_values():
    request = VideoRequest(model="wan2.6-t2v", prompt="", size=Size(1280, 720), tier=720, seconds=5)

    expected = {
        "duration": 5,
        "size": "1280*720",
        "input_video_duration": 0,
        "output_video_duration": 5,
        "video_count": 1,
        "SR": 720,
    }
    assert expected == usage.video_usage(request, seconds=5.0)


def test_spec_6_3_whole_numbers_are_json_integers():
    request = VideoRequest(model="wan2.6-i2v", prompt="", size=Size(1280, 720), tier=1080, seconds=5)
    counted = usage.video_usage(request, seconds=10.0)

    assert '"duration": 10,' in json.dumps(counted)
    assert {int} == {type(value) for value in counted.values()}


def test_spec_6_3_a_fraction_stays_one():
    assert (2.5, int, 2) == (usage.whole(2.5), type(usage.whole(2.0)), usage.whole(2.0))


@pytest.mark.parametrize("sound", [True, False])
def test_spec_6_3_flash_tells_about_audio(sound):
    request = VideoRequest(model="wan2.6-i2v-flash", prompt="", sound=sound)

    assert sound is usage.video_usage(request)["audio"]


# --- 4.1, 6.4 pictures


def test_spec_4_1_synchronous_answer():
    counted = {"image_count": 2, "size": "1376*768", "input_tokens": 0, "output_tokens": 0, "total_tokens": 0}

    def one(url):
        message = {"role": "assistant", "content": [{"type": "image", "image": url}]}
        return {"finish_reason": "stop", "message": message}

    expected = {
        "request_id": "a1",
        "output": {"finished": True, "choices": [one("https://h/1.png"), one("https://h/2.png")]},
        "usage": counted,
    }
    items = [ImageItem("https://h/1.png"), ImageItem("https://h/2.png")]
    assert expected == answers.picture_answer("a1", items, counted)


def test_spec_6_4_picture_task():
    output = answers.poll_answer("r", view("SUCCEEDED", items=[ImageItem("u1"), ImageItem("u2")]))["output"]

    assert (True, 2) == (output["finished"], len(output["choices"]))
    assert "orig_prompt" not in output


def test_spec_6_4_interleave_is_one_choice_in_reading_order():
    items = [TextItem("1."), ImageItem("u1"), TextItem("2."), ImageItem("u2")]

    choices = answers.poll_answer("r", view("SUCCEEDED", items=items, interleaved=True))["output"]["choices"]

    content = [
        {"type": "text", "text": "1."},
        {"type": "image", "image": "u1"},
        {"type": "text", "text": "2."},
        {"type": "image", "image": "u2"},
    ]
    assert [{"finish_reason": "stop", "message": {"role": "assistant", "content": content}}] == choices


def test_spec_6_4_edit_counts_no_tokens():
    request = ImageRequest(model="wan2.6-image", mode=ImageMode.EDIT, prompt="make it winter", size=Size(1376, 768))

    expected = {"image_count": 2, "size": "1376*768", "input_tokens": 0, "output_tokens": 0, "total_tokens": 0}
    assert expected == usage.image_usage(request, image_count=2)


def test_spec_6_4_interleave_counts_tokens():
    request = ImageRequest(model="wan2.6-image", mode=ImageMode.INTERLEAVE, prompt="how to cook", size=Size(800, 800))

    counted = usage.image_usage(request, image_count=1, texts=["Slice the peppers.", "切"])

    assert (3, 6, 9) == (counted["input_tokens"], counted["output_tokens"], counted["total_tokens"])


@pytest.mark.parametrize(("text", "tokens"), [("", 0), ("a", 1), ("four", 1), ("fives", 2), ("猫狗", 2), ("猫 a", 2)])
def test_estimate_tokens(text, tokens):
    assert tokens == usage.estimate_tokens(text)


# --- 6.5


def test_spec_6_5_failed():
    failed = view("FAILED", code="InvalidParameter", message="Field required: input.prompt", video_url="u")

    output = answers.poll_answer("e5", failed)["output"]

    assert ("InvalidParameter", "Field required: input.prompt") == (output["code"], output["message"])
    assert not {"video_url", "choices", "orig_prompt"} & output.keys()


def test_spec_6_2_failed_always_has_code_and_message():
    output = answers.poll_answer("e5", view("FAILED"))["output"]

    assert ("InternalError", "") == (output["code"], output["message"])


def test_spec_6_5_unknown():
    expected = {"request_id": "a4", "output": {"task_id": "t-1", "task_status": "UNKNOWN"}}

    assert expected == answers.unknown_answer("a4", "t-1")
    assert expected == answers.poll_answer("a4", view("UNKNOWN", extras={"progress": 1}))


# --- our own additions


def test_extras_stand_in_output_under_one_name():
    answer = answers.poll_answer("r", view("RUNNING", extras={"progress": 0.5, "phase": "drawing"}))

    assert {"progress": 0.5, "phase": "drawing"} == answer["output"]["wanbox"]
    assert {"request_id", "output"} == answer.keys()


def test_without_extras_there_is_no_addition():
    assert "wanbox" not in answers.poll_answer("r", view("RUNNING"))["output"]


# --- 10 money


@pytest.mark.parametrize(
    ("model", "counted", "yuan"),
    [
        ("wan2.6-t2v", {"SR": 720, "duration": 5}, "3.0"),
        ("wan2.6-t2v", {"SR": 1080, "duration": 15}, "15.0"),
        ("wan2.6-i2v-flash", {"SR": 720, "duration": 10, "audio": True}, "3.0"),
        ("wan2.6-i2v-flash", {"SR": 720, "duration": 10, "audio": False}, "1.5"),
        ("wan2.6-i2v", {"SR": 720, "duration": 10, "audio": False}, "6.0"),
        ("wan2.6-image", {"image_count": 4}, "0.8"),
        ("wan2.6-t2i", {"image_count": 0}, "0"),
        ("wan2.6-t2i", {}, "0"),
    ],
)
def test_spec_10_cost(model, counted, yuan):
    assert Decimal(yuan) == usage.cost(find(model), counted)
