"""Events of our own streams, and what is read of them."""

from __future__ import annotations

import datetime as dt

import pytest

from wanbox.wire import notices, sse
from wanbox.wire.errors import WireError
from wanbox.wire.notices import Place
from wanbox.wire.read import Unreadable
from wanbox.wire.status import TaskStatus

MOMENT = dt.datetime(2026, 3, 1, 10, 0, 0, 5000, dt.UTC)


def parsed(data: bytes) -> sse.Event:
    (event,) = sse.EventParser().feed(data)
    return event


@pytest.mark.parametrize(("text", "place"), [("0", Place(0)), ("12", Place(12)), ("12.3", Place(12, 3))])
def test_a_place_is_read_as_it_is_written(text, place):
    assert place == notices.parse_place(text)
    assert text == str(place)


@pytest.mark.parametrize("text", ["", "x", "1.", ".1", "-1", "1.2.3", " 1", "1\n", "٣", "9" * 19])
def test_anything_else_is_no_place(text):
    with pytest.raises(ValueError, match="a place"):
        notices.parse_place(text)


def test_a_change_of_state_is_read_as_it_is_written():
    data = notices.state_data("t", TaskStatus.RUNNING, 2, MOMENT)
    notice = notices.read_notice(parsed(sse.encode("task.running", data, "7")))

    assert ("task.running", "7", "t", TaskStatus.RUNNING, 2, MOMENT) == (
        notice.name,
        notice.place,
        notice.task_id,
        notice.status,
        notice.attempt,
        notice.time,
    )
    assert notice.task is None


def test_a_message_has_the_form_of_the_standard():
    answer = {"request_id": "r", "output": {}}

    assert {"type": "task.failed", "timestamp": "2026-03-01T10:00:00.005Z", "data": answer} == notices.message(
        TaskStatus.FAILED, MOMENT, answer
    )


@pytest.mark.parametrize("data", [b"nothing", b"[1]", b"5"])
def test_what_is_no_object_is_unreadable(data):
    with pytest.raises(Unreadable):
        notices.read_notice(parsed(b"data:" + data + b"\n\n"))


@pytest.mark.parametrize("data", [b"{}", b'{"attempt":"x","time":5,"answer":null}', b'{"time":"yesterday"}'])
def test_what_is_missing_or_odd_takes_a_default(data):
    notice = notices.read_notice(parsed(b"data:" + data + b"\n\n"))

    assert (None, 0, None, None) == (notice.status, notice.attempt, notice.time, notice.task)


def test_deliveries_are_read_without_fields_that_are_new():
    rows = [{"id": "msg_1", "state": "dead", "unheard": 1}, {"state": "no id"}, "no row"]
    (one,) = notices.read_deliveries({"output": {"deliveries": rows}})

    assert ("msg_1", "dead", 0) == (one.id, one.state, one.attempt)


@pytest.mark.parametrize("payload", [None, [], {}, {"output": {}}, {"output": {"deliveries": {}}}])
def test_an_answer_without_deliveries_is_unreadable(payload):
    with pytest.raises(Unreadable):
        notices.read_deliveries(payload)


def test_a_refusal_is_raised():
    with pytest.raises(WireError):
        notices.read_replayed({"code": "NotFound", "message": "Not found!"})


def test_how_many_are_sent_again():
    assert 3 == notices.read_replayed({"output": {"replayed": 3}})
    with pytest.raises(Unreadable):
        notices.read_replayed({"output": {"replayed": "some"}})
