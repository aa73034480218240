"""Who wears a coat: ordinary people outdoors in the cold."""

from __future__ import annotations

import pytest

from wanbox.engines.storyboard.studio import Studio
from wanbox.wire.requests import Size

SIZE = Size(640, 360)


@pytest.fixture(scope="module")
def studio():
    return Studio(1)


def wears(studio, prompt):
    shot = studio.plan(prompt, seconds=5, seed=7, size=SIZE).shots[0]
    return {actor.id: set(actor.wears) for actor in shot.actors}


def test_children_in_snow_wear_coats_each_of_them(studio):
    worn = wears(studio, "Two children build a snowman in the snow")
    assert {"coat", "scarf", "boots", "beanie"} == worn["children-1-1"] == worn["children-1-2"]


@pytest.mark.parametrize(
    "prompt",
    [
        "A girl in a red dress dances in the snow",
        "A boy in a t-shirt runs in the snow",
        "A knight walks through the snow",
        "A girl reads in a bedroom, snow falls outside",
        "A girl runs through a summer meadow",
    ],
)
def test_nobody_else_wears_one(studio, prompt):
    assert not any("coat" in worn for worn in wears(studio, prompt).values())


def test_an_old_man_in_snow_has_a_coat_over_his_vest(studio):
    assert "coat" in wears(studio, "一位老人在雪地里散步")["old-man-1-1"]
