"""What a cut-out subject does."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from wanbox.engines.storyboard.picture import acts, cues, layers
from wanbox.engines.storyboard.picture.motion import PictureScene
from wanbox.engines.storyboard.shotlist import MOUTH_RATE, Move

TIMES = np.arange(0, 15, 1 / 30)


def bust(width=360, height=480):
    """A figure with a round head, a neck and shoulders, as a matte."""
    matte = np.zeros((height, width), np.float32)
    cv2.ellipse(matte, (180, 140), (62, 78), 0, 0, 360, 1, -1)
    cv2.rectangle(matte, (155, 190), (205, 260), 1, -1)
    cv2.ellipse(matte, (180, 430), (140, 180), 0, 180, 360, 1, -1)
    cv2.rectangle(matte, (40, 430), (320, 479), 1, -1)
    return matte


@pytest.mark.parametrize("name", sorted(acts.table()))
def test_every_act_begins_at_rest_and_then_moves(name):
    assert acts.pose({name}, 0.0, heard=1.0) == acts.Pose()
    assert any(acts.pose({name}, t, heard=1.0) != acts.Pose() for t in (1.3, 2.2))


@pytest.mark.parametrize("name", sorted(acts.table()))
def test_no_act_jumps_or_leaves_its_place(name):
    poses = [acts.pose({name}, t) for t in TIMES]
    for channel in ("x", "y", "squash", "headx", "nod"):
        values = np.array([getattr(pose, channel) for pose in poses])
        assert np.abs(values).max() <= acts.REACH
        assert np.abs(np.diff(values)).max() < 0.02


def test_who_jumps_never_sinks_into_the_ground():
    assert max(acts.pose({"jump"}, t).y for t in TIMES) <= 0


def test_a_dancer_keeps_the_beat():
    slow = [acts.pose({"dance"}, t, beat=1.0).lean for t in TIMES[60:]]
    fast = [acts.pose({"dance"}, t, beat=0.5).lean for t in TIMES[60:]]

    def turns(values):
        return (np.diff(np.sign(values)) != 0).sum()

    assert turns(fast) == pytest.approx(2 * turns(slow), abs=2)


def test_a_speaker_nods_to_what_is_heard():
    assert acts.pose({"talk"}, 2.0, heard=1.0).nod > acts.pose({"talk"}, 2.0).nod


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("the woman looks around", {"look"}),
        ("她在点头", {"nod"}),
        ("the boat sails away", {"sail"}),
        ("一个男人在跳舞", {"dance", "jump"}),
        ("steam rises from the cup", set()),
    ],
)
def test_acts_are_read(prompt, expected):
    assert set(cues.read(prompt).acts) - {"jump"} == expected - {"jump"}


def test_the_neck_of_a_bust_is_found():
    found = layers.neck(bust(), (40, 62, 321, 480))
    assert found is not None
    assert found[0] == pytest.approx(180, abs=4)
    assert 200 < found[1] < 262


def test_a_ball_has_no_neck():
    matte = np.zeros((300, 300), np.float32)
    cv2.circle(matte, (150, 150), 100, 1, -1)
    assert layers.neck(matte, (50, 50, 251, 251)) is None


def test_a_named_act_moves_the_subject_and_not_the_ground(ball, shot, in_ball):
    still = PictureScene(ball, [shot(Move.STATIC)], 7).frame(2.3, 69)
    moved = PictureScene(ball, [shot(Move.STATIC)], 7, cues.read("it jumps, static camera")).frame(2.3, 69)
    difference = np.abs(still.astype(int) - moved).max(2)
    assert difference[in_ball].mean() > 2
    assert difference[:40].max() == 0


def test_a_subject_without_an_act_stays(ball, shot):
    scene = PictureScene(ball, [shot(Move.STATIC)], 7, cues.read("static camera"))
    assert np.array_equal(ball, scene.frame(3.0, 90))


def test_the_sound_moves_who_talks(ball, shot):
    heard = (0.0,) * MOUTH_RATE + (1.0,) * 4 * MOUTH_RATE
    quiet = PictureScene(ball, [shot(Move.STATIC)], 7, cues.read("she talks, static camera"))
    loud = PictureScene(ball, [shot(Move.STATIC)], 7, cues.read("she talks, static camera"), heard=heard)
    assert acts.pose({"talk"}, 2.0, heard=1.0) != acts.pose({"talk"}, 2.0)
    assert np.array_equal(quiet.frame(0.5, 15), loud.frame(0.5, 15))


def test_masts_before_the_sky_are_not_bent_by_its_drift(shot):
    y = np.linspace(0, 1, 240)[:, None, None]
    sky = np.ascontiguousarray(
        np.broadcast_to(np.concatenate([150 + 60 * y, 90 + 60 * y, 50 + 70 * y], 2), (240, 400, 3))
    )
    picture = sky.astype(np.uint8)
    picture[200:] = (30, 40, 44)
    for x in (90, 310):
        picture[40:200, x : x + 3] = (24, 22, 20)
    frame = PictureScene(picture, [shot(Move.STATIC)], 7).frame(4.9, 147)
    for x in (90, 310):
        assert (np.abs(frame[50:190, x + 1].astype(int) - (24, 22, 20)).max(1) < 30).mean() > 0.95
