"""When the client asks again: as the server advises, never sooner, never for long, and not all at once."""

from __future__ import annotations

import random

import pytest

from wanbox.client import ApiError, retry
from wanbox.client.steps import Reply
from wanbox.wire import build

BODY = build.video_body("wan2.6-t2v", "a cat")
PENDING = {"request_id": "r", "output": {"task_id": "t1", "task_status": "PENDING"}}
IMAGE = build.image_body("wan2.6-t2i", "a cat")
PICTURES = {"request_id": "r", "output": {"choices": [], "finished": True}, "usage": {}}
DONE = {"request_id": "r", "output": {"task_id": "t1", "task_status": "SUCCEEDED", "video_url": "http://x/1.mp4"}}
LATER = {"code": "Throttling.RateQuota", "message": "Requests rate limit exceeded, please try again later."}
SPENT = {"code": "Throttling.AllocationQuota", "message": "Allocated quota exceeded, please increase your quota limit."}


@pytest.mark.parametrize(
    ("seconds", "headers"),
    [
        (7.0, {"retry-after": "7"}),
        (1.25, {"retry-after": "2", "retry-after-ms": "1250"}),
        (0.0, {"retry-after": "0"}),
        (30.0, {"retry-after": "Sun, 01 Mar 2026 00:00:30 GMT", "date": "Sun, 01 Mar 2026 00:00:00 GMT"}),
        (0.0, {"retry-after": "Sun, 01 Mar 2026 00:00:00 GMT", "date": "Sun, 01 Mar 2026 00:00:30 GMT"}),
        (None, {"retry-after": "Sun, 01 Mar 2026 00:00:30 GMT"}),
        (None, {"retry-after": "soon"}),
        (None, {"retry-after": "-1"}),
        (None, {"retry-after": "1e9"}),
        (None, {"retry-after": "\u0663"}),
        (None, {}),
    ],
)
def test_advice_is_read_in_all_its_forms(seconds, headers):
    assert seconds == retry.advised(Reply(429, headers, b""))


@pytest.mark.parametrize("status", [429, 503])
def test_a_poll_comes_back_when_it_was_told_to(call, server, status):
    server.say(status, LATER, {"Retry-After": "7"})
    server.say(200, DONE)

    call("poll", "t1")

    assert [7.0] == server.pauses


def test_a_submit_comes_back_after_the_exact_wait(call, server):
    server.say(429, LATER, {"Retry-After": "4", "retry-after-ms": "3200"})
    server.say(200, PENDING)

    call("submit_video", BODY)

    assert [3.2] == server.pauses


@pytest.mark.parametrize(
    ("step", "body", "answer"), [("submit_video", BODY, PENDING), ("generate_image", IMAGE, PICTURES)]
)
def test_work_is_handed_in_again_under_the_same_key_where_the_server_says_when(call, server, step, body, answer):
    server.say(503, LATER, {"Retry-After": "2"})
    server.say(200, answer)

    call(step, body)

    assert [2.0] == server.pauses
    assert 1 == len({request.headers["idempotency-key"] for request in server.requests})


@pytest.mark.parametrize("status", [500, 503, 504])
def test_a_submit_that_may_have_been_taken_is_not_repeated(call, server, status):
    server.say(status, LATER)

    with pytest.raises(ApiError):
        call("submit_video", BODY)

    assert 1 == len(server.requests)


def test_waits_grow_where_the_advice_does_not(call, server):
    for _ in range(4):
        server.say(429, LATER, {"Retry-After": "1"})
    server.say(200, DONE)

    call("poll", "t1")

    assert [1.0, 2.0, 4.0, 8.0] == server.pauses


@pytest.mark.parametrize(
    "headers", [{"Retry-After": "3600"}, {"Retry-After": "61"}, {"Retry-After": "1", "x-should-retry": "false"}]
)
def test_a_caller_who_would_wait_for_long_is_told_so_at_once(call, server, headers):
    server.say(429, SPENT, headers)

    with pytest.raises(ApiError, match="AllocationQuota") as refusal:
        call("submit_video", BODY)

    assert [] == server.pauses
    assert float(headers["Retry-After"]) == refusal.value.retry_after


def test_polls_follow_the_servers_advice(call, server):
    for seconds in ("3", "2", "1"):
        server.say(200, PENDING, {"Retry-After": seconds})
    server.say(200, DONE)

    call("wait", "t1")

    assert [3.0, 2.0, 1.0] == server.pauses


def test_no_advice_makes_a_poll_wait_for_minutes(call, server):
    server.say(200, PENDING, {"Retry-After": "900"})
    server.say(200, DONE)

    call("wait", "t1")

    assert [30.0] == server.pauses


def test_the_callers_own_interval_goes_before_any_advice(call, server):
    server.say(200, PENDING, {"Retry-After": "9"})
    server.say(200, DONE)

    call("wait", "t1", interval=0.5)

    assert [0.5] == server.pauses


def test_a_wait_is_never_longer_than_the_callers_limit(call, server):
    for _ in range(2):
        server.say(200, PENDING, {"Retry-After": "9"})
    server.say(200, DONE)

    call("wait", "t1", limit=12)

    assert [9.0, 3.0] == server.pauses


def test_callers_who_were_sent_away_together_come_back_apart(monkeypatch):
    monkeypatch.setattr("wanbox.client.retry.random", random.Random(1))
    waits = [retry.spread(4.0) for _ in range(100)]

    assert 100 == len(set(waits))
    assert 4.0 <= min(waits) < max(waits) <= 5.0
