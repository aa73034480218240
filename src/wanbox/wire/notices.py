"""What wanbox tells of tasks without being asked: events of a stream, messages to webhooks (the vendor has neither).

    name              data
    task.pending      task_id, task_status, attempt, time
    task.running      the same
    task.succeeded    the same, and `answer`: the poll's (spec 6)
    task.failed       the same
    task.canceled     the same
    progress          task_id, progress, phase, eta_seconds, queue_position: as in `output.wanbox` of a poll
    part              task_id, index, and `text` or `image`
    open              after: the number after which the stream goes on

A number stands for one change of one task's state; an account's numbers have no gaps. A place in a stream is the last
number, and after a dot how many parts of the result were told: `12` or `12.3`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

from .read import Polled, Unreadable, read_output, read_poll, read_status
from .sse import Event
from .status import TaskStatus
from .times import format_rfc3339, parse_rfc3339

OPEN, PROGRESS, PART = "open", "progress", "part"
#: Every state that a task can come into.
STATES = tuple(status for status in TaskStatus if status is not TaskStatus.UNKNOWN)

_PLACE = re.compile(r"([0-9]{1,18})(?:\.([0-9]{1,9}))?", re.ASCII)


class Place(NamedTuple):
    """How much of a stream was read."""

    number: int
    parts: int = 0

    def __str__(self) -> str:
        return f"{self.number}.{self.parts}" if self.parts else str(self.number)


def parse_place(text: str) -> Place:
    """The inverse of `str`; raises ValueError."""
    match = _PLACE.fullmatch(text)
    if match is None:
        raise ValueError("a place in a stream is a number, or two with a dot between")
    return Place(int(match[1]), int(match[2] or 0))


def name_of(status: TaskStatus) -> str:
    """`task.succeeded` for SUCCEEDED."""
    return f"task.{status.lower()}"


def state_data(
    task_id: str, status: TaskStatus, attempt: int, at: dt.datetime, answer: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The data of a change of state; `answer` is the poll's, for a task that has ended."""
    data = {"task_id": task_id, "task_status": status.value, "attempt": attempt, "time": format_rfc3339(at)}
    return data if answer is None else data | {"answer": dict(answer)}


def message(status: TaskStatus, at: dt.datetime, answer: Mapping[str, Any]) -> dict[str, Any]:
    """The body of a webhook's message (Standard Webhooks); `answer` is the poll's."""
    return {"type": name_of(status), "timestamp": format_rfc3339(at), "data": dict(answer)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One event of a stream, as a client sees it."""

    #: `task.succeeded`, `progress` …
    name: str
    #: Where to go on after it, for `after`; empty where it has no place of its own.
    place: str = ""
    task_id: str = ""
    #: None for progress and parts.
    status: TaskStatus | None = None
    attempt: int = 0
    time: dt.datetime | None = None
    #: The task with its result, once it has ended.
    task: Polled | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


def read_notice(event: Event) -> Notice:
    """An event of a wanbox server's stream; raises Unreadable, and WireError where a task's answer is none."""
    try:
        data = event.json()
    except ValueError:
        raise Unreadable("the event holds no JSON") from None
    if not isinstance(data, Mapping):
        raise Unreadable("the event holds no JSON object")
    answer = data.get("answer")
    return Notice(
        name=event.name,
        place=event.id,
        task_id=str(data.get("task_id", "")),
        status=read_status(data["task_status"]) if "task_status" in data else None,
        attempt=data["attempt"] if isinstance(data.get("attempt"), int) else 0,
        time=_time(data.get("time")),
        task=read_poll(answer) if isinstance(answer, Mapping) else None,
        data=data,
    )


def _time(text: object) -> dt.datetime | None:
    try:
        return parse_rfc3339(text) if isinstance(text, str) else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What became of a message to a webhook."""

    id: str
    #: `task.succeeded` …
    type: str = ""
    task_id: str = ""
    url: str = ""
    #: `waiting`, `delivered` or `dead`.
    state: str = ""
    attempt: int = 0
    error: str = ""
    created: str = ""


def read_deliveries(payload: Any) -> tuple[Delivery, ...]:
    """The answer of `GET /webhooks/deliveries`; raises WireError or Unreadable."""
    found = read_output(payload).get("deliveries")
    if not isinstance(found, list):
        raise Unreadable("the answer has no deliveries")
    names = [one.name for one in fields(Delivery)]
    return tuple(
        Delivery(**{name: row[name] for name in names if name in row})
        for row in found
        if isinstance(row, Mapping) and "id" in row
    )


def read_replayed(payload: Any) -> int:
    """The answer of `POST /webhooks/deliveries/replay`; raises WireError or Unreadable."""
    count = read_output(payload).get("replayed")
    if not isinstance(count, int):
        raise Unreadable("the answer does not say how many")
    return count
