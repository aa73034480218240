"""Waiting for news: polls that the server holds open, and streams of events over lines that break."""

from __future__ import annotations

import asyncio
import datetime as dt
from contextlib import aclosing, closing

import httpx2
import pytest

from wanbox.client import (
    AnswerUnreadable,
    ApiError,
    AsyncClient,
    Client,
    ConnectionFailed,
    KeyRefused,
    WaitExpired,
)
from wanbox.wire import notices, sse
from wanbox.wire.status import TaskStatus

MOMENT = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
PENDING = {"request_id": "r", "output": {"task_id": "t1", "task_status": "PENDING", "wanbox": {"progress": 0}}}
RUNNING = {"request_id": "r", "output": {"task_id": "t1", "task_status": "RUNNING", "wanbox": {"progress": 0.5}}}
CLOUD = {"request_id": "r", "output": {"task_id": "t1", "task_status": "RUNNING"}}
DONE = {"request_id": "r", "output": {"task_id": "t1", "task_status": "SUCCEEDED", "video_url": "http://x/1.mp4"}}
OPEN = sse.encode_retry(1000) + sse.encode("open", {"after": "0"}, "0")


def state(number, status, answer=None):
    data = notices.state_data("t1", status, 1, MOMENT, answer)
    return sse.encode(notices.name_of(status), data, str(number))


END = state(3, TaskStatus.SUCCEEDED, DONE)


def waits(server):
    return [request.url.params.get("wait") for request in server.requests]


def places(server):
    return [request.headers.get("last-event-id") for request in server.requests]


# --- polls


def test_a_wanbox_server_holds_polls_open_and_nobody_pauses(call, server):
    server.holds = True
    for answer in (PENDING, RUNNING, RUNNING, DONE):
        server.say(200, answer)
    call("wait", "t1")

    assert [None, "20.000", "20.000", "20.000"] == waits(server)
    assert [] == server.pauses


def test_who_watches_is_told_of_progress_every_second(call, server):
    server.holds = True
    for answer in (RUNNING, RUNNING, DONE):
        server.say(200, answer)
    call("wait", "t1", watch=lambda _: None)

    assert [None, "1.000", "1.000"] == waits(server)


def test_a_server_that_answers_before_its_time_without_news_is_given_a_rest(call, server):
    for answer in (RUNNING, RUNNING, RUNNING, DONE):
        server.say(200, answer)
    call("wait", "t1")

    assert [None, "20.000", None, "20.000"] == waits(server)
    assert 1 == len(server.pauses)


def test_other_servers_are_not_asked_to_wait(call, server):
    for answer in (CLOUD, CLOUD, DONE):
        server.say(200, answer)
    call("wait", "t1")

    assert [None, None, None] == waits(server)
    assert 2 == len(server.pauses)


def test_an_interval_means_that_the_caller_wants_to_ask(call, server):
    for answer in (RUNNING, RUNNING, DONE):
        server.say(200, answer)
    call("wait", "t1", interval=3.0)

    assert [None, None, None] == waits(server)
    assert [3.0, 3.0] == server.pauses


def test_the_last_poll_is_held_no_longer_than_the_caller_waits(call, server):
    server.holds = True
    for _ in range(4):
        server.say(200, RUNNING)
    with pytest.raises(WaitExpired):
        call("wait", "t1", limit=50.0)

    assert [None, "20.000", "20.000", "10.000"] == waits(server)


# --- events


def test_events_come_in_order_with_the_task_once_it_has_ended(follow, server):
    server.stream(OPEN, state(1, TaskStatus.PENDING), state(2, TaskStatus.RUNNING), END)
    told = follow(task_id="t1")

    assert ["task.pending", "task.running", "task.succeeded"] == [notice.name for notice in told]
    assert ["1", "2", "3"] == [notice.place for notice in told]
    assert (TaskStatus.PENDING, 1, MOMENT) == (told[0].status, told[0].attempt, told[0].time)
    assert "http://x/1.mp4" == told[-1].task.video_url
    assert "/api/v1/tasks/t1/events" == server.requests[0].url.path


def test_progress_and_parts_are_told_as_they_are(follow, server):
    server.stream(
        sse.encode("progress", {"task_id": "t1", "progress": 0.5}), sse.encode("part", {"text": "a"}, "2.1"), END
    )
    progress, part, _ = follow(task_id="t1")

    assert (0.5, "", None) == (progress.data["progress"], progress.place, progress.status)
    assert ("a", "2.1") == (part.data["text"], part.place)


@pytest.mark.parametrize("breaks", [True, False])
def test_a_line_that_ends_too_early_is_mended_where_it_broke(follow, server, breaks):
    server.stream(OPEN, state(1, TaskStatus.PENDING), state(2, TaskStatus.RUNNING)[:20], breaks=breaks)
    server.stream(state(2, TaskStatus.RUNNING))
    server.stream(END)
    told = follow(task_id="t1")

    assert ["1", "2", "3"] == [notice.place for notice in told]
    assert [None, "1", "2"] == places(server)
    assert 2 == len(server.pauses)


def test_a_line_that_breaks_before_the_first_event_goes_on_where_the_stream_began(follow, server):
    server.stream(sse.encode("open", {"after": "7"}, "7"), breaks=True)
    server.stream(END)
    follow(task_id="t1")

    assert [None, "7"] == places(server)


def test_the_caller_says_where_to_begin(follow, server):
    server.stream(END)
    follow(task_id="t1", after="2")

    assert ["2"] == places(server)


def test_a_task_of_which_all_is_told_ends_the_stream(follow, server):
    server.answers.append(httpx2.Response(204))

    assert [] == follow(task_id="t1", after="3")


def test_a_busy_server_is_asked_again_when_it_says_so(follow, server):
    server.say(503, {"code": "ModelUnavailable", "message": "later"}, {"retry-after": "7"})
    server.stream(END)
    follow(task_id="t1")

    assert [7.0] == server.pauses


@pytest.mark.parametrize(("status", "kind"), [(401, KeyRefused), (404, ApiError)])
def test_a_refusal_is_raised(follow, server, status, kind):
    server.say(status, {"code": "X", "message": "no"})

    with pytest.raises(kind):
        follow()


def test_a_server_that_stays_away_is_given_up(follow, server):
    for _ in range(20):
        server.answers.append(httpx2.ConnectError("nobody"))
    with pytest.raises(ConnectionFailed):
        follow()

    assert 8 == len(server.requests)
    assert [0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0] == server.pauses


def test_what_is_no_stream_of_ours_is_said_to_be_none(follow, server):
    server.stream(b"data:<html>\n\n")

    with pytest.raises(AnswerUnreadable):
        follow()


# --- messages to webhooks


def test_messages_that_were_given_up_are_listed(call, server):
    server.say(200, {"output": {"deliveries": [{"id": "msg_1", "state": "dead", "error": "x"}]}})
    (one,) = call("deliveries", dead=True, limit=5)

    assert ("msg_1", "dead", "x") == (one.id, one.state, one.error)
    assert {"dead": "1", "limit": "5"} == dict(server.requests[0].url.params)


@pytest.mark.parametrize(("delivery_id", "body"), [(None, b"{}"), ("msg_1", b'{"id":"msg_1"}')])
def test_messages_are_sent_again(call, server, delivery_id, body):
    server.say(200, {"output": {"replayed": 1}})

    assert 1 == call("replay", delivery_id)
    assert body == server.requests[0].content


class Line(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """A stream of events that goes on, and says whether it was ended."""

    ended = False

    def __iter__(self):
        yield from (OPEN, state(1, TaskStatus.PENDING), state(2, TaskStatus.RUNNING))

    async def __aiter__(self):
        for piece in self:
            yield piece

    def close(self):
        self.ended = True

    async def aclose(self):
        self.ended = True


@pytest.mark.parametrize("face", ["sync", "async"])
def test_who_stops_listening_ends_the_line_at_once(server, face):
    line = Line()
    server.answers.append(httpx2.Response(200, stream=line))

    def sync():
        with Client("sk-x", transport=httpx2.MockTransport(server.handle)) as client:
            with closing(client.events()) as notices:
                next(notices)
            return line.ended

    async def awaited():
        async with AsyncClient("sk-x", transport=httpx2.MockTransport(server.handle_async)) as client:
            async with aclosing(client.events()) as notices:
                await anext(notices)
            return line.ended

    assert sync() if face == "sync" else asyncio.run(awaited())
