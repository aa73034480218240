"""Where bodies stand: zones, sizes, distances, ways."""

from __future__ import annotations

import itertools

import pytest

from wanbox.engines.storyboard.director.camera import ZOOM
from wanbox.engines.storyboard.director.gait import stride_rate
from wanbox.engines.storyboard.shotlist import Actor, Framing

CROWDS = [
    "a fox and a cat walk",
    "three foxes run",
    "a girl, a robot, a dog and a cat",
    "two cars and a man",
    "five cats run",
    "a sailboat and a whale",
    "a fox walks to the left past a tree",
    "a boy runs and a car drives",
]
FRAMES = [(1280, 720), (720, 1280), (960, 960)]


def actor(shots, noun):
    return next(a for a in shots.shots[0].actors if a.noun == noun)


@pytest.mark.parametrize("prompt", CROWDS)
@pytest.mark.parametrize("frame", FRAMES)
def test_bodies_never_hide_each_other(direct, widths, prompt, frame):
    for seed in range(4):
        shots = direct(prompt, width=frame[0], height=frame[1], seed=seed, seconds=5)
        for row in widths(shots, frame[0] / frame[1]):
            for (_, w1, a0, a1), (_, w2, b0, b1) in itertools.combinations(row, 2):
                assert min(abs(a0 - b0), abs(a1 - b1)) >= 0.9 * (w1 + w2) / 2
                assert (a0 - b0) * (a1 - b1) > 0, "they change sides"


@pytest.mark.parametrize("prompt", [*CROWDS, "a car", "a whale", "a huge fox"])
@pytest.mark.parametrize("frame", FRAMES)
def test_bodies_stay_inside_the_frame(direct, widths, prompt, frame):
    shots = direct(prompt, width=frame[0], height=frame[1], seconds=15)
    for _, width, *xs in widths(shots, frame[0] / frame[1])[0]:
        assert all(width / 2 <= x + 0.01 and x - 0.01 <= 1 - width / 2 for x in xs)
    assert all(a.start[1] - a.height > 0 for a in shots.shots[0].actors if a.medium != "air")


def test_feet_stand_in_the_zone_of_the_place(direct):
    assert 0.86 <= actor(direct("a girl on the beach"), "girl").start[1] <= 0.97
    assert 0.56 <= actor(direct("a sailboat on the sea"), "sailboat").start[1] <= 0.80
    assert 0.08 <= actor(direct("a bird flies over the sea"), "bird").start[1] <= 0.40


@pytest.mark.parametrize(
    ("prompt", "low", "high"),
    [("a fox", 0.45, 0.6), ("a bird", 0.08, 0.22), ("a sailboat", 0.35, 0.48), ("a cat", 0.2, 0.36)],
)
def test_sizes_are_heroic_but_natural(direct, prompt, low, high):
    assert low <= direct(prompt).shots[0].actors[0].height <= high


def test_sizes_said_are_shown(direct):
    tiny, plain, huge = (direct(f"a {size} fox").shots[0].actors[0].height for size in ("tiny", "", "huge"))

    assert tiny < plain < huge


def test_a_walk_crosses_about_a_quarter_of_the_frame_and_a_run_more(direct):
    walk, run = (
        abs(a.end[0] - a.start[0]) for a in (direct(f"a fox {verb}").shots[0].actors[0] for verb in ("walks", "runs"))
    )

    assert 0.18 <= walk <= 0.33
    assert walk < run <= 0.5


def test_slow_is_slower_than_fast(direct):
    slow, fast = (
        abs(a.end[0] - a.start[0])
        for a in (direct(f"a fox walks {p}").shots[0].actors[0] for p in ("slowly", "quickly"))
    )

    assert slow < fast


def test_who_stands_stays(direct):
    fox = direct("a fox stands").shots[0].actors[0]

    assert fox.start == fox.end


@pytest.mark.parametrize(("prompt", "facing"), [("a fox walks to the left", -1), ("狐狸向右走", 1)])
def test_a_direction_said_is_walked(direct, prompt, facing):
    fox = direct(prompt).shots[0].actors[0]

    assert facing == fox.facing
    assert (fox.end[0] - fox.start[0]) * facing > 0


def test_a_standing_hero_looks_into_the_free_side(direct):
    for seed in range(6):
        fox = direct("a fox", seed=seed).shots[0].actors[0]
        assert (0.5 - fox.start[0]) * fox.facing > 0.05


def test_coming_nearer_goes_down_the_frame(direct):
    near, far = (direct(f"a girl walks {way}").shots[0].actors[0] for way in ("towards the camera", "away"))

    assert near.end[1] > near.start[1]
    assert far.end[1] < far.start[1]


def test_two_who_talk_face_each_other(direct):
    left, right = sorted(direct("a man and a girl talk").shots[0].actors, key=lambda a: a.start[0])

    assert (1, -1) == (left.facing, right.facing)


def test_who_sits_on_something_is_lifted_and_painted_after_it(direct):
    sofa, cat = direct("a cat sleeps on a sofa").shots[0].actors

    assert ("sofa", "cat") == (sofa.noun, cat.noun)
    assert 0 < cat.lift < sofa.height
    assert abs(cat.start[0] - sofa.start[0]) < 0.1


def test_who_is_in_a_boat_goes_with_it(direct):
    boat, girl = direct("a girl in a boat").shots[0].actors

    assert ("girl", "sailboat") == (girl.noun, boat.art)
    assert girl.end[0] - girl.start[0] == pytest.approx(boat.end[0] - boat.start[0])
    assert girl.height < boat.height


def test_a_horse_runs_and_its_rider_sits(direct):
    shots = direct("a man rides a horse")

    assert ("run", "sit") == (actor(shots, "horse").action, actor(shots, "man").action)


@pytest.mark.parametrize("framing", ["medium shot", "close-up"])
def test_near_shots_keep_the_face_in_the_frame(direct, framing):
    for seed in range(6):
        shot = direct(f"{framing} of a girl", seed=seed).shots[0]
        girl, zoom = shot.actors[0], ZOOM[shot.camera.framing]
        fx, fy = shot.camera.focus
        face = girl.start[1] - 0.84 * girl.height
        x, y = fx + zoom * (girl.start[0] - fx), fy + zoom * (face - fy)
        assert 0.2 < x < 0.8
        assert 0.1 < y < 0.6


def test_the_step_rate_follows_the_way():
    walker = Actor(
        id="a", noun="fox", label="fox", kind="puppet", art="fox", action="walk", start=(0.3, 0.8), end=(0.6, 0.8)
    )

    assert 1.5 <= stride_rate(walker, 5.0) <= 2.2
    assert stride_rate(walker, 2.5) > stride_rate(walker, 10.0)


def test_those_who_do_not_walk_have_no_steps():
    flyer = Actor(id="a", noun="bird", label="bird", kind="puppet", art="bird", action="fly", medium="air")

    assert 0 == stride_rate(flyer, 5.0)


def test_framings_are_the_compositors():
    from wanbox.engines.storyboard.compose.camera import FRAMING_ZOOM

    assert FRAMING_ZOOM == ZOOM
    assert set(ZOOM) == set(Framing)
