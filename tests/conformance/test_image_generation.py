"""`ImageGeneration` (spec 4, 5, 6.4)."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="module")
def said(sdk):
    return sdk.script("image_generation")


def test_pictures_come_in_the_answer_one_choice_each(said):
    output = said["drawn"]["output"]

    assert 200 == said["drawn"]["status_code"]
    assert [("stop", 1), ("stop", 1)] == [
        (choice["finish_reason"], len(choice["message"]["content"])) for choice in output["choices"]
    ]
    assert output["finished"] is True


def test_the_links_bring_pngs_without_a_key(said, shows_picture):
    assert 2 == len(said["drawn_files"])
    for saved in said["drawn_files"]:
        shows_picture(saved, 1280, 1280)


def test_usage_sits_beside_the_output(said):
    usage = said["drawn"]["usage"]

    assert (2, "1280*1280") == (usage["image_count"], usage["size"])


def test_local_pictures_are_uploaded_and_edited_in_the_ratio_of_the_last(said, shows_picture):
    assert 1 == len(said["edited_files"])
    shows_picture(said["edited_files"][0], 1472, 1104)


def test_a_picture_task_is_created_pending(said):
    assert (200, "PENDING") == (said["created"]["status_code"], said["created"]["output"]["task_status"])


def test_a_picture_task_ends_with_choices(said, shows_picture):
    assert "SUCCEEDED" == said["waited"]["output"]["task_status"]
    shows_picture(said["waited_files"][0], 1024, 1024)


def test_interleave_as_a_task_is_one_choice_in_reading_order(said):
    (choice,) = said["story"]["output"]["choices"]

    assert ["text", "image", "text", "image"] == [item["type"] for item in choice["message"]["content"]]
    assert [2, 2] == said["story_parts"]


def test_a_stream_brings_text_in_pieces_and_each_picture_once(said, shows_picture):
    assert "1. A picture of one colour. 2. A picture of one colour. " == said["chunk_texts"]
    assert 2 == len(said["chunk_files"])
    for saved in said["chunk_files"]:
        shows_picture(saved, 1024, 1024)


def test_a_stream_ends_with_stop(said):
    reasons = [chunk["output"]["choices"][0]["finish_reason"] for chunk in said["chunks"]]

    assert "stop" == reasons[-1]
    assert {"null"} == set(reasons[:-1]), "the string, not null (spec 4.3)"


def test_usage_grows_through_a_stream(said):
    counts = [chunk["usage"]["image_count"] for chunk in said["chunks"]]

    assert (0, 2) == (counts[0], counts[-1])
    assert sorted(counts) == counts


def test_all_chunks_belong_to_one_request(said):
    assert 1 == len({chunk["request_id"] for chunk in said["chunks"]})


def test_a_refusal_by_the_engine_is_an_http_error_on_the_synchronous_path(said):
    failed = said["failed"]

    assert (400, "DataInspectionFailed") == (failed["status_code"], failed["code"])
    assert "Output data may contain inappropriate content." == failed["message"]


def test_an_error_inside_a_stream_is_understood(said):
    last = said["broken"][-1]

    assert (400, "DataInspectionFailed") == (last["status_code"], last["code"])


def test_a_failed_picture_task_says_why(said):
    output = said["failed_task"]["output"]

    assert ("FAILED", "InternalError.Algo") == (output["task_status"], output["code"])
