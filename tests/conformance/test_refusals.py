"""Refusals as the official SDK reports them: status, code and message of the flat error body (spec 1.2, 1.3, 9)."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="module")
def said(sdk):
    return sdk.script("refusals")


@pytest.mark.parametrize(
    ("name", "status", "code", "message"),
    [
        ("unknown_model", 400, "InvalidParameter", "Model not exist."),
        ("unknown_image_model", 400, "InvalidParameter", "Model not exist."),
        ("wrong_path", 400, "InvalidParameter", "url error, please check url！"),
        ("wrong_path_sync", 400, "InvalidParameter", "url error, please check url！"),
        ("wrong_key", 401, "InvalidApiKey", "Invalid API-key provided."),
        ("wrong_key_poll", 401, "InvalidApiKey", "Invalid API-key provided."),
        ("wrong_key_sync", 401, "InvalidApiKey", "Invalid API-key provided."),
        ("edit_without_picture", 400, "InvalidParameter", "lack of image or text"),
        ("too_many", 400, "InvalidParameter", "Range of n should be [1, 4]"),
    ],
)
def test_a_refusal_is_told(said, name, status, code, message):
    refused = said[name]

    assert (status, code, message) == (refused["status_code"], refused["code"], refused["message"])
    assert refused["request_id"]
    assert None is refused["output"]


def test_interleave_needs_a_stream_on_the_synchronous_path(said):
    refused = said["interleave_without_stream"]

    assert (400, "InvalidParameter") == (refused["status_code"], refused["code"])


def test_the_blocking_call_raises_and_quotes_the_answer(said):
    assert "Model not exist." in said["unknown_model_blocking"]


def test_a_model_that_nobody_has_is_not_found(said):
    assert (404, None) == (said["no_such_model"]["status_code"], said["no_such_model"]["output"])
