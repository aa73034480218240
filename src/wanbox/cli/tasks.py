"""`wanbox tasks`: what is queued, running and done."""

from __future__ import annotations

import datetime as dt
import json
from typing import Annotated

import typer

from . import options

app = typer.Typer(help="Look at tasks, and stop them.", no_args_is_help=True, rich_markup_mode=None)

TaskId = Annotated[str, typer.Argument(help="The task's id.")]


@app.command("list")
def list_tasks(
    status: Annotated[str | None, typer.Option("--status", help="PENDING, RUNNING, SUCCEEDED …")] = None,
    model: options.Model = None,
    page: Annotated[int, typer.Option("--page", min=1)] = 1,
    base_url: options.BaseUrl = None,
    api_key: options.ApiKey = None,
    json_output: options.Json = False,
) -> None:
    """The tasks of the last 24 hours, newest first."""
    from .connection import connect
    from .exits import reported

    with reported(as_json=json_output), connect(base_url, api_key) as client:
        filters = {"status": status, "model_name": model, "page_no": str(page)}
        found = client.tasks(**{name: value for name, value in filters.items() if value})
        if json_output:
            print(
                json.dumps({"total": found.total, "tasks": [vars_of(row) for row in found.tasks]}, ensure_ascii=False)
            )
            return
        for row in found.tasks:
            submitted = f"{row.submitted:%Y-%m-%d %H:%M:%S}" if row.submitted else "-"
            print(f"{row.task_id}  {row.status:<9}  {submitted}  {row.model}")
        print(f"{len(found.tasks)} of {found.total}")


@app.command("show")
def show_task(
    task_id: TaskId,
    base_url: options.BaseUrl = None,
    api_key: options.ApiKey = None,
) -> None:
    """One task as the wire answers it, as JSON."""
    from .connection import connect
    from .exits import reported

    with reported(), connect(base_url, api_key) as client:
        print(json.dumps(client.poll(task_id).raw, ensure_ascii=False, indent=2))


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


def vars_of(row: object) -> dict[str, object]:
    from dataclasses import asdict, is_dataclass

    assert is_dataclass(row)
    assert not isinstance(row, type)
    return {name: str(value) if isinstance(value, dt.datetime) else value for name, value in asdict(row).items()}
