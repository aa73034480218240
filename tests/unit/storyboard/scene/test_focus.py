"""Depth of field: what is out of focus, and by whose choice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from wanbox.engines.storyboard.shotlist import Camera, Shot
from wanbox.engines.storyboard.stage.air import air_for, ink_box
from wanbox.engines.storyboard.stage.bodies import lit, unfocused
from wanbox.engines.storyboard.stage.contract import Body, Light


def body() -> Body:
    pixels = np.zeros((60, 40, 4), np.uint8)
    pixels[10:58, 8:32] = (40, 80, 160, 255)
    return Body(pixels, (20.0, 58.0))


@pytest.fixture
def shot() -> Shot:
    return Shot(start=0.0, seconds=5.0, setting="forest", camera=Camera())


def test_the_camera_s_blur_softens_distance(shot):
    soft = replace(shot, camera=replace(shot.camera, blur=1.0))
    assert air_for(soft).focus_blur > 5 * air_for(shot).focus_blur


def test_blur_beyond_one_is_one(shot):
    full, beyond = (replace(shot, camera=replace(shot.camera, blur=blur)) for blur in (1.0, 7.0))
    assert air_for(beyond).focus_blur == air_for(full).focus_blur


def test_a_body_in_focus_is_left_alone():
    sharp = body()
    assert unfocused(sharp, 0.0) is sharp


def test_a_body_out_of_focus_spreads_about_the_same_foot():
    soft = unfocused(body(), 4.0)
    pad = soft.anchor[0] - 20.0
    assert soft.anchor == (20.0 + pad, 58.0 + pad)
    assert soft.pixels.shape == (60 + 2 * pad, 40 + 2 * pad, 4)
    assert 0 < soft.pixels[int(pad) + 30, int(pad) + 6, 3] < 255


def test_a_rim_lies_on_the_side_of_the_light():
    light = Light(rim=(255, 255, 255), rim_from=(1.0, 0.0), rim_strength=1.0)
    made = lit(body(), light, 0.0, 5.0).pixels.astype(int)
    assert made[30, 30].sum() > made[30, 9].sum() + 100


def test_ink_box_of_nothing_is_a_dot():
    assert ink_box(np.zeros((9, 9, 4), np.uint8)) == (0, 0, 2, 2)


def test_ink_box_surrounds_the_ink():
    assert ink_box(body().pixels) == (8, 10, 24, 48)
