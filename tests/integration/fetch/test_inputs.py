"""From a reference in a request to a checked file, or to the vendor's own refusal (spec 1.6, 3.1, 3.2, 3.3, 9.2)."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt

import pytest

from wanbox.engines.contract import RequestRefused
from wanbox.ledger.contract import Upload
from wanbox.testing import media
from wanbox.wire.requests import ImageMode, ImageRequest, MediaKind, MediaRef, VideoRequest

pytestmark = pytest.mark.asyncio(loop_scope="module")

INVALID_URL = "Required URL is missing or invalid, please check the request URL."


def first_frame(ref):
    return VideoRequest(model="wan2.6-i2v", prompt="go", image=ref)


def sound(ref, **more):
    return VideoRequest(model="wan2.6-t2v", prompt="go", audio=ref, **more)


def edit(*refs):
    return ImageRequest(model="wan2.6-image", mode=ImageMode.EDIT, prompt="go", images=refs)


def url(site, path="/a"):
    return MediaRef(MediaKind.URL, site.url(path), field="input.img_url")


def inline(data):
    return MediaRef(MediaKind.INLINE, base64.b64encode(data).decode(), field="input.img_url")


async def refusal(fetch, request, **changes):
    with pytest.raises(RequestRefused) as caught:
        await fetch(request, **changes)
    return caught.value.code, caught.value.message


# --- what arrives


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("BMP", "image/bmp"), ("WEBP", "image/webp")],
)
async def test_the_type_is_found_by_content(site, fetch, kind, media_type):
    site.pages["/a"] = site.reply(200, media.picture(kind), Content_Type="text/html")
    (found,) = await fetch(first_frame(url(site)))
    assert (found.role, found.media_type, found.width, found.height) == ("image", media_type, 320, 240)
    assert found.path.read_bytes() == media.picture(kind)


async def test_the_size_is_that_of_the_picture_as_shown(fetch):
    exif = media.Image.Exif()
    exif[0x0112] = 6
    (found,) = await fetch(first_frame(inline(media.picture("JPEG", (400, 300), exif=exif))))
    assert (found.width, found.height) == (300, 400)


@pytest.mark.parametrize(
    "mangle", [str, lambda t: t.rstrip("="), lambda t: "\n".join(t[i : i + 76] for i in range(0, len(t), 76))]
)
async def test_inline_pictures_are_decoded(fetch, mangle):
    data = media.picture("JPEG", (321, 240))
    ref = MediaRef(MediaKind.INLINE, mangle(base64.b64encode(data).decode()))
    (found,) = await fetch(first_frame(ref))
    assert found.path.read_bytes() == data


async def test_spooled_pictures_are_decoded_from_the_storage(fetch, storage):
    data = media.picture()
    stored = await storage.put_bytes(base64.b64encode(data), media_type="text/plain")
    (found,) = await fetch(first_frame(MediaRef(MediaKind.SPOOLED, stored.key)))
    assert found.path.read_bytes() == data


async def upload(storage, uploads, data, *, account="ann", model="wan2.6-i2v", lifetime=60):
    stored = await storage.put_bytes(data, media_type="image/png")
    expires = uploads.now + dt.timedelta(seconds=lifetime)
    uploads.known["x/a.png"] = Upload(
        key="x/a.png", account=account, model=model, storage_key=stored.key, expires=expires
    )
    return MediaRef(MediaKind.OSS, "oss://x/a.png")


async def test_an_upload_is_found_by_its_oss_name(fetch, storage, uploads):
    ref = await upload(storage, uploads, media.picture())
    (found,) = await fetch(first_frame(ref))
    assert found.width == 320


async def test_several_pictures_come_in_the_order_of_the_request(site, fetch):
    async def slow(writer):
        await asyncio.sleep(0.2)
        writer.write(site.reply(200, media.picture(size=(500, 300))))

    site.pages["/slow"] = slow
    found = await fetch(edit(url(site, "/slow"), inline(media.picture(size=(300, 300)))))
    assert [file.width for file in found] == [500, 300]


@pytest.mark.parametrize(("make", "media_type"), [(media.wav, "audio/wav"), (media.mp3, "audio/mpeg")])
async def test_a_sound_is_measured(site, fetch, make, media_type):
    site.pages["/a"] = site.reply(200, make(4))
    (found,) = await fetch(sound(url(site)))
    assert (found.role, found.media_type) == ("audio", media_type)
    assert found.seconds == pytest.approx(4, abs=0.06)


@pytest.mark.parametrize("seconds", [3, 30])
async def test_sounds_of_3_and_30_seconds_are_within_the_limits(fetch, seconds):
    (found,) = await fetch(sound(inline(media.mp3(seconds))))
    assert found.seconds == pytest.approx(seconds, abs=0.06)


async def test_a_silent_clip_needs_no_sound(site, fetch):
    """Spec 3.3: `audio: false` wins over `audio_url`."""
    assert await fetch(sound(url(site), sound=False)) == []
    assert site.asked == []


# --- what is refused: pictures


async def test_a_picture_that_is_a_text_file(fetch):
    assert await refusal(fetch, first_frame(inline(b"just some words, no picture " * 9))) == (
        "InvalidImage.FileFormat",
        "Invalid image type. Please ensure the uploaded file is a valid image.",
    )


async def test_a_picture_to_edit_that_is_a_text_file(fetch):
    assert await refusal(fetch, edit(inline(b"just some words"))) == ("InvalidParameter", "image format error")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP"])
async def test_a_truncated_picture(fetch, kind):
    whole = media.picture(kind, (640, 480))
    code, _ = await refusal(fetch, first_frame(inline(whole[: len(whole) // 2])))
    assert code == "InvalidImage.FileFormat"


async def test_a_gif_is_no_accepted_picture(fetch):
    assert (await refusal(fetch, edit(inline(media.picture("GIF"))))) == ("InvalidParameter", "image format error")


async def test_a_picture_of_50000_by_50000(fetch):
    assert await refusal(fetch, first_frame(inline(media.bomb()))) == (
        "InvalidImageResolution",
        "The input image resolution is too large or small.",
    )


@pytest.mark.parametrize("size", [(239, 300), (300, 239), (8001, 240)])
async def test_a_picture_to_edit_outside_240_to_8000(fetch, size):
    assert await refusal(fetch, edit(inline(media.picture(size=size)))) == (
        "InvalidParameter",
        "the size of input image is too small or too large.",
    )


async def test_a_picture_over_10_mb_to_edit(site, fetch):
    site.pages["/a"] = site.reply(200, b"x" * (10 * 1024 * 1024 + 1))
    assert await refusal(fetch, edit(url(site))) == (
        "InvalidImage.ImageSize",
        "The size of image is beyond limit.",
    )


async def test_inline_data_over_the_limit(fetch):
    code, _ = await refusal(fetch, edit(inline(b"x" * (10 * 1024 * 1024 + 1))))
    assert code == "InvalidImage.ImageSize"


@pytest.mark.parametrize("text", ["!!!!", "AAAAA", "AAAA=AAA", "猫猫猫猫"])
async def test_text_that_is_no_base64(fetch, text):
    ref = MediaRef(MediaKind.INLINE, text * 40 + "A" * 5)
    assert (await refusal(fetch, first_frame(ref)))[0] == "InvalidImage.FileFormat"


# --- what is refused: sounds


async def test_a_sound_of_one_second(fetch):
    assert await refusal(fetch, sound(inline(media.wav(1)))) == ("InvalidURL", "The input audio is shorter than 3s.")


@pytest.mark.parametrize("make", [media.wav, media.mp3])
async def test_a_sound_of_40_seconds(fetch, make):
    assert await refusal(fetch, sound(inline(make(40)))) == ("InvalidURL", "The input audio is longer than 30s.")


async def test_a_sound_over_15_mb(site, fetch):
    site.pages["/a"] = b"HTTP/1.1 200 OK\r\nContent-Length: 15728641\r\n\r\n"
    assert await refusal(fetch, sound(url(site))) == ("InvalidURL", "File size is larger than 15MB.")


@pytest.mark.parametrize(
    "data",
    [
        b"#EXTM3U\n#EXTINF:9,\nfile:///etc/passwd\n",
        b"words",
        b"ID3 but then nothing of the kind",
        b"RIFF\x00\x00\x00\x00WAVE",
    ],
    ids=["playlist", "text", "empty-mp3", "empty-wav"],
)
async def test_a_sound_that_is_none(fetch, data):
    assert await refusal(fetch, sound(inline(data))) == (
        "InvalidURL",
        "File type is not supported. Allowed types are: .wav, .mp3.",
    )


# --- what is refused: addresses


async def test_a_url_that_answers_500(site, fetch):
    site.pages["/a?Signature=x"] = site.reply(500)
    assert await refusal(fetch, first_frame(url(site, "/a?Signature=x"))) == (
        "InvalidParameter",
        f"Failed to download {site.url('/a')}",
    )


async def test_a_url_that_hangs(site, fetch):
    async def hang(writer):
        await asyncio.sleep(30)

    site.pages["/a"] = hang
    code, message = await refusal(fetch, first_frame(url(site)), fetch_seconds=0.2)
    assert (code, message) == (
        "InvalidURL.Timeout",
        f"Download {site.url('/a')} timeout, please check network connection.",
    )


async def test_a_url_where_nobody_listens(fetch, unused_tcp_port):
    address = f"http://127.0.0.1:{unused_tcp_port}/a"
    assert await refusal(fetch, first_frame(MediaRef(MediaKind.URL, address))) == (
        "InvalidURL.ConnectionRefused",
        f"Connection to {address} refused, please provide available URL.",
    )


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1/a", "http://169.254.169.254/latest", "http://[::1]/", "http://u:p@8.8.8.8/"]
)
async def test_a_url_to_a_private_address(fetch, address):
    request = first_frame(MediaRef(MediaKind.URL, address))
    assert await refusal(fetch, request, allow_private_urls=False) == ("InvalidURL", INVALID_URL)


async def test_a_url_that_redirects_to_a_forbidden_address(site, fetch):
    site.pages["/a"] = site.reply(302, Location="http://169.254.169.254/latest/meta-data")
    assert await refusal(fetch, first_frame(url(site))) == ("InvalidURL", INVALID_URL)


async def test_the_failure_of_one_input_does_not_wait_for_the_others(site, fetch):
    async def hang(writer):
        await asyncio.sleep(30)

    site.pages["/slow"] = hang
    code, _ = await refusal(fetch, edit(url(site, "/slow"), inline(b"words")))
    assert code == "InvalidParameter"


# --- what is refused: uploads


@pytest.mark.parametrize("changes", [{"account": "bob"}, {"lifetime": 0}, {"model": "wan2.6-image"}, {"model": "old"}])
async def test_an_upload_of_somebody_else_or_of_the_day_before_or_for_another_model(fetch, storage, uploads, changes):
    ref = await upload(storage, uploads, media.picture(), **changes)
    assert await refusal(fetch, first_frame(ref)) == (
        "InvalidParameter.DataInspection",
        "Unable to download the media resource during the data inspection process.",
    )


async def test_an_upload_that_was_never_made(fetch):
    code, _ = await refusal(fetch, first_frame(MediaRef(MediaKind.OSS, "oss://nothing/here.png")))
    assert code == "InvalidParameter.DataInspection"
