"""`wanbox tasks`: what is queued, running and done."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from . import options

if TYPE_CHECKING:
    from wanbox.wire.read import Polled

app = typer.Typer(help="Look at tasks, and stop them.", no_args_is_help=True, rich_markup_mode=None)

TaskId = Annotated[str, typer.Argument(help="The task's id.")]


@app.command("list")
def list_tasks(
    status: options.Status = None,
    model: Annotated[str | None, typer.Option("--model", metavar="<model>", help="Only tasks of this model.")] = None,
    page: options.Page = 1,
    base_url: options.BaseUrl = None,
    api_key: options.ApiKey = None,
    json_output: options.Json = False,
) -> None:
    """List your tasks of the last 24 hours, newest first."""
    from wanbox.wire.times import from_epoch_ms

    from .connection import connect
    from .exits import reported

    with reported(as_json=json_output), connect(base_url, api_key) as client:
        filters = {"status": status, "model_name": model, "page_no": str(page)}
        found = client.tasks(**{name: value for name, value in filters.items() if value})
        if json_output:
            print(json.dumps({"total": found.total, "tasks": [asdict(row) for row in found.rows]}, ensure_ascii=False))
            return
        for row in found.rows:
            submitted = f"{from_epoch_ms(row.created).astimezone():%Y-%m-%d %H:%M:%S}" if row.created else "-"
            how = "" if row.status.terminal else _how_far(client.poll(row.task_id))
            print(f"{row.task_id}  {row.status:<9}  {submitted}  {row.model}{how}")
        print(f"{len(found.rows)} of {found.total}")


@app.command("show")
def show_task(
    task_id: TaskId,
    base_url: options.BaseUrl = None,
    api_key: options.ApiKey = None,
) -> None:
    """Show one task with its results and report, as JSON."""
    from .connection import connect
    from .exits import reported

    with reported(), connect(base_url, api_key) as client:
        print(json.dumps(asdict(client.poll(task_id)), ensure_ascii=False, indent=2, default=str))


@app.command("stop")
def stop_task(
    task_id: TaskId,
    base_url: options.BaseUrl = None,
    api_key: options.ApiKey = None,
) -> None:
    """Cancel a task, also while it runs."""
    from .connection import connect
    from .exits import reported

    with reported(), connect(base_url, api_key) as client:
        client.stop(task_id)
        print(f"wanbox: task {task_id} is stopped", file=sys.stderr)


def _how_far(task: Polled) -> str:
    """Place in the queue, progress and the time that is left, as far as the server tells them (wanbox does)."""
    told = []
    if task.status == "PENDING" and (position := task.extras.get("queue_position")) is not None:
        told.append(f"{position} before it" if position else "next")
    if task.status == "RUNNING" and (progress := task.extras.get("progress")) is not None:
        told.append(f"{progress:.0%}")
    if (eta := task.extras.get("eta_seconds")) is not None:
        told.append(f"about {eta:.0f} s left")
    return f"  {', '.join(told)}" if told else ""
