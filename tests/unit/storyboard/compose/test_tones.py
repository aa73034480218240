"""Colours for every pixel of a plate: the same as by numpy in several passes."""

from __future__ import annotations

import numpy as np
import pytest

from wanbox.engines.storyboard.compose import tones


@pytest.fixture
def picture() -> np.ndarray:
    return np.random.default_rng(1).uniform(0, 255, (6, 9, 3)).astype(np.float32)


@pytest.fixture
def share() -> np.ndarray:
    return np.random.default_rng(2).uniform(0, 1, (6, 9)).astype(np.float32)


def test_between_two_colours_by_share_and_tone(share):
    a, b = np.array((10, 20, 30)), np.array((200, 100, 50))
    expected = (a + (b - a) * share[..., None]) * 0.5
    assert np.allclose(tones.between(a, b, share, np.full_like(share, 0.5)), expected, atol=1e-3)


def test_light_goes_from_shade_to_sun(picture, share):
    shade, sun = np.array((0.5, 0.4, 0.3)), np.array((1.0, 1.1, 1.2))
    expected = picture * (shade + (sun - shade) * share[..., None])
    assert np.allclose(tones.lit(picture, share, shade, sun), expected, atol=1e-2)


def test_a_share_of_another_colour_is_mixed_in(picture, share):
    colour = np.array((255, 128, 0))
    assert np.allclose(tones.toward(picture, share, colour), picture + (colour - picture) * share[..., None], atol=1e-2)


def test_the_colour_mixed_in_has_a_tone_of_its_own_everywhere(picture, share):
    colour, tone = np.array((255, 128, 0)), share[::-1]
    expected = picture + (colour * tone[..., None] - picture) * share[..., None]
    assert np.allclose(tones.toward(picture, share, colour, tone), expected, atol=1e-2)


def test_one_share_is_enough_for_a_row(picture):
    found = tones.toward(picture, np.linspace(0, 1, 6)[:, None], (0, 0, 0))
    assert np.allclose(found[0], picture[0])
    assert found[5].max() == 0


def test_scaled_is_times_the_factor(picture, share):
    assert np.allclose(tones.scaled(picture, share), picture * share[..., None], atol=1e-2)


def test_pressed_is_premultiplied_and_kept_in_range():
    rgb = np.array([[(300.0, -5.0, 100.0), (10.0, 20.0, 30.0)]])
    assert tones.pressed(rgb, np.array([[0.5, 1.0]])).tolist() == [[[127, 0, 50, 127], [10, 20, 30, 255]]]


def test_a_veil_hides_only_where_the_picture_is():
    pixels = np.array([[(100, 100, 100, 255), (0, 0, 0, 0)]] * 2, np.uint8)
    tones.veil(pixels, np.array([0.5, 0.5]), (200, 0, 100))
    assert pixels[0].tolist() == [[150, 50, 100, 255], [0, 0, 0, 0]]
