"""`wanbox events` against a running server."""

from __future__ import annotations

import json

from wanbox.wire import build


def test_a_task_is_followed_to_its_end(wanbox, client):
    task_id = client.submit_video(build.video_body("wan2.6-t2v", "A kite.", size="1280*720", duration=2)).task_id
    ran = wanbox("events", "follow", task_id)

    told = [json.loads(line) for line in ran.stdout.splitlines()]
    names = [line["event"] for line in told if line["event"] not in {"progress", "part"}]
    assert (0, ["task.pending", "task.running", "task.succeeded"]) == (ran.returncode, names), ran.stderr
    assert task_id == told[-1]["answer"]["output"]["task_id"]


def test_messages_are_listed_and_sent_again(wanbox):
    listed = wanbox("events", "list", "--json")
    again = wanbox("events", "replay")
    unknown = wanbox("events", "replay", "--id", "msg_1")

    assert {"deliveries": []} == json.loads(listed.stdout), listed.stderr
    assert (0, "0 to be sent again\n") == (again.returncode, again.stdout)
    assert 3 == unknown.returncode
    assert "NotFound" in unknown.stderr
