"""The client for asyncio: the same calls, awaited."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx2

from wanbox.wire.notices import Delivery, Notice
from wanbox.wire.read import ListPage, Pictures, Polled, Submitted

from . import brain, hosts
from .download import LIMIT as DOWNLOAD_LIMIT
from .download import TIMEOUT as DOWNLOAD_TIMEOUT
from .download import Download
from .errors import ConnectionFailed
from .feed import TIMEOUT as FEED_TIMEOUT
from .feed import Feed
from .steps import Call, Flow, Form, Pause, Reply, Result
from .transport import TIMEOUT, Target, head_of, line_errors, reply_of


class AsyncClient:
    """As `Client`, for asyncio."""

    def __init__(
        self,
        key: str,
        *,
        base_url: str = hosts.LOCAL,
        transport: httpx2.AsyncBaseTransport | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._target = Target.of(base_url, key)
        self._http = httpx2.AsyncClient(timeout=TIMEOUT, transport=transport, follow_redirects=False)
        self._sleep = sleep
        self._clock = clock

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self._http.aclose()

    async def submit_video(self, body: Mapping[str, Any]) -> Submitted:
        return await self._run(brain.submit(brain.VIDEO, body))

    async def submit_image(self, body: Mapping[str, Any]) -> Submitted:
        return await self._run(brain.submit(brain.IMAGE_ASYNC, body))

    async def generate_image(self, body: Mapping[str, Any]) -> Pictures:
        return await self._run(brain.generate(body))

    async def poll(self, task_id: str) -> Polled:
        return await self._run(brain.poll(task_id))

    async def wait(
        self,
        task_id: str,
        *,
        limit: float | None = None,
        interval: float | None = None,
        watch: brain.Watcher | None = None,
    ) -> Polled:
        return await self._run(brain.wait(task_id, now=self._clock, limit=limit, interval=interval, watch=watch))

    async def cancel(self, task_id: str) -> None:
        await self._run(brain.cancel(task_id))

    async def stop(self, task_id: str) -> None:
        await self._run(brain.stop(task_id))

    async def tasks(self, **query: str) -> ListPage:
        return await self._run(brain.tasks(query))

    async def events(self, *, after: str | None = None, task_id: str | None = None) -> AsyncIterator[Notice]:
        """What happens to the account's tasks from now on (wanbox only); lines that break are mended unseen.

        Args:
            after: Go on after this `Notice.place` instead; "0" is the beginning.
            task_id: States, progress and parts of this task alone, until it has ended.
        """
        feed = Feed(task_id, after)
        while not feed.over:
            try:
                # Who stops listening ends the line with it.
                async with aclosing(self._listen(feed)) as notices:
                    async for notice in notices:
                        yield notice
            except ConnectionFailed as error:
                feed.broken(error)
            if not feed.over:
                await self._sleep(feed.pause)

    async def deliveries(self, *, dead: bool = False, limit: int = 100) -> Sequence[Delivery]:
        """Messages to the account's webhooks, newest first (wanbox only); with `dead` those that were given up."""
        return await self._run(brain.deliveries(dead=dead, limit=limit))

    async def replay(self, delivery_id: str | None = None) -> int:
        """Have one message sent again, or all that were given up (wanbox only); how many."""
        return await self._run(brain.replay(delivery_id))

    async def upload(self, file: Path, *, model: str) -> str:
        return await self._run(brain.upload(file, model=model))

    async def download(self, url: str, target: Path, *, limit: float = DOWNLOAD_LIMIT) -> Path:
        with Download(url, target, now=self._clock, limit=limit) as download:
            while not download.whole:
                try:
                    await self._attempt(download)
                except ConnectionFailed as error:
                    download.broken(error)
                if not download.whole:
                    await self._sleep(download.pause)
            return download.keep()

    async def _listen(self, feed: Feed) -> AsyncGenerator[Notice]:
        arguments = {**self._target.request(feed.call()), "timeout": FEED_TIMEOUT}
        with line_errors():
            async with self._http.stream(**arguments) as response:
                if response.status_code != 200:
                    await response.aread()
                    feed.refused(reply_of(response))
                    return
                async for chunk in response.aiter_bytes():
                    for notice in feed.take(chunk):
                        yield notice

    async def _attempt(self, download: Download) -> None:
        arguments = {**self._target.request(download.call()), "timeout": DOWNLOAD_TIMEOUT, "follow_redirects": True}
        with line_errors():
            async with self._http.stream(**arguments) as response:
                if download.begin(head_of(response)):
                    async for chunk in response.aiter_bytes():
                        download.take(chunk)
                    download.end()

    async def _run(self, flow: Flow[Result]) -> Result:
        answer: Reply | None = None
        failure: ConnectionFailed | None = None
        while True:
            try:
                step = flow.throw(failure) if failure else flow.send(answer)
            except StopIteration as stop:
                result: Result = stop.value
                return result
            answer, failure = None, None
            try:
                if isinstance(step, Pause):
                    await self._sleep(step.seconds)
                else:
                    answer = await self._send(step)
            except ConnectionFailed as error:
                failure = error

    async def _send(self, call: Call) -> Reply:
        with line_errors():
            if call.form is None:
                return reply_of(await self._http.request(**self._target.request(call)))
            return await self._send_form(call, call.form)

    async def _send_form(self, call: Call, form: Form) -> Reply:
        arguments = self._target.request(call)
        arguments.pop("content")
        content = await asyncio.to_thread(form.file.read_bytes)
        files = {"file": (form.file.name, content)}
        return reply_of(await self._http.request(**arguments, data=dict(form.fields), files=files))
