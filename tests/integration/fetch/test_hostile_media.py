"""Files that mean harm: refused in the vendor's words (spec 3.2, 3.3, 9.2), or taken by a stated rule."""

from __future__ import annotations

import base64
import importlib.util
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from wanbox.engines.contract import RequestRefused
from wanbox.media.pictures import load_picture
from wanbox.media.sound import load_sound
from wanbox.testing import media
from wanbox.wire.requests import ImageMode, ImageRequest, MediaKind, MediaRef, VideoRequest

pytestmark = pytest.mark.asyncio(loop_scope="module")

_spec = importlib.util.spec_from_file_location("hostile_media", Path(__file__).with_name("hostile_media.py"))
assert _spec
assert _spec.loader
hostile = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(hostile)

UNREADABLE = (
    "InvalidImage.FileFormat",
    "Invalid image type. Please ensure the uploaded file is a valid image.",
)
NO_SOUND = ("InvalidURL", "File type is not supported. Allowed types are: .wav, .mp3.")
RESOLUTION = ("InvalidImageResolution", "The input image resolution is too large or small.")


def named(files):
    return [pytest.param(data, id=name) for name, data in files.items()]


def inline(data):
    return MediaRef(MediaKind.INLINE, base64.b64encode(data).decode(), field="input.img_url")


def picture(data):
    return VideoRequest(model="wan2.6-i2v", prompt="go", image=inline(data))


def sound(data):
    return VideoRequest(model="wan2.6-t2v", prompt="go", audio=inline(data))


async def refusal(fetch, request):
    with pytest.raises(RequestRefused) as told:
        await fetch(request)
    return told.value.code, told.value.message


@pytest.mark.parametrize("data", named(hostile.other_pictures() | hostile.lying_pictures()))
async def test_what_is_no_picture_or_a_broken_one(fetch, tmp_path, data):
    assert await refusal(fetch, picture(data)) == UNREADABLE
    assert list(tmp_path.rglob("*.clean.*")) == []


@pytest.mark.parametrize("data", named(hostile.large_pictures()))
async def test_pictures_of_impossible_sizes(fetch, data):
    assert await refusal(fetch, picture(data)) in (RESOLUTION, UNREADABLE)


@pytest.mark.parametrize("name", ["bomb", "jpeg-of-65535", "wide", "high", "dot", "small"])
async def test_a_picture_of_too_many_or_too_few_pixels_is_told_so(fetch, name):
    assert await refusal(fetch, picture(hostile.large_pictures()[name])) == RESOLUTION


@pytest.mark.parametrize("data", named(hostile.odd_pictures()))
async def test_strange_pictures_are_taken_and_only_their_pixels_go_on(fetch, data):
    (found,) = await fetch(picture(data))
    copy = found.clean.read_bytes()
    assert (copy[:2], found.readable) == (b"BM", found.clean)
    assert load_picture(found.clean).shape == (found.height, found.width, 3)
    assert not any(word in copy for word in (b"script", b"alert", b"PK\x03\x04"))


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
async def test_of_an_animation_the_first_frame_counts(fetch, kind):
    (found,) = await fetch(picture(hostile.frames(kind, 120)))
    assert np.abs(load_picture(found.readable)[100, 100].astype(int) - (255, 0, 0)).max() <= 3


@pytest.mark.parametrize("orientation", [0, 9, 255, 65535])
async def test_an_orientation_that_does_not_exist_is_none(fetch, orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    (found,) = await fetch(picture(media.picture("JPEG", (400, 300), exif=exif)))
    assert (found.width, found.height) == (400, 300)


async def test_a_picture_that_paints_itself_over_and_over_costs_bounded_time(fetch, decoder, monkeypatch):
    """Thousands of passes in a small file: after the time limit the file is refused, whatever it would have been."""
    data = hostile.scans(3000)
    assert len(data) < 20 * 1024 * 1024
    monkeypatch.setattr(decoder, "_seconds", 0.3)
    assert await refusal(fetch, picture(data)) == UNREADABLE


@pytest.mark.parametrize("name", ["GIF", "svg", "pdf-then-jpeg", "html-in-png"])
async def test_none_of_them_can_be_edited(fetch, name):
    data = hostile.other_pictures()[name]
    request = ImageRequest(model="wan2.6-image", mode=ImageMode.EDIT, prompt="go", images=(inline(data),))
    assert await refusal(fetch, request) == ("InvalidParameter", "image format error")


OTHER_SOUNDS = [
    "mp4", "ogg", "flac", "aac", "midi", "webm", "avi", "aiff", "amr", "flv", "swf", "picture", "gzip-of-wav", "html",
    "nothing", "ones", "wav-without-data", "wav-header-only", "wav-of-no-channels", "wav-of-65535-channels",
    "wav-of-no-rate", "wav-of-4-gigahertz", "wav-of-1-hertz", "wav-of-an-unknown-codec", "wav-of-a-rare-codec",
    "wav-of-voice", "wav-of-atrac", "tag-then-mp4", "tag-then-list", "tag-then-html", "tag-of-nothing",
]  # fmt: skip


@pytest.fixture(scope="module")
def other_sounds(tmp_path_factory):
    return hostile.other_sounds(tmp_path_factory.mktemp("sounds"))


@pytest.mark.parametrize("name", OTHER_SOUNDS)
async def test_what_is_no_sound(fetch, other_sounds, name):
    assert await refusal(fetch, sound(other_sounds[name])) == NO_SOUND


async def test_every_other_sound_is_tried(other_sounds):
    assert set(OTHER_SOUNDS) == set(other_sounds)


@pytest.mark.parametrize("data", named(hostile.odd_sounds()))
async def test_strange_sounds_are_taken_and_only_their_samples_go_on(fetch, data):
    (found,) = await fetch(sound(data))
    assert found.clean.read_bytes()[:4] == b"RIFF"
    assert found.seconds == pytest.approx(4, abs=0.1)
    assert np.isfinite(load_sound(found.readable, 4)).all()


@pytest.mark.parametrize("name", list(hostile.playlists("")))
@pytest.mark.parametrize("where", ["net", "file"])
async def test_lists_are_no_sounds_and_no_pictures_and_nothing_in_them_is_opened(site, fetch, tmp_path, name, where):
    (tmp_path / "secret.wav").write_bytes(media.wav(4))
    address = site.url("/secret.wav") if where == "net" else (tmp_path / "secret.wav").as_uri()
    site.pages["/secret.wav"] = site.reply(200, media.wav(4))
    text = hostile.playlists(address)[name].encode()
    assert await refusal(fetch, sound(text)) == NO_SOUND
    assert await refusal(fetch, sound(hostile.id3((b"TIT2", b"\0x")) + text)) == NO_SOUND
    assert await refusal(fetch, picture(text)) == UNREADABLE
    assert site.asked == []


@pytest.mark.parametrize("suffix", ["png", "exe", "wav", "svg"])
async def test_neither_the_name_nor_the_announced_type_is_believed(site, fetch, suffix):
    site.pages[f"/a.{suffix}"] = site.reply(200, media.picture("JPEG"), Content_Type="application/pdf")
    ref = MediaRef(MediaKind.URL, site.url(f"/a.{suffix}"), field="input.img_url")
    (found,) = await fetch(VideoRequest(model="wan2.6-i2v", prompt="go", image=ref))
    assert found.media_type == "image/jpeg"


async def test_a_hundred_files_are_read_one_after_the_other(fetch):
    """No request of the wire has more than four; should one come all the same, it costs time and no memory."""
    refs = tuple(inline(media.picture("JPEG", (260, 250 + n))) for n in range(100))
    found = await fetch(ImageRequest(model="wan2.6-image", mode=ImageMode.EDIT, prompt="go", images=refs))
    assert [file.height for file in found] == [250 + n for n in range(100)]


async def test_a_reader_that_dies_refuses_the_file_in_the_vendor_s_words(fetch, decoder, monkeypatch):
    async def died(order):
        return b'{"error": "Damaged", "message": "The decoder ended with -11."}'

    monkeypatch.setattr(decoder, "_ask", died)
    assert await refusal(fetch, picture(media.picture())) == UNREADABLE
    assert await refusal(fetch, sound(media.wav(4))) == NO_SOUND


async def test_a_copy_that_is_missing_refuses_the_file(fetch, decoder, monkeypatch):
    """Nothing but a copy is ever given to an engine."""

    async def lies(order):
        Path(order["clean"]).touch()  # noqa: ASYNC240 - a test
        return b'{"width": 400, "height": 300, "media_type": "image/png", "has_alpha": false, "bytes": 1}'

    monkeypatch.setattr(decoder, "_ask", lies)
    assert await refusal(fetch, picture(media.picture())) == UNREADABLE
