"""What a clip's file is told about its shots."""

from __future__ import annotations

import pytest

from wanbox.engines.storyboard.clip import FPS, Clip
from wanbox.engines.storyboard.shotlist import Shot
from wanbox.engines.storyboard.video import cuts


def shots(*starts, transition="cut"):
    return [Shot(start=start, seconds=1, setting="", transition=transition) for start in starts]


def test_a_clip_of_one_shot_has_no_cut():
    assert cuts(shots(0.0)) == []


@pytest.mark.parametrize("start", [1.0, 5 / 3, 1.65, 1.9833, 2.31])
def test_a_cut_is_the_first_frame_of_its_shot(start):
    clip = Clip(shots(0.0, start), lambda shot: None)
    first = next(index for index in range(5 * FPS) if clip._place(index)[0] == 1)
    assert cuts(shots(0.0, start)) == [first]


def test_a_dissolve_is_no_cut():
    assert cuts(shots(0.0, 1.0, transition="dissolve")) == []
