"""Spec section 2: the model matrix, sizes and geometry."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanbox.wire import sizes
from wanbox.wire.catalogue import Endpoint, Kind, all_models, find, unique_key
from wanbox.wire.requests import Size

E1, E2, E3 = Endpoint.VIDEO, Endpoint.MULTIMODAL, Endpoint.IMAGE
TO_15 = tuple(range(2, 16))

# model, endpoints, audio switch, text limit, durations, geometry, default
MATRIX = [
    ("wan2.6-t2v", {E1}, False, 1500, TO_15, "size", "1920*1080"),
    ("wan2.6-t2v-us", {E1}, False, 1500, (5, 10), "size", "1920*1080"),
    ("wan2.6-i2v", {E1}, False, 1500, TO_15, "resolution", "1080P"),
    ("wan2.6-i2v-flash", {E1}, True, 1500, TO_15, "resolution", "1080P"),
    ("wan2.6-i2v-us", {E1}, False, 1500, (5, 10, 15), "resolution", "1080P"),
    ("wan2.6-image", {E2, E3}, False, 2000, (), "size", "1K"),
    ("wan2.6-t2i", {E2, E3}, False, 2100, (), "size", "1280*1280"),
]


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: row[0])
def test_spec_2_matrix(row):
    model = find(row[0])

    found = (
        model.name,
        set(model.endpoints),
        model.audio_switch,
        model.text_limit,
        model.durations,
        model.geometry,
        model.default_geometry,
    )
    assert row == found


def test_spec_2_matrix_is_complete():
    assert [row[0] for row in MATRIX] == [model.name for model in all_models()]


@pytest.mark.parametrize("name", ["", "wan2.6", "wan2.6-T2V", "wan2.6-t2v ", "gpt", "wan2.6-r2v"])
def test_spec_2_other_names_are_unknown(name):
    assert find(name) is None


@pytest.mark.parametrize("model", all_models(), ids=lambda model: model.name)
def test_spec_2_default_duration_is_5_for_videos(model):
    assert (5 if model.kind.video else None) == model.default_duration


@pytest.mark.parametrize("model", all_models(), ids=lambda model: model.name)
def test_spec_1_1_us_names_belong_to_virginia(model):
    assert model.name.endswith("-us") == (model.regions == ("us-east-1",))


@pytest.mark.parametrize(
    ("tier", "texts"),
    [
        (720, ["1280*720", "720*1280", "960*960", "1088*832", "832*1088"]),
        (1080, ["1920*1080", "1080*1920", "1440*1440", "1632*1248", "1248*1632"]),
    ],
)
def test_spec_2_1_sizes(tier, texts):
    assert texts == [str(size) for size in sizes.VIDEO_SIZES[tier]]


@pytest.mark.parametrize("size", sizes.video_sizes(), ids=str)
def test_spec_2_1_tier_of_each_size(size):
    assert (720 if size in sizes.VIDEO_SIZES[720] else 1080) == sizes.tier_of(size)


def test_spec_2_1_there_are_ten():
    assert 10 == len(set(sizes.video_sizes()))


@pytest.mark.parametrize("text", ["832*480", "480*832", "624*624"])
def test_spec_2_1_480p_is_of_older_models(text):
    assert sizes.tier_of(sizes.parse_size(text)) is None


def test_spec_2_2_published_example():
    assert Size(816, 1104) == sizes.fit_resolution(750, 1000, 720)


@pytest.mark.parametrize(
    ("picture", "tier", "expected"),
    [
        ((1280, 720), 720, "1280*720"),
        ((1920, 1080), 720, "1280*720"),
        ((640, 360), 1080, "1920*1072"),
        ((1000, 1000), 720, "960*960"),
        ((1000, 1000), 1080, "1440*1440"),
        ((720, 1280), 720, "720*1280"),
        ((8000, 240), 720, "5536*160"),
    ],
)
def test_spec_2_2_exact_roots_stay_exact(picture, tier, expected):
    assert expected == str(sizes.fit_resolution(*picture, tier))


@given(st.integers(240, 8000), st.integers(240, 8000), st.sampled_from([720, 1080]))
def test_spec_2_2_sides_are_multiples_of_16_and_near_the_tier(width, height, tier):
    size = sizes.fit_resolution(width, height, tier)

    assert (0, 0) == (size.width % 16, size.height % 16)
    pixels = sizes.TIER_PIXELS[tier]
    lost = 16 * (size.width + size.height) + 256
    assert pixels - lost - 64 <= size.width * size.height <= pixels


@pytest.mark.parametrize(("text", "tier"), [("720P", 720), ("1080P", 1080)])
def test_spec_2_2_names_of_the_tiers(text, tier):
    assert tier == sizes.RESOLUTIONS[text]


@pytest.mark.parametrize(
    "text",
    ["", "1280", "1280x720", "0*720", "-1*2", "1280*", "*720", "1280*720*3", "1e3*720", "１２８０*720", "9" * 9 + "*1"],
)
def test_spec_1_5_other_texts_are_no_size(text):
    assert sizes.parse_size(text) is None


@pytest.mark.parametrize(
    ("name", "unit", "price", "silent"),
    [
        ("wan2.6-t2v", "720P", "0.6", None),
        ("wan2.6-t2v", "1080P", "1.0", None),
        ("wan2.6-i2v", "720P", "0.6", None),
        ("wan2.6-i2v", "1080P", "1.0", None),
        ("wan2.6-i2v-flash", "720P", "0.3", "0.15"),
        ("wan2.6-i2v-flash", "1080P", "0.5", "0.25"),
        ("wan2.6-image", "picture", "0.2", None),
        ("wan2.6-t2i", "picture", "0.2", None),
    ],
)
def test_spec_10_prices(name, unit, price, silent):
    model = find(name)

    assert Decimal(price) == model.prices[unit]
    assert (Decimal(silent) if silent else None) == model.silent_prices.get(unit)


def test_spec_7_1_unique_key_of_a_video():
    expected = "apikey:v1:aigc:video-generation:video-synthesis:wan2.6-t2v"

    assert expected == find("wan2.6-t2v").unique_key(Endpoint.VIDEO) == unique_key("wan2.6-t2v", "video-generation")


def test_spec_7_1_unique_key_of_a_picture():
    assert "apikey:v1:aigc:image-generation:generation:wan2.6-t2i" == unique_key("wan2.6-t2i", "image-generation")


def test_kinds():
    assert {Kind.TEXT_TO_VIDEO, Kind.IMAGE_TO_VIDEO} == {model.kind for model in all_models() if model.kind.video}
