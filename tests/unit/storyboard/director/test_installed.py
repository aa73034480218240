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
