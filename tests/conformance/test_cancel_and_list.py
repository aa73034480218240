"""Cancel and list through the official SDK (spec 7)."""

from __future__ import annotations

import pytest

CANCEL_REFUSED = "Failed to cancel the task, please confirm if the task is in PENDING status."


@pytest.fixture(scope="module")
def said(sdk):
    return sdk.script("cancel_and_list")


@pytest.mark.parametrize(("answer", "end"), [("cancelled", "ended"), ("cancelled_picture", "ended_picture")])
def test_a_pending_task_is_cancelled(said, answer, end):
    assert 200 == said[answer]["status_code"]
    assert "CANCELED" == said[end]["output"]["task_status"]


@pytest.mark.parametrize("name", ["cancelled_twice", "cancelled_running", "cancelled_unknown"])
def test_nothing_else_can_be_cancelled(said, name):
    refused = said[name]

    assert (400, "UnsupportedOperation") == (refused["status_code"], refused["code"])
    assert refused["message"].startswith(CANCEL_REFUSED)


def test_a_list_holds_what_its_filters_ask_for(said):
    rows = said["listed"]["output"]["data"]

    assert said["waiting"] in [row["task_id"] for row in rows]
    assert {("CANCELED", "wan2.6-t2v")} == {(row["status"], row["model_name"]) for row in rows}


def test_picture_tasks_are_listed_too(said):
    assert said["waiting_picture"] in [row["task_id"] for row in said["listed_pictures"]["output"]["data"]]


def test_rows_tell_their_times_in_milliseconds(said):
    row = said["listed"]["output"]["data"][0]

    assert isinstance(row["gmt_create"], int)
    assert row["gmt_create"] > 1_700_000_000_000


def test_a_page_has_as_many_rows_as_asked(said):
    output = said["page"]["output"]

    assert (2, 1, 1) == (output["page_no"], output["page_size"], len(output["data"]))
    assert output["total"] == output["total_page"]
    assert said["waiting"] == output["data"][0]["task_id"], "newest first"


def test_a_day_long_ago_is_empty(said):
    assert [] == said["long_ago"]["output"]["data"]
