"""The client for ordinary code."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
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


class Client:
    """Speaks to wanbox or to the vendor's cloud.

    Args:
        key: The API key.
        base_url: `http://host:port/api/v1`, a region's name, or nothing for a server on this machine.
        transport: Another httpx2 transport, for tests.
        sleep: How to pause between polls, for tests.
    """

    def __init__(
        self,
        key: str,
        *,
        base_url: str = hosts.LOCAL,
        transport: httpx2.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._target = Target.of(base_url, key)
        self._http = httpx2.Client(timeout=TIMEOUT, transport=transport, follow_redirects=False)
        self._sleep = sleep
        self._clock = clock

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def submit_video(self, body: Mapping[str, Any]) -> Submitted:
        """Create a video task from a request body (`wire.build.video_body`)."""
        return self._run(brain.submit(brain.VIDEO, body))

    def submit_image(self, body: Mapping[str, Any]) -> Submitted:
        """Create a picture task from a request body (`wire.build.image_body`)."""
        return self._run(brain.submit(brain.IMAGE_ASYNC, body))

    def generate_image(self, body: Mapping[str, Any]) -> Pictures:
        """Make pictures in one call."""
        return self._run(brain.generate(body))

    def poll(self, task_id: str) -> Polled:
        return self._run(brain.poll(task_id))

    def wait(
        self,
        task_id: str,
        *,
        limit: float | None = None,
        interval: float | None = None,
        watch: brain.Watcher | None = None,
    ) -> Polled:
        """Wait for a result; see `brain.wait`."""
        return self._run(brain.wait(task_id, now=self._clock, limit=limit, interval=interval, watch=watch))

    def cancel(self, task_id: str) -> None:
        self._run(brain.cancel(task_id))

    def stop(self, task_id: str) -> None:
        self._run(brain.stop(task_id))

    def tasks(self, **query: str) -> ListPage:
        """One page of the account's tasks; filters as in spec 7.1."""
        return self._run(brain.tasks(query))

    def events(self, *, after: str | None = None, task_id: str | None = None) -> Iterator[Notice]:
        """What happens to the account's tasks from now on (wanbox only); lines that break are mended unseen.

        Args:
            after: Go on after this `Notice.place` instead; "0" is the beginning.
            task_id: States, progress and parts of this task alone, until it has ended.
        """
        feed = Feed(task_id, after)
        while not feed.over:
            try:
                yield from self._listen(feed)
            except ConnectionFailed as error:
                feed.broken(error)
            if not feed.over:
                self._sleep(feed.pause)

    def deliveries(self, *, dead: bool = False, limit: int = 100) -> Sequence[Delivery]:
        """Messages to the account's webhooks, newest first (wanbox only); with `dead` those that were given up."""
        return self._run(brain.deliveries(dead=dead, limit=limit))

    def replay(self, delivery_id: str | None = None) -> int:
        """Have one message sent again, or all that were given up (wanbox only); how many."""
        return self._run(brain.replay(delivery_id))

    def upload(self, file: Path, *, model: str) -> str:
        return self._run(brain.upload(file, model=model))

    def download(self, url: str, target: Path, *, limit: float = DOWNLOAD_LIMIT) -> Path:
        """Save a result, over lines that break; the file appears under its name only when it is whole.

        Args:
            url: A link of a result.
            target: Where the file is to lie; what is there already is replaced.
            limit: Seconds for all attempts together.
        """
        with Download(url, target, now=self._clock, limit=limit) as download:
            while not download.whole:
                try:
                    self._attempt(download)
                except ConnectionFailed as error:
                    download.broken(error)
                if not download.whole:
                    self._sleep(download.pause)
            return download.keep()

    def _listen(self, feed: Feed) -> Iterator[Notice]:
        """One line, until it ends or breaks."""
        arguments = {**self._target.request(feed.call()), "timeout": FEED_TIMEOUT}
        with line_errors(), self._http.stream(**arguments) as response:
            if response.status_code != 200:
                response.read()
                feed.refused(reply_of(response))
                return
            for chunk in response.iter_bytes():
                yield from feed.take(chunk)

    def _attempt(self, download: Download) -> None:
        arguments = {**self._target.request(download.call()), "timeout": DOWNLOAD_TIMEOUT, "follow_redirects": True}
        with line_errors(), self._http.stream(**arguments) as response:
            if download.begin(head_of(response)):
                for chunk in response.iter_bytes():
                    download.take(chunk)
                download.end()

    def _run(self, flow: Flow[Result]) -> Result:
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
                    self._sleep(step.seconds)
                else:
                    answer = self._send(step)
            except ConnectionFailed as error:
                failure = error

    def _send(self, call: Call) -> Reply:
        with line_errors():
            if call.form is None:
                return reply_of(self._http.request(**self._target.request(call)))
            return self._send_form(call, call.form)

    def _send_form(self, call: Call, form: Form) -> Reply:
        arguments = self._target.request(call)
        arguments.pop("content")
        with form.file.open("rb") as file:
            files = {"file": (form.file.name, file)}
            return reply_of(self._http.request(**arguments, data=dict(form.fields), files=files))
