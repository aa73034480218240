"""What to send and what to make of the answers: all the protocol that both faces share."""

from __future__ import annotations

import json
import math
import uuid
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from wanbox.wire import headers as names
from wanbox.wire import notices, read
from wanbox.wire.build import mentions_oss
from wanbox.wire.catalogue import Endpoint
from wanbox.wire.errors import WireError
from wanbox.wire.notices import Delivery
from wanbox.wire.read import ListPage, Pictures, Polled, Submitted
from wanbox.wire.status import TaskStatus

from . import retry
from .errors import AnswerUnreadable, ApiError, ConnectionFailed, KeyRefused, TaskFailed, WaitExpired
from .steps import Call, Flow, Form, Pause, Reply, Result

#: Called with each new state of a task while it is waited for.
Watcher = Callable[[Polled], None]

VIDEO = Endpoint.VIDEO.path
IMAGE_SYNC = Endpoint.MULTIMODAL.path
IMAGE_ASYNC = Endpoint.IMAGE.path

_ATTEMPTS = 5
#: Seconds that a wanbox server holds a poll; shorter where somebody watches the progress, which is no news to it.
_PATIENCE, _WATCHED_PATIENCE = 20.0, 1.0
_LONGEST_POLL_PAUSE = 30.0


def submit(path: str, body: Mapping[str, Any]) -> Flow[Submitted]:
    """Create a task. One idempotency key covers all attempts, so that wanbox never makes the same work twice."""
    reply = yield from exchange(_post(path, body, {names.ASYNC: names.ENABLE, **_once()}))
    return _understood(read.read_submit, reply)


def generate(body: Mapping[str, Any]) -> Flow[Pictures]:
    """Pictures in one call, on the synchronous endpoint; the work is done once, as with `submit`."""
    reply = yield from exchange(_post(IMAGE_SYNC, body, _once()))
    return _understood(read.read_pictures, reply)


def poll(task_id: str) -> Flow[Polled]:
    task, _ = yield from _ask(task_id)
    return task


def _ask(task_id: str, patience: float = 0.0) -> Flow[tuple[Polled, float | None]]:
    """The task, and after how many seconds the server would like to be asked again.

    With `patience` (wanbox only) it answers as soon as the task's state changes, or after so many seconds.
    """
    query = {"wait": f"{patience:.3f}"} if patience > 0 else {}
    reply = yield from exchange(Call(method="GET", url=f"/tasks/{task_id}", query=query))
    return _understood(read.read_poll, reply), retry.advised(reply)


def wait(
    task_id: str, *, now: Callable[[], float], limit: float | None, interval: float | None, watch: Watcher | None
) -> Flow[Polled]:
    """Poll until the task is final. `now` is a monotonic clock; `limit` and `interval` are seconds.

    A wanbox server, told by what it adds to its answers, holds a poll open until there is news; others are asked again.

    Raises:
        TaskFailed: it ended as anything but SUCCEEDED.
        WaitExpired: it is still going after `limit`.
    """
    began = asked = now()
    patience, before = 0.0, None
    while True:
        task, advice = yield from _ask(task_id, patience)
        if watch is not None:
            watch(task)
        if task.status is TaskStatus.SUCCEEDED:
            return task
        if task.status.terminal:
            raise TaskFailed(task)
        elapsed = now() - began
        if limit is not None and elapsed >= limit:
            raise WaitExpired(task)
        left = math.inf if limit is None else limit - elapsed
        held = patience > 0 and (task.status is not before or now() - asked >= patience / 2)
        # One that did not wait, though it was asked to, is given the usual rest.
        patience = min(_patience(task, interval, watch), left) if patience <= 0 or held else 0.0
        if patience <= 0:
            pause = interval if interval is not None else _poll_pause(elapsed, advice)
            yield Pause(min(pause, left))
        asked, before = now(), task.status


def _patience(task: Polled, interval: float | None, watch: Watcher | None) -> float:
    """How long the server may hold the next poll; 0 for servers that cannot, and callers who want to be asked."""
    if interval is not None or not task.extras:
        return 0.0
    return _WATCHED_PATIENCE if watch is not None else _PATIENCE


def cancel(task_id: str) -> Flow[None]:
    """Cancel a pending task; `ApiError` UnsupportedOperation once it runs (spec 7.2)."""
    yield from exchange(Call(method="POST", url=f"/tasks/{task_id}/cancel"))


def stop(task_id: str) -> Flow[None]:
    """Stop a task even while it runs. wanbox only: the vendor has no such call."""
    yield from exchange(Call(method="DELETE", url=f"/tasks/{task_id}"))


def tasks(query: Mapping[str, str]) -> Flow[ListPage]:
    reply = yield from exchange(Call(method="GET", url="/tasks", query=query))
    return _understood(read.read_list, reply)


def deliveries(*, dead: bool, limit: int) -> Flow[Sequence[Delivery]]:
    """What became of messages to the account's webhooks (wanbox only)."""
    query = {"dead": "1" if dead else "0", "limit": str(limit)}
    reply = yield from exchange(Call(method="GET", url="/webhooks/deliveries", query=query))
    return _understood(notices.read_deliveries, reply)


def replay(delivery_id: str | None) -> Flow[int]:
    """Have messages sent again (wanbox only); how many."""
    body = {} if delivery_id is None else {"id": delivery_id}
    reply = yield from exchange(_post("/webhooks/deliveries/replay", body, {}))
    return _understood(notices.read_replayed, reply)


def upload(file: Path, *, model: str) -> Flow[str]:
    """Put a local file where the model can read it; returns its `oss://` address (spec 8)."""
    granted = yield from exchange(Call(method="GET", url="/uploads", query={"action": "getPolicy", "model": model}))
    policy = _understood(read.read_upload_policy, granted)
    fields, address = read.upload_form(policy, file.name)
    form = Form(fields=fields, file=file)
    yield from exchange(Call(method="POST", url=policy.upload_host, form=form, keyed=False, repeatable=False))
    return address


def exchange(call: Call) -> Flow[Reply]:
    """Send a call, repeat it while that is safe and useful, and raise what the server refuses."""
    attempts = retry.Attempts(_ATTEMPTS)
    while True:
        try:
            reply = yield call
        except ConnectionFailed as error:
            if error.sent and not call.repeatable:
                raise
            pause = attempts.failed(error)
        else:
            assert reply is not None
            if reply.status < 400:
                return reply
            if not _worth_repeating(call, reply):
                raise refusal(reply)
            pause = attempts.failed(refusal(reply), retry.advised(reply))
        yield Pause(pause)


def _poll_pause(elapsed: float, advice: float | None) -> float:
    """As the server advises, which knows how long such tasks take.

    Else quick at first, since a local task may take a second; then the vendor's own advice of 10 to 15 seconds is near.
    """
    if advice is not None:
        return retry.spread(min(advice, _LONGEST_POLL_PAUSE))
    return min(0.2 + elapsed * 0.05, 10.0)


def _worth_repeating(call: Call, reply: Reply) -> bool:
    if not retry.worth_it(reply):
        return False
    # 503 with a time to come back is what wanbox says while its database is away, and never the vendor. It may have
    # taken the work all the same, and then knows the idempotency key.
    return call.repeatable or reply.status == 429 or (reply.status == 503 and retry.advised(reply) is not None)


def refusal(reply: Reply) -> ApiError:
    """The server's no, as an error to be raised."""
    payload = reply.json()
    error = read.read_error(reply.status, payload) or WireError(reply.status, "", "")
    kind = KeyRefused if reply.status == 401 else ApiError
    request_id = str(payload.get("request_id", "")) if isinstance(payload, Mapping) else ""
    message = error.message or f"The server answered {reply.status}."
    return kind(reply.status, error.code, message, request_id, retry_after=retry.advised(reply))


def _understood(reader: Callable[[Any], Result], reply: Reply) -> Result:
    """A 200 may still be an error in disguise (spec 1.5), or not of this wire at all."""
    try:
        return reader(reply.json())
    except WireError as error:
        raise ApiError(reply.status, error.code, error.message) from None
    except read.Unreadable as error:
        raise AnswerUnreadable(f"This is no answer of the Wan API: {error}.") from None


def _once() -> Mapping[str, str]:
    return {names.IDEMPOTENCY_KEY: str(uuid.uuid4())}


def _post(path: str, body: Mapping[str, Any], headers: Mapping[str, str]) -> Call:
    encoded = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    resolve = {names.OSS_RESOLVE: names.ENABLE} if mentions_oss(body) else {}
    return Call(method="POST", url=path, headers={**headers, **resolve}, body=encoded, repeatable=False)
