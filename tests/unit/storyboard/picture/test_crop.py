"""What is cut off where a picture is brought into another shape: never the head, never half of the subject."""

from __future__ import annotations

import numpy as np
import pytest

from wanbox.engines.storyboard.picture import crop, matte, pixels

WIDE, TALL = (480, 320), (320, 480)


@pytest.fixture
def seen(monkeypatch):
    """Has the matte find a subject in a box of shares, left, top, right, bottom; none for None."""

    def put(box):
        def subject(image):
            h, w = image.shape[:2]
            alpha = np.zeros((h, w), np.float32)
            if box is not None:
                left, top, right, bottom = box
                alpha[round(top * h) : round(bottom * h), round(left * w) : round(right * w)] = 1
            return matte.Matte(alpha, "u2netp")

        monkeypatch.setattr(matte, "subject", subject)

    return put


def painted(size, box):
    """Grey, with the box in white."""
    width, height = size
    image = np.full((height, width, 3), 80, np.uint8)
    left, top, right, bottom = box
    image[round(top * height) : round(bottom * height), round(left * width) : round(right * width)] = 255
    return image


def white(image):
    return float((image.min(-1) > 250).mean())


@pytest.mark.parametrize("left", [0.02, 0.35, 0.7])
def test_a_subject_anywhere_in_a_wide_picture_is_whole_in_a_tall_one(seen, left):
    box = (left, 0.2, left + 0.25, 0.9)
    seen(box)
    kept = crop.about_subject(painted(WIDE, box), 160, 320)
    # The same pixels in a third of the picture.
    assert white(kept) == pytest.approx(0.25 * 0.7 * 3, rel=0.03)


def test_a_tall_body_keeps_its_head_in_a_wide_picture(seen):
    box = (0.4, 0.1, 0.6, 1.0)
    seen(box)
    kept = crop.about_subject(painted(TALL, box), 320, 180)
    rows = np.flatnonzero((kept.min(-1) > 250).any(1))
    assert 0 < rows[0] < 0.15 * 180


def test_a_low_body_that_fits_is_whole(seen):
    box = (0.4, 0.75, 0.6, 0.95)
    seen(box)
    kept = crop.about_subject(painted(TALL, box), 320, 180)
    assert white(kept) == pytest.approx(0.2 * 0.2 * 480 / 180, rel=0.03)


def test_without_a_subject_it_is_cut_as_ever(seen):
    seen(None)
    image = np.random.default_rng(1).integers(0, 256, (320, 480, 3), np.uint8)
    assert np.array_equal(pixels.fit(image, 160, 320), crop.about_subject(image, 160, 320))


def test_nobody_looks_for_a_subject_where_the_shape_is_nearly_right(monkeypatch):
    monkeypatch.setattr(matte, "subject", None)
    image = np.random.default_rng(1).integers(0, 256, (320, 480, 3), np.uint8)
    assert np.array_equal(pixels.fit(image, 464, 320), crop.about_subject(image, 464, 320))
