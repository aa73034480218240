"""Sleeping animals lie on the ground with their legs folded under them."""

from __future__ import annotations

import pytest

from wanbox.engines.storyboard.stage.puppets import art, model, motions

SLEEPERS = ("cat", "dog", "african-lion", "horse", "cow", "sheep", "pig", "deer", "elephant", "wild-fox")


@pytest.mark.parametrize("name", SLEEPERS)
def test_belly_of_a_sleeper_is_on_the_ground_and_so_are_its_feet(name):
    puppet = model.load(name)
    asleep = motions.plan(puppet, "sleep", speed=0.0, seed=3)
    body = art.build(asleep, scale=0.3, colours={}, wears=frozenset(), states={}, speaks=(), seed=0)

    def lowest(part):
        return body.outline(0.7, part)[:, 1].max()

    ground, tall = puppet.sheet.anchor[1], puppet.sheet.height
    assert -0.03 * tall < lowest("body") - ground < 0.03 * tall
    for part in ("foot-hn", "foot-fn"):
        assert -0.25 * tall < lowest(part) - ground < 0.06 * tall, part


@pytest.mark.parametrize("name", ["cat", "dog", "wild-fox", "brown-bear", "giant-panda"])
def test_animals_strike_with_a_raised_paw_when_they_fight(name):
    motion = motions.plan(model.load(name), "fight", speed=0.0, seed=3)
    paw = [motion.pose(step / 10).bones["ankle-fn"].y for step in range(12)]
    assert max(paw) - min(paw) > 0.12 * motion.puppet.sheet.height
