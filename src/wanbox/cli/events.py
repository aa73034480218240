"""`wanbox events`: what happens to tasks, and what became of the messages to webhooks."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from . import options

app = typer.Typer(
    help="Follow tasks, and look after messages to webhooks.", no_args_is_help=True, rich_markup_mode=None
)


@app.command("follow")
def follow(
    task_id: Annotated[str | None, typer.Argument(help="Only this task, until it has ended.")] = None,
    after: Annotated[
        str | None, typer.Option("--after", metavar="<number>", help="Go on after this number; 0 is the beginning.")
    ] = None,
    base_url: options.WanboxUrl = None,
    api_key: options.ApiKey = None,
) -> None:
    """Print events as they come, until Ctrl-C.

    One JSON object a line.
    """
    from .connection import connect
    from .exits import reported

    with reported(), connect(base_url, api_key) as client:
        for notice in client.events(after=after, task_id=task_id):
            line = {"event": notice.name, "id": notice.place, **notice.data}
            print(json.dumps(line, ensure_ascii=False), flush=True)


@app.command("list")
def list_deliveries(
    dead: Annotated[bool, typer.Option("--dead", help="Only those that were given up.")] = False,
    limit: Annotated[
        int, typer.Option("--limit", metavar="<number>", min=1, max=500, help="The newest so many, 500 at most.")
    ] = 100,
    base_url: options.WanboxUrl = None,
    api_key: options.ApiKey = None,
    json_output: options.Json = False,
) -> None:
    """List messages to webhooks, and what became of them."""
    from .connection import connect
    from .exits import reported

    with reported(as_json=json_output), connect(base_url, api_key) as client:
        found = client.deliveries(dead=dead, limit=limit)
        if json_output:
            print(json.dumps({"deliveries": [asdict(one) for one in found]}, ensure_ascii=False))
            return
        for one in found:
            trouble = f"  {one.error}" if one.error and one.state != "delivered" else ""
            tries = f"{one.attempt} {'try' if one.attempt == 1 else 'tries'}"
            print(f"{one.id}  {one.state:<9}  {one.created}  {tries}  {one.type}  {one.url}{trouble}")


@app.command("replay")
def replay(
    delivery_id: Annotated[
        str | None, typer.Option("--id", metavar="<id>", help="Only this message, whatever became of it.")
    ] = None,
    base_url: options.WanboxUrl = None,
    api_key: options.ApiKey = None,
) -> None:
    """Send again the messages that were given up."""
    from .connection import connect
    from .exits import reported

    with reported(), connect(base_url, api_key) as client:
        print(f"{client.replay(delivery_id)} to be sent again")
