"""`MultiModalConversation` with the picture models (spec 4)."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="module")
def said(sdk):
    return sdk.script("multimodal_conversation")


def test_it_draws(said, shows_picture):
    assert 200 == said["drawn"]["status_code"]
    shows_picture(said["drawn_files"][0], 1280, 1280)


def test_it_edits_a_local_file_and_parameters_of_other_models_do_no_harm(said, shows_picture):
    assert 2 == len(said["edited_files"])
    for saved in said["edited_files"]:
        shows_picture(saved, 1472, 1104)


def test_it_streams_text_and_pictures(said):
    assert "1. A picture of one colour. 2. A picture of one colour. " == said["chunk_texts"]
    assert 2 == said["chunk_pictures"]
    assert "stop" == said["chunks"][-1]["output"]["choices"][0]["finish_reason"]
