"""Ctrl-C while waiting: the task is called off, by the gentlest means that works."""

from __future__ import annotations

import pytest

from wanbox.cli.following import follow
from wanbox.client import ApiError, ConnectionFailed

REFUSED = ApiError(400, "UnsupportedOperation", "Failed to cancel the task.")


class Interrupted:
    """A client whose wait is interrupted; `faults` says what its other calls raise."""

    def __init__(self, **faults):
        self.faults, self.calls = faults, []

    def wait(self, task_id, *, limit, watch):
        raise KeyboardInterrupt

    def cancel(self, task_id):
        self._call("cancel", task_id)

    def stop(self, task_id):
        self._call("stop", task_id)

    def _call(self, name, task_id):
        self.calls.append((name, task_id))
        if name in self.faults:
            raise self.faults[name]


def interrupt(client):
    with pytest.raises(KeyboardInterrupt):
        follow(client, "t", title="video", limit=None, quiet=True)


def test_a_waiting_task_is_cancelled():
    client = Interrupted()

    interrupt(client)

    assert [("cancel", "t")] == client.calls


def test_a_running_task_is_stopped():
    client = Interrupted(cancel=REFUSED)

    interrupt(client)

    assert [("cancel", "t"), ("stop", "t")] == client.calls


def test_where_nothing_can_stop_it_the_user_is_told(capsys):
    interrupt(Interrupted(cancel=REFUSED, stop=ApiError(404, "NotFound", "Request path not found.")))

    assert "goes on" in capsys.readouterr().err


def test_where_the_server_is_gone_the_user_is_told(capsys):
    interrupt(Interrupted(cancel=ConnectionFailed("gone", sent=False)))

    assert "could not be cancelled" in capsys.readouterr().err
