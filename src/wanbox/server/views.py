"""A task of the ledger as the wire's answers want it: fresh links, and what we add to the vendor's fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wanbox.ledger.contract import PartRow, Task
from wanbox.wire.answers import ImageItem, Item, TaskView, TextItem, poll_answer
from wanbox.wire.requests import ImageMode
from wanbox.wire.status import TaskStatus
from wanbox.wire.times import format_rfc3339

from .context import Context


def brief_view(context: Context, task: Task) -> TaskView:
    """What a listing tells: no results (spec 7.1)."""
    return _view(context, task)


async def full_view(context: Context, task: Task, base: str) -> TaskView:
    """What a poll tells (spec 6); `base` is where links begin."""
    parts = list(enumerate(task.parts)) if task.status is TaskStatus.SUCCEEDED else []
    video = next((_url(context, task, index, part, base) for index, part in parts if _is_video(part)), None)
    return _view(
        context,
        task,
        video_url=video,
        items=() if video else [item(context, task, index, part, base) for index, part in parts],
        extras=await extras(context, task),
    )


async def answer_of(context: Context, task: Task, base: str, request_id: str) -> dict[str, Any]:
    """A poll's answer, for those who are told without asking."""
    return poll_answer(request_id, await full_view(context, task, base))


def _view(context: Context, task: Task, **more: Any) -> TaskView:
    return TaskView(
        task_id=task.id,
        status=task.status,
        model=task.model,
        group=task.group,
        request_id=task.request_id,
        submitted=task.submitted,
        scheduled=task.scheduled,
        ended=task.ended,
        code=task.code,
        message=task.message,
        orig_prompt=str(task.request.get("prompt", "")),
        interleaved=task.request.get("mode") == ImageMode.INTERLEAVE,
        usage=task.usage,
        region=context.settings.region,
        api_key_id=task.key_id,
        caller_uid=task.account,
        **more,
    )


async def extras(context: Context, task: Task) -> Mapping[str, Any]:
    """Our own facts about a task, for `output.wanbox`."""
    told: dict[str, Any] = {"engine": task.engine, "progress": round(task.progress, 4)}
    if not task.status.terminal:
        told |= await _outlook(context, task)
    if task.report is not None:
        told["report"] = dict(task.report)
    return told


async def _outlook(context: Context, task: Task) -> Mapping[str, Any]:
    """What an unfinished task waits for, and for how long."""
    told: dict[str, Any] = {"phase": task.phase} if task.phase else {}
    now, position, delay = context.clock(), 0, 0.0
    if task.status is TaskStatus.PENDING:
        told["queue_position"] = position = await context.ledger.queue_position(task)
        if task.not_before is not None and task.not_before > now:
            told["not_before"] = format_rfc3339(task.not_before)
            delay = (task.not_before - now).total_seconds()
    elapsed = max((now - task.scheduled).total_seconds(), 0.0) if task.scheduled else 0.0
    eta = await context.paces.eta(task, position=position, elapsed=elapsed, delay=delay)
    return told | {"eta_seconds": round(eta, 1)}


def items(context: Context, task: Task, base: str) -> list[Item]:
    """The parts of a result in reading order, each file behind a fresh link."""
    return [item(context, task, index, part, base) for index, part in enumerate(task.parts)]


def item(context: Context, task: Task, index: int, part: PartRow, base: str) -> Item:
    if part.artefact is None:
        return TextItem(part.text or "")
    return ImageItem(_url(context, task, index, part, base))


def _url(context: Context, task: Task, index: int, part: PartRow, base: str) -> str:
    assert part.artefact is not None
    return context.link(base, part.artefact, _file_name(task, index, part))


def _is_video(part: PartRow) -> bool:
    return part.artefact is not None and part.artefact.media_type.startswith("video/")


def _file_name(task: Task, index: int, part: PartRow) -> str:
    assert part.artefact is not None
    suffix = part.artefact.key.rpartition(".")[2]
    return f"{task.id}.{suffix}" if _is_video(part) else f"{task.id}-{index + 1}.{suffix}"
