"""Both of a pair do what is done together, and things are carried in the hand."""

from __future__ import annotations

import pytest

from wanbox.engines.storyboard import language
from wanbox.engines.storyboard.director import plan


@pytest.fixture(scope="module")
def acting():
    stage = language.load()

    def first_actors(prompt):
        facts = language.understand(prompt, stage)
        shots = plan(
            facts, prompt=prompt, seconds=4, seed=1, width=1280, height=720, extend=False, multi=False, stage=stage
        )
        return shots.shots[0].actors

    return first_actors


@pytest.mark.parametrize(
    ("prompt", "action"),
    [
        ("a man shakes hands with a woman", "shake hands"),
        ("a knight fights a dragon", "fight"),
        ("a man hugs a woman", "hug"),
        ("two samurai fight", "fight"),
        ("a couple waltz", "waltz"),
    ],
)
def test_both_of_a_pair_do_it(prompt, action, acting):
    actors = acting(prompt)
    assert [action, action] == [actor.action for actor in actors]
    assert {actors[0].partner, actors[1].partner} == {actors[0].id, actors[1].id}


@pytest.mark.parametrize(
    ("prompt", "thing"),
    [("a girl holds a balloon", "balloon"), ("一个女孩提着灯笼", "lantern"), ("a robot carries a lantern", "lantern")],
)
def test_balloons_and_lanterns_are_in_the_hand(prompt, thing, acting):
    (girl,) = acting(prompt)
    assert (thing,) == girl.holds


def test_who_rides_a_broom_flies_on_it(acting):
    (witch,) = acting("a witch rides a broom")
    assert ("fly", "air") == (witch.action, witch.medium)
    assert "broomstick" in witch.wears


def test_who_rides_a_bicycle_pedals(acting):
    actors = acting("a man rides a bicycle")
    assert "cycle" in {actor.action for actor in actors}


@pytest.mark.parametrize(
    ("prompt", "action"), [("a grandmother knits", "knit"), ("奶奶织毛衣", "knit"), ("一位女子弹古筝", "play zither")]
)
def test_knitting_and_the_zither_have_their_own_clips(prompt, action, acting):
    assert action == acting(prompt)[0].action


@pytest.mark.parametrize("prompt", ["a woman in a qipao", "一位穿旗袍的女子"])
def test_a_qipao_is_not_just_a_dress(prompt, acting):
    assert "qipao" in acting(prompt)[0].wears
