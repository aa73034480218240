"""The wardrobe: everything in it has ink and fits every body, looks dress, hands hold, mouths follow the voice."""

from __future__ import annotations

import numpy as np
import pytest

from wanbox.engines.storyboard.shotlist import MOUTH_RATE, Actor
from wanbox.engines.storyboard.stage import catalogue, dressing
from wanbox.engines.storyboard.stage.puppets import clips, extent, model, wardrobe

THINGS = model.thing_names()
LOOKS = sorted(wardrobe.looks())
#: What shows without an action: a broomstick is there to fly on.
WORN = [
    name
    for name in THINGS
    if not name.startswith(("head-", "prop-", "broomstick")) and not model.load_thing(name).bodies
]


def pixels(art, t: float = 0.3):
    return art.pose(t, 4).pixels


def differ(a, b) -> bool:
    return a.shape != b.shape or int((a != b).any(-1).sum()) > 20


@pytest.mark.parametrize("name", THINGS)
def test_every_part_has_ink(name):
    drawing = model.load(f"wardrobe/{name}")
    assert [] == [part.name for part in drawing.parts if extent.extent(drawing.sheet.name, part.name) is None]


@pytest.mark.parametrize("name", THINGS)
def test_thing_names_parts_that_exist(name):
    bodies = [model.load(body) for body in model.names() if model.load_sheet(body).wardrobe]
    parts = {part.name for body in bodies for part in body.parts}
    assert set(model.load_thing(name).hides) <= parts


@pytest.mark.parametrize("body", ["man", "woman", "child"])
@pytest.mark.parametrize("name", WORN)
def test_worn_thing_shows(name, body, art):
    dress = art(body, height=130, wears=(name,))
    assert any(name in piece.part.wear for piece in dress.pieces)


def test_prop_of_a_clip_is_drawn_by_name_in_the_wardrobe():
    known = {part.state for name in model.names() for part in model.dressed(name).parts if part.state}
    asked = {
        state
        for clip in clips.table("biped")["clips"].values()
        for state in clip.get("states", {}).items()
        if state[0].startswith("prop") and state[1] != "blade"
    }
    assert asked <= known


@pytest.mark.parametrize("name", LOOKS)
def test_look_dresses_its_body(name, art):
    look = wardrobe.looks()[name]
    assert set(look.wears) <= model.dressed(look.puppet).wears
    word = next(iter(look.words.values()))[0]
    worn = {wear for piece in art(look.puppet, height=110, noun=word).pieces for wear in piece.part.wear}
    assert worn & set(look.wears)


def test_words_of_looks_are_those_of_their_body():
    entry = catalogue.find("man")
    assert entry is not None
    assert {"knight", "骑士"} <= {word for words in entry.words.values() for word in words}


def test_name_of_the_body_comes_before_its_looks():
    assert ["man", "woman", "child"] == [model.load_sheet(name).words["en"][0] for name in ("man", "woman", "child")]


def test_a_womans_job_dresses_her_too(art):
    worn = {wear for piece in art("woman", noun="firefighter").pieces for wear in piece.part.wear}
    assert "fire-helmet" in worn


def test_hat_takes_the_place_of_the_hat(art):
    worn = {wear for piece in art("man", noun="chef", wears=("cowboy-hat",)).pieces for wear in piece.part.wear}
    assert "cowboy-hat" in worn
    assert "chef-hat" not in worn


def test_two_men_differ_and_one_stays_himself(art):
    looks = [pixels(art("man", id=name, action="stand"), 0.0) for name in ("a", "b", "c", "d", "e", "f")]
    assert any(differ(looks[0], other) for other in looks[1:])
    assert not differ(looks[0], pixels(art("man", id="a", action="stand"), 0.0))


def test_colour_asked_for_is_not_varied():
    actor = Actor(id="a", noun="man", label="man", kind="puppet", art="man", colours={"top": "#ff0000"})
    for seed in range(8):
        assert "#ff0000" == dressing.dressed(actor, model.dressed("man"), seed)[1]["top"]


@pytest.mark.parametrize("sprite", sorted(model.heads()))
def test_borrowed_head_blinks_and_speaks(sprite, art):
    body = art(sprite, kind="standin", height=150, mouth=(0.0, 0.0, 1.0, 1.0))
    states = {piece.part.state for piece in body.pieces}
    assert {("eyes", "open"), ("eyes", "blink"), ("mouth", "a"), ("mouth", "closed")} <= states


def test_undressed_animal_shows_fur_and_dressed_one_clothes(art):
    bare, clad = (
        {piece.part.name for piece in art("panda", kind="standin", wears=wears).pieces} for wears in ((), ("suit",))
    )
    assert "fur-torso" in bare
    assert "shirt" not in bare
    assert "suit-jacket" in clad
    assert "fur-torso" not in clad


@pytest.mark.parametrize("name", ["man", "child", "fox", "skeleton", "ghost", "snowman", "mermaid", "robot"])
def test_mouth_follows_the_voice(name, art):
    loud, shut = (art(name, height=300, action="stand", mouth=(v,) * MOUTH_RATE) for v in (1.0, 0.0))
    assert "closed" == shut.shown(0.5)["mouth"]
    assert loud.shown(0.5)["mouth"] in ("a", "o")
    assert differ(pixels(loud, 0.5), pixels(shut, 0.5))


def test_mouth_opens_as_far_as_the_voice_says(art):
    heights = []
    for value in (0.3, 1.0):
        man = art("man", height=900, action="stand", mouth=(value,) * MOUTH_RATE)
        heights.append(float(np.ptp(man.outline(0.5, "mouth-a")[:, 1])))
    assert heights[1] > 1.5 * heights[0]


def test_mouth_is_shut_after_the_last_value(art):
    assert "closed" == art("man", mouth=(1.0, 1.0)).shown(2.0)["mouth"]


@pytest.mark.parametrize(("thing", "hand"), [("rose", "near"), ("bread", "near"), ("soccer-ball", "near")])
def test_held_thing_is_at_the_hand(thing, hand, art):
    man = art("man", height=240, holds=(thing,))
    grip = man.motion.pose(0.3).bones[f"grip-{hand}"]
    verts = man.outline(0.3, f"held-{hand}")
    assert verts[:, 0].min() - 2 <= grip.x <= verts[:, 0].max() + 2
    assert verts[:, 1].min() - 2 <= grip.y <= verts[:, 1].max() + 2


def test_second_thing_goes_into_the_other_hand(art):
    names = {piece.part.name for piece in art("man", holds=("rose", "bread")).pieces}
    assert {"held-near", "held-far"} <= names


def test_unknown_thing_is_not_held(art):
    assert not any(piece.part.name.startswith("held") for piece in art("man", holds=("flibbertigibbet",)).pieces)


def test_who_brings_a_sword_fights_with_it(art):
    man = art("man", action="fight", wears=("sword",))
    assert man.motion.clip == clips.table("biped")["clips"]["fence"]


def test_wizard_puts_his_staff_down_to_read(art):
    reading, walking = (
        {piece.part.name for piece in art("man", noun="wizard", action=action).pieces} for action in ("read", "walk")
    )
    assert "staff-part" in walking
    assert "staff-part" not in reading
    assert "prop-book" in reading


def test_knight_keeps_his_sword_to_fight(art):
    knight = art("man", noun="knight", action="fight")
    assert knight.motion.clip == clips.table("biped")["clips"]["fence"]


def test_witch_flies_on_her_broom(art):
    assert "broomstick-part" in {p.part.name for p in art("woman", noun="witch", action="fly", medium="air").pieces}
    assert "broomstick-part" not in {p.part.name for p in art("woman", noun="witch", action="walk").pieces}


def test_snowman_hops_where_others_walk(art):
    assert art("snowman", action="stand", travel=200).motion.gait is None


@pytest.mark.parametrize("name", [name for name in model.names() if model.load_sheet(name).wardrobe])
def test_cast_list_names_what_the_body_can_wear(name):
    assert model.dressed(name).wears == model.wearables(name)
