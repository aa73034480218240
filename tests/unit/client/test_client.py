"""Both faces of the client, against canned answers."""

from __future__ import annotations

import inspect
import json

import httpx2
import pytest

from wanbox.client import (
    AnswerUnreadable,
    ApiError,
    AsyncClient,
    Client,
    ConnectionFailed,
    KeyRefused,
    TaskFailed,
    WaitExpired,
)
from wanbox.wire import build
from wanbox.wire.status import TaskStatus

PENDING = {"request_id": "r", "output": {"task_id": "t1", "task_status": "PENDING"}}
RUNNING = {"request_id": "r", "output": {"task_id": "t1", "task_status": "RUNNING", "wanbox": {"progress": 0.5}}}
DONE = {"request_id": "r", "output": {"task_id": "t1", "task_status": "SUCCEEDED", "video_url": "http://x/1.mp4"}}
FAILED = {
    "request_id": "r",
    "output": {"task_id": "t1", "task_status": "FAILED", "code": "InvalidParameter", "message": "Field required: x"},
}
BODY = build.video_body("wan2.6-t2v", "a cat")


def test_submit_sends_the_async_header_the_key_and_the_body(call, server):
    server.say(200, PENDING)

    submitted = call("submit_video", BODY)

    request = server.requests[0]
    assert "t1" == submitted.task_id
    assert "/api/v1/services/aigc/video-generation/video-synthesis" == request.url.path
    assert "enable" == request.headers["x-dashscope-async"]
    assert "Bearer sk-client-test" == request.headers["authorization"]
    assert BODY == json.loads(request.content)


def test_submit_names_oss_files_in_a_header(call, server):
    server.say(200, PENDING)

    call("submit_video", build.video_body("wan2.6-i2v", image="oss://dashscope-instant/a.png"))

    assert "enable" == server.requests[0].headers["x-dashscope-ossresourceresolve"]


def test_wait_ends_with_the_result(call, server):
    for answer in (PENDING, RUNNING, DONE):
        server.say(200, answer)
    seen = []

    task = call("wait", "t1", watch=lambda polled: seen.append(polled.status))

    assert "http://x/1.mp4" == task.video_url
    assert [TaskStatus.PENDING, TaskStatus.RUNNING, TaskStatus.SUCCEEDED] == seen
    assert 3 == len(server.requests)


def test_wait_slows_down(call, server):
    for _ in range(60):
        server.say(200, RUNNING)
    server.say(200, DONE)

    call("wait", "t1")

    assert server.pauses[0] < 0.5
    assert server.pauses == sorted(server.pauses)
    assert server.pauses[-1] <= 10


@pytest.mark.parametrize("status", ["CANCELED", "UNKNOWN"])
def test_wait_ends_on_every_final_state(call, server, status):
    server.say(200, {"request_id": "r", "output": {"task_id": "t1", "task_status": status}})

    with pytest.raises(TaskFailed, match=status):
        call("wait", "t1")


def test_wait_raises_the_failure_of_the_task(call, server):
    server.say(200, FAILED)

    with pytest.raises(TaskFailed, match="Field required: x") as caught:
        call("wait", "t1")

    assert "InvalidParameter" == caught.value.task.error.code


def test_wait_gives_up_after_the_limit(call, server):
    for _ in range(20):
        server.say(200, RUNNING)

    with pytest.raises(WaitExpired) as caught:
        call("wait", "t1", limit=3.0, interval=1.0)

    assert TaskStatus.RUNNING is caught.value.task.status
    assert 3.0 == server.moment


@pytest.mark.parametrize("status", [429, 500, 503])
def test_poll_is_repeated_while_the_server_is_busy(call, server, status):
    server.say(status, {"code": "Throttling", "message": "later", "request_id": "r"})
    server.say(200, DONE)

    assert TaskStatus.SUCCEEDED is call("poll", "t1").status


def test_poll_survives_a_broken_line(call, server):
    server.answers.append(httpx2.ReadError("cut"))
    server.say(200, DONE)

    assert TaskStatus.SUCCEEDED is call("poll", "t1").status


def test_poll_gives_up_in_the_end(call, server):
    server.answers += [httpx2.ReadError("cut") for _ in range(5)]

    with pytest.raises(ConnectionFailed):
        call("poll", "t1")


def test_submit_is_not_repeated_when_it_may_have_arrived(call, server):
    server.answers.append(httpx2.ReadError("cut"))

    with pytest.raises(ConnectionFailed) as caught:
        call("submit_video", BODY)

    assert caught.value.sent
    assert 1 == len(server.requests)


def test_submit_is_repeated_when_it_never_left(call, server):
    server.answers.append(httpx2.ConnectError("refused"))
    server.say(200, PENDING)

    assert "t1" == call("submit_video", BODY).task_id


def test_submit_repeats_carry_one_idempotency_key(call, server):
    server.say(429, {"code": "Throttling.RateQuota", "message": "later", "request_id": "r"}, {"Retry-After": "7"})
    server.say(200, PENDING)

    call("submit_video", BODY)

    assert 1 == len({request.headers["idempotency-key"] for request in server.requests})
    assert [7.0] == server.pauses


def test_submit_is_not_repeated_after_a_server_error(call, server):
    server.say(500, {"code": "InternalError", "message": "oops", "request_id": "r"})

    with pytest.raises(ApiError, match="InternalError"):
        call("submit_video", BODY)

    assert 1 == len(server.requests)


def test_wrong_key_has_its_own_error(call, server):
    server.say(401, {"code": "InvalidApiKey", "message": "Invalid API-key provided.", "request_id": "r9"})

    with pytest.raises(KeyRefused) as caught:
        call("poll", "t1")

    assert ("InvalidApiKey", "r9") == (caught.value.code, caught.value.request_id)


def test_error_in_a_200_is_an_error(call, server):
    server.say(200, {"code": "Arrearage", "message": "Access denied.", "request_id": "r"})

    with pytest.raises(ApiError, match="Arrearage"):
        call("poll", "t1")


def test_page_of_a_proxy_is_no_answer(call, server):
    server.say(200, b"<html>welcome</html>")

    with pytest.raises(AnswerUnreadable):
        call("poll", "t1")


def test_upload_posts_the_form_without_the_key(call, server, tmp_path):
    picture = tmp_path / "cat.png"
    picture.write_bytes(b"png bytes")
    server.say(
        200,
        {
            "request_id": "r",
            "data": {
                "policy": "p",
                "signature": "s",
                "upload_dir": "dashscope-instant/a",
                "upload_host": "http://127.0.0.1:9/upload",
                "oss_access_key_id": "id",
            },
        },
    )
    server.say(200, b"")

    address = call("upload", picture, model="wan2.6-i2v")

    granted, posted = server.requests
    assert "oss://dashscope-instant/a/cat.png" == address
    assert "getPolicy" == granted.url.params["action"]
    assert "authorization" not in posted.headers
    assert posted.content.rindex(b'name="file"') > posted.content.rindex(b'name="key"')
    assert b"png bytes" in posted.content


def test_download_leaves_no_half_file(call, server, tmp_path):
    server.say(404, b"gone")

    with pytest.raises(ApiError, match="404"):
        call("download", "http://127.0.0.1:9/files/x", tmp_path / "out.mp4")

    assert [] == list(tmp_path.iterdir())


def test_download_sends_no_key(call, server, tmp_path):
    server.say(200, b"movie")

    call("download", "http://127.0.0.1:9/files/x", tmp_path / "out.mp4")

    assert b"movie" == (tmp_path / "out.mp4").read_bytes()
    assert "authorization" not in server.requests[0].headers


def test_faces_offer_the_same_calls():
    def public(face: type) -> dict[str, list[str]]:
        methods = inspect.getmembers(face, inspect.isfunction)
        return {name: list(inspect.signature(one).parameters) for name, one in methods if not name.startswith("_")}

    assert public(Client) == public(AsyncClient)


def test_key_is_not_shown():
    with Client("sk-secret-text", base_url="http://127.0.0.1:9") as client:
        assert "sk-secret-text" not in repr(vars(client))
