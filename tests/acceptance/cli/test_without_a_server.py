"""`wanbox video` and `image` with no server running: they start one for the call, and leave none behind."""

from __future__ import annotations

import json
import signal

import psutil
import pytest

from wanbox.media.probe import probe_video

CLIP = ("--size", "1280*720", "--duration", "2")


def test_a_server_of_ones_own_does_the_work_and_its_tasks_are_remembered(alone):
    made = alone("image", "A kite.", "--size", "1280*1280", "--json", DASHSCOPE_API_KEY="sk-vendor")
    listed = alone("tasks", "list", "--json")

    assert (0, 0) == (made.returncode, listed.returncode), made.stderr + listed.stderr
    told = json.loads(made.stdout)
    assert "wanbox.testing.engine" == told["report"]["engine"], "the vendor was not named, so it was not called"
    assert (alone.folder / "out.png").exists()
    assert [told["task_id"]] == [row["task_id"] for row in json.loads(listed.stdout)["tasks"]]


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)])
def test_the_server_ends_with_the_command(alone, until_said, family, sent, code):
    process = alone.start("video", "[sleep=30]", *CLIP)
    until_said(process, "sleeping")
    below = family(process)

    process.send_signal(sent)
    process.communicate(timeout=60)

    assert code == process.returncode
    assert len(below) >= 2, "a server and its worker"
    _, alive = psutil.wait_procs(below, timeout=60)
    assert [] == alive


@pytest.mark.slow
def test_the_storyboard_engine_makes_a_real_clip(alone):
    ran = alone("video", "A red fox walks through snow.", *CLIP, "--seed", "7", "--json", WANBOX_ROUTES="*=storyboard")

    assert 0 == ran.returncode, ran.stderr
    facts = probe_video(alone.folder / "out.mp4")
    assert (1280, 720, 60, 30.0, "h264", "yuv420p") == (
        facts.width,
        facts.height,
        facts.frames,
        facts.fps,
        facts.codec,
        facts.pix_fmt,
    )
    assert ("aac", True) == (facts.audio_codec, facts.faststart)
    assert abs(facts.audio_seconds - 2.0) < 0.05
    assert "storyboard" == json.loads(ran.stdout)["report"]["engine"]
