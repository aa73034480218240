"""SVG text becomes premultiplied pixels of the size asked for."""

from __future__ import annotations

import pytest

from wanbox.engines.storyboard.draw import svg


def test_red_square_is_bgra():
    picture = svg.render_svg(
        svg.document('<rect width="4" height="4" fill="#f00"/>', view_box=(0, 0, 4, 4)), width=8, height=8
    )
    assert picture.shape == (8, 8, 4)
    assert picture[4, 4].tolist() == [0, 0, 255, 255]


def test_half_transparent_white_is_premultiplied():
    body = '<rect width="4" height="4" fill="#fff" fill-opacity="0.5"/>'
    b, g, r, a = svg.render_svg(svg.document(body, view_box=(0, 0, 4, 4)), width=4, height=4)[2, 2].tolist()
    assert a == pytest.approx(128, abs=1)
    assert (a, a, a) == (b, g, r)


def test_view_box_is_stretched_to_the_pixels():
    body = '<rect x="0" y="0" width="10" height="10" fill="#0f0"/>'
    picture = svg.render_svg(svg.document(body, view_box=(0, 0, 10, 10)), width=30, height=7)
    assert picture[..., 3].min() == 255


def test_crop_view_box_shows_that_part_only():
    body = '<rect width="50" height="100" fill="#00f"/><rect x="50" width="50" height="100" fill="#f00"/>'
    picture = svg.render_svg(svg.document(body, view_box=(50, 0, 50, 100)), width=5, height=10)
    assert picture[..., 0].max() == 0


def test_size_of_the_root_element_is_overridden():
    text = '<svg xmlns="http://www.w3.org/2000/svg" width="900" height="900"><rect width="9" height="9"/></svg>'
    assert svg.render_svg(text, width=9, height=9).shape == (9, 9, 4)


@pytest.mark.parametrize("text", ["", "no picture", "<svg><rect></svg>"])
def test_what_is_no_svg_is_a_value_error(text):
    with pytest.raises(ValueError):
        svg.render_svg(text, width=4, height=4)


def test_no_pixels_is_a_value_error():
    with pytest.raises(ValueError, match="0x4"):
        svg.render_svg("<svg/>", width=0, height=4)


def test_smooth_path_passes_through_its_points():
    path = svg.smooth_path([(0, 0), (10, 0), (10, 10), (0, 10)])
    assert path.startswith("M0 0")
    assert path.endswith("Z")
    assert all(f" {x} {y}" in path for x, y in [(10, 0), (10, 10), (0, 10), (0, 0)])


def test_linear_gradient_runs_from_top_to_bottom():
    defs = svg.linear_gradient("g", [(0, "#000"), (1, "#fff")])
    picture = svg.render_svg(
        svg.document('<rect width="9" height="9" fill="url(#g)"/>', view_box=(0, 0, 9, 9), defs=defs), width=9, height=9
    )
    assert picture[0, 4, 0] < picture[4, 4, 0] < picture[8, 4, 0]
