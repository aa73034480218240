"""Outlines of shapes: the same points as by numpy, in fixed point and without."""

from __future__ import annotations

import numpy as np
import pytest

from wanbox.engines.storyboard.compose import outlines

PATH = np.array([(0.0, 0.0), (3.0, 1.0), (5.0, 6.0), (9.0, 5.0)])


def test_points_are_rounded_from_the_corner():
    found = outlines.fixed(np.array([(3.0, 4.0), (2.5, 4.0)]), 2.0, 1.0, 16.0)
    assert found.tolist() == [[16, 48], [8, 48]]


def test_points_far_outside_do_not_overflow():
    found = outlines.fixed(np.array([(1e12, -1e12)]), 0.0, 0.0, 16.0)
    assert found.tolist() == [[2**26, -(2**26)]]


def test_bounds_are_the_outermost_coordinates():
    assert outlines.bounds(np.array([(3, 9), (-2, 4), (5, 6)], np.int32)) == (-2, 4, 5, 9)


def test_an_oval_turned_by_a_quarter_has_its_axes_exchanged():
    flat = outlines.oval(10.0, 20.0, 8.0, 2.0, 0.0, 40)
    turned = outlines.oval(10.0, 20.0, 8.0, 2.0, np.pi / 2, 40)
    assert np.ptp(flat, axis=0).tolist() == pytest.approx([16, 4])
    assert np.ptp(turned, axis=0).tolist() == pytest.approx([4, 16])


def test_a_taper_is_as_wide_as_asked_at_both_ends():
    edge = outlines.tapered(PATH, 4.0, 1.0)
    assert np.hypot(*(edge[0] - edge[-1])) == pytest.approx(4.0)
    assert np.hypot(*(edge[3] - edge[4])) == pytest.approx(1.0)


def test_a_taper_follows_its_path():
    edge = outlines.tapered(PATH, 4.0, 1.0)
    assert np.allclose((edge[:4] + edge[:3:-1]) / 2, PATH)


def test_a_curve_goes_through_its_inner_points():
    curve = outlines.catmull_rom(PATH, 5)
    assert len(curve) == 5
    assert np.allclose(curve[0], PATH[1])


def test_a_curve_through_points_in_line_is_straight():
    curve = outlines.catmull_rom(np.array([(0.0, 0.0), (1.0, 2.0), (2.0, 4.0), (3.0, 6.0)]), 4)
    assert np.allclose(curve, np.array([(1, 2), (1.25, 2.5), (1.5, 3), (1.75, 3.5)]))


def test_ink_is_boxed_even_where_it_is_light_without_alpha():
    picture = np.zeros((10, 12, 4), np.uint8)
    picture[3, 7, 3] = picture[6, 2, 0] = 9
    assert outlines.ink(picture) == (2, 3, 8, 7)


def test_a_blank_picture_has_no_ink():
    assert outlines.ink(np.zeros((5, 5, 4), np.uint8)) == (0, 0, 0, 0)
