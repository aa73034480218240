"""Who plays whom, in which clothes and colours, doing what."""

from __future__ import annotations

import pytest


def only(shots):
    (actor,) = shots.shots[0].actors
    return actor


@pytest.mark.parametrize(
    ("prompt", "kind", "art"),
    [("a fox", "puppet", "fox"), ("a deer", "sprite", "deer"), ("a panda", "standin", "panda-face"), ("a zorblax runs", "card", ""),
     ("a puppy", "puppet", "dog"), ("一只小狐狸", "puppet", "fox"), ("a samurai", "puppet", "man")],
)  # fmt: skip
def test_bodies_degrade_by_steps(direct, prompt, kind, art):
    actor = only(direct(prompt))

    assert (kind, art) == (actor.kind, actor.art)


def test_a_card_is_reported(direct):
    shots = direct("a zorblax runs")

    assert any("zorblax" in note for note in shots.notes)
    assert "zorblax" in shots.not_understood


def test_a_relative_is_reported_but_a_diminutive_is_not(direct):
    assert any("puppy" in note for note in direct("a puppy").notes)
    assert () == direct("一只小狐狸").notes


def test_colours_go_to_the_body_and_to_the_clothes(direct):
    actor = only(direct("a white fox in a blue coat"))

    assert ("#f3f1ec", "#2f6fd0") == (actor.colours["fur"], actor.colours["coat"])


def test_what_is_worn_and_held_is_told_by_the_names_of_the_parts(direct):
    assert ("hat", "umbrella") == only(direct("a girl in a hat with an umbrella")).wears


def test_a_garment_that_is_lacking_is_shown_as_the_nearest(direct):
    assert ("coat",) == only(direct("a fox in a raincoat")).wears


def test_a_garment_that_cannot_be_worn_is_reported(direct):
    shots = direct("a robot in a hat")

    assert "hat" in shots.not_understood


def test_what_a_hand_can_carry_is_held(direct):
    (robot,) = direct("a robot with a ball").shots[0].actors

    assert ("soccer-ball",) == robot.holds


def test_what_cannot_be_held_stands_beside(direct):
    actors = direct("a robot with a sofa").shots[0].actors

    assert {"robot"} < {actor.art for actor in actors} or not actors[0].holds


def test_an_action_that_a_body_lacks_is_shown_as_the_nearest_and_reported(direct):
    shots = direct("a deer runs")

    assert "walk" == only(shots).action
    assert any("run" in note for note in shots.notes)


def test_the_first_action_that_a_body_can_do_is_taken(direct):
    assert "wave" == only(direct("a robot cooks and waves")).action


def test_numbers_give_so_many_bodies_with_ids_of_their_own(direct):
    actors = direct("three foxes").shots[0].actors

    assert ["fox-1-1", "fox-1-2", "fox-1-3"] == sorted(actor.id for actor in actors)


def test_no_more_bodies_than_the_stage_holds(direct):
    shots = direct("five foxes, five cats and a dog")

    assert 6 == len(shots.shots[0].actors)
    assert "dog" in shots.not_understood


def test_who_speaks_opens_the_mouth_and_gets_a_subtitle(direct):
    shots = direct('A girl says "Hello there!"')

    assert only(shots).speaks
    assert "Hello there!" == shots.shots[0].subtitle
    assert ("Hello there!", "girl-1-1") == (shots.sound.speech[0].text, shots.sound.speech[0].actor)


def test_lines_end_within_the_clip_however_long(direct):
    shots = direct('A girl says "' + "many words " * 60 + '"', seconds=3)
    line = shots.sound.speech[0]

    assert line.start + line.seconds <= 3


def test_furniture_that_nobody_can_draw_is_left_out_and_reported(direct):
    shots = direct("a cat sits on a wobblechair")

    assert ["cat"] == [a.noun for a in shots.shots[0].actors]
    assert "wobblechair" in shots.not_understood
