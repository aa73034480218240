"""What an engine hands in is measured, and refused when it is not what was asked for."""

from __future__ import annotations

import dataclasses

import pytest

from wanbox.engines.contract import EngineFault, Fate, FilePart, Outcome, Report, TextPart, Treatment
from wanbox.runner.results import measure, report_json, usage_of
from wanbox.testing import media
from wanbox.wire.requests import ImageMode, ImageRequest, Size, VideoRequest

REPORT = Report("e", {})


def video(**changes):
    return dataclasses.replace(
        VideoRequest(model="wan2.6-t2v", prompt="", size=Size(64, 48), tier=720, seconds=1), **changes
    )


def image(**changes):
    base = ImageRequest(model="wan2.6-image", mode=ImageMode.EDIT, prompt="", size=Size(320, 240), n=1)
    return dataclasses.replace(base, **changes)


def outcome(*parts):
    return Outcome(parts, REPORT)


@pytest.fixture
def clip(tmp_path):
    def make(**changes):
        path = media.clip(tmp_path / "a.mp4", **changes)
        return FilePart(path, "video/mp4", 1, 1)

    return make


@pytest.fixture
def png(tmp_path):
    def make(name="a.png", kind="PNG", size=(320, 240)):
        (tmp_path / name).write_bytes(media.picture(kind, size))
        return FilePart(tmp_path / name, "image/png", 1, 1)

    return make


def test_a_clip_s_facts_are_those_of_the_file_and_not_the_engine_s_word(clip, tmp_path):
    (part,) = measure(video(), outcome(clip()), tmp_path)
    assert (part.width, part.height, part.seconds, part.frames) == (64, 48, 1.0, 30)


@pytest.mark.parametrize(
    ("made", "asked", "words"),
    [
        ({"frames": 29}, {}, "the number of frames is 29, not 30"),
        ({"frames": 31}, {}, "the number of frames is 31, not 30"),
        ({"width": 66}, {}, r"the frame size is 66\*48, not 64\*48"),
        ({"sound": False}, {}, "the sound is , not aac"),
        ({"sound": True}, {"sound": False}, "the sound is aac, not "),
    ],
)
def test_a_clip_of_another_kind_is_refused(clip, tmp_path, made, asked, words):
    with pytest.raises(EngineFault, match=words) as fault:
        measure(video(**asked), outcome(clip(**made)), tmp_path)
    assert not fault.value.retry


def test_a_silent_clip_is_right_when_silence_was_asked_for(clip, tmp_path):
    assert measure(video(sound=False), outcome(clip(sound=False)), tmp_path)


def test_a_clip_that_is_none_is_refused(tmp_path):
    (tmp_path / "a.mp4").write_bytes(b"words")
    with pytest.raises(EngineFault, match="cannot be read"):
        measure(video(), outcome(FilePart(tmp_path / "a.mp4", "video/mp4", 64, 48)), tmp_path)


@pytest.mark.parametrize("parts", [(), (TextPart("no"),)])
def test_no_clip_is_refused(tmp_path, parts):
    with pytest.raises(EngineFault, match="one clip was asked for"):
        measure(video(), outcome(*parts), tmp_path)


def test_a_file_outside_the_job_s_folder_is_refused(clip, tmp_path):
    part = clip()
    (tmp_path / "job").mkdir()
    with pytest.raises(EngineFault, match="outside"):
        measure(video(), outcome(part), tmp_path / "job")


def test_pictures_are_measured(png, tmp_path):
    (part,) = measure(image(), outcome(png()), tmp_path)
    assert (part.width, part.height) == (320, 240)


@pytest.mark.parametrize(
    ("made", "words"),
    [({"size": (320, 241)}, r"has 320\*241 pixels, 320\*240 were"), ({"kind": "JPEG"}, "is image/jpeg, not PNG")],
)
def test_a_picture_of_another_kind_is_refused(png, tmp_path, made, words):
    with pytest.raises(EngineFault, match=words):
        measure(image(), outcome(png(**made)), tmp_path)


@pytest.mark.parametrize("asked", [1, 3])
def test_another_number_of_pictures_is_refused(png, tmp_path, asked):
    with pytest.raises(EngineFault, match=f"{asked} pictures were asked for"):
        measure(image(n=asked), outcome(png("1.png"), png("2.png")), tmp_path)


def test_texts_come_only_where_they_were_asked_for(png, tmp_path):
    with pytest.raises(EngineFault, match="1 texts"):
        measure(image(), outcome(TextPart("hello"), png()), tmp_path)
    interleaved = image(mode=ImageMode.INTERLEAVE)
    assert len(measure(interleaved, outcome(TextPart("hello"), png()), tmp_path)) == 2


def test_interleaved_pictures_may_be_fewer_but_not_more(png, tmp_path):
    """Spec 4.2: `max_images` is an upper bound."""
    interleaved = image(mode=ImageMode.INTERLEAVE, max_images=1)
    with pytest.raises(EngineFault, match="at most 1"):
        measure(interleaved, outcome(png("1.png"), png("2.png")), tmp_path)
    assert measure(interleaved, outcome(TextPart("only words")), tmp_path)


def test_an_interleaved_result_of_nothing_is_refused(tmp_path):
    with pytest.raises(EngineFault):
        measure(image(mode=ImageMode.INTERLEAVE), outcome(), tmp_path)


def test_usage_of_a_clip(clip, tmp_path):
    """Spec 6.3."""
    parts = measure(video(), outcome(clip()), tmp_path)
    assert usage_of(video(), parts)["output_video_duration"] == 1
    assert usage_of(video(), parts)["size"] == "64*48"


def test_usage_of_pictures(png, tmp_path):
    """Spec 4.1."""
    parts = measure(image(n=2), outcome(png("1.png"), png("2.png")), tmp_path)
    assert usage_of(image(n=2), parts) == {
        "image_count": 2,
        "size": "320*240",
        "input_tokens": 0,
        "output_tokens": 0,
        "total_tokens": 0,
    }


def test_a_report_as_json_says_reasons_where_there_are_any():
    report = Report(
        "storyboard",
        {"size": Fate(Treatment.HONOURED), "seed": Fate(Treatment.IGNORED, "No dice here.")},
        understood=("fox",),
        not_understood=("zyx",),
        details={"shots": [1]},
    )
    assert report_json(report) == {
        "engine": "storyboard",
        "parameters": {
            "size": {"treatment": "honoured"},
            "seed": {"treatment": "ignored", "reason": "No dice here."},
        },
        "understood": ["fox"],
        "not_understood": ["zyx"],
        "details": {"shots": [1]},
    }
