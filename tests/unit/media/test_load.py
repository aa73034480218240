"""Pictures of every mode as plain BGR, sounds of every kind as 48 kHz stereo, and the contact sheet."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageCms

from wanbox.media.encode import SAMPLE_RATE
from wanbox.media.pictures import load_picture
from wanbox.media.sheet import contact_sheet
from wanbox.media.sound import load_sound
from wanbox.media.sources import Damaged, WrongKind
from wanbox.testing import media


def save(path, picture, kind="PNG", **more):
    picture.save(path, kind, **more)
    return path


@pytest.fixture
def file(tmp_path):
    return tmp_path / "file"


@pytest.mark.parametrize(
    ("mode", "colour", "kind"),
    [
        ("RGB", (200, 100, 50), "PNG"),
        ("RGBA", (200, 100, 50, 255), "PNG"),
        ("P", None, "PNG"),
        ("CMYK", None, "JPEG"),
        ("RGB", (200, 100, 50), "JPEG"),
        ("RGB", (200, 100, 50), "WEBP"),
        ("RGB", (200, 100, 50), "BMP"),
    ],
)
def test_a_colour_is_the_same_in_every_mode(file, mode, colour, kind):
    picture = Image.new(mode, (40, 30), colour or "white")
    if colour is None:
        picture = Image.new("RGB", (40, 30), (200, 100, 50)).convert(mode)
    pixels = load_picture(save(file, picture, kind))
    assert pixels.shape == (30, 40, 3)
    assert pixels.dtype == np.uint8
    assert np.abs(pixels[15, 20].astype(int) - (50, 100, 200)).max() <= 6


@pytest.mark.parametrize(
    ("mode", "value", "level"), [("L", 90, 90), ("1", 1, 255), ("I;16", 25700, 100), ("LA", (90, 255), 90)]
)
def test_a_grey_is_the_same_in_every_depth(file, mode, value, level):
    pixels = load_picture(save(file, Image.new(mode, (20, 20), value)))
    assert (pixels == level).all()


@pytest.mark.parametrize(("alpha", "level"), [(0, 255), (255, 0), (128, 127)])
def test_transparency_is_laid_on_white(file, alpha, level):
    assert load_picture(save(file, Image.new("RGBA", (8, 8), (0, 0, 0, alpha))))[4, 4].tolist() == [level] * 3


def test_a_transparent_palette_is_laid_on_white(file):
    picture = Image.new("P", (8, 8), 0)
    picture.putpalette([10, 20, 30, 40, 50, 60])
    assert (load_picture(save(file, picture, transparency=0)) == 255).all()


def test_exif_rotation_is_undone(file):
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera stood on its side: turn right to look at it
    picture = Image.new("RGB", (40, 20), "black")
    picture.paste("white", (0, 0, 20, 20))
    pixels = load_picture(save(file, picture, "JPEG", exif=exif, quality=95))
    assert pixels.shape == (40, 20, 3)
    assert pixels[5, 10].min() > 200
    assert pixels[35, 10].max() < 50


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize(
    ("limit", "size"), [(100, (100, 50)), (200, (200, 100)), (400, (400, 200)), (None, (400, 200))]
)
def test_large_pictures_are_reduced_in_proportion(file, kind, limit, size):
    file.write_bytes(media.picture(kind, (400, 200)))
    assert load_picture(file, limit).shape == (size[1], size[0], 3)


def test_small_pictures_are_not_enlarged(file):
    file.write_bytes(media.picture("PNG", (40, 20)))
    assert load_picture(file, 1000).shape == (20, 40, 3)


def test_a_broken_colour_profile_does_not_matter(file):
    pixels = load_picture(save(file, Image.new("RGB", (8, 8), (1, 2, 3)), icc_profile=b"nonsense"))
    assert pixels[0, 0].tolist() == [3, 2, 1]


def test_a_colour_profile_is_applied(file):
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    plain = load_picture(save(file, Image.new("RGB", (8, 8), (200, 100, 50)), icc_profile=lab))
    assert np.abs(plain[0, 0].astype(int) - (50, 100, 200)).max() <= 2


@pytest.mark.parametrize("data", [b"words", b""])
def test_what_is_no_picture_cannot_be_loaded(file, data):
    file.write_bytes(data)
    with pytest.raises(WrongKind):
        load_picture(file)


def test_a_truncated_picture_cannot_be_loaded(file):
    data = media.picture("JPEG", (400, 300))
    file.write_bytes(data[: len(data) // 2])
    with pytest.raises(Damaged):
        load_picture(file, 200)


# --- sound


@pytest.mark.parametrize("make", [media.wav, media.mp3])
@pytest.mark.parametrize("seconds", [2, 5, 15])
def test_a_sound_is_exactly_as_long_as_the_clip(file, make, seconds):
    """Spec 3.2: longer than the video: cut; shorter: silent tail."""
    file.write_bytes(make(5))
    samples = load_sound(file, seconds)
    assert samples.shape == (2, seconds * SAMPLE_RATE)
    assert samples.dtype == np.float32


def loudness(samples):
    return float(np.sqrt((samples**2).mean()))


def test_a_short_sound_gets_a_silent_tail(file):
    file.write_bytes(media.wav(3))
    samples = load_sound(file, 5)
    assert loudness(samples[:, : 2 * SAMPLE_RATE]) == pytest.approx(0.3 / np.sqrt(2), rel=0.1)
    assert not samples[:, int(3.1 * SAMPLE_RATE) :].any()


def test_a_long_sound_fades_where_it_is_cut(file):
    file.write_bytes(media.wav(8))
    samples = load_sound(file, 5)
    assert loudness(samples[:, -SAMPLE_RATE // 200 :]) < 0.02
    assert loudness(samples[:, -SAMPLE_RATE : -SAMPLE_RATE // 2]) > 0.15


def test_a_sound_that_fits_exactly_does_not_fade(file):
    file.write_bytes(media.wav(5, rate=SAMPLE_RATE))
    assert loudness(load_sound(file, 5)[:, -SAMPLE_RATE // 50 :]) > 0.15


def test_both_ears_hear_a_mono_sound(file):
    file.write_bytes(media.wav(3))
    left, right = load_sound(file, 3)
    assert np.array_equal(left, right)
    assert np.abs(left).max() <= 1


@pytest.mark.parametrize("data", [b"words", io.BytesIO().getvalue()])
def test_what_is_no_sound_cannot_be_loaded(file, data):
    file.write_bytes(data)
    with pytest.raises(WrongKind):
        load_sound(file, 5)


# --- the sheet


def test_a_contact_sheet_shows_the_clip_from_the_first_frame_to_the_last(tmp_path):
    media.clip(tmp_path / "a.mp4", width=320, height=180, frames=120)
    contact_sheet(tmp_path / "a.mp4", tmp_path / "a.png", columns=3, rows=2)
    with Image.open(tmp_path / "a.png") as sheet:
        width, height = sheet.size
        grey = np.asarray(sheet.convert("L")).astype(int)
    assert width > height
    # The clip grows lighter from 40 to 159.
    middles = [
        grey[height * (2 * row + 1) // 4, width * (2 * column + 1) // 6] for row in (0, 1) for column in (0, 1, 2)
    ]
    assert middles == sorted(middles)
    assert middles[0] == pytest.approx(40, abs=4)
    assert middles[-1] == pytest.approx(159, abs=4)


def test_a_clip_shorter_than_the_sheet_still_makes_one(tmp_path):
    media.clip(tmp_path / "a.mp4", frames=3)
    contact_sheet(tmp_path / "a.mp4", tmp_path / "a.png")
    with Image.open(tmp_path / "a.png") as sheet:
        assert sheet.width > 1400
