"""Waiting for a task that this command made: Ctrl-C stops it, so that nothing goes on behind the caller's back."""

from __future__ import annotations

import sys

from wanbox.client import ApiError, Client, ClientError
from wanbox.wire.read import Polled

from . import show


def follow(client: Client, task_id: str, *, title: str, limit: float | None, quiet: bool) -> Polled:
    try:
        with show.progress(title, quiet=quiet) as watch:
            return client.wait(task_id, limit=limit, watch=watch)
    except KeyboardInterrupt:
        _call_off(client, task_id)
        raise


def _call_off(client: Client, task_id: str) -> None:
    """Cancel while it is queued; stop it where the server can do that (wanbox), else say that it goes on."""
    try:
        client.cancel(task_id)
    except ApiError:
        try:
            client.stop(task_id)
        except ClientError:
            print(f"wanbox: task {task_id} is running and goes on; the vendor cannot stop it.", file=sys.stderr)
    except ClientError:
        print(f"wanbox: task {task_id} could not be cancelled: the server is not reached.", file=sys.stderr)
