"""`wanbox admin`: who works on what, and the operator's own steps."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from . import options

app = typer.Typer(
    help="Look at workers, hold engines back, drain, requeue: of the named server, or else of the ledger that the "
    "settings here name, without any server.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_EVERY = "*"
Engine = Annotated[str, typer.Argument(help="The engine's name; all of them if none is named.")]


@app.command("status")
def show_status(
    base_url: options.BaseUrl = None, api_key: options.ApiKey = None, json_output: options.Json = False
) -> None:
    """Tasks by status, workers by state, and what is held back."""
    from .exits import reported
    from .operating import office

    with reported(as_json=json_output):
        found = office(base_url, api_key).status()
        if json_output:
            _print_json(found)
            return
        for title in ("tasks", "workers"):
            print(f"{title:<8} " + ", ".join(f"{count} {name.lower()}" for name, count in found[title].items()))
        print("paused   " + (", ".join(found["paused"]) or "nothing"))


@app.command("workers")
def list_workers(
    base_url: options.BaseUrl = None, api_key: options.ApiKey = None, json_output: options.Json = False
) -> None:
    """Every worker that was seen lately, on any machine, and the task in its hands."""
    from .exits import reported
    from .operating import office

    with reported(as_json=json_output):
        rows = office(base_url, api_key).workers()
        if json_output:
            _print_json(rows)
            return
        for row in rows:
            print(f"{row['name']}  {row['state']:<8}  {','.join(row['engines'])}  {row['task_id'] or '-'}")
        print(f"{len(rows)} workers")


@app.command("tasks")
def list_tasks(
    account: Annotated[str | None, typer.Argument(help="Whose tasks; everybody's if none is named.")] = None,
    status: Annotated[str | None, typer.Option("--status", help="PENDING, RUNNING, SUCCEEDED …")] = None,
    engine: Annotated[str | None, typer.Option("--engine", help="Only tasks of this engine.")] = None,
    page: Annotated[int, typer.Option("--page", min=1)] = 1,
    base_url: options.BaseUrl = None,
    api_key: options.ApiKey = None,
    json_output: options.Json = False,
) -> None:
    """Tasks of all accounts of the last 24 hours, newest first, with attempts and workers."""
    from .exits import reported
    from .operating import office

    with reported(as_json=json_output):
        filters = {"account": account, "status": status, "engine": engine, "page_no": str(page)}
        found = office(base_url, api_key).tasks({name: value for name, value in filters.items() if value})
        if json_output:
            _print_json(found)
            return
        for row in found["tasks"]:
            held = f"attempt {row['attempt']}  {row['worker'] or '-'}"
            print(f"{row['task_id']}  {row['status']:<9}  {row['account']}  {row['model']}  {row['engine']}  {held}")
        print(f"{len(found['tasks'])} of {found['total']}")


@app.command("drain")
def drain_worker(
    worker: Annotated[str, typer.Argument(help="The worker's name, as `wanbox admin workers` shows it.")],
    base_url: options.BaseUrl = None,
    api_key: options.ApiKey = None,
) -> None:
    """Have a worker finish what it holds, and end; a server does not replace it until it is started anew."""
    from .exits import reported
    from .operating import office, refusals

    with reported(), refusals():
        office(base_url, api_key).drain(worker)


@app.command("pause")
def pause(engine: Engine = _EVERY, base_url: options.BaseUrl = None, api_key: options.ApiKey = None) -> None:
    """Hand out no more tasks of an engine; submissions are still taken."""
    _pause(engine, base_url, api_key, paused=True)


@app.command("resume")
def resume(engine: Engine = _EVERY, base_url: options.BaseUrl = None, api_key: options.ApiKey = None) -> None:
    """Hand out its tasks again."""
    _pause(engine, base_url, api_key, paused=False)


@app.command("requeue")
def requeue(
    task_id: Annotated[str, typer.Argument(help="The task's id.")],
    base_url: options.BaseUrl = None,
    api_key: options.ApiKey = None,
) -> None:
    """Take a running task from its worker and have it begun anew, however often it was begun."""
    from .exits import reported
    from .operating import office, refusals

    with reported(), refusals():
        office(base_url, api_key).requeue(task_id)


def _pause(engine: str, base_url: str | None, api_key: str | None, *, paused: bool) -> None:
    from .exits import reported
    from .operating import office, refusals

    with reported(), refusals():
        office(base_url, api_key).pause(engine, paused=paused)


def _print_json(found: Any) -> None:
    print(json.dumps(found, ensure_ascii=False))
