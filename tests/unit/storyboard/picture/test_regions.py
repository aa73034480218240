from __future__ import annotations

import numpy as np

from wanbox.engines.storyboard.picture import fill, matte, regions
from wanbox.engines.storyboard.picture.pixels import plane


def test_sky_water_and_plants_are_told_apart(landscape):
    areas = regions.find(landscape, matte.subject(landscape).alpha)
    assert areas.sky[10:80, 10:150].mean() > 0.95
    assert areas.sky[200:].mean() < 0.02
    assert areas.plants[280:, :150].mean() > 0.6
    assert areas.plants[10:80].mean() < 0.05
    assert areas.water[190:240, 400:].mean() > 0.5


def test_the_sky_ends_at_the_roof_without_a_gap(landscape):
    areas = regions.find(landscape, matte.subject(landscape).alpha)
    assert areas.sky[60:70, 225:255].mean() < 0.3  # inside the roof
    assert areas.sky[60:70, 120:180].mean() > 0.95  # beside it


def test_a_hedge_is_no_sky():
    hedge = np.full((240, 320, 3), (60, 140, 70), np.uint8)
    assert not regions.find(hedge, plane(np.zeros((240, 320)))).has_sky


def test_depth_grows_from_the_horizon_to_the_feet(landscape):
    depth = regions.find(landscape, plane(np.zeros(landscape.shape[:2]))).depth
    assert depth[20:60, 20:100].mean() < 0.15
    assert depth[-20:].mean() > depth[190:220].mean() + 0.3


def test_the_fill_leaves_known_pixels_alone_and_takes_the_hole_away(landscape):
    hole = np.zeros(landscape.shape[:2], np.float32)
    hole[60:300, 180:310] = 1
    filled = fill.behind(landscape, plane(hole), reach=16)
    outside = hole == 0
    assert np.array_equal(filled[outside], landscape[outside])
    red = filled[..., 2].astype(int) - filled[..., 1]
    assert (red[100:250, 200:290] > 60).mean() < 0.02  # nothing of the red tower is left


def test_a_picture_that_is_all_hole_comes_back(landscape):
    assert np.array_equal(fill.behind(landscape, plane(np.ones(landscape.shape[:2])), 10), landscape)
