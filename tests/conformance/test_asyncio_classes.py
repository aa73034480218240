"""`AioVideoSynthesis`, `AioImageGeneration` and `AioMultiModalConversation` (spec 1.2, 13)."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="module")
def said(sdk):
    return sdk.script("asyncio_classes")


def test_the_blocking_call_ends_with_a_video(said, shows_video):
    assert "SUCCEEDED" == said["called"]["output"]["task_status"]
    shows_video(said["file"], 1280, 720)


def test_a_task_is_created_found_and_waited_for(said):
    assert "PENDING" == said["created"]["output"]["task_status"]
    assert said["created"]["output"]["task_id"] == said["fetched"]["output"]["task_id"]
    assert "SUCCEEDED" == said["waited"]["output"]["task_status"]


def test_a_local_picture_is_uploaded(said):
    assert "SUCCEEDED" == said["from_picture"]["output"]["task_status"]


def test_a_failed_task_says_why(said):
    output = said["failed"]["output"]

    assert ("FAILED", "IPInfringementSuspect", "Suspected.") == (
        output["task_status"],
        output["code"],
        output["message"],
    )


@pytest.mark.parametrize(
    ("name", "status", "code", "message"),
    [
        ("wrong_key", 401, "InvalidApiKey", "Invalid API-key provided."),
        ("unknown_model", 400, "InvalidParameter", "Model not exist."),
    ],
)
def test_a_refusal_is_told(said, name, status, code, message):
    refused = said[name]

    assert (status, code, message) == (refused["status_code"], refused["code"], refused["message"])


def test_a_pending_task_is_cancelled_with_a_slash_and_a_body(said):
    assert 200 == said["cancelled"]["status_code"]
    assert "CANCELED" == said["ended"]["output"]["task_status"]


def test_a_running_task_is_not_cancelled(said):
    assert (400, "UnsupportedOperation") == (
        said["cancelled_running"]["status_code"],
        said["cancelled_running"]["code"],
    )


def test_tasks_are_listed(said):
    assert said["waiting"] in [row["task_id"] for row in said["listed"]["output"]["data"]]


def test_pictures_are_drawn_and_edited(said, shows_picture):
    shows_picture(said["drawn_files"][0], 1280, 1280)
    shows_picture(said["edit_files"][0], 1472, 1104)


def test_pictures_are_streamed(said):
    texts, pictures = said["chunk_parts"]

    assert texts > 2
    assert 2 == pictures
    assert "stop" == said["chunks"][-1]["output"]["choices"][0]["finish_reason"]


def test_conversation_draws(said):
    assert (200, 1) == (said["talked"]["status_code"], said["talked"]["usage"]["image_count"])
