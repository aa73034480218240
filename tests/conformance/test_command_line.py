"""The `dashscope` command over the server: create, wait, fetch, list, cancel, upload, models."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from wanbox.wire import build
from wanbox.wire.status import TaskStatus

WINTER = ("-m", "wan2.6-image", "-t", "Winter.")
CLIP = ("--size", "1280*720", "--duration", "2")
#: Each start of the command takes a second of processor time, so they go side by side.
AT_ONCE = 2


@pytest.fixture(scope="module")
def ran(sdk, client):
    return sdk.once("commands", lambda: run_all(sdk, client))


def run_all(sdk, client):
    """Every command once: first those that need a busy worker, then those that need an idle one."""

    def submit(prompt):
        return client.submit_video(build.video_body("wan2.6-t2v", prompt, size="1280*720", duration=2)).task_id

    def all_of(commands):
        with ThreadPoolExecutor(AT_ONCE) as pool:
            answers = pool.map(lambda words: sdk.command(*words), commands.values())
            return {name: vars(answer) for name, answer in zip(commands, answers, strict=True)}

    running = submit("[sleep=120]")
    while client.poll(running).status is not TaskStatus.RUNNING:
        pass
    waiting = submit("A kite.")
    picture = client.submit_image(build.image_body("wan2.6-t2i", "A kite.", n=1)).task_id
    try:
        busy = all_of(
            {
                "cancel": ("video-synthesis", "cancel", waiting),
                "cancel picture": ("image-generation", "cancel", picture),
                "cancel running": ("video-synthesis", "cancel", running),
                "upload": ("oss", "upload", "-f", "street.png", "-m", "wan2.6-i2v"),
                "models": ("models", "list", "-s", "20"),
                "model": ("models", "get", "wan2.6-t2i"),
                "unknown model": ("video-synthesis", "create", "-m", "wan9", "-p", "A kite."),
            }
        )
    finally:
        sdk.stop_all()
    made = submit("A kite.")
    drawn = client.submit_image(build.image_body("wan2.6-t2i", "A kite.", n=1)).task_id
    idle = all_of(
        {
            "create": ("video-synthesis", "create", "-m", "wan2.6-t2v", "-p", "A kite.", "--seed", "5", *CLIP),
            "create picture": ("image-generation", "create", *WINTER, "--image", "street.png", "-n", "1"),
            "wait": ("video-synthesis", "wait", made),
            "wait picture": ("image-generation", "wait", drawn),
            "list": ("video-synthesis", "list", "--status", "CANCELED", "--size", "50"),
            "list pictures": ("image-generation", "list", "--model-name", "wan2.6-t2i", "--size", "50"),
            "fetch": ("video-synthesis", "fetch", waiting),
            "fetch picture": ("image-generation", "fetch", picture),
        }
    )
    address = re.search(r"oss://\S+", busy["upload"]["stdout"])
    body = build.video_body("wan2.6-i2v", "Wind.", image=address and address.group(), resolution="720P", duration=2)
    moved = client.wait(client.submit_video(body).task_id, interval=0.1)
    return busy | idle | {"waiting": waiting, "picture": picture, "from_upload": moved.video_url}


def printed(process):
    """The first JSON object that a command printed."""
    assert 0 == process["returncode"], process["stdout"] + process["stderr"]
    value, _ = json.JSONDecoder().raw_decode(process["stdout"])
    return value


def test_create_waits_for_the_video(ran):
    output = printed(ran["create"])

    assert "SUCCEEDED" == output["task_status"]
    assert output["video_url"].startswith("http://127.0.0.1")


def test_create_edits_a_local_picture(ran):
    (choice,) = printed(ran["create picture"])["choices"]

    assert "image" == choice["message"]["content"][0]["type"]


@pytest.mark.parametrize("command", ["wait", "wait picture"])
def test_wait_ends_with_the_result(ran, command):
    assert "SUCCEEDED" == printed(ran[command])["task_status"]


@pytest.mark.parametrize("command", ["cancel", "cancel picture"])
def test_cancel_reports_success(ran, command):
    assert 0 == ran[command]["returncode"], ran[command]["stdout"] + ran[command]["stderr"]
    assert "success" in ran[command]["stdout"]


def test_cancel_of_a_running_task_is_refused(ran):
    assert 0 != ran["cancel running"]["returncode"]
    assert "UnsupportedOperation" in ran["cancel running"]["stdout"] + ran["cancel running"]["stderr"]


@pytest.mark.parametrize("command", ["fetch", "fetch picture"])
def test_fetch_shows_the_state(ran, command):
    assert "CANCELED" == printed(ran[command])["task_status"]


def test_list_filters(ran):
    rows = printed(ran["list"])["data"]

    assert {ran["waiting"], ran["picture"]} <= {row["task_id"] for row in rows}
    assert {"CANCELED"} == {row["status"] for row in rows}


def test_list_shows_pictures(ran):
    assert ran["picture"] in [row["task_id"] for row in printed(ran["list pictures"])["data"]]


def test_models_are_listed(ran):
    assert 7 == len(printed(ran["models"])["models"])


def test_a_model_is_found_by_name(ran):
    assert "wan2.6-t2i" == printed(ran["model"])["model"]


def test_an_unknown_model_is_an_error(ran):
    assert 0 != ran["unknown model"]["returncode"]
    assert "Model not exist." in ran["unknown model"]["stdout"] + ran["unknown model"]["stderr"]


def test_an_uploaded_file_can_be_used(ran):
    assert "✓" in ran["upload"]["stdout"]
    assert ran["from_upload"]
