"""Sprites, stand-ins and cards: every kind of actor becomes a body that stirs."""

from __future__ import annotations

import numpy as np
import pytest

from wanbox.engines.storyboard.stage import card, catalogue
from wanbox.engines.storyboard.stage.puppets.art import PuppetArt
from wanbox.engines.storyboard.stage.sprites import art as sprites
from wanbox.engines.storyboard.stage.sprites import store

SPRITES = sorted(store.catalogue())


def inked(name: str) -> bool:
    picture = sprites.picture(name, 24)
    coloured = picture[..., :3].max(-1)[picture[..., 3] == 255].any()
    return bool((picture[..., 3] > 128).sum() > 25 and coloured)


def test_every_sprite_draws_ink():
    assert [] == [name for name in SPRITES if not inked(name)]


@pytest.mark.parametrize(
    ("name", "action"),
    [
        ("elephant", "walk"),
        ("eagle", "fly"),
        ("dolphin", "swim"),
        ("ferry", "sail"),
        ("bus", "drive"),
        ("sunflower", "stand"),
        ("rocket", "fly"),
        ("teapot", "stand"),
        ("cloud", "float"),
    ],
)
def test_sprite_is_not_frozen(name, action, art):
    entry = catalogue.find(name, "sprite")
    body = art(name, kind="sprite", action=action, height=120, travel=100, medium=entry.medium)
    a, b = body.pose(0.3, 4), body.pose(0.9, 4)
    assert a.pixels.shape != b.pixels.shape or (a.pixels != b.pixels).any(-1).sum() > 50


def test_house_stands_still(art):
    house = art("house", kind="sprite")
    assert np.array_equal(house.pose(0.3, 4).pixels, house.pose(2.9, 4).pixels)


def test_ground_sprite_stands_on_its_anchor(art, ink):
    _, top, _, bottom = ink(art("teapot", kind="sprite", height=100).pose(0.0, 4))
    assert bottom == pytest.approx(0, abs=3)
    assert top == pytest.approx(-100, abs=5)


def test_flyer_is_held_at_its_middle(art, ink):
    _, top, _, bottom = ink(art("eagle", kind="sprite", height=100, medium="air", action="fly").pose(0.0, 4))
    assert -top == pytest.approx(bottom, abs=25)


def test_animals_look_to_the_right():
    """The deer of the icon set looks left; its antlered head must be on the right half."""
    picture = sprites.picture("deer", 100)
    top = picture[:40, :, 3] > 128
    assert np.nonzero(top)[1].mean() > picture.shape[1] / 2


def test_sprite_pose_is_pure(art):
    body = art("elephant", kind="sprite", action="walk", travel=50)
    first = body.pose(0.5, 4)
    body.pose(1.5, 4)
    assert np.array_equal(first.pixels, body.pose(0.5, 4).pixels)


def test_head_stands_on_a_dressed_body(art, ink):
    panda = art("panda", kind="standin", action="walk", height=200, travel=100)
    assert isinstance(panda, PuppetArt)
    left, top, right, bottom = ink(panda.pose(0.4, 4))
    assert 200 == pytest.approx(bottom - top, rel=0.15)
    assert (right - left) < 0.8 * (bottom - top)


def test_bare_head_cast_as_sprite_gets_a_body_too(art):
    assert isinstance(art("lion", kind="sprite"), PuppetArt)


@pytest.mark.parametrize(
    ("kind", "name"), [("puppet", "nobody"), ("sprite", "nothing"), ("standin", "nothing"), ("ghost", "x")]
)
def test_unknown_art_becomes_a_card(kind, name, art, ink):
    _, top, _, bottom = ink(art(name, kind=kind, height=150).pose(0.0, 4))
    assert 150 == pytest.approx(bottom - top, abs=6)


def test_card_bears_its_words():
    blank, lettered = card.picture("", 200), card.picture("茶壶 teapot", 200)
    assert blank.shape == lettered.shape
    assert (blank != lettered).any(-1).sum() > 300


@pytest.mark.parametrize("label", ["word " * 40, "龙" * 60, "x", "🦄", "\n"])
def test_any_label_fits_on_the_card(label):
    assert card.picture(label, 120).shape == card.picture("", 120).shape


def test_seed_sets_the_phase(art):
    one, two = (art("fox", action="walk", height=100, seed=s, travel=80).pose(0.2, 4) for s in (1, 2))
    assert one.pixels.shape != two.pixels.shape or (one.pixels != two.pixels).any()


@pytest.mark.parametrize(
    ("noun", "wear"), [("astronaut", "spacesuit"), ("chef", "chef-hat"), ("detective", "trench-coat")]
)
def test_profession_dresses_itself(noun, wear, art):
    dressed = art("man", noun=noun)
    assert any(wear in piece.part.wear for piece in dressed.pieces)


def test_asked_hair_takes_the_place_of_the_usual(art):
    worn = {name for piece in art("woman", wears=("bun",)).pieces for name in piece.part.wear}
    assert "bun" in worn
    assert "long-hair" not in worn


def test_swimmer_is_held_at_its_hips(art, ink):
    _, top, _, bottom = ink(art("man", action="swim", medium="water", height=200, travel=50).pose(0.4, 4))
    assert top < 0 < bottom


def test_bird_on_the_ground_stands_on_it(art, ink):
    _, top, _, bottom = ink(art("bird", action="stand", medium="ground", height=100).pose(0.4, 4))
    assert -top > 3 * abs(bottom)


def test_stand_in_has_paws_of_its_own_colour(art):
    lion, panda = (art(name, kind="standin", height=200).pose(0.2, 4).pixels for name in ("lion", "panda"))
    assert not np.array_equal(lion[-110:-60], panda[-110:-60])


def test_two_of_a_kind_are_not_in_step(art):
    one, two = (art("robot", id=name, action="dance", height=100).pose(0.2, 4) for name in ("robot-1", "robot-2"))
    assert one.pixels.shape != two.pixels.shape or (one.pixels != two.pixels).any()
