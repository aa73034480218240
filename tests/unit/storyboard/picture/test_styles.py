from __future__ import annotations

import cv2
import numpy as np
import pytest

from wanbox.engines.storyboard.picture.styles import finish, finishes, known_style

NAMES = sorted(finishes())
#: Drawn in lines on a plain sheet.
LINES = {"blueprint", "pencil"}


def test_the_asked_finishes_are_there():
    assert {"black-and-white", "pencil", "watercolour", "oil", "ink-wash", "anime", "woodblock", "pixel-art"} <= set(
        NAMES
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_finish_changes_the_picture_and_keeps_its_size(landscape, name):
    done = finish(landscape, name, seed=3)
    assert done.shape == landscape.shape
    assert done.dtype == np.uint8
    assert np.abs(done.astype(int) - landscape).mean() > 3


@pytest.mark.parametrize("name", sorted(set(NAMES) - LINES))
def test_a_finish_keeps_the_drawing(landscape, name):
    """Light stays light and dark stays dark."""

    def tones(picture):
        return cv2.resize(picture, (30, 20), interpolation=cv2.INTER_AREA).mean(2).ravel()

    before, after = tones(landscape), tones(finish(landscape, name, seed=3))
    assert np.corrcoef(before, after)[0, 1] > 0.7


@pytest.mark.parametrize("name", sorted(LINES))
def test_a_line_drawing_follows_the_edges(landscape, name):
    grey = cv2.cvtColor(landscape, cv2.COLOR_BGR2GRAY)
    edges = cv2.dilate(cv2.Canny(grey, 60, 160), np.ones((5, 5), np.uint8)) > 0
    drawn = cv2.cvtColor(finish(landscape, name, seed=3), cv2.COLOR_BGR2GRAY).astype(float)
    ink = np.abs(drawn - np.median(drawn))

    assert ink[edges].mean() > 1.5 * ink[~edges].mean()


@pytest.mark.parametrize("name", NAMES)
def test_a_finish_is_the_same_each_time(landscape, name):
    assert np.array_equal(finish(landscape, name, seed=3), finish(landscape, name, seed=3))


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("watercolor", "watercolour"),
        ("水彩", "watercolour"),
        ("oil_painting", "oil"),
        ("油画", "oil"),
        ("水墨", "ink-wash"),
        ("noir", "noir"),
        ("pixel art", "pixel-art"),
        ("", ""),
        ("nonsense", ""),
    ],
)
def test_styles_go_by_many_names(word, name):
    assert name == known_style(word)


def test_an_unknown_style_changes_nothing(landscape):
    assert finish(landscape, "nonsense") is landscape
