"""Animals as puppets: their words, clips that close and never pop, and feet that keep to the ground.

That each action draws and each colour slot shows is tested for all puppets alike, in the cast's tests.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from wanbox.engines.storyboard.stage import catalogue
from wanbox.engines.storyboard.stage.puppets import clips, model, motions, rig
from wanbox.engines.storyboard.stage.puppets.art import build
from wanbox.engines.storyboard.stage.puppets.motions import _step

#: Rigs of beasts, and what each must be able to do.
RIGS = {
    "quadruped": {"walk", "run", "stand", "sit", "sleep", "eat", "drink", "look around", "jump", "swim", "cry", "play"},
    "bear": {"walk", "run", "stand", "sit", "sleep", "eat", "wave"},
    "hopper": {"walk", "run", "sit", "sleep", "jump"},
    "bird": {"stand", "walk", "fly", "float", "eat", "sleep", "swim", "talk"},
    "fish": {"swim", "float", "jump", "sleep"},
    "tentacles": {"swim", "float", "stand", "dance"},
    "hexapod": {"walk", "stand", "fly", "dance"},
    "insect": {"fly", "float", "stand", "dance"},
    "long-dragon": {"fly", "float", "talk"},
    "dragon": {"walk", "run", "fly", "float", "sleep", "cry", "fight"},
    "strider": {"walk", "run", "cry", "eat", "fight"},
    "kangaroo": {"walk", "jump", "sleep"},
    "snake": {"walk", "stand", "sleep", "talk"},
}
ANIMALS = [name for name in model.names() if model.load_sheet(name).rig in RIGS]
WALKERS = [name for name in ANIMALS if rig.load_rig(model.load_sheet(name).rig).legs]
GROUNDED = [name for name in ANIMALS if model.load_sheet(name).medium == "ground"]
#: Height in pixels at which slips are counted.
HEIGHT = 400
#: Frames a second of a clip, and how many of them are looked at where a cycle lasts longer.
RATE, MOST = 30, 40


def doings(name: str) -> list[tuple[str, motions.Motion]]:
    """Everything that an animal does on the spot."""
    puppet = model.load(name)
    actions = sorted(clips.actions_of(puppet.sheet.rig))
    return [(action, motions.plan(puppet, action, speed=0, seed=0)) for action in actions]


def places(pose: rig.Pose) -> np.ndarray:
    """(x, y, angle) of every bone."""
    return np.array([(bone.x, bone.y, bone.angle) for bone in pose.bones.values()])


def test_there_are_more_than_fifty_kinds():
    assert len(ANIMALS) > 50


@pytest.mark.parametrize("name", sorted(RIGS))
def test_rig_performs_what_its_kind_does(name):
    assert RIGS[name] <= clips.actions_of(name)


@pytest.mark.parametrize("name", sorted(RIGS))
def test_nearest_actions_lead_to_clips(name):
    gear = rig.load_rig(name)
    assert set(gear.nearest.values()) <= set(gear.clips)
    assert {gear.moving, gear.resting} <= set(gear.clips)


@pytest.mark.parametrize("name", ANIMALS)
def test_answers_to_words_in_both_languages(name):
    words = model.load_sheet(name).words
    assert len(words["en"]) >= 1
    assert len(words["zh"]) >= 1
    assert all(word.isascii() and word == word.lower() for word in words["en"])
    assert not any(word.isascii() for word in words["zh"])


def test_no_word_calls_two_animals():
    seen: dict[str, str] = {}
    for name in ANIMALS:
        for word in (word for words in model.load_sheet(name).words.values() for word in words):
            assert seen.setdefault(word, name) == name, word


@pytest.mark.parametrize("name", ANIMALS)
def test_looks_recolour_known_slots_and_answer_to_known_words(name):
    sheet = model.load_sheet(name)
    known = {word for words in sheet.words.values() for word in words} | {f"{word}s" for word in sheet.words["en"]}
    for word, look in sheet.looks.items():
        assert word in known
        assert set(look.get("colours", {})) <= set(sheet.colours)


@pytest.mark.parametrize(
    ("word", "language", "name"),
    [
        ("lion", "en", "african-lion"),
        ("panda", "en", "giant-panda"),
        ("dragon", "en", "dragon"),
        ("龙", "zh", "chinese-dragon"),
        ("锦鲤", "zh", "koi"),
        ("仙鹤", "zh", "crane"),
        ("dinosaur", "en", "t-rex"),
        ("ladybug", "en", "ladybird"),
    ],
)
def test_word_calls_the_puppet_and_no_sprite(word, language, name):
    owners = [entry.name for entry in catalogue.entries() if word in entry.words.get(language, ())]
    assert [name] == owners


@pytest.mark.parametrize("name", ANIMALS)
def test_loops_close(name):
    """Each clip at phase 0 and 1 is one pose, apart from what breathes and wags in seconds of its own."""
    for action, motion in doings(name):
        own = {key: track for key, track in motion.tracks.items() if "hz" not in str(track)}
        looped = dataclasses.replace(motion, tracks=own, start=0.0)
        first, last = looped.pose(0.0), looped.pose(1.0 / motion.hz)
        assert places(last) == pytest.approx(places(first), abs=1e-6), action


@pytest.mark.parametrize("name", ANIMALS)
def test_body_does_not_pop(name):
    """No joint leaps in a cycle, the feet of a gallop included: at most a fifth of the body's size in 1/30 s."""
    sheet, view = model.load(name).sheet, model.load(name).view_box
    size = max(sheet.height, 0.45 * view[2])
    for action, motion in doings(name):
        frames = min(MOST, math.ceil(RATE / motion.hz) + 1)
        way = np.stack([places(motion.pose(i / RATE))[:, :2] for i in range(frames)])
        leaps = np.hypot(*np.moveaxis(np.diff(way, axis=0), -1, 0))
        assert leaps.max() < 0.2 * size, action


@pytest.mark.parametrize("pace", [0.6, 1.0, 1.5])
@pytest.mark.parametrize("name", WALKERS)
def test_standing_foot_does_not_slide(name, pace):
    puppet = model.load(name)
    gear = rig.load_rig(puppet.sheet.rig)
    natural = motions.plan(puppet, "walk", speed=0, seed=1).gait
    assert natural is not None
    speed = pace * natural.hz * natural.stride / natural.duty * rig.leg_length(puppet, gear)
    motion = motions.plan(puppet, "walk", speed=speed, seed=1)
    stood: dict[tuple[str, int, bool], list[float]] = {}
    steps = dict.fromkeys(gear.legs, 0)
    was = dict.fromkeys(gear.legs, False)
    for t in np.linspace(0, 1.6, 64):
        pose = motion.pose(float(t))
        for leg, names in gear.legs.items():
            step = _step(motion, leg, motion.clock(float(t)))
            steps[leg] += step.contact and not was[leg]
            was[leg] = step.contact
            if step.contact:
                pivot = puppet.pivots[names["ball" if step.pitch >= 0 else "heel"]]
                x, _ = pose.bones[names["ankle"]].carry(puppet.pivots[names["ankle"]], pivot)
                stood.setdefault((leg, steps[leg], step.pitch < 0), []).append(x + speed * float(t))
    slips = [np.ptp(xs) * HEIGHT / puppet.sheet.height for xs in stood.values()]
    assert len(slips) > len(gear.legs)
    assert max(slips) < 2.0


@pytest.mark.parametrize("name", GROUNDED)
def test_stays_above_the_ground(name, animal, ink):
    """What is drawn reaches the ground line and at most a twentieth of the body's height below it."""
    tall = 48
    for action in ("stand", "walk", "sit", "sleep", "eat"):
        art = animal(name, action, height=tall)
        lowest = [ink(art.pose(t / 3, 4.0))[3] for t in range(5)]
        assert max(lowest) < tall / 20, action
        assert min(lowest) > -tall / 3, action


def test_red_dragon_is_red(animal):
    red = animal("dragon", "fly", height=200, colours={"fur": "#c81e1e"}).pose(0.4, 4.0).pixels
    solid = red[red[..., 3] > 200].astype(int)
    assert (solid[:, 2] > solid[:, 1] + 40).mean() > 0.5


def test_panda_eats_bamboo_sitting(animal, ink):
    eating = animal("giant-panda", "eat", height=200)
    puppet = model.load("giant-panda")
    motion = motions.plan(puppet, "eat", speed=0, seed=7)
    bare = build(motion, scale=200 / puppet.sheet.height, colours={}, wears=frozenset(), states={}, speaks=(), seed=7)
    green = eating.pose(0.3, 4.0).pixels.astype(int)
    leaves = (green[..., 1] > green[..., 2] + 25) & (green[..., 1] > green[..., 0] + 25)
    none = bare.pose(0.3, 4.0).pixels.astype(int)
    assert leaves.sum() > 150
    assert not ((none[..., 1] > none[..., 2] + 25) & (none[..., 1] > none[..., 0] + 25)).any()


def test_bird_stands_folded_and_flies_spread(animal, ink):
    standing, flying = animal("bird", "stand", height=100), animal("bird", "fly", height=100)
    assert "folded" == standing.shown(0.0)["wings"]
    assert "open" == flying.shown(0.0)["wings"]
    tall = [ink(flying.pose(t / 12, 4.0)) for t in range(8)]
    assert max(box[3] - box[1] for box in tall) > 1.4 * min(box[3] - box[1] for box in tall)


def test_dolphin_leaps_over_its_line(animal, ink):
    tops = [ink(animal("dolphin", "jump", height=100).pose(t / 10, 4.0))[3] for t in range(18)]
    assert min(tops) < -20


def test_swan_floats_with_its_legs_under_water(animal, ink):
    _, top, _, bottom = ink(animal("swan", "float", height=200).pose(0.2, 4.0))
    assert bottom > 0 > top
    assert -top > 2 * bottom


@pytest.mark.parametrize("name", ["rabbit", "green-frog", "squirrel"])
def test_hoppers_move_both_hind_feet_together(name):
    gait = rig.load_rig(model.load_sheet(name).rig).clips["walk"]["gait"]["offsets"]
    assert abs(gait["hn"] - gait["hf"]) < 0.1
    assert abs(gait["hn"] - gait["fn"]) > 0.3
