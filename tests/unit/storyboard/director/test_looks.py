"""What was mended by eye, so that it stays: swords, ships, lamps, clouds, ponds."""

from __future__ import annotations

import pytest

from wanbox.engines.storyboard.studio import Studio
from wanbox.wire.requests import Size

SIZE = Size(640, 360)


@pytest.fixture(scope="module")
def shot():
    studio = Studio(1)
    return lambda prompt: studio.plan(prompt, seconds=5, seed=7, size=SIZE).shots[0]


def actor(shot, noun):
    return next(one for one in shot.actors if one.noun == noun)


@pytest.mark.parametrize("prompt", ["A samurai draws his sword", "A knight draws a blade", "武士拔出剑"])
def test_a_sword_is_drawn_and_not_painted(shot, prompt):
    assert shot(prompt).actors[0].action == "draw sword"


def test_a_painter_still_draws(shot):
    assert shot("A man draws a flower in a garden").actors[0].action == "paint"


def test_swordsmen_keep_a_blade_apart_and_boxers_do_not(shot):
    def gap(prompt):
        first, second = sorted(one.start[0] for one in shot(prompt).actors)
        return second - first

    assert gap("Two men fight with swords") > gap("Two men fight") + 0.05


@pytest.mark.parametrize(("prompt", "art"), [("A pirate on his ship", "tall-ship"), ("A sailor on a ship", "ship")])
def test_a_pirate_has_a_ship_of_his_own(shot, prompt, art):
    assert art in {one.art for one in shot(prompt).actors}


def test_a_pirates_sails_are_black(shot):
    assert actor(shot("A pirate on his ship"), "ship").colours["sail"] == "#26252c"


@pytest.mark.parametrize("prompt", ["A paper boat floats on a pond", "一只纸船漂在池塘里"])
def test_a_paper_boat_is_folded(shot, prompt):
    assert shot(prompt).actors[0].art == "paper-boat"


@pytest.mark.parametrize("prompt", ["A cat sits under a street lamp at night", "一只猫坐在路灯下，夜晚"])
def test_a_street_lamp_stands_behind_who_is_under_it(shot, prompt):
    lamp, cat = shot(prompt).actors
    assert (lamp.art, cat.art) == ("street-lamp", "cat")
    assert lamp.height > cat.height
    assert lamp.start[1] < cat.start[1]


def test_a_city_in_a_sea_of_clouds_rises_out_of_it(shot):
    made = shot("热气球飘过城市天际线，清晨，云海")
    assert (made.setting, made.traits["towers"]) == ("above_clouds", "city")


def test_a_village_in_a_sea_of_clouds_stands_in_the_mist(shot):
    made = shot("山村在云海之中，日出")
    assert (made.setting, made.weather) == ("hills", "fog")


def test_on_a_pond_fish_are_below_ducks_on_and_dragonflies_over_the_water(shot):
    fish, duck, fly = (shot(f"A {noun} on a pond").actors[0] for noun in ("koi", "duck", "dragonfly"))
    assert (fish.medium, duck.medium, fly.medium) == ("air", "water", "air")
    assert fly.start[1] < 0.42 < fish.start[1]


def test_a_cat_on_its_sofa_is_seen(shot):
    made = shot("A cat sleeps on a sofa")
    assert actor(made, "cat").height > 0.6 * actor(made, "sofa").height


def test_the_boat_at_whose_bow_he_sits_is_the_one_that_was_named(shot):
    boat, man = shot("一叶扁舟漂在江上，渔夫戴着斗笠坐在船头").actors
    assert (boat.art, man.medium, man.action) == ("rowboat", "water", "sit")
    assert man.lift > 0
