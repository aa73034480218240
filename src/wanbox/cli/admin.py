"""`wanbox admin`: who works on what, and the operator's own steps."""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any

import typer

from . import options

app = typer.Typer(
    help="Operate an installation: workers, pauses, all tasks.\n\nThrough the server that --base-url names, or else "
    "straight on the database that the settings here name, while no server answers, too.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_EVERY = "*"
Engine = Annotated[str, typer.Argument(help="The engine's name; all of them if none is named.")]


@app.command("status")
def show_status(
    base_url: options.OfficeUrl = None, api_key: options.ApiKey = None, json_output: options.Json = False
) -> None:
    """Count tasks and workers; show what is paused."""
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
    base_url: options.OfficeUrl = None, api_key: options.ApiKey = None, json_output: options.Json = False
) -> None:
    """List the workers of all machines, and what they work on."""
    from .exits import reported
    from .operating import office

    with reported(as_json=json_output):
        rows = office(base_url, api_key).workers()
        if json_output:
            _print_json(rows)
            return
        for row in rows:
            print(f"{row['name']}  {row['state']:<8}  {','.join(row['engines'])}  {row['task_id'] or '-'}")
        print(f"{len(rows)} worker{'' if len(rows) == 1 else 's'}")


@app.command("tasks")
def list_tasks(
    account: Annotated[str | None, typer.Argument(help="Whose tasks; everybody's if none is named.")] = None,
    status: options.Status = None,
    engine: Annotated[
        str | None, typer.Option("--engine", metavar="<engine>", help="Only tasks of this engine.")
    ] = None,
    page: options.Page = 1,
    base_url: options.OfficeUrl = None,
    api_key: options.ApiKey = None,
    json_output: options.Json = False,
) -> None:
    """List tasks of all accounts, newest first.

    Those of the last 24 hours, with their attempts and workers.
    """
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
    base_url: options.OfficeUrl = None,
    api_key: options.ApiKey = None,
) -> None:
    """Have a worker finish its task, and end.

    A server starts no other worker in its place until the server itself is started again.
    """
    from .exits import reported
    from .operating import office, refusals

    with reported(), refusals():
        office(base_url, api_key).drain(worker)
        _say(f"worker {worker} ends when its task has ended")


@app.command("pause")
def pause(engine: Engine = _EVERY, base_url: options.OfficeUrl = None, api_key: options.ApiKey = None) -> None:
    """Hand out no more tasks of an engine.

    Submissions are still taken, and wait.
    """
    _pause(engine, base_url, api_key, paused=True)


@app.command("resume")
def resume(engine: Engine = _EVERY, base_url: options.OfficeUrl = None, api_key: options.ApiKey = None) -> None:
    """Hand out the tasks of a paused engine again."""
    _pause(engine, base_url, api_key, paused=False)


@app.command("requeue")
def requeue(
    task_id: Annotated[str, typer.Argument(help="The task's id.")],
    base_url: options.OfficeUrl = None,
    api_key: options.ApiKey = None,
) -> None:
    """Take a running task from its worker.

    It goes back to the queue and is begun anew, however often it was begun before.
    """
    from .exits import reported
    from .operating import office, refusals

    with reported(), refusals():
        office(base_url, api_key).requeue(task_id)
        _say(f"task {task_id} is back in the queue")


def _pause(engine: str, base_url: str | None, api_key: str | None, *, paused: bool) -> None:
    from .exits import reported
    from .operating import office, refusals

    with reported(), refusals():
        office(base_url, api_key).pause(engine, paused=paused)
        name = "every engine" if engine == _EVERY else f"engine {engine}"
        _say(f"tasks of {name} {'wait from now on' if paused else 'are handed out again'}")


def _say(text: str) -> None:
    """For people: standard output is for what scripts read."""
    print(f"wanbox: {text}", file=sys.stderr)


def _print_json(found: Any) -> None:
    print(json.dumps(found, ensure_ascii=False))
