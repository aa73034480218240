"""What a list of tasks says of those that have not ended."""

from __future__ import annotations

import pytest

from wanbox.cli.tasks import _how_far
from wanbox.wire.read import Polled
from wanbox.wire.status import TaskStatus


@pytest.mark.parametrize(
    ("status", "extras", "told"),
    [
        ("PENDING", {"queue_position": 3, "eta_seconds": 41.7}, "  3 before it, about 42 s left"),
        ("PENDING", {"queue_position": 0}, "  next"),
        ("RUNNING", {"progress": 0.256, "eta_seconds": 4.2}, "  26%, about 4 s left"),
        ("RUNNING", {}, ""),
    ],
)
def test_it_says_how_far_a_task_is_as_far_as_the_server_tells(status, extras, told):
    assert told == _how_far(Polled(task_id="t", status=TaskStatus(status), extras=extras))
