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


def test_ink_wash_leaves_most_of_the_paper_white(landscape):
    grey = cv2.cvtColor(finish(landscape, "ink-wash", seed=3), cv2.COLOR_BGR2GRAY)

    assert (grey > 190).mean() > 0.5
    assert grey.min() < 110


def test_ink_wash_stamps_a_red_seal_in_a_lower_corner(landscape):
    large = cv2.resize(landscape, (720, 480))
    corner = finish(large, "ink-wash", seed=3)[-90:, -90:].astype(int)

    assert ((corner[..., 2] - corner[..., 1]) > 80).mean() > 0.04


def test_watercolour_leaves_the_rim_of_the_sheet_bare(landscape):
    painted = finish(landscape, "watercolour", seed=3)

    assert painted[:2].mean() > 225
    assert painted[landscape.shape[0] // 2].mean() < 215


def test_a_paper_cutout_has_few_colours(landscape):
    """The grain of paper and the shadows aside: most of the picture lies on a few sheets."""
    hue = cv2.cvtColor(cv2.medianBlur(finish(landscape, "paper-cutout", seed=3), 7), cv2.COLOR_BGR2LAB)[..., 1:] // 6
    _, counts = np.unique(hue.reshape(-1, 2), axis=0, return_counts=True)

    assert np.sort(counts)[::-1][:8].sum() > 0.75 * counts.sum()


def test_a_woodblock_print_keeps_a_smooth_sky_smooth():
    sky = np.repeat(np.linspace(120, 235, 240).astype(np.uint8)[:, None], 320, 1)
    picture = np.dstack([cv2.add(sky, 20), sky, cv2.subtract(sky, 40)])
    rows = finish(picture, "woodblock", seed=3).astype(float).mean(1)

    assert np.abs(np.diff(rows, axis=0)).max() < 8


@pytest.mark.parametrize("name", NAMES)
def test_a_finish_does_not_flicker(name):
    """Grain of two frames of the same still scene: the finish may not make more of it than twice as much."""
    rng = np.random.default_rng(5)
    y, x = np.mgrid[0:180, 0:320].astype(np.float32)
    scene = np.dstack([150 + 60 * np.sin(x / 40), 120 + 0.4 * y, 90 + 50 * np.sin((x + y) / 30)])
    cv2.circle(scene, (160, 90), 40, (40, 60, 190), -1)
    first, second = (np.clip(scene + rng.normal(0, 3, scene.shape), 0, 255).astype(np.uint8) for _ in range(2))
    plain = cv2.absdiff(first, second).mean()

    assert cv2.absdiff(finish(first, name), finish(second, name)).mean() < 2 * plain
