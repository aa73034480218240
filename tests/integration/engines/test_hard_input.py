"""Inputs that break other people's engines: odd prompts, pictures and sounds become a fitting clip or a clear refusal."""

from __future__ import annotations

import wave
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from wanbox.engines.contract import InputFile
from wanbox.media.pictures import load_picture
from wanbox.wire.requests import ImageMode, ImageRequest, MediaKind, MediaRef, Size, VideoRequest

SMALL = Size(256, 144)
GIVEN = MediaRef(MediaKind.URL, "http://x/given")


def drawn(width: int, height: int) -> np.ndarray:
    """A sky over a meadow with a red tower, RGB."""
    y = np.linspace(0, 1, height)[:, None, None]
    sky = np.array([120, 170, 230]) * (1 - y) + np.array([230, 220, 200]) * y
    picture = np.broadcast_to(sky, (height, width, 3)).copy()
    picture[int(height * 0.6) :] = (70, 130, 60)
    picture[int(height * 0.3) : int(height * 0.8), int(width * 0.42) : int(width * 0.58)] = (180, 40, 40)
    return picture.astype(np.uint8)


def written(folder: Path, kind: str) -> Path:
    """A picture file of a hard kind."""
    size = {"tiny": (240, 240), "panorama": (8000, 1000), "column": (300, 2400)}.get(kind, (480, 320))
    image = Image.fromarray(drawn(*size))
    path = folder / f"{kind}.png"
    if kind == "grey":
        image.convert("L").save(path)
    elif kind == "palette":
        image.quantize(16).save(path)
    elif kind == "alpha":
        image.putalpha(128)
        image.save(path)
    elif kind == "sixteen bits":
        Image.fromarray(np.asarray(image.convert("L")).astype(np.uint16) * 257).save(path)
    elif kind == "one bit":
        image.convert("1").save(path)
    elif kind == "cmyk":
        path = path.with_suffix(".jpg")
        image.convert("CMYK").save(path)
    elif kind == "turned":
        path = path.with_suffix(".jpg")
        exif = Image.Exif()
        exif[0x0112] = 6
        image.transpose(Image.Transpose.ROTATE_90).save(path, exif=exif)
    else:
        image.save(path)
    return path


KINDS = ("tiny", "panorama", "column", "grey", "palette", "alpha", "sixteen bits", "one bit", "cmyk", "turned")


def clip(**changes) -> VideoRequest:
    fields = {
        "model": "wan2.6-t2v",
        "prompt": "a fox in a meadow",
        "size": SMALL,
        "seconds": 2,
        "seed": 7,
        "sound": False,
    }
    return VideoRequest(**fields | changes)


def frames_of(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="bgr24") for frame in container.decode(video=0)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_picture_becomes_a_clip_that_begins_with_it(storyboard, job, tmp_path, kind):
    path = written(tmp_path, kind)
    request = clip(model="wan2.6-i2v", prompt="slow push in", image=GIVEN)
    (part,) = storyboard.generate(request, job([InputFile("image", path, "image/png", 480, 320)])).parts

    frames = frames_of(part.path)
    assert len(frames) == 60
    assert frames[0].std() > 15
    assert np.abs(frames[0].astype(int) - frames[-1]).mean() > 0.5


def test_a_picture_that_lies_on_its_side_is_stood_up(storyboard, job, tmp_path):
    upright, turned = (load_picture(written(tmp_path, kind), 480) for kind in ("plain", "turned"))
    assert upright.shape == turned.shape
    assert np.abs(upright.astype(int) - turned).mean() < 4


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_picture_can_be_edited(storyboard, job, tmp_path, kind):
    path = written(tmp_path, kind)
    request = ImageRequest(
        model="wan2.6-image",
        mode=ImageMode.EDIT,
        prompt="make it warmer and add the text 'Hello'",
        images=(GIVEN,),
        size=Size(320, 320),
        n=1,
        seed=1,
    )
    (part,) = storyboard.generate(request, job([InputFile("image", path, "image/png", 480, 320)])).parts
    assert load_picture(part.path, 512).std() > 10


def sounded(folder: Path, kind: str) -> Path:
    rate = 8000 if kind == "8 kHz" else 44_100
    t = np.arange(int(rate * (0.3 if kind == "short" else 3))) / rate
    wave_ = {"silent": 0 * t, "clipped": np.clip(4 * np.sin(2 * np.pi * 220 * t), -1, 1)}.get(
        kind, 0.4 * np.sin(2 * np.pi * 220 * t)
    )
    path = folder / f"{kind}.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((wave_ * 32767).astype("<i2").tobytes())
    return path


@pytest.mark.parametrize("kind", ["silent", "mono", "8 kHz", "clipped", "short"])
def test_every_kind_of_sound_fits_the_clip(storyboard, job, tmp_path, kind):
    path = sounded(tmp_path, kind)
    request = clip(prompt="a woman sings on a stage", audio=GIVEN, sound=True)
    (part,) = storyboard.generate(request, job([InputFile("audio", path, "audio/wav")])).parts

    with av.open(str(part.path)) as container:
        sound = np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1)
    assert sound.shape[1] / 48_000 == pytest.approx(2.0, abs=0.1)
    assert np.abs(sound).max() <= 1.1
    assert (np.abs(sound).max() < 0.01) == (kind == "silent")


@pytest.mark.parametrize(
    "prompt",
    [
        "。。。！？",
        "猫が窓辺で眠っている",
        "un chat noir dort sur le canapé",
        "a sunny night in the snowy desert under water",
        "“你好。”“再见。”",
        "character1 waves to character2",
        "no people, no cars, nothing",
        "Shot 1: Shot 2: Shot 3:",
        "镜头一：镜头二：",
        "[0-3s] [3-5s]",
        "\u0000\u200b\ufeff",
        "一只" * 700,
    ],
)
def test_every_odd_prompt_becomes_a_lit_moving_clip(storyboard, job, prompt):
    (part,) = storyboard.generate(clip(prompt=prompt), job()).parts

    frames = frames_of(part.path)
    assert len(frames) == 60
    assert 8 < frames[30].mean() < 250
    assert frames[30].std() > 8
    assert np.abs(frames[5].astype(int) - frames[55]).mean() > 0.2
