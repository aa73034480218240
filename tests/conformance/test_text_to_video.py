"""`VideoSynthesis` from text, as users of the official SDK call it (spec 3.2, 6, 13)."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="module")
def said(sdk):
    return sdk.script("text_to_video")


def test_the_blocking_call_ends_with_a_video(said):
    output = said["called"]["output"]

    assert (200, "SUCCEEDED") == (said["called"]["status_code"], output["task_status"])
    assert "A paper boat drifts down a rainy gutter." == output["orig_prompt"]


def test_the_link_brings_an_mp4_without_a_key(said, shows_video):
    shows_video(said["file"], 1280, 720)


def test_upright_sizes_come_upright(said, shows_video):
    shows_video(said["upright"], 720, 1280)


def test_usage_reads_as_whole_numbers(said):
    usage = said["called"]["usage"]

    expected = {"duration": 2, "output_video_duration": 2, "input_video_duration": 0, "video_count": 1, "SR": 720}
    assert expected == {name: usage[name] for name in expected}
    assert all(isinstance(usage[name], int) for name in expected)
    assert "1280*720" == usage["size"]


def test_a_submit_answers_pending_with_an_id_and_nothing_else(said):
    created = said["created"]

    assert (200, "PENDING") == (created["status_code"], created["output"]["task_status"])
    assert {"task_id", "task_status", "video_url"} == set(created["output"]), "the SDK adds video_url itself"
    assert None is created["usage"]


def test_the_first_poll_finds_the_task(said):
    assert said["fetched"]["output"]["task_id"] == said["created"]["output"]["task_id"]
    assert said["fetched"]["output"]["task_status"] in {"PENDING", "RUNNING", "SUCCEEDED"}


def test_waiting_brings_the_result(said):
    assert "SUCCEEDED" == said["waited"]["output"]["task_status"]
    assert said["waited"]["output"]["video_url"]


def test_a_task_can_be_fetched_by_its_id_alone(said):
    assert "SUCCEEDED" == said["again"]["output"]["task_status"]


def test_times_are_in_the_vendors_form(said):
    assert all(23 == len(said["called"]["output"][name]) for name in ("submit_time", "scheduled_time", "end_time")), (
        "YYYY-MM-DD HH:mm:ss.SSS"
    )


@pytest.mark.parametrize(
    ("name", "code", "message"),
    [
        ("refused", "DataInspectionFailed", "Input data may contain inappropriate content."),
        ("bad_size", "InvalidParameter", "The size is not match"),
        ("no_prompt", "InvalidParameter", "Field required: input.prompt"),
    ],
)
def test_a_failed_task_says_why_in_its_output_with_status_200(said, name, code, message):
    failed = said[name]

    assert (200, "FAILED") == (failed["status_code"], failed["output"]["task_status"])
    assert code == failed["output"]["code"]
    assert failed["output"]["message"].startswith(message)
    assert not failed["code"], "a top-level code would make other clients stop"


def test_an_id_that_was_never_issued_is_unknown(said):
    assert (200, "UNKNOWN") == (said["unknown"]["status_code"], said["unknown"]["output"]["task_status"])
