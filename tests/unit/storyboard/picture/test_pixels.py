from __future__ import annotations

import numpy as np
import pytest

from wanbox.engines.storyboard.picture import pixels


@pytest.mark.parametrize(
    ("size", "wanted"),
    [((240, 240), (1280, 720)), ((8000, 1000), (1472, 624)), ((1000, 3000), (624, 1472)), ((1280, 720), (1280, 720))],
)
def test_fit_gives_exactly_the_asked_size(size, wanted):
    picture = np.random.default_rng(1).integers(0, 256, (size[1], size[0], 3), np.uint8)
    assert pixels.fit(picture, *wanted).shape == (wanted[1], wanted[0], 3)


def test_fit_changes_nothing_where_the_size_is_right(landscape):
    assert np.array_equal(pixels.fit(landscape, 480, 320), landscape)


@pytest.mark.parametrize(
    "given",
    [
        np.full((240, 320), 77, np.uint8),
        np.full((240, 320, 1), 77, np.uint8),
        np.full((240, 320), 77 * 256, np.uint16),
        np.full((240, 320, 3), 77 / 255, np.float32),
        np.dstack([np.full((240, 320, 3), 77, np.uint8), np.full((240, 320), 255, np.uint8)]),
    ],
    ids=["grey", "grey-1", "16-bit", "float", "alpha"],
)
def test_every_kind_of_pixels_becomes_bgr(given):
    picture = pixels.fit(given, 320, 240)
    assert picture.shape == (240, 320, 3)
    assert abs(int(picture.mean()) - 77) <= 1


def test_transparent_pixels_lie_on_white():
    assert pixels.normalised(np.zeros((8, 8, 4), np.uint8)).min() == 255


def test_contain_shows_the_whole_picture_and_leaves_no_black():
    shown = pixels.contain(np.full((100, 400, 3), 200, np.uint8), 300, 300)
    assert shown.shape == (300, 300, 3)
    assert shown.min() > 150
