"""Pictures written as PNG: every pixel and word as given, small where they are flat, the same bytes on any machine."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from wanbox.media import png
from wanbox.media.png import write_png


def read(path):
    with Image.open(path) as picture:
        picture.load()
        return np.asarray(picture)[..., ::-1], dict(picture.text), picture.info


def noise(height, width):
    return np.random.default_rng(1).integers(0, 256, (height, width, 3), dtype=np.uint8)


def gradient(height, width):
    rows, columns = np.mgrid[:height, :width]
    return np.stack([rows // 3, columns // 2, (rows + columns) // 4], axis=2).astype(np.uint8)


@pytest.mark.parametrize("shape", [(1, 1), (20, 30), (127, 5), (128, 6), (129, 7), (300, 64)])
@pytest.mark.parametrize("make", [noise, gradient])
def test_pixels_come_back_as_they_were_whatever_the_number_of_strips(tmp_path, make, shape):
    bgr = make(*shape)
    write_png(tmp_path / "a.png", bgr)
    assert np.array_equal(bgr, read(tmp_path / "a.png")[0])


def test_metadata_comes_back_in_any_script(tmp_path):
    words = {"comment": "世界 🙂", "Software": "wanbox", "Author": "Zoë"}
    write_png(tmp_path / "a.png", noise(20, 30), words)
    assert words == read(tmp_path / "a.png")[1]


def test_the_picture_is_tagged_as_srgb(tmp_path):
    write_png(tmp_path / "a.png", noise(20, 30))
    assert read(tmp_path / "a.png")[2]["srgb"] == 0


def test_a_view_of_other_pixels_is_written_as_it_looks(tmp_path):
    bgr = noise(40, 60)[::2, ::-1]
    write_png(tmp_path / "a.png", bgr)
    assert np.array_equal(bgr, read(tmp_path / "a.png")[0])


def test_one_colour_takes_next_to_no_room(tmp_path):
    write_png(tmp_path / "a.png", np.full((512, 512, 3), 90, np.uint8))
    assert (tmp_path / "a.png").stat().st_size < 6_000


def test_the_filter_is_the_standards_paeth():
    bgr = noise(2, 9)
    left, upper, corner = bgr[1, 3].astype(int), bgr[0, 4].astype(int), bgr[0, 3].astype(int)
    guess = left + upper - corner
    told = [min((p, q, r), key=lambda one: abs(g - one)) for p, q, r, g in zip(left, upper, corner, guess, strict=True)]
    expected = (bgr[1, 4] - np.array(told)).astype(np.uint8)[::-1]
    assert np.array_equal(expected, png._filtered(bgr, 0, 2)[1, 1 + 3 * 4 : 1 + 3 * 5])


@pytest.mark.parametrize("cores", [1, 2, 5])
def test_the_bytes_do_not_depend_on_the_number_of_cores(tmp_path, monkeypatch, cores):
    monkeypatch.setattr(png.os, "cpu_count", lambda: cores)
    bgr = noise(400, 50)
    write_png(tmp_path / "a.png", bgr)
    monkeypatch.setattr(png.os, "cpu_count", lambda: 3)
    write_png(tmp_path / "b.png", bgr)
    assert (tmp_path / "b.png").read_bytes() == (tmp_path / "a.png").read_bytes()
