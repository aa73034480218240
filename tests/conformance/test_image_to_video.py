"""`VideoSynthesis` from a picture: the SDK's own upload, links and inline data (spec 1.6, 3.3, 8)."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="module")
def said(sdk):
    return sdk.script("image_to_video")


# 2.2: near 921 600 pixels in the picture's own ratio, both sides multiples of 16.
@pytest.mark.parametrize(
    ("form", "width", "height"),
    [
        ("path", 1168, 768),
        ("file_url", 1104, 816),
        ("data_uri", 1104, 816),
        ("bare_base64", 1104, 816),
        ("url", 960, 960),
        ("sound", 1104, 816),
    ],
)
def test_a_picture_may_come_as(said, shows_video, form, width, height):
    assert "SUCCEEDED" == said[form]["output"]["task_status"], said[form]["output"]
    shows_video(said["files"][form], width, height)


def test_flash_is_silent_when_asked(said, shows_video):
    shows_video(said["files"]["silent"], 1104, 816, sound=False)
    assert False is said["silent"]["usage"]["audio"]


def test_usage_has_no_size(said):
    assert "size" not in said["path"]["usage"]


@pytest.mark.parametrize(
    ("name", "code", "message"),
    [
        ("no_picture", "InvalidParameter", "Field required: input.img_url"),
        ("no_image", "InvalidImage.FileFormat", "Invalid image type."),
    ],
)
def test_what_is_no_picture_fails_the_task(said, name, code, message):
    output = said[name]["output"]

    assert ("FAILED", code) == (output["task_status"], output["code"])
    assert output["message"].startswith(message)
