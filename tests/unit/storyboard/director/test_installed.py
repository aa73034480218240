"""The same on the stage that is really installed."""

from __future__ import annotations

import pytest

from wanbox.engines.storyboard import language
from wanbox.engines.storyboard.director import plan

PROMPTS = [
    "A fox in a trench coat walks through a rainy neon city at night",
    "A white sailboat at sea at sunset, two seagulls fly by",
    "一只小鹿在森林里，清晨薄雾",
    "小女孩撑着红伞走在下雪的街道上",
    "Three children run through a meadow in autumn",
]


@pytest.fixture(scope="module")
def installed():
    return language.load()


@pytest.fixture
def shoot_installed(installed):
    def shoot(prompt: str):
        return plan(
            language.understand(prompt, installed),
            prompt=prompt, seconds=5, seed=1, width=1280, height=720, extend=False, multi=False, stage=installed,
        )  # fmt: skip

    return shoot


@pytest.mark.parametrize("prompt", PROMPTS)
def test_common_prompts_are_fully_understood_and_cast(installed, prompt):
    shots = plan(
        language.understand(prompt, installed),
        prompt=prompt, seconds=5, seed=1, width=1280, height=720, extend=False, multi=False, stage=installed,
    )  # fmt: skip
    actors = shots.shots[0].actors

    assert () == shots.not_understood
    assert shots.shots[0].setting in installed.settings
    assert actors
    assert {actor.art for actor in actors} <= set(installed.cast)
    assert "card" not in {actor.kind for actor in actors}


def test_every_bed_that_a_place_asks_for_exists(installed):
    from wanbox.engines.storyboard.sound import beds

    wanted = {bed for setting in installed.settings.values() for names in setting.ambience.values() for bed in names}

    assert wanted <= set(beds.load())


@pytest.mark.parametrize("prompt", ["a panda chef", "熊猫厨师", "a cat in a hat", "一只戴帽子的猫"])
def test_animals_put_on_what_they_are_to_wear(prompt, shoot_installed):
    actor = shoot_installed(prompt).shots[0].actors[0]

    assert actor.kind == "standin"
    assert {"hat", "chef-hat"} & set(actor.wears)


@pytest.mark.parametrize("prompt", ["a red car", "一辆红色的汽车"])
def test_a_coloured_thing_is_a_painted_puppet(prompt, shoot_installed):
    actor = shoot_installed(prompt).shots[0].actors[0]

    assert ("car", "#d2382f") == (actor.art, actor.colours.get("paint"))


@pytest.mark.parametrize(("prompt", "noun"), [("一位宇航员", "astronaut"), ("一个老人", "old man")])
def test_chinese_people_have_their_own_looks(prompt, noun, shoot_installed):
    assert noun == shoot_installed(prompt).shots[0].actors[0].noun


@pytest.mark.parametrize("prompt", ["a family on the beach", "海滩上的一家人"])
def test_a_family_has_parents_and_children(prompt, shoot_installed):
    assert {"man", "woman", "child"} == {actor.art for actor in shoot_installed(prompt).shots[0].actors}


def test_no_second_tree_is_put_up_in_a_forest(shoot_installed):
    actors = shoot_installed("a boy under a tree in the forest").shots[0].actors

    assert ["child"] == [actor.art for actor in actors]
