"""Furniture, instruments, buildings, plants and vehicles: they draw, take colours, move and answer to their words."""

from __future__ import annotations

import numpy as np
import pytest

from wanbox.engines.storyboard.director.scene import nearest
from wanbox.engines.storyboard.language import vocabulary
from wanbox.engines.storyboard.language.understand import understand
from wanbox.engines.storyboard.shotlist import Actor
from wanbox.engines.storyboard.stage import cast, catalogue
from wanbox.engines.storyboard.stage.puppets import model, tracks
from wanbox.engines.storyboard.stage.puppets.clips import table

#: Rigs of things: nothing that lives is on one of them.
RIGS = {"prop", "vehicle", "aircraft", "boat", "fish-craft", "balloon"}
THINGS = [name for name in model.names() if model.load_sheet(name).rig in RIGS]
PROPS = [name for name in THINGS if model.load_sheet(name).rig == "prop"]
#: Bones of the prop rig that its clips move by themselves.
BUSY = {name.partition(".")[0] for name in table("prop")["clips"]["*"]["tracks"]}
MOVING = [name for name in PROPS if BUSY & set(model.load(name).pivots)]
SEATS = ("armchair", "bed", "bench", "chair", "rickshaw", "sled", "sofa", "stool", "swing")


def drawn(name: str, t: float = 0.3, **fields) -> np.ndarray:
    actor = Actor(id="a", noun=name, label=name, kind="puppet", art=name, action="stand", **fields)
    return cast.make(actor, height=140.0, travel=0.0, seconds=4.0, seed=3).pose(t, 4.0).pixels


@pytest.fixture(scope="module")
def words():
    return vocabulary.load()


def test_stock_holds_what_rooms_streets_and_stages_need():
    assert len(THINGS) >= 100
    assert len(MOVING) >= 25


@pytest.mark.parametrize("name", THINGS)
def test_it_fills_its_height(name):
    ink = np.nonzero((drawn(name)[..., 3] > 20).any(1))[0]
    assert 0.8 * 140 < ink[-1] - ink[0] < 2.0 * 140


@pytest.mark.parametrize("name", THINGS)
def test_it_is_as_wide_as_its_sheet_says(name):
    picture = drawn(name)
    ink = np.nonzero((picture[..., 3] > 120).any(0))[0]
    assert model.load_sheet(name).aspect == pytest.approx((ink[-1] - ink[0]) / 140, rel=0.3)


@pytest.mark.parametrize("name", PROPS)
def test_main_slot_takes_the_colour_that_is_asked_for(name):
    slot = next(iter(model.load_sheet(name).colours))
    plain, green = drawn(name).astype(int), drawn(name, colours={slot: "#22dd33"}).astype(int)
    greener = (green[..., 1] - green[..., 2]) - (plain[..., 1] - plain[..., 2])
    assert (np.abs(greener) > 20).sum() > 0.02 * (plain[..., 3] > 100).sum()


@pytest.mark.parametrize("name", MOVING)
def test_it_moves_by_itself(name):
    poses = [drawn(name, t) for t in (0.2, 0.9, 1.7)]
    assert any(pose.shape != poses[0].shape or (pose != poses[0]).any(-1).sum() > 6 for pose in poses[1:])


@pytest.mark.parametrize("name", [name for name in THINGS if model.load_sheet(name).medium == "ground"])
def test_its_foot_is_near_the_anchor(name):
    sheet = model.load_sheet(name)
    assert sheet.anchor[1] == pytest.approx(sheet.span[1], abs=0.07 * sheet.height)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", THINGS)
def test_words_call_it_to_somebodys_side(name, language, words):
    """Some of its words may be a place as well (a castle, a temple): one at least is nothing but this body."""
    called = set()
    for word in catalogue.find(name, "puppet").words[language]:
        prompt = f"a cat next to a {word}" if language == "en" else f"一只猫在{word}旁边"
        called |= {subject.candidates[0] for subject in understand(prompt, words).subjects if subject.candidates}
    assert name in called


@pytest.mark.parametrize("name", SEATS)
def test_seat_is_at_a_height_that_one_can_sit_on(name):
    height, _ = nearest()["seat"][name]
    assert 0.2 < height * model.load_sheet(name).metres < 0.95


def test_seats_are_of_things_that_exist():
    known = {entry.name for entry in catalogue.entries()}
    assert set(nearest()["seat"]) <= known | {"unicorn"}


def test_sails_turn_all_the_way_round_without_a_jump():
    turn = table("prop")["clips"]["*"]["tracks"]["turn"]
    clock = [tracks.value(turn, tracks.Clock(0.0, t / 30)) for t in range(int(30 / turn["hz"]))]
    steps = np.diff(clock)
    assert max(clock) > 350
    assert 0 <= steps.min()
    assert steps.max() < 3


def test_cabins_hang_down_while_the_wheel_turns():
    cabins = [part for part in model.load("ferris-wheel").parts if part.name.startswith("cabin")]
    assert len(cabins) == 8
    assert all(part.upright for part in cabins)


def test_who_sits_in_a_taxi_is_seen_through_its_window():
    shell = model.load("taxi").part("shell")
    assert 'fill-rule="evenodd"' in shell.svg
