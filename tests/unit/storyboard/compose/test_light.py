"""Light on bodies: the quick blur and the rim."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from wanbox.engines.storyboard.compose import light


def disc():
    mask = np.zeros((90, 120), np.uint8)
    cv2.circle(mask, (60, 45), 30, 255, -1)
    return mask


@pytest.mark.parametrize("sigma", [0.6, 1.3, 2.0, 4.5])
def test_the_quick_blur_is_within_a_level_of_opencv_s(sigma):
    expected = cv2.GaussianBlur(disc(), (0, 0), sigma).astype(int)
    assert np.abs(expected - light.gaussian(disc(), sigma)).max() <= 1


def test_a_rim_lies_on_the_side_that_the_light_comes_from():
    edge = light.rim_edge(disc(), 1.0, 0.0, 4.0).astype(float)
    assert edge[:, :60].sum() < edge[:, 60:].sum() / 10
