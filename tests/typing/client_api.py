"""The public API of the client, used in every way that is allowed. Never run: type checkers read it."""

from __future__ import annotations

import time
from pathlib import Path
from types import TracebackType
from typing import Any, assert_type

import httpx2

from wanbox.client import (
    AnswerUnreadable,
    ApiError,
    AsyncClient,
    Client,
    ClientError,
    ConnectionFailed,
    KeyRefused,
    TaskFailed,
    WaitExpired,
)
from wanbox.wire import build
from wanbox.wire.notices import Notice
from wanbox.wire.read import ListPage, Pictures, Polled, Submitted
from wanbox.wire.status import TaskStatus


def construct(transport: httpx2.BaseTransport, awaited: httpx2.AsyncBaseTransport) -> None:
    Client("sk-key")
    Client("sk-key", base_url="beijing")
    Client(key="sk-key", base_url="http://127.0.0.1:8026", transport=transport, sleep=time.sleep, clock=time.monotonic)
    AsyncClient("sk-key")
    AsyncClient("sk-key", base_url="http://box:9/api/v1", transport=awaited)


def bodies() -> list[dict[str, Any]]:
    return [
        build.video_body("wan2.6-t2v", "A kite."),
        build.video_body(
            "wan2.6-i2v", "Wind.", image="oss://a", audio="https://h/a.mp3", resolution="720P", duration=2, seed=1
        ),
        build.image_body("wan2.6-t2i", "A kite.", n=2, size="1280*1280"),
        build.image_body("wan2.6-image", "Winter.", images=["oss://a"], watermark=True),
    ]


def watch(task: Polled) -> None:
    assert_type(task.status, TaskStatus)


def synchronous(body: dict[str, Any]) -> None:
    with Client("sk-key") as client:
        submitted = client.submit_video(body)
        assert_type(submitted, Submitted)
        assert_type(client.submit_image(body), Submitted)
        assert_type(client.generate_image(body), Pictures)
        assert_type(client.poll(submitted.task_id), Polled)
        task = client.wait(submitted.task_id)
        assert_type(task, Polled)
        client.wait(submitted.task_id, limit=60, interval=1.5, watch=watch)
        assert_type(task.video_url, str | None)
        assert_type(client.tasks(), ListPage)
        assert_type(client.tasks(status="RUNNING", page_no="2"), ListPage)
        assert_type(client.upload(Path("a.png"), model="wan2.6-i2v"), str)
        assert_type(client.download(task.video_url or "", Path("a.mp4")), Path)
        client.cancel(submitted.task_id)
        client.stop(submitted.task_id)
    client.close()


async def asynchronous(body: dict[str, Any]) -> None:
    async with AsyncClient("sk-key") as client:
        submitted = await client.submit_video(body)
        assert_type(submitted, Submitted)
        assert_type(await client.submit_image(body), Submitted)
        assert_type(await client.generate_image(body), Pictures)
        assert_type(await client.poll(submitted.task_id), Polled)
        task = await client.wait(submitted.task_id, limit=None, interval=None, watch=None)
        assert_type(task, Polled)
        assert_type(await client.tasks(model_name="wan2.6-t2v"), ListPage)
        assert_type(await client.upload(Path("a.png"), model="wan2.6-image"), str)
        assert_type(await client.download(task.video_url or "", Path("a.mp4")), Path)
        await client.cancel(submitted.task_id)
        await client.stop(submitted.task_id)
    await client.close()


def errors(client: Client) -> tuple[int, str] | None:
    try:
        client.wait("id")
    except TaskFailed as error:
        assert_type(error.task, Polled)
    except WaitExpired as error:
        assert_type(error.task, Polled)
    except KeyRefused as error:
        return error.status, error.request_id
    except ApiError as error:
        return error.status, f"{error.code}: {error.message}"
    except ConnectionFailed as error:
        assert_type(error.sent, bool)
    except AnswerUnreadable as error:
        assert_type(error.__traceback__, TracebackType | None)
    except ClientError:
        raise
    return None


def follow(client: Client) -> None:
    for notice in client.events(after="0", task_id="t"):
        assert_type(notice, Notice)
        assert_type(notice.task, Polled | None)
    assert_type(client.replay("msg_1"), int)
    assert_type([one.state for one in client.deliveries(dead=True)], list[str])


async def follow_awaited(client: AsyncClient) -> None:
    async for notice in client.events():
        assert_type(notice.status, TaskStatus | None)
    assert_type(await client.replay(), int)
