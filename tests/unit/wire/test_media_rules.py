"""Spec sections 3.2, 3.3, 4.1: limits of input pictures and sounds, and how failed downloads are told."""

from __future__ import annotations

import pytest

from wanbox.wire import media_rules as rules
from wanbox.wire.catalogue import find
from wanbox.wire.errors import Fault
from wanbox.wire.media_rules import AudioFacts, PictureFacts

I2V, EDIT = find("wan2.6-i2v"), find("wan2.6-image")
MB = 1024 * 1024
FIELD = "input.img_url"


def facts(**more) -> PictureFacts:
    return PictureFacts(**({"format": "png", "width": 1280, "height": 720, "bytes": 1000} | more))


def sound(**more) -> AudioFacts:
    return AudioFacts(**({"format": "mp3", "seconds": 5.0, "bytes": 1000} | more))


@pytest.mark.parametrize("name", ["jpeg", "jpg", "JPEG", "png", "bmp", "webp", "mpo"])
@pytest.mark.parametrize("model", [I2V, EDIT])
def test_spec_3_3_formats(model, name):
    assert rules.check_picture(model, facts(format=name), FIELD) is None


@pytest.mark.parametrize("name", ["gif", "tiff", "heic", "svg", "pdf", ""])
@pytest.mark.parametrize(("model", "fault"), [(I2V, Fault.URL_INVALID), (EDIT, Fault.IMAGE_FORMAT)])
def test_spec_3_3_other_formats(model, fault, name):
    assert fault.error() == rules.check_picture(model, facts(format=name), FIELD)


@pytest.mark.parametrize("model", [I2V, EDIT])
def test_spec_3_3_alpha_is_taken_leniently(model):
    assert rules.check_picture(model, facts(alpha=True), FIELD) is None


@pytest.mark.parametrize("size", [(240, 240), (8000, 8000), (240, 8000)])
@pytest.mark.parametrize("model", [I2V, EDIT])
def test_spec_3_3_sides_240_to_8000(model, size):
    assert rules.check_picture(model, facts(width=size[0], height=size[1]), FIELD) is None


@pytest.mark.parametrize("size", [(239, 500), (500, 239), (8001, 500), (500, 8001), (50_000, 50_000), (1, 1)])
@pytest.mark.parametrize(("model", "fault"), [(I2V, Fault.IMAGE_RESOLUTION), (EDIT, Fault.IMAGE_SIZE)])
def test_spec_3_3_sides_out_of_range(model, fault, size):
    assert fault.error() == rules.check_picture(model, facts(width=size[0], height=size[1]), FIELD)


@pytest.mark.parametrize(("model", "most"), [(I2V, 20 * MB), (EDIT, 10 * MB)])
def test_spec_3_3_bytes(model, most):
    assert rules.check_picture(model, facts(bytes=most), FIELD) is None
    assert Fault.IMAGE_BEYOND_LIMIT.error() == rules.check_picture(model, facts(bytes=most + 1), FIELD)


def test_an_objection_names_the_field():
    assert FIELD == rules.check_picture(I2V, facts(width=1), FIELD).field


@pytest.mark.parametrize("name", ["wav", "mp3", "MP3"])
def test_spec_3_2_audio_formats(name):
    assert rules.check_audio(I2V, sound(format=name), FIELD) is None


@pytest.mark.parametrize("name", ["ogg", "aac", "flac", "mp4", ""])
def test_spec_3_2_other_audio_formats(name):
    expected = Fault.AUDIO_TYPE.error()

    assert expected == rules.check_audio(I2V, sound(format=name), FIELD)
    assert ".wav, .mp3" in expected.message


@pytest.mark.parametrize("seconds", [2.95, 3, 12.5, 30, 30.06])
def test_spec_3_2_audio_of_3_to_30_seconds(seconds):
    assert rules.check_audio(I2V, sound(seconds=seconds), FIELD) is None


@pytest.mark.parametrize("seconds", [30.2, 40, 3600])
def test_spec_3_2_audio_too_long(seconds):
    error = rules.check_audio(I2V, sound(seconds=seconds), FIELD)

    assert ("InvalidURL", "The input audio is longer than 30s.") == (error.code, error.message)


@pytest.mark.parametrize("seconds", [0, 1, 2.8])
def test_spec_3_2_audio_too_short(seconds):
    error = rules.check_audio(I2V, sound(seconds=seconds), FIELD)

    assert ("InvalidURL", "The input audio is shorter than 3s.") == (error.code, error.message)


def test_spec_3_2_audio_bytes():
    assert rules.check_audio(I2V, sound(bytes=15 * MB), FIELD) is None
    assert "File size is larger than 15MB." == rules.check_audio(I2V, sound(bytes=15 * MB + 1), FIELD).message


@pytest.mark.parametrize(("model", "fault"), [(I2V, Fault.IMAGE_TYPE), (EDIT, Fault.IMAGE_FORMAT)])
def test_bytes_that_are_no_picture(model, fault):
    assert fault.error() == rules.unreadable_picture(model, FIELD)


@pytest.mark.parametrize(("model", "fault"), [(I2V, Fault.IMAGE_RESOLUTION), (EDIT, Fault.IMAGE_SIZE)])
def test_a_picture_that_promises_too_many_pixels(model, fault):
    assert fault.error() == rules.picture_too_many_pixels(model, FIELD)


URL = "http://u:s3cret@h/a.png?Signature=s3cret"


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (rules.download_failed(URL), "InvalidParameter", "Failed to download http://h/a.png"),
        (
            rules.download_timeout(URL),
            "InvalidURL.Timeout",
            "Download http://h/a.png timeout, please check network connection.",
        ),
        (
            rules.connection_refused(URL),
            "InvalidURL.ConnectionRefused",
            "Connection to http://h/a.png refused, please provide available URL.",
        ),
        (
            rules.address_forbidden(),
            "InvalidURL",
            "Required URL is missing or invalid, please check the request URL.",
        ),
        (
            rules.upload_unknown(),
            "InvalidParameter.DataInspection",
            "Unable to download the media resource during the data inspection process.",
        ),
        (rules.picture_too_large(FIELD), "InvalidImage.ImageSize", "The size of image is beyond limit."),
        (rules.audio_too_large(FIELD), "InvalidURL", "File size is larger than 15MB."),
    ],
)
def test_spec_9_2_failed_media(error, code, message):
    assert (400, code, message) == (error.status, error.code, error.message)
