"""Clips of people: loops close, nothing pops, feet hold, hands get where they go, music and looks are followed."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from wanbox.engines.storyboard.shotlist import Actor
from wanbox.engines.storyboard.stage import cast
from wanbox.engines.storyboard.stage.puppets import clips, model, motions, rig
from wanbox.engines.storyboard.stage.puppets.tracks import Clock, value

CLIPS = clips.table("biped")["clips"]
ACTIONS = sorted(clips.actions_of("biped"))
#: The mirrored half of a spin begins from one frame to the next.
TURNING = {"spin"}
#: Fastest turn of a limb in degrees from one of 30 frames a second to the next: a punch.
FASTEST = 75.0


def moving(action: str, *, speed: float = 0.0, puppet: str = "man", seed: int = 0, **more) -> motions.Motion:
    return motions.plan(model.dressed(puppet), action, speed=speed, seed=seed, **more)


def turned(a: float, b: float) -> float:
    return abs((a - b + 180) % 360 - 180)


def tracks_of(clip):
    for part in ("tracks", "feet", "hands"):
        for name, track in clip.get(part, {}).items():
            yield from track.items() if part != "tracks" else ((name, track),)


@pytest.mark.parametrize("action", ACTIONS)
def test_loop_closes(action):
    """All that runs by the clip's phase is after one cycle where it began."""
    for name, track in tracks_of(CLIPS[action]):
        if name in ("at", "fixed", "bend"):
            continue
        assert value(track, Clock(0.0, 0.0)) == pytest.approx(value(track, Clock(1.0, 0.0)), abs=1e-6), name


@pytest.mark.parametrize("puppet", ["man", "child"])
@pytest.mark.parametrize("action", sorted(set(ACTIONS) - TURNING))
def test_no_limb_pops(action, puppet):
    m = moving(action, puppet=puppet)
    poses = [m.pose(i / 30) for i in range(max(30, math.ceil(30 / m.hz)))]
    for before, after in itertools.pairwise(poses):
        fast = {
            name: turned(bone.angle, before.bones[name].angle)
            for name, bone in after.bones.items()
            if not name.startswith(("ball", "tool"))
        }
        worst = max(fast, key=fast.__getitem__)
        assert fast[worst] < FASTEST, worst


@pytest.mark.parametrize("action", sorted(set(ACTIONS) - TURNING))
def test_body_does_not_jump_from_frame_to_frame(action):
    m = moving(action)
    heads = np.array([[b.x, b.y] for b in (m.pose(i / 30).bones["head"] for i in range(60))])
    assert np.hypot(*np.diff(heads, axis=0).T).max() < 0.16 * m.puppet.sheet.height


@pytest.mark.parametrize(
    "action", sorted(a for a in ACTIONS if CLIPS[a].get("still") and not CLIPS[a].get("free_legs") and a not in TURNING)
)
def test_foot_that_stands_stays_where_it_is(action):
    """While the clip does not move a foot, its ball is in one place on the ground."""
    m = moving(action)
    puppet = m.puppet
    tall = puppet.sheet.height
    for leg, names in m.rig.legs.items():
        feet = m.clip.get("feet", {}).get(leg, {})
        if any(not isinstance(feet.get(key, 0.0), int | float) for key in ("x", "lift", "pitch")):
            continue
        pitch = feet.get("pitch", 0.0)
        pivot = puppet.pivots[names["ball" if pitch >= 0 else "heel"]]
        places = [
            bone.carry(puppet.pivots[names["ankle"]], pivot)
            for bone in (m.pose(i / 20).bones[names["ankle"]] for i in range(40))
        ]
        assert np.ptp(np.array(places), axis=0).max() < 0.015 * tall, leg


@pytest.mark.parametrize("action", [a for a in ACTIONS if "gait" in CLIPS[a]])
def test_walking_foot_slides_less_than_a_hundredth_of_the_body(action):
    gait, plain = CLIPS[action]["gait"], moving(action)
    speed = CLIPS[action]["hz"] * gait["stride"] / gait["duty"] * rig.leg_length(plain.puppet, plain.rig)
    m = moving(action, speed=speed)
    tall, spots = m.puppet.sheet.height, []
    for i in range(160):
        t = i / 80
        step = motions._step(m, "near", m.clock(t))
        if not step.contact or step.pitch < 0:
            spots.append(None)
            continue
        pivot = m.puppet.pivots["ball-near"]
        x, _ = m.pose(t).bones["ankle-near"].carry(m.puppet.pivots["ankle-near"], pivot)
        spots.append(x + speed * t)
    slides = [abs(b - a) for a, b in itertools.pairwise(spots) if a is not None and b is not None]
    assert len(slides) > 20
    assert max(slides) < 0.015 * tall


@pytest.mark.parametrize(("action", "phase"), [("drink", 0.5), ("eat", 0.32)])
@pytest.mark.parametrize("puppet", ["man", "woman", "child"])
def test_hand_brings_food_to_the_mouth(action, phase, puppet):
    m = moving(action, puppet=puppet)
    bones = m.pose((phase - m.start) % 1.0 / m.hz).bones
    size = m.puppet.sheet.fits.get("head", 1.0)
    head = m.puppet.pivots["head"]
    mouth = bones["head"].carry(head, (head[0] + 62 * size, head[1] - 30 * size))
    grip = bones["grip-near"]
    assert math.dist(mouth, (grip.x, grip.y)) < 0.09 * m.puppet.sheet.height


def test_arm_keeps_its_length_when_it_reaches():
    m = moving("read")
    bones = m.pose(0.7).bones
    for a, b in (("shoulder-near", "elbow-near"), ("elbow-near", "wrist-near")):
        far = math.dist((bones[a].x, bones[a].y), (bones[b].x, bones[b].y))
        assert far == pytest.approx(math.dist(m.puppet.pivots[a], m.puppet.pivots[b]), rel=1e-6)


def test_both_hands_hold_one_broom():
    m = moving("sweep")
    for t in (0.1, 0.6, 1.1):
        bones = m.pose(t).bones
        near, far, tool = (bones[name] for name in ("grip-near", "grip-far", "tool"))
        first = math.atan2(near.y - tool.y, near.x - tool.x)
        second = math.atan2(far.y - tool.y, far.x - tool.x)
        assert first == pytest.approx(second, abs=0.2)


@pytest.mark.parametrize("beat", [0.4, 0.5, 0.72])
@pytest.mark.parametrize("action", sorted(a for a in ACTIONS if "beats" in CLIPS[a] and "variants" not in CLIPS[a]))
def test_accents_fall_on_the_beat(action, beat):
    m = moving(action, beat=beat, seed=5)
    cycle = 1 / m.hz
    whole = cycle / (beat * CLIPS[action]["beats"])
    assert math.log2(whole) == pytest.approx(round(math.log2(whole)))
    assert m.start == CLIPS[action].get("accent", 0.0)


def test_dance_has_its_own_time_without_music():
    assert moving("ballet").hz == CLIPS["ballet"]["hz"]


def test_gaze_turns_the_head_up_and_down():
    up, level, down = (
        moving("stand", gaze=gaze).pose(0.5).bones["head"].angle for gaze in ((0.7, -0.7), (1.0, 0.0), (0.7, 0.7))
    )
    assert up < level - 10
    assert down > level + 10


def test_gaze_moves_the_pupils():
    ahead, back = (moving("stand", gaze=(x, 0.0)).pose(0.5).bones["pupils"].x for x in (1.0, -1.0))
    assert ahead > back + 2


def test_who_sleeps_looks_at_nobody():
    asleep = [moving("sleep", gaze=gaze).pose(0.5).bones["head"].angle for gaze in (None, (0.3, -0.9))]
    assert asleep[0] == asleep[1]


def test_waving_on_the_way_walks_and_waves():
    m = moving("wave", speed=300.0)
    assert m.gait is not None
    assert m.clip["tracks"]["shoulder-near"] == CLIPS["wave"]["tracks"]["shoulder-near"]


def test_who_pushes_and_gets_nowhere_stands():
    assert moving("push").gait is None
    assert moving("push", speed=200.0).gait is not None


def test_partners_know_their_distance():
    hug, dance = (
        cast.reach(Actor(id="a", noun="man", label="man", kind="puppet", art="man", action=action))
        for action in ("hug", "stand")
    )
    assert 0.2 < hug < 0.8
    assert dance == 0.0


def test_clip_like_an_unknown_one_is_an_error(monkeypatch):
    with pytest.raises(model.PuppetError, match="nobody"):
        clips._whole({"a": {"like": "nobody"}}, "a")


@pytest.mark.parametrize("word", ["punch", "strum", "embrace", "sip", "slip", "tiptoe", "weep"])
def test_synonym_finds_its_clip(word):
    assert rig.load_rig("biped").clip_for(word, travels=False) != "stand"
