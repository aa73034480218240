from __future__ import annotations

import numpy as np

from wanbox.engines.storyboard.picture import matte


def test_the_model_is_in_the_package():
    assert matte.model_path().is_file()
    assert matte.model_path().with_name("LICENSE").is_file()
    assert matte.model_path().with_name("SOURCE.md").is_file()


def test_the_subject_is_found_by_the_model(ball, in_ball):
    found = matte.subject(ball)
    assert found.method == "u2netp"
    assert found.alpha[in_ball].mean() > 0.9
    assert found.alpha[~in_ball].mean() < 0.08


def test_the_matte_has_the_pictures_size_and_range(ball):
    alpha = matte.subject(ball).alpha
    assert alpha.shape == ball.shape[:2]
    assert alpha.dtype == np.float32
    assert alpha.min() >= 0
    assert alpha.max() <= 1


def test_without_the_model_a_guess_is_made_and_named(ball, in_ball, no_model):
    found = matte.subject(ball)
    assert found.method == "saliency"
    assert found.alpha[in_ball].mean() > 0.6


def test_a_plain_card_has_no_subject():
    assert not matte.subject(np.full((240, 240, 3), 128, np.uint8)).found


def test_the_box_encloses_the_ball(ball, in_ball):
    left, top, right, bottom = matte.subject(ball).box()
    rows, columns = np.where(in_ball)[0], np.where(in_ball)[1]
    assert abs(left - columns.min()) < 12
    assert abs(top - rows.min()) < 12
    assert abs(right - columns.max()) < 12
    assert abs(bottom - rows.max()) < 14
