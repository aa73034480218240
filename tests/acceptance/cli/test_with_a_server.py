"""`wanbox video`, `image` and `tasks` against a running server."""

from __future__ import annotations

import json
import signal

from wanbox.media.probe import probe_picture, probe_video
from wanbox.wire import build
from wanbox.wire.status import TaskStatus

CLIP = ("--size", "1280*720", "--duration", "2")


def lines(text):
    return text.splitlines()


def test_video_saves_the_clip_and_prints_its_path_alone(wanbox):
    ran = wanbox("video", "A kite.", *CLIP, "-o", "deep/kite.mp4")

    assert (0, "deep/kite.mp4\n") == (ran.returncode, ran.stdout), ran.stderr
    facts = probe_video(wanbox.folder / "deep/kite.mp4")
    assert (1280, 720, 60) == (facts.width, facts.height, facts.frames)


def test_video_moves_a_local_picture_whatever_its_name(wanbox):
    ran = wanbox("video", "Wind.", "--image", "街道 one.jpg", "--resolution", "720P", "--duration", "2")

    assert 0 == ran.returncode, ran.stderr
    facts = probe_video(wanbox.folder / "out.mp4")
    assert (1168, 768) == (facts.width, facts.height), "the picture's own ratio (spec 2.2)"


def test_json_is_one_object_and_nothing_else(wanbox):
    ran = wanbox("video", "A kite.", *CLIP, "--json")

    told = json.loads(ran.stdout)
    assert (0, "", "SUCCEEDED", ["out.mp4"]) == (ran.returncode, ran.stderr, told["status"], told["files"])
    assert ("wanbox.testing.engine", 720) == (told["report"]["engine"], told["usage"]["SR"])


def test_image_numbers_several_pictures(wanbox):
    ran = wanbox("image", "A kite.", "-n", "2", "--size", "1280*1280", "-o", "kite.png")

    assert (0, ["kite-1.png", "kite-2.png"]) == (ran.returncode, lines(ran.stdout)), ran.stderr
    facts = probe_picture(wanbox.folder / "kite-2.png")
    assert (1280, 1280) == (facts.width, facts.height)


def test_image_edits_a_local_picture(wanbox):
    ran = wanbox("image", "Make it winter.", "--image", "街道 one.jpg", "-o", "winter.png")

    assert (0, "winter.png\n") == (ran.returncode, ran.stdout), ran.stderr
    assert (wanbox.folder / "winter.png").exists()


def test_a_failed_task_is_1_and_leaves_no_file(wanbox):
    ran = wanbox("video", "[fail=IPInfringementSuspect:Suspected.]", *CLIP, "--json")

    expected = {"code": "IPInfringementSuspect", "message": "IPInfringementSuspect: Suspected."}
    assert (1, expected) == (ran.returncode, json.loads(ran.stdout)["error"])
    assert not (wanbox.folder / "out.mp4").exists()


def test_wrong_use_is_2(wanbox):
    ran = wanbox("video", "x", "--image", "nowhere.png", "--json")

    assert (2, "Usage") == (ran.returncode, json.loads(ran.stdout)["error"]["code"])
    assert "wanbox: There is no file 'nowhere.png'.\n" == ran.stderr


def test_a_refused_request_is_3(wanbox):
    ran = wanbox("video", "x", "--model", "wan9", "--json")

    assert (3, "InvalidParameter") == (ran.returncode, json.loads(ran.stdout)["error"]["code"])


def test_a_refused_key_is_3(wanbox):
    ran = wanbox("tasks", "list", WANBOX_API_KEY="sk-wrong")

    assert 3 == ran.returncode
    assert "Invalid API-key provided." in ran.stderr
    assert "sk-wrong" not in ran.stderr


def test_a_key_as_an_option_works_with_a_warning(wanbox, server):
    ran = wanbox("tasks", "list", "--api-key", server.key, WANBOX_API_KEY="sk-wrong")

    assert 0 == ran.returncode
    assert "shell's history" in ran.stderr
    assert server.key not in ran.stderr


def test_an_unreachable_server_is_4(alone):
    ran = alone("tasks", "list", "--base-url", "http://127.0.0.1:9", WANBOX_API_KEY="sk-any")

    assert 4 == ran.returncode
    assert "cannot be reached" in ran.stderr


def test_over_time_is_5_and_the_task_goes_on(wanbox, client):
    ran = wanbox("video", "[sleep=60]", *CLIP, "--timeout", "0.1", "--json")

    assert (5, "Timeout") == (ran.returncode, json.loads(ran.stdout)["error"]["code"])
    (row,) = [row for row in client.tasks(page_size="100").rows if not row.status.terminal]
    client.stop(row.task_id)


def test_ctrl_c_stops_the_task_and_is_130(wanbox, client, until_said):
    process = wanbox.start("video", "[sleep=60]", *CLIP)
    until_said(process, "sleeping")
    (row,) = client.tasks(status="RUNNING").rows

    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)

    assert 130 == process.returncode
    assert TaskStatus.CANCELED is client.poll(row.task_id).status


def test_tasks_are_listed_shown_and_stopped(wanbox, client):
    task_id = client.submit_video(build.video_body("wan2.6-t2v", "[sleep=60]", size="1280*720", duration=2)).task_id

    stopped = wanbox("tasks", "stop", task_id)
    shown = wanbox("tasks", "show", task_id)
    listed = wanbox("tasks", "list", "--status", "CANCELED", "--model", "wan2.6-t2v", "--json")

    assert (0, 0, 0) == (stopped.returncode, shown.returncode, listed.returncode), stopped.stderr
    assert "CANCELED" == json.loads(shown.stdout)["status"]
    assert task_id in [row["task_id"] for row in json.loads(listed.stdout)["tasks"]]


def test_a_list_for_people_has_a_line_for_each_task(wanbox, client):
    body = build.image_body("wan2.6-t2i", "A kite.", n=1)
    task_id = client.submit_image(body).task_id
    client.wait(task_id, interval=0.05)

    ran = wanbox("tasks", "list", "--model", "wan2.6-t2i")

    assert f"{task_id}  SUCCEEDED" in ran.stdout
    assert lines(ran.stdout)[-1].endswith(f"of {len(lines(ran.stdout)) - 1}")


def test_a_status_that_is_none_is_refused(wanbox):
    assert 3 == wanbox("tasks", "list", "--status", "NONSENSE").returncode


def test_the_vendors_key_is_not_shown_to_others(alone, elsewhere):
    address = f"http://127.0.0.1:{elsewhere.server_port}"

    ran = alone("video", "A kite.", "--base-url", address, DASHSCOPE_API_KEY="sk-vendor", WANBOX_API_KEY="sk-ours")

    assert 3 == ran.returncode
    assert ["Bearer sk-ours"] == elsewhere.keys


def test_without_a_key_of_its_own_another_server_is_not_called(alone, elsewhere):
    ran = alone(
        "video", "A kite.", "--base-url", f"http://127.0.0.1:{elsewhere.server_port}", DASHSCOPE_API_KEY="sk-vendor"
    )

    assert (2, []) == (ran.returncode, elsewhere.keys)
    assert "WANBOX_API_KEY" in ran.stderr


def test_a_setting_alone_does_not_spend_money(alone):
    ran = alone("video", "A kite.", WANBOX_BASE_URL="beijing", DASHSCOPE_API_KEY="sk-vendor")

    assert 2 == ran.returncode
    assert "--base-url" in ran.stderr
    assert "sk-vendor" not in ran.stderr
