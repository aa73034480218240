"""Where bodies stand: zones, sizes, distances, ways."""

from __future__ import annotations

import itertools

import pytest

from wanbox.engines.storyboard.shotlist import Angle, Move

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


def grounded(shot, boxes):
    """Boxes of those who stand on the ground or the water, by id, without who is carried or part of the landscape."""
    bodies = {a.id for a in shot.actors if a.medium != "air" and not a.lift and a.noun != "tree"}
    return [box for box in boxes if box.id in bodies]


@pytest.mark.parametrize("prompt", CROWDS)
@pytest.mark.parametrize("frame", FRAMES)
def test_bodies_never_hide_each_other(direct, seen, prompt, frame):
    for seed in range(4):
        shot = direct(prompt, width=frame[0], height=frame[1], seed=seed, seconds=5).shots[0]
        for u in (0.0, 0.5, 1.0):
            for one, two in itertools.combinations(grounded(shot, seen(shot, u, frame)), 2):
                hidden = min(one.right, two.right) - max(one.left, two.left)
                assert hidden <= 0.1 * min(one.right - one.left, two.right - two.left)


@pytest.mark.parametrize("prompt", [*CROWDS, "a car", "a whale", "a huge fox"])
@pytest.mark.parametrize("frame", FRAMES)
def test_bodies_stay_inside_the_frame(direct, seen, prompt, frame):
    shot = direct(prompt, width=frame[0], height=frame[1], seconds=15).shots[0]
    passed = {a.id for a in shot.actors if shot.camera.move is Move.TRACK and a.start == a.end}
    for u in (0.0, 0.5):
        for box in grounded(shot, seen(shot, u, frame)):
            assert box.id in passed or (box.left >= -0.04 and box.right <= 1.04)
            assert box.top > 0


def test_feet_stand_in_the_zone_of_the_place(direct):
    assert 0.86 <= actor(direct("a girl on the beach"), "girl").start[1] <= 0.97
    assert 0.56 <= actor(direct("a sailboat on the sea"), "sailboat").start[1] <= 0.80
    assert 0.08 <= actor(direct("a bird flies over the sea"), "bird").start[1] <= 0.40


@pytest.mark.parametrize(
    ("prompt", "low", "high"),
    [
        ("a man", 0.5, 0.6),
        ("a fox", 0.35, 0.55),
        ("a bird", 0.15, 0.26),
        ("a sailboat", 0.35, 0.53),
        ("a cat", 0.3, 0.45),
    ],
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
    assert walk < run <= 0.7


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
    near, far = (
        direct(f"a girl walks {way}").shots[0].actors[0] for way in ("towards the camera", "away from the camera")
    )

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


@pytest.mark.parametrize("seed", range(6))
def test_one_who_stands_alone_takes_a_third_of_the_frame(direct, seed):
    fox = direct("a fox stands", seed=seed).shots[0].actors[0]

    assert min(abs(fox.start[0] - third) for third in (1 / 3, 2 / 3)) < 0.05


def test_sizes_beside_each_other_follow_the_metres(direct):
    robot, dog = (actor(direct("a robot and a dog"), noun).height for noun in ("robot", "dog"))

    assert 0.3 < dog / robot < 0.6  # 0.6 m beside 1.7 m


def test_what_is_tiny_beside_the_large_is_still_seen(direct):
    assert actor(direct("a whale and a tiny fish, a tiny cat"), "cat").height > 0.07


@pytest.mark.parametrize("prompt", ["a robot waves at a dog", "机器人向一只狗挥手"])
def test_two_who_act_on_each_other_look_at_each_other(direct, prompt):
    shots = direct(prompt)
    robot, dog = actor(shots, "robot"), actor(shots, "dog")
    side = 1 if dog.start[0] > robot.start[0] else -1

    assert (side, -side) == (robot.facing, dog.facing)
    assert (dog.id, robot.id) == (robot.gaze, dog.gaze)
    assert dog.id == robot.partner


def test_who_hugs_is_nearer_than_who_waves(direct):
    def distance(verb: str) -> float:
        a, b = direct(f"a man {verb} a girl").shots[0].actors
        return abs(a.start[0] - b.start[0])

    assert distance("hugs") < distance("fights") < distance("waves at")


def test_the_ball_lies_before_the_foot_that_kicks_it(direct):
    shots = direct("a boy kicks a ball")
    boy, ball = actor(shots, "boy"), actor(shots, "ball")

    assert 0 < (ball.start[0] - boy.start[0]) * boy.facing < 0.3 * boy.height
    assert boy.partner == ball.id


@pytest.mark.parametrize("seed", range(4))
def test_who_is_chased_runs_ahead_the_same_way(direct, seed):
    shots = direct("a dog chases a cat", seed=seed)
    dog, cat = actor(shots, "dog"), actor(shots, "cat")

    assert dog.facing == cat.facing
    assert (cat.start[0] - dog.start[0]) * dog.facing > 0
    assert cat.end[0] - cat.start[0] == pytest.approx(dog.end[0] - dog.start[0])


def test_large_scenery_stands_in_the_middle_distance(direct):
    tree, fox = direct("a fox walks past a tree").shots[0].actors

    assert ("tree", "fox") == (tree.noun, fox.noun)
    assert tree.start[1] < fox.start[1] - 0.1


def test_three_of_a_kind_are_no_row_of_clones(direct):
    cats = direct("three cats").shots[0].actors

    assert 3 == len({round(cat.height, 3) for cat in cats})
    assert 3 == len({round(cat.start[1], 3) for cat in cats})


def test_a_flock_flies_in_a_loose_wedge(direct):
    birds = direct("five birds fly over the sea").shots[0].actors
    heights = {round(bird.height, 3) for bird in birds}

    assert 5 == len(heights)
    assert max(b.start[1] for b in birds) - min(b.start[1] for b in birds) > 0.08


@pytest.mark.parametrize(
    ("words", "angle"), [("low angle of", Angle.LOW), ("from above,", Angle.HIGH), ("aerial view of", Angle.AERIAL)]
)
def test_rows_and_sizes_follow_the_angle(direct, words, angle):
    plain, angled = (direct(f"{text} a fox in the city").shots[0] for text in ("", words))
    foot, height = plain.actors[0].start[1], plain.actors[0].height

    assert angle is angled.camera.angle
    assert angled.actors[0].start[1] <= 0.96
    assert (angled.actors[0].height > height) is (angle is Angle.LOW)
    assert foot != angled.actors[0].start[1]


def test_the_camera_goes_along_with_who_would_leave_the_frame(direct, seen):
    shot = direct("a man runs", seconds=10).shots[0]
    first, last = (seen(shot, u)[0].middle for u in (0.0, 1.0))

    assert Move.TRACK is shot.camera.move
    assert last == pytest.approx(first, abs=0.03)
    assert abs(shot.actors[0].end[0] - shot.actors[0].start[0]) > 0.6


def test_a_camera_that_was_asked_for_stays(direct):
    assert Move.STATIC is direct("a man runs, static camera", seconds=10).shots[0].camera.move


def test_who_cycles_gets_a_bicycle(direct):
    shots = direct("a man cycles through the city")

    assert {"man", "bicycle"} == {a.noun for a in shots.shots[0].actors}
    assert actor(shots, "man").lift > 0
