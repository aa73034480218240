"""Clips and pictures that are exactly what was asked for, to the sample, and the same bytes every time."""

from __future__ import annotations

import av
import numpy as np
import pytest

from wanbox.media.encode import SAMPLE_RATE, Mp4Writer, bgr_to_i420
from wanbox.media.probe import probe_video

W, H = 96, 64


def frames(count, width=W, height=H):
    for index in range(count):
        yield bgr_to_i420(np.full((height, width, 3), (index * 7 % 256, 90, 200), np.uint8))


def tone(seconds):
    wave = np.sin(np.arange(round(seconds * SAMPLE_RATE)) * 0.06) * 0.4
    return np.stack([wave, wave]).astype(np.float32)


def make(path, *, count=30, sound=None, metadata=None):
    with Mp4Writer(path, width=W, height=H, sound=sound, metadata=metadata or {}) as writer:
        for frame in frames(count):
            writer.write(frame)
    return probe_video(path)


def test_a_clip_has_the_wire_s_format(tmp_path):
    """Spec 2: MP4, H.264, 30 fps; yuv420p and AAC-LC at 48 kHz play everywhere."""
    facts = make(tmp_path / "a.mp4", sound=tone(1))
    assert (facts.codec, facts.profile, facts.pix_fmt, facts.fps) == ("h264", "High", "yuv420p", 30.0)
    assert (facts.audio_codec, facts.sample_rate, facts.channels) == ("aac", 48000, 2)
    assert (facts.width, facts.height) == (W, H)
    assert facts.faststart


@pytest.mark.parametrize("count", [1, 2, 29, 60, 150])
def test_every_frame_that_was_written_is_in_the_clip(tmp_path, count):
    facts = make(tmp_path / "a.mp4", count=count)
    assert facts.frames == count
    assert facts.seconds == pytest.approx(count / 30, abs=1e-6)


@pytest.mark.parametrize("length", [0, 1000, SAMPLE_RATE, 2 * SAMPLE_RATE, 5 * SAMPLE_RATE])
def test_the_sound_is_as_long_as_the_pictures_however_long_it_was(tmp_path, length):
    sound = tone(6)[:, :length]
    assert make(tmp_path / "a.mp4", count=60, sound=sound).audio_seconds == pytest.approx(2.0, abs=1e-6)


def test_a_clip_without_sound_has_no_track_for_it(tmp_path):
    assert make(tmp_path / "a.mp4").audio_codec == ""


def test_the_metadata_can_be_read_again(tmp_path):
    facts = make(tmp_path / "a.mp4", metadata={"comment": '{"engine": "storyboard", "世界": "🙂"}', "title": "A"})
    assert facts.metadata["comment"] == '{"engine": "storyboard", "世界": "🙂"}'
    assert facts.metadata["title"] == "A"


def test_the_same_input_gives_the_same_bytes(tmp_path):
    make(tmp_path / "a.mp4", count=45, sound=tone(1.5), metadata={"comment": "x"})
    make(tmp_path / "b.mp4", count=45, sound=tone(1.5), metadata={"comment": "x"})
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


def test_the_colours_are_tagged_as_bt709(tmp_path):
    make(tmp_path / "a.mp4")
    with av.open(str(tmp_path / "a.mp4")) as container:
        context = container.streams.video[0].codec_context
        assert (context.color_range, context.colorspace, context.color_primaries, context.color_trc) == (1, 1, 1, 1)


@pytest.mark.parametrize("bgr", [(0, 0, 255), (0, 255, 0), (255, 0, 0), (255, 255, 255), (0, 0, 0), (60, 120, 180)])
def test_colours_survive(tmp_path, bgr):
    with Mp4Writer(tmp_path / "a.mp4", width=W, height=H, metadata={}) as writer:
        for _ in range(3):
            writer.write(bgr_to_i420(np.full((H, W, 3), bgr, np.uint8)))
    with av.open(str(tmp_path / "a.mp4")) as container:
        shown = next(container.decode(video=0)).to_ndarray(format="bgr24")
    assert np.abs(shown[H // 2, W // 2].astype(int) - bgr).max() <= 4


@pytest.mark.parametrize(
    ("bgr", "ycc"),
    [
        ((255, 255, 255), (235, 128, 128)),
        ((0, 0, 0), (16, 128, 128)),
        ((0, 0, 255), (63, 102, 240)),
        ((255, 0, 0), (32, 240, 118)),
    ],
)
def test_the_planes_hold_bt709_in_limited_range(bgr, ycc):
    planes = bgr_to_i420(np.full((4, 8, 3), bgr, np.uint8))
    assert planes.shape == (6, 8)
    assert (planes[:4] == ycc[0]).all()
    assert (planes[4] == ycc[1]).all()
    assert (planes[5] == ycc[2]).all()


def test_chroma_is_the_mean_of_four_pixels():
    frame = np.zeros((2, 2, 3), np.uint8)
    frame[0, 0] = frame[1, 1] = 255
    assert bgr_to_i420(frame)[2].tolist() == [128, 128]


def test_a_frame_may_be_reused_after_it_was_written(tmp_path):
    frame = next(frames(1))
    with Mp4Writer(tmp_path / "a.mp4", width=W, height=H, metadata={}) as writer:
        for level in (16, 235):
            frame[:H] = level
            writer.write(frame)
    with av.open(str(tmp_path / "a.mp4")) as container:
        levels = [int(f.to_ndarray()[:H].mean()) for f in container.decode(video=0)]
    assert levels == pytest.approx([16, 235], abs=3)


def test_the_tone_is_heard_again(tmp_path):
    make(tmp_path / "a.mp4", count=60, sound=tone(2))
    with av.open(str(tmp_path / "a.mp4")) as container:
        heard = np.concatenate([f.to_ndarray() for f in container.decode(audio=0)], axis=1)
    loudness = np.sqrt((heard[:, 10_000:80_000] ** 2).mean())
    assert loudness == pytest.approx(0.4 / np.sqrt(2), rel=0.05)


@pytest.mark.parametrize("size", [(95, 64), (96, 63), (0, 0)])
def test_odd_sides_are_refused(tmp_path, size):
    with pytest.raises(ValueError, match="even sides"):
        Mp4Writer(tmp_path / "a.mp4", width=size[0], height=size[1], metadata={})


@pytest.mark.parametrize("frame", [np.zeros((H, W), np.uint8), np.zeros((H * 3 // 2, W), np.float32)])
def test_a_frame_of_another_shape_is_refused_and_leaves_no_file(tmp_path, frame):
    with (
        pytest.raises(ValueError, match="must be uint8"),
        Mp4Writer(tmp_path / "a.mp4", width=W, height=H, metadata={}) as writer,
    ):
        writer.write(frame)
    assert not (tmp_path / "a.mp4").exists()


def test_a_clip_of_no_frames_is_refused_and_leaves_no_file(tmp_path):
    with (
        pytest.raises(ValueError, match="at least one frame"),
        Mp4Writer(tmp_path / "a.mp4", width=W, height=H, sound=tone(1), metadata={}),
    ):
        pass
    assert not (tmp_path / "a.mp4").exists()


def test_a_mono_array_is_refused(tmp_path):
    with pytest.raises(ValueError, match="shape"):
        Mp4Writer(tmp_path / "a.mp4", width=W, height=H, sound=np.zeros(48000, np.float32), metadata={})


def key_frames(path):
    with av.open(str(path)) as container:
        return [number for number, frame in enumerate(container.decode(video=0)) if frame.key_frame]


def test_cuts_become_key_frames_and_nothing_else_does(tmp_path):
    with Mp4Writer(tmp_path / "a.mp4", width=W, height=H, cuts=(7, 20)) as writer:
        for frame in frames(30):
            writer.write(frame)
    assert key_frames(tmp_path / "a.mp4") == [0, 7, 20]


def test_a_frame_may_be_painted_over_as_soon_as_it_is_written(tmp_path):
    make(tmp_path / "a.mp4", sound=tone(1))
    buffer = np.empty((H * 3 // 2, W), np.uint8)
    with Mp4Writer(tmp_path / "b.mp4", width=W, height=H, sound=tone(1), metadata={}) as writer:
        for frame in frames(30):
            buffer[:] = frame
            writer.write(buffer)
            buffer[:] = 0
    assert (tmp_path / "b.mp4").read_bytes() == (tmp_path / "a.mp4").read_bytes()


def test_a_frame_that_lies_apart_in_memory_is_written_as_it_is(tmp_path):
    make(tmp_path / "a.mp4")
    with Mp4Writer(tmp_path / "b.mp4", width=W, height=H, metadata={}) as writer:
        for frame in frames(30):
            wide = np.zeros((H * 3 // 2, 2 * W), np.uint8)
            wide[:, ::2] = frame
            writer.write(wide[:, ::2])
    assert (tmp_path / "b.mp4").read_bytes() == (tmp_path / "a.mp4").read_bytes()
