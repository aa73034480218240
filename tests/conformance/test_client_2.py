"""`dashscope.Client` and `AsyncClient`, which only the second generation has (spec 13)."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.parametrize("sdk", ["dashscope-2"], indirect=True, scope="module")

MODELS = [
    "wan2.6-t2v",
    "wan2.6-t2v-us",
    "wan2.6-i2v",
    "wan2.6-i2v-flash",
    "wan2.6-i2v-us",
    "wan2.6-image",
    "wan2.6-t2i",
]


@pytest.fixture(scope="module")
def said(sdk):
    return sdk.script("client_2")


@pytest.fixture(scope="module")
def failures(sdk):
    return sdk.script("client_2_failures")


def test_a_video_is_generated(said, shows_video):
    assert said["video"]["succeeded"]
    shows_video(said["video_file"], 1280, 720)


def test_a_local_picture_moves(said, shows_video):
    assert said["from_picture"]["succeeded"]
    shows_video(said["from_picture_file"], 1168, 768)


def test_pictures_are_drawn_in_one_call(said, shows_picture):
    assert 2 == said["pictures"]["urls"]
    for saved in said["picture_files"]:
        shows_picture(saved, 1280, 1280)


def test_a_local_picture_is_edited(said, shows_picture):
    shows_picture(said["edited_files"][0], 1472, 1104)


def test_a_picture_job_is_waited_for(said):
    assert ("SUCCEEDED", 1) == (said["picture_job"]["status"], said["picture_job"]["urls"])


def test_interleave_streams_through_its_chat(said):
    assert said["chunks"] > 2


def test_usage_reads(said):
    usage = said["video"]["usage"]

    assert (2, "1280*720", 720) == (usage["duration"], usage["size"], usage["SR"])


def test_a_pending_job_is_cancelled(said):
    assert "PENDING" == said["waiting_status"]
    assert not said["cancelled"]["code"]
    assert "canceled" in said["wait_cancelled"]["text"]


def test_a_running_job_is_not_cancelled(said):
    assert ("BadRequestError", "UnsupportedOperation") == (
        said["cancel_running"]["kind"],
        said["cancel_running"]["code"],
    )


def test_a_list_counts(said):
    assert said["listed"] >= 1


def test_an_unknown_job_ends_the_wait(said):
    assert "UNKNOWN" == said["unknown"]["status"]


def test_models_are_listed(said):
    assert MODELS == said["models"]


def test_a_model_is_found_by_name(said):
    assert "wan2.6-image" == said["model"]


@pytest.mark.parametrize(
    ("name", "kind", "text"),
    [
        ("no_model", "NotFoundError", "Model 'wan9' not found"),
        ("unknown_model", "BadRequestError", "Model not exist."),
        ("wrong_key", "AuthenticationError", "Invalid API-key provided."),
        ("too_many", "BadRequestError", "Range of n should be [1, 4]"),
    ],
)
def test_a_refusal_is_raised(said, name, kind, text):
    assert kind == said[name]["kind"]
    assert text in said[name]["text"]


def test_a_failed_task_is_raised_by_its_code(failures):
    assert ("ContentFilterError", "DataInspectionFailed") == (failures["raised"]["kind"], failures["raised"]["code"])


def test_a_failed_task_is_an_answer_where_that_is_asked_for(failures):
    expected = {
        "status": "FAILED",
        "code": "DataInspectionFailed",
        "message": "Input data may contain inappropriate content.",
    }
    assert expected == failures["told"]


def test_the_client_for_asyncio_makes_videos_and_pictures(failures, shows_video, shows_picture):
    shows_video(failures["video"], 1280, 720)
    shows_picture(failures["edited"][0], 1472, 1104)
    assert ["SUCCEEDED", 2] == failures["job"]


def test_the_client_for_asyncio_pages_through_models(failures):
    assert [2, 3, 7] == failures["models"]
