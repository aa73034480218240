"""Spec section 15: the check list, as far as it is decided by the wire alone; the server holds the rest."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from wanbox.wire import answers, headers
from wanbox.wire.answers import ImageItem, TaskView, TextItem
from wanbox.wire.catalogue import Endpoint
from wanbox.wire.deltas import DeltaStream
from wanbox.wire.errors import Fault, WireError, flat_body
from wanbox.wire.listing import list_query
from wanbox.wire.requests import Size
from wanbox.wire.sizes import complete
from wanbox.wire.sse import EventParser
from wanbox.wire.status import TaskStatus
from wanbox.wire.usage import video_usage


def test_checklist_01_modes(send):
    text = {"model": "wan2.6-t2v", "input": {"prompt": "x"}}
    one = {"role": "user", "content": [{"text": "x"}]}
    drawn = {"model": "wan2.6-t2i", "input": {"messages": [one]}}

    for endpoint, body, asynchronous in [
        (Endpoint.VIDEO, text, False),
        (Endpoint.IMAGE, drawn, False),
        (Endpoint.MULTIMODAL, drawn, True),
    ]:
        with pytest.raises(WireError) as caught:
            send(endpoint, body, asynchronous=asynchronous)
        assert (403, "AccessDenied") == (caught.value.status, caught.value.code)


def test_checklist_02_key_errors_are_flat_401():
    for fault in (Fault.NO_KEY, Fault.WRONG_KEY):
        assert (401, {"code", "message", "request_id"}) == (fault.status, flat_body(fault.error(), "r").keys())


@pytest.mark.parametrize(
    ("endpoint", "model", "message"),
    [
        (Endpoint.VIDEO, "wan0", "Model not exist."),
        (Endpoint.IMAGE, "wan0", "Model not exist."),
        (Endpoint.MULTIMODAL, "wan2.6-t2v", "url error, please check url！"),
    ],
)
def test_checklist_03_model_and_path(send, told, endpoint, model, message):
    with pytest.raises(WireError) as caught:
        send(endpoint, {"model": model, "input": {"prompt": "x"}})

    assert (400, "InvalidParameter", message) == told(caught.value)


def test_checklist_04_submit_answers_pending():
    assert "PENDING" == answers.submit_answer("r", "t")["output"]["task_status"]


def test_checklist_05_unknown():
    assert "UNKNOWN" == answers.unknown_answer("r", "t")["output"]["task_status"]


def test_checklist_06_bad_parameter_becomes_a_failed_task(video):
    code, message = video(parameters={"duration": 99}).defect.deferred

    answer = answers.poll_answer("r", TaskView(task_id="t", status=TaskStatus.FAILED, code=code, message=message))

    assert (code, message) == (answer["output"]["code"], answer["output"]["message"])
    assert "code" not in answer


@pytest.mark.parametrize("model", ["wan2.6-i2v", "wan2.6-i2v-flash", "wan2.6-i2v-us", "wan2.6-t2v", "wan2.6-t2v-us"])
def test_checklist_07_usage(video, model):
    counted = video_usage(complete(video(model, parameters={"duration": 5.0}).request, [Size(800, 600)]))

    assert ("t2v" in model) == ("size" in counted)
    assert "." not in json.dumps(list(counted.values()))


@pytest.mark.parametrize("model", ["wan2.6-image", "wan2.6-t2i"])
def test_checklist_08_n_and_choices(picture, model):
    n = picture(model).request.n
    items = [ImageItem(str(number)) for number in range(n)]

    assert 4 == n == len(answers.picture_answer("r", items, {})["output"]["choices"])


def test_checklist_09_interleave(picture):
    content = [{"text": "x"}]
    submitted = picture(content=content, parameters={"enable_interleave": True}, endpoint=Endpoint.MULTIMODAL, sse=True)
    stream = DeltaStream(submitted.request, "r")
    events = EventParser().feed(stream.text("a") + stream.picture("u") + stream.end())
    view = TaskView(task_id="t", status=TaskStatus.SUCCEEDED, items=[TextItem("a"), ImageItem("u")], interleaved=True)

    assert submitted.stream
    reasons = [event.json()["output"]["choices"][0]["finish_reason"] for event in events]
    assert ["null", "null", "stop"] == reasons
    assert 1 == len(answers.poll_answer("r", view)["output"]["choices"])


def test_checklist_10_cancel(told):
    message = "Failed to cancel the task, please confirm if the task is in PENDING status."

    assert (400, "UnsupportedOperation", message) == told(Fault.CANCEL_REFUSED.error())


def test_checklist_11_list():
    now = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    view = TaskView(task_id="t", status=TaskStatus.PENDING, submitted=now)
    answer = answers.list_answer("r", [view], total=1, page_no=1, page_size=10)

    assert dt.timedelta(hours=24) == now - list_query({}, now).start
    assert 1772323200000 == answer["data"][0]["gmt_create"]


def test_checklist_12_oss_with_the_resolve_header(video):
    mode = headers.mode({"X-DashScope-Async": "enable", "X-DashScope-OssResourceResolve": "enable"})

    submitted = video("wan2.6-i2v", {"img_url": "oss://a/b.png"}, oss_resolve=mode.oss_resolve)

    assert (None, "oss://a/b.png") == (submitted.defect, submitted.request.image.value)


def test_checklist_13_ignored(video):
    plain = video().request

    noisy = video(
        source={"extend_prompt": True, "function": "video-synthesis", "template": None},
        parameters={"is_async": True, "audio": False, "seed": None, "watermark": None},
    )

    assert (None, plain) == (noisy.defect, noisy.request)
