"""Pictures of every kind that the wire lets through are edited; none is a crash or comes back as it was."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image

from wanbox.engines.contract import InputFile
from wanbox.wire.requests import ImageMode, ImageRequest, MediaKind, MediaRef, Size

SMALL = Size(320, 256)


def shaded(width: int, height: int) -> np.ndarray:
    """A bright sky over a darker ground with a red block on it, as RGB."""
    picture = np.full((height, width, 3), (150, 190, 240), np.uint8)
    picture[height * 6 // 10 :] = (70, 110, 60)
    picture[height * 4 // 10 : height * 8 // 10, width * 4 // 10 : width * 6 // 10] = (200, 40, 30)
    return picture


def sideways() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif


KINDS = {
    "small": (lambda: Image.fromarray(shaded(240, 240)), "png", {}),
    "wide": (lambda: Image.fromarray(shaded(8000, 1000)), "png", {}),
    "grey": (lambda: Image.fromarray(shaded(320, 256)).convert("L"), "png", {}),
    "palette": (lambda: Image.fromarray(shaded(320, 256)).convert("P"), "png", {}),
    "cmyk": (lambda: Image.fromarray(shaded(320, 256)).convert("CMYK"), "jpg", {}),
    "turned": (lambda: Image.fromarray(shaded(256, 320)), "jpg", {"exif": sideways()}),
    "alpha": (lambda: Image.fromarray(shaded(320, 256)).convert("RGBA"), "png", {}),
    "16-bit": (lambda: Image.fromarray(shaded(320, 256)[..., 0].astype(np.uint16) * 257), "png", {}),
}


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("prompt", ["pencil sketch", "add a red balloon"])
def test_an_odd_picture_is_edited(storyboard, job, tmp_path, kind, prompt):
    make, suffix, options = KINDS[kind]
    path = tmp_path / f"input.{suffix}"
    picture = make()
    picture.save(path, **options)
    request = ImageRequest(
        model="wan2.6-image",
        mode=ImageMode.EDIT,
        prompt=prompt,
        images=(MediaRef(MediaKind.URL, "http://x/a.png"),),
        size=SMALL,
        n=1,
        seed=1,
    )

    (part,) = storyboard.generate(request, job([InputFile("image", path, "image/png", *picture.size)])).parts

    done = cv2.imread(str(part.path))
    assert done.shape == (256, 320, 3)
    assert 20 < done.mean() < 250
    assert done.std() > 8
