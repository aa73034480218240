"""Requests survive the ledger: `codec.from_json` undoes `codec.to_json`."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanbox.wire import codec
from wanbox.wire.requests import ImageMode, ImageRequest, MediaKind, MediaRef, ShotType, Size, VideoRequest

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
SIZES = st.none() | st.builds(Size, st.integers(16, 9999), st.integers(16, 9999))
SEEDS = st.none() | st.integers(0, 2147483647)
REFS = st.builds(MediaRef, st.sampled_from(MediaKind), TEXT, st.none() | TEXT, TEXT)
NAMES = st.frozensets(TEXT, max_size=4)

VIDEOS = st.builds(
    VideoRequest,
    model=TEXT,
    prompt=TEXT,
    negative_prompt=TEXT,
    image=st.none() | REFS,
    audio=st.none() | REFS,
    template=st.none() | TEXT,
    size=SIZES,
    tier=st.sampled_from([720, 1080]),
    seconds=st.integers(2, 15),
    prompt_extend=st.booleans(),
    shot_type=st.sampled_from(ShotType),
    watermark=st.booleans(),
    seed=SEEDS,
    sound=st.booleans(),
    given=NAMES,
)
IMAGES = st.builds(
    ImageRequest,
    model=TEXT,
    mode=st.sampled_from(ImageMode),
    prompt=TEXT,
    negative_prompt=TEXT,
    images=st.lists(REFS, max_size=4).map(tuple),
    size=SIZES,
    tier=st.sampled_from([None, "1K", "2K"]),
    n=st.integers(1, 4),
    max_images=st.integers(1, 5),
    prompt_extend=st.booleans(),
    watermark=st.booleans(),
    seed=SEEDS,
    given=NAMES,
)


@given(VIDEOS | IMAGES)
def test_round_trip_through_json_text(request):
    assert request == codec.from_json(json.loads(json.dumps(codec.to_json(request))))


def test_enumerations_come_back_as_such():
    request = codec.from_json(codec.to_json(VideoRequest(model="m", prompt="p", shot_type=ShotType.MULTI)))

    assert ShotType.MULTI is request.shot_type


def test_the_same_request_has_the_same_json():
    names = [frozenset(["b", "a", "c"]), frozenset(["c", "b", "a"])]

    first, second = (json.dumps(codec.to_json(VideoRequest(model="m", prompt="p", given=n))) for n in names)

    assert first == second


def test_fields_of_other_versions_do_not_matter():
    stored = codec.to_json(VideoRequest(model="m", prompt="p")) | {"from_the_future": 1}
    del stored["sound"]

    assert VideoRequest(model="m", prompt="p") == codec.from_json(stored)


@pytest.mark.parametrize(
    "stored",
    [
        {},
        {"kind": "audio"},
        {"kind": "video"},
        {"kind": "video", "model": "m", "prompt": "p", "size": 5},
        {"kind": "video", "model": "m", "prompt": "p", "size": "big"},
        {"kind": "video", "model": "m", "prompt": "p", "image": {}},
        {"kind": "image", "model": "m", "prompt": "p", "mode": "dream"},
        {"kind": ["video"]},
    ],
)
def test_what_is_no_request_is_a_value_error(stored):
    with pytest.raises(ValueError, match="no stored request"):
        codec.from_json(stored)
