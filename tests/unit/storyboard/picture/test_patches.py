from __future__ import annotations

import numpy as np

from wanbox.engines.storyboard.picture.patches import patched


def stripes(height=160, width=240):
    y = np.arange(height)[:, None]
    bands = np.where((y // 8) % 2 == 0, 60, 200)
    return np.ascontiguousarray(np.broadcast_to(bands[..., None], (height, width, 3)).astype(np.uint8))


def hole_in(picture, rows, columns):
    hole = np.zeros(picture.shape[:2], np.float32)
    hole[rows, columns] = 1
    return hole


def test_a_regular_texture_goes_on_through_the_hole():
    whole = stripes()
    hole = hole_in(whole, np.s_[50:100], np.s_[90:150])
    broken = whole.copy()
    broken[hole > 0] = (0, 0, 255)

    filled = patched(broken, hole)

    assert np.abs(filled[60:90, 100:140].astype(int) - whole[60:90, 100:140]).mean() < 30


def test_pixels_away_from_the_hole_stay():
    whole = stripes()
    hole = hole_in(whole, np.s_[50:100], np.s_[90:150])

    filled = patched(whole, hole)

    assert np.array_equal(whole[:40], filled[:40])
    assert np.array_equal(whole[:, :80], filled[:, :80])


def test_what_is_removed_does_not_come_back():
    picture = np.full((160, 240, 3), (180, 160, 140), np.uint8)
    picture[60:90, 100:130] = (20, 20, 220)
    filled = patched(picture, hole_in(picture, np.s_[55:95], np.s_[95:135]))

    assert np.ptp(filled.reshape(-1, 3), axis=0).max() < 12


def test_without_a_hole_nothing_changes():
    whole = stripes()
    assert np.array_equal(whole, patched(whole, np.zeros(whole.shape[:2], np.float32)))


def test_a_picture_that_is_all_hole_is_no_crash():
    whole = stripes()
    assert patched(whole, np.ones(whole.shape[:2], np.float32)).shape == whole.shape


def test_the_same_seed_fills_alike():
    whole = stripes()
    hole = hole_in(whole, np.s_[50:100], np.s_[90:150])
    assert np.array_equal(patched(whole, hole, seed=3), patched(whole, hole, seed=3))
