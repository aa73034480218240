from __future__ import annotations

import numpy as np
import pytest

from wanbox.engines.storyboard.picture import matte, regions
from wanbox.engines.storyboard.picture.things import Seen, Thing, locate, named


def seen(picture):
    found = matte.subject(picture)
    return Seen(picture, found, regions.find(picture, found.alpha))


@pytest.mark.parametrize(
    ("text", "kind", "word"),
    [
        ("remove the person on the left", "person", "person"),
        ("erase the small boats", "afloat", "boats"),
        ("去掉天上的鸟", "aloft", "鸟"),
        ("删除右下角的水印", "lettering", "水印"),
        ("make the dress green", "clothes", "dress"),
        ("把汽车变成蓝色", "vehicle", "汽车"),
    ],
)
def test_nouns_are_found_by_kind(text, kind, word):
    found = named(text)
    assert found is not None
    assert (kind, word) == found[:2]


def test_a_text_without_a_thing_names_none():
    assert named("make it warmer") is None


def test_the_subject_is_the_ball(ball, in_ball):
    mask = locate(seen(ball), Thing("subject", "ball"))
    assert mask[in_ball].mean() > 0.85
    assert mask[~in_ball].mean() < 0.1


def test_a_colour_alone_finds_the_thing(ball, in_ball):
    mask = locate(seen(ball), Thing("", "", "orange"))
    assert mask[in_ball].mean() > 0.5
    assert mask[~in_ball].mean() < 0.05


def test_what_stands_elsewhere_is_not_meant(ball):
    assert locate(seen(ball), Thing("", "", "orange", "top-right")).max() == 0


def test_a_ball_is_no_person(ball):
    assert locate(seen(ball), Thing("person", "person")).max() == 0


def test_a_dark_bird_in_the_sky_is_found(landscape):
    picture = landscape.copy()
    picture[30:36, 50:64] = (30, 30, 30)
    mask = locate(seen(picture), Thing("aloft", "bird"))
    assert mask[31:35, 52:62].mean() > 0.8
    assert mask.mean() < 0.01


def test_letters_in_a_corner_are_found(landscape):
    import cv2

    picture = landscape.copy()
    cv2.putText(picture, "HOLIDAY", (16, 34), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (255, 255, 255), 3)
    ink = np.abs(picture.astype(int) - landscape).max(2) > 60
    mask = locate(seen(picture), Thing("lettering", "text", "", "top-left"))
    assert mask[ink].mean() > 0.8
    assert mask.mean() < 0.12
