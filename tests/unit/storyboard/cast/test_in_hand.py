"""What is carried: on its string, on its stick, over the head; and clips that bring their own things."""

from __future__ import annotations

import pytest

from wanbox.engines.storyboard.stage.puppets import clips, model

BODIES = ("man", "woman", "child", "fox", "robot")


def bounds(body, name, t=0.4):
    """Lowest and highest x and y of a part, in units of the drawing."""
    verts = body.outline(t, name)
    return verts.min(0), verts.max(0)


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("thing", ["balloon", "lantern", "guitar"])
def test_a_carried_thing_is_worn_where_the_body_has_a_pose_for_it(name, thing, art):
    parts = {piece.part.name for piece in art(name, holds=(thing,)).pieces}
    assert "held-near" not in parts
    assert parts & {f"held-{thing}-part", f"held-{thing}-strap"}


@pytest.mark.parametrize("name", BODIES)
def test_a_balloon_floats_above_the_head(name, art):
    body = art(name, holds=("balloon",))
    low, high = bounds(body, "held-balloon-part")
    head = body.motion.pose(0.4).bones["head"]
    grip = body.motion.pose(0.4).bones["grip-near"]
    assert low[1] < head.y - 100
    assert low[0] - 1 <= grip.x <= high[0] + 1
    assert low[1] - 1 <= grip.y <= high[1] + 1


def test_a_lantern_hangs_before_the_body_and_off_the_ground(art):
    body = art("child", holds=("lantern",), label="girl")
    _, high = bounds(body, "held-lantern-part")
    assert high[0] > body.motion.pose(0.4).bones["chest"].x + 100
    assert high[1] < body.motion.puppet.sheet.anchor[1] - 60


def test_a_borrowed_head_carries_as_well(art):
    assert "held-balloon-part" in {piece.part.name for piece in art("moose", kind="standin", holds=("balloon",)).pieces}


def test_an_umbrella_in_the_hand_is_held_over_the_head(art):
    body = art("woman", holds=("umbrella",))
    assert bounds(body, "umbrella")[0][1] < body.motion.pose(0.4).bones["head"].y


def test_a_guitar_is_about_a_metre_wide_as_it_is_played(art):
    low, high = bounds(art("man", action="play guitar"), "prop-guitar-part")
    assert 0.75 < (high[0] - low[0]) / model.load("man").sheet.height * 1.78 < 1.2


@pytest.mark.parametrize(
    ("action", "part"),
    [
        ("play zither", "prop-zither-part"),
        ("knit", "prop-knit-part"),
        ("climb", "prop-ladder-part"),
        ("skate", "prop-skate-near"),
        ("fly kite", "prop-kite-line-part"),
    ],
)
@pytest.mark.parametrize("name", ["man", "woman", "child"])
def test_a_clip_brings_what_it_is_done_with(name, action, part, art):
    assert part in {piece.part.name for piece in art(name, action=action).pieces}


@pytest.mark.parametrize("action", ["dance", "spin"])
def test_who_wears_a_tutu_dances_ballet(action, art):
    assert clips.table("biped")["clips"]["ballet"]["hz"] == art("woman", label="ballerina", action=action).motion.hz


def test_legs_of_a_rider_hang_below_the_seat(art):
    pose = art("man", action="ride").motion.pose(0.3)
    assert pose.bones["ankle-near"].y > pose.bones["hips"].y + 200


def test_a_cyclist_pedals_with_both_feet_in_turn(art):
    motion = art("man", action="cycle").motion
    near, far = ([motion.pose(t / 20).bones[f"ankle-{leg}"].y for t in range(20)] for leg in ("near", "far"))
    assert max(near) - min(near) > 60
    assert abs(near.index(max(near)) - far.index(max(far))) in range(7, 14)


def test_the_far_hand_takes_what_the_near_hand_has_no_room_for(art):
    names = {piece.part.name for piece in art("man", holds=("rose", "balloon")).pieces}
    assert {"held-balloon-part", "held-far"} <= names


def test_a_bow_begins_with_the_shot_and_is_deepest_in_its_middle(art):
    for seed in (1, 2, 3):
        motion = art("man", action="bow", seed=seed).motion
        heads = [motion.pose(t / 4).bones["head"].y for t in range(16)]
        assert 6 <= heads.index(max(heads)) <= 11
        assert heads[0] == min(heads[:4])


@pytest.mark.parametrize("action", ["shake hands", "fight", "hug", "play guitar", "climb"])
def test_the_robot_does_what_people_do_together(action):
    from wanbox.engines.storyboard.stage import catalogue

    assert action in catalogue.find("robot").actions
