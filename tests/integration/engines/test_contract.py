"""What every engine promises (design 5), held to by each of them."""

from __future__ import annotations

import pytest

from wanbox.engines.contract import FilePart, InputFile, JobCancelled, TextPart
from wanbox.media.probe import probe_picture, probe_video
from wanbox.testing import media
from wanbox.wire.catalogue import all_models
from wanbox.wire.requests import ImageMode, ImageRequest, MediaKind, MediaRef, Size, VideoRequest

SMALL = Size(320, 192)
SQUARE = Size(192, 192)


def clip_of(**changes) -> VideoRequest:
    fields = {"model": "wan2.6-t2v", "prompt": "a fox walks on a beach", "size": SMALL, "seconds": 2, "seed": 7}
    return VideoRequest(**fields | changes)


def picture_input(tmp_path, size=(320, 192)) -> InputFile:
    path = tmp_path / "input.png"
    path.write_bytes(media.picture("PNG", size))
    return InputFile("image", path, "image/png", *size)


def sound_input(tmp_path, seconds: float) -> InputFile:
    path = tmp_path / "input.wav"
    path.write_bytes(media.wav(seconds))
    return InputFile("audio", path, "audio/wav", seconds=seconds)


def test_capabilities_name_known_models_and_give_reasons(engine):
    able = engine.capabilities()

    assert able.models <= {model.name for model in all_models()}
    assert [] == [n for n, fate in able.parameters.items() if fate.treatment.value != "honoured" and not fate.reason]


def test_clip_has_the_size_length_and_streams_that_were_asked_for(engine, job):
    work = job()

    (part,) = engine.generate(clip_of(), work).parts

    facts = probe_video(part.path)
    assert (320, 192, 60, 30.0) == (facts.width, facts.height, facts.frames, facts.fps)
    assert ("h264", "yuv420p", "aac") == (facts.codec, facts.pix_fmt, facts.audio_codec)
    assert facts.faststart
    assert (320, 192, 60, 2.0) == (part.width, part.height, part.frames, part.seconds)
    assert pytest.approx(2.0, abs=0.05) == facts.audio_seconds
    assert part.path.parent == work.folder


def test_clip_without_sound_has_no_sound_track(engine, job):
    (part,) = engine.generate(clip_of(model="wan2.6-i2v-flash", sound=False), job()).parts

    assert not probe_video(part.path).audio_codec


@pytest.mark.parametrize("seconds", [1.0, 5.0])
def test_own_sound_is_fitted_to_the_clip(engine, job, tmp_path, seconds):
    request = clip_of(audio=MediaRef(MediaKind.URL, "http://x/a.wav"))

    (part,) = engine.generate(request, job([sound_input(tmp_path, seconds)])).parts

    assert pytest.approx(2.0, abs=0.05) == probe_video(part.path).audio_seconds


def test_same_request_gives_the_same_bytes(engine, job):
    first, second = (engine.generate(clip_of(), job()).parts[0] for _ in range(2))

    assert first.path.read_bytes() == second.path.read_bytes()


def test_progress_rises_to_the_end(engine, job):
    work = job()

    engine.generate(clip_of(), work)

    fractions = [fraction for fraction, _ in work.said]
    assert fractions == sorted(fractions)
    assert 0.9 < fractions[-1] <= 1.0


def test_cancelled_job_ends_the_work(storyboard, job):
    work = job(cancel_at=0.3)

    with pytest.raises(JobCancelled):
        storyboard.generate(clip_of(), work)

    assert work.said[-1][0] < 0.5


@pytest.mark.parametrize("n", [1, 3])
def test_pictures_are_as_many_and_as_large_as_asked_for(engine, job, n):
    request = ImageRequest(
        model="wan2.6-t2i", mode=ImageMode.GENERATE, prompt="a boat at sunset", size=SQUARE, n=n, seed=1
    )

    parts = engine.generate(request, job()).parts

    assert n == len(parts)
    assert {(192, 192)} == {(facts.width, facts.height) for facts in (probe_picture(part.path) for part in parts)}


def test_edit_gives_n_pictures(engine, job, tmp_path):
    reference = MediaRef(MediaKind.URL, "http://x/a.png")
    request = ImageRequest(
        model="wan2.6-image",
        mode=ImageMode.EDIT,
        prompt="make it black and white",
        images=(reference,),
        size=SMALL,
        n=2,
        seed=1,
    )

    parts = engine.generate(request, job([picture_input(tmp_path)])).parts

    assert 2 == len(parts)
    assert all(isinstance(part, FilePart) and (part.width, part.height) == (320, 192) for part in parts)


def test_interleave_publishes_in_reading_order_what_it_hands_in(engine, job):
    request = ImageRequest(
        model="wan2.6-image",
        mode=ImageMode.INTERLEAVE,
        prompt="Tell the story of a little robot",
        size=SQUARE,
        n=1,
        max_images=2,
        seed=1,
    )
    work = job()

    parts = engine.generate(request, work).parts

    assert list(parts) == work.published
    assert any(isinstance(part, TextPart) for part in parts)
    assert 1 <= sum(isinstance(part, FilePart) for part in parts) <= 2


def test_report_names_the_engine_and_every_parameter_given(engine, job):
    request = clip_of(given=frozenset({"prompt", "size", "duration", "seed", "prompt_extend", "watermark"}))

    report = engine.generate(request, job()).report

    assert engine.name == report.engine
    assert set(request.given) <= set(report.parameters)
    assert [] == [n for n, fate in report.parameters.items() if fate.treatment.value != "honoured" and not fate.reason]
