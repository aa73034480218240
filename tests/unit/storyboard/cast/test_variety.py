"""People who are nobody in particular: everyday clothes, and no two alike."""

from __future__ import annotations

import pytest

from wanbox.engines.storyboard.shotlist import Actor
from wanbox.engines.storyboard.stage import dressing
from wanbox.engines.storyboard.stage.puppets import model

EVERYDAY = {"short-hair", "long-hair", "curly", "bob", "ponytail", "bun", "braids"} | {
    "plain", "hoodie", "vest", "dress", "skirt", "shorts",
}  # fmt: skip


def outfit(name, label, seed):
    actor = Actor(id=f"{label}-{seed}", noun=label, label=label, kind="puppet", art=name)
    wears, colours = dressing.dressed(actor, model.dressed(name), seed)
    return wears, tuple(sorted(colours.items()))


@pytest.mark.parametrize("name", ["man", "woman", "child"])
def test_nobody_in_particular_wears_everyday_clothes(name):
    assert set().union(*(outfit(name, name, seed)[0] for seed in range(200))) <= EVERYDAY


@pytest.mark.parametrize(
    ("name", "label"), [("man", "man"), ("woman", "woman"), ("child", "children"), ("child", "girl"), ("child", "boy")]
)
def test_hardly_two_of_a_crowd_are_alike(name, label):
    assert len({outfit(name, label, seed * 7919) for seed in range(40)}) >= 36


def test_a_colour_that_is_asked_for_brings_the_dress():
    woman = model.dressed("woman")
    for seed in range(30):
        actor = Actor(id="a", noun="woman", label="woman", kind="puppet", art="woman", colours={"dress": "#ff0000"})
        assert "dress" in dressing.dressed(actor, woman, seed)[0]


def test_a_look_varies_only_in_what_it_names():
    worn = {outfit("man", "samurai", seed)[0] for seed in range(20)}
    assert len(worn) == 1
