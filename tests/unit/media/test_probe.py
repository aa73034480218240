"""Facts about files, by content; and what is refused before it can do harm."""

from __future__ import annotations

import pytest

from wanbox.media.probe import probe_audio, probe_picture, probe_video
from wanbox.media.sources import Damaged, MediaError, SoundFormat, TooLarge, WrongKind, sniff_sound
from wanbox.testing import media


@pytest.fixture
def put(tmp_path):
    def write(data, name="file.bin"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("BMP", "image/bmp"), ("WEBP", "image/webp")],
)
def test_a_picture_s_facts(put, kind, media_type):
    data = media.picture(kind, (321, 247))
    facts = probe_picture(put(data))
    assert (facts.width, facts.height, facts.media_type, facts.bytes) == (321, 247, media_type, len(data))
    assert not facts.has_alpha


def test_a_name_that_lies_is_not_believed(put):
    assert probe_picture(put(media.picture("JPEG"), "picture.png")).media_type == "image/jpeg"


@pytest.mark.parametrize(("mode", "alpha"), [("RGBA", True), ("LA", True), ("RGB", False), ("L", False), ("1", False)])
def test_alpha_is_told(put, mode, alpha):
    assert probe_picture(put(media.picture("PNG", mode=mode))).has_alpha is alpha


@pytest.mark.parametrize(("orientation", "size"), [(1, (400, 300)), (3, (400, 300)), (6, (300, 400)), (8, (300, 400))])
def test_the_size_is_that_after_the_exif_rotation(put, orientation, size):
    exif = media.Image.Exif()
    exif[0x0112] = orientation
    facts = probe_picture(put(media.picture("JPEG", (400, 300), exif=exif)))
    assert (facts.width, facts.height) == size


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "BMP", "WEBP"])
@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_truncated_picture_is_damaged(put, kind, share):
    data = media.picture(kind, (400, 300))
    with pytest.raises(Damaged):
        probe_picture(put(data[: int(len(data) * share)]))


@pytest.mark.parametrize("data", [b"", b"text", b"\x00" * 1000, b"<svg/>", b"%!PS-Adobe-3.0 EPSF-3.0\n"])
def test_what_is_no_picture_is_of_the_wrong_kind(put, data):
    with pytest.raises(WrongKind):
        probe_picture(put(data))


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "ICO", "PPM", "TGA"])
def test_formats_that_the_wire_does_not_know_are_of_the_wrong_kind(put, kind):
    with pytest.raises(WrongKind):
        probe_picture(put(media.picture(kind, (64, 64))))


def test_a_bomb_is_refused_by_its_header(put):
    with pytest.raises(TooLarge):
        probe_picture(put(media.bomb(50_000)))


def test_a_picture_over_64_megapixels_is_refused(put):
    with pytest.raises(TooLarge):
        probe_picture(put(media.bomb(8_008)))


# --- sound


@pytest.mark.parametrize(("make", "kind"), [(media.wav, SoundFormat.WAV), (media.mp3, SoundFormat.MP3)])
def test_a_sound_s_facts(put, make, kind):
    facts = probe_audio(put(make(2.5)))
    assert facts.format == kind.value
    assert facts.seconds == pytest.approx(2.5, abs=0.06)
    assert facts.channels == 1


def test_an_mp3_with_a_tag_in_front_is_known(put):
    assert sniff_sound(put(b"ID3\x04\x00\x00\x00\x00\x00\x00" + media.mp3(1))) is SoundFormat.MP3


def test_a_wav_header_that_lies_about_the_length_is_not_believed(put):
    data = bytearray(media.wav(4))
    data[40:44] = (2**31).to_bytes(4, "little")
    assert probe_audio(put(bytes(data))).seconds == pytest.approx(4, abs=0.05)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"words",
        b"\xff\xff\xff\xff" * 100,
        b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1/a.mp3\n",
        b"ffconcat version 1.0\nfile '/etc/passwd'\n",
        b"OggS" + b"\x00" * 60,
        b"fLaC" + b"\x00" * 60,
    ],
)
def test_what_is_no_wav_or_mp3_is_of_the_wrong_kind(put, data):
    with pytest.raises(WrongKind):
        probe_audio(put(data))


@pytest.mark.parametrize("data", [b"RIFF\x24\x00\x00\x00WAVE", b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\x00" * 500])
def test_a_sound_without_samples_is_damaged(put, data):
    with pytest.raises(Damaged):
        probe_audio(put(data))


def test_a_long_sound_is_not_decoded_to_its_end(put):
    assert 120 <= probe_audio(put(media.wav(200))).seconds < 125


# --- clips


def test_a_clip_s_facts(tmp_path):
    facts = probe_video(media.clip(tmp_path / "a.mp4", width=64, height=48, frames=30))
    assert (facts.width, facts.height, facts.frames, facts.fps, facts.seconds) == (64, 48, 30, 30.0, 1.0)
    assert facts.faststart
    assert facts.metadata["comment"] == "a test"


def test_an_index_at_the_end_is_told(tmp_path, put):
    data = media.clip(tmp_path / "a.mp4").read_bytes()
    moov = data.index(b"moov") - 4
    size = int.from_bytes(data[moov : moov + 4])
    assert not probe_video(put(data[:moov] + data[moov + size :] + data[moov : moov + size])).faststart


@pytest.mark.parametrize("data", [b"", b"words", b"\x00\x00\x00\x18ftypisom"])
def test_what_is_no_clip_is_refused(put, data):
    with pytest.raises(MediaError):
        probe_video(put(data))
