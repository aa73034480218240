from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest

from wanbox.engines.storyboard.picture import cues, layers, warp
from wanbox.engines.storyboard.picture.motion import PictureScene
from wanbox.engines.storyboard.picture.particles import flicker
from wanbox.engines.storyboard.picture.pixels import fit
from wanbox.engines.storyboard.shotlist import Camera, Framing, Move, Shot, Weather

MOVES = list(Move)


def change(first, second):
    return float(np.abs(first.astype(int) - second).mean())


@pytest.mark.parametrize("move", MOVES)
def test_frame_0_is_the_given_picture(landscape, shot, move):
    scene = PictureScene(landscape, [shot(move, weather=Weather.SNOW, effects=("petals", "fog"))], 7)
    assert np.array_equal(landscape, scene.frame(0.0, 0))


def test_frame_0_is_the_given_picture_with_a_subject_that_stands_out(ball, shot):
    assert np.array_equal(ball, PictureScene(ball, [shot()], 7).frame(0.0, 0))


@pytest.mark.parametrize("move", MOVES)
def test_the_second_frame_does_not_jump(landscape, shot, move):
    scene = PictureScene(landscape, [shot(move, effects=("rain", "fog"))], 7)
    assert change(scene.frame(0.0, 0), scene.frame(1 / 30, 1)) < 2.5


@pytest.mark.parametrize("move", [move for move in MOVES if move is not Move.STATIC])
def test_every_move_moves(landscape, shot, move):
    scene = PictureScene(landscape, [shot(move)], 7)
    assert change(scene.frame(0.0, 0), scene.frame(4.9, 147)) > 2


def test_opposite_pans_go_opposite_ways(landscape, shot):
    left = PictureScene(landscape, [shot(Move.PAN_LEFT)], 7).frame(4.9, 147)
    right = PictureScene(landscape, [shot(Move.PAN_RIGHT)], 7).frame(4.9, 147)

    def tower(frame):
        red = frame[..., 2].astype(int) - frame[..., 1] > 70
        return np.nonzero(red)[1].mean()

    assert tower(left) > tower(right) + 20


def test_pushing_in_makes_the_subject_larger(ball, shot):
    def area(frame):
        return ((frame[..., 2].astype(int) - frame[..., 0]) > 60).sum()

    near = PictureScene(ball, [shot(Move.PUSH_IN)], 7).frame(4.9, 147)
    far = PictureScene(ball, [shot(Move.PULL_OUT)], 7).frame(4.9, 147)
    assert area(near) > area(ball) * 1.12
    assert area(far) < area(ball) * 0.95


@pytest.mark.parametrize("move", MOVES)
def test_no_move_shows_a_black_edge(shot, move):
    bright = np.full((240, 400, 3), 180, np.uint8)
    bright[80:200, 150:250] = (60, 90, 220)
    scene = PictureScene(bright, [shot(move, amount=2.0)], 3)
    for t in (2.5, 4.95):
        frame = scene.frame(t, int(t * 30))
        rim = np.concatenate([frame[:3].reshape(-1, 3), frame[-3:].reshape(-1, 3), frame[:, :3].reshape(-1, 3)])
        assert rim.max(1).min() > 100


def test_frames_are_pure(landscape, shot):
    scene = PictureScene(landscape, [shot(Move.ORBIT, effects=("petals", "rain"))], 7)
    first = scene.frame(2.0, 60)
    scene.frame(4.0, 120)
    assert np.array_equal(first, scene.frame(2.0, 60))
    assert np.array_equal(
        first, PictureScene(landscape, [shot(Move.ORBIT, effects=("petals", "rain"))], 7).frame(2.0, 60)
    )


def test_two_threads_get_the_frames_of_one(landscape, shot):
    scene = PictureScene(landscape, [shot(Move.PUSH_IN, effects=("snow",))], 7)
    times = [i / 10 for i in range(8)]
    alone = [scene.frame(t, 0) for t in times]
    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(lambda t: scene.frame(t, 0), times))
    assert all(np.array_equal(a, b) for a, b in zip(alone, together, strict=True))


@pytest.mark.parametrize("prompt", ["a completely still picture", "画面静止", "no motion at all"])
def test_still_means_still(landscape, shot, prompt):
    scene = PictureScene(landscape, [shot(Move.PUSH_IN)], 7, cues.read(prompt))
    assert np.array_equal(landscape, scene.frame(4.0, 120))
    assert scene.moving() == ()


def test_a_static_camera_keeps_the_tower_in_place(landscape, shot):
    scene = PictureScene(landscape, [shot(Move.STATIC)], 7)
    frame = scene.frame(3.0, 90)
    assert np.array_equal(landscape[120:200, 220:270], frame[120:200, 220:270])


def test_the_prompts_camera_wins_over_the_directors(landscape, shot):
    frame = PictureScene(landscape, [shot(Move.PUSH_IN)], 7, cues.read("static camera")).frame(3.0, 90)
    assert np.array_equal(landscape[120:200, 220:270], frame[120:200, 220:270])


def test_the_seed_changes_the_snow(landscape, shot):
    def frame(seed):
        return PictureScene(landscape, [shot(Move.STATIC, weather=Weather.SNOW)], seed).frame(2.0, 60)

    assert change(frame(2), frame(4)) > 0.05


@pytest.mark.parametrize("effect", ["rain", "snow", "petals", "leaves", "fireflies", "embers", "fog", "steam"])
def test_every_effect_is_visible(landscape, shot, effect):
    plain = PictureScene(landscape, [shot(Move.STATIC)], 7).frame(2.2, 66)
    scene = PictureScene(landscape, [shot(Move.STATIC, effects=(effect,))], 7)
    assert change(plain, scene.frame(2.2, 66)) > 0.05
    assert effect in scene.moving()


def test_a_later_shot_may_stand_closer(ball):
    shots = [
        Shot(start=0, seconds=2, setting="", camera=Camera(move=Move.STATIC)),
        Shot(start=2, seconds=2, setting="", camera=Camera(move=Move.STATIC, framing=Framing.CLOSE)),
    ]
    scene = PictureScene(ball, shots, 7)

    def area(frame):
        return ((frame[..., 2].astype(int) - frame[..., 0]) > 60).sum()

    assert area(scene.frame(2.5, 75)) > 1.8 * area(scene.frame(1.5, 45))


def test_a_shot_can_be_seen_beyond_its_end_for_a_dissolve(ball):
    shots = [
        Shot(start=0, seconds=2, setting="", camera=Camera(move=Move.STATIC)),
        Shot(start=2, seconds=2, setting="", camera=Camera(move=Move.STATIC, framing=Framing.CLOSE)),
    ]
    scene = PictureScene(ball, shots, 7)
    assert np.array_equal(scene.frame(1.9, 57), scene.frame_of(0, 1.9, 57))
    assert change(scene.frame_of(0, 2.1, 63), ball) < change(scene.frame(2.1, 63), ball)


@pytest.mark.parametrize("size", [(240, 240), (1000, 126), (90, 700)])
def test_odd_shapes_move_too(size, shot):
    picture = fit(np.random.default_rng(5).integers(60, 200, (40, 60, 3), np.uint8), *size)
    scene = PictureScene(picture, [shot(Move.ORBIT)], 1)
    assert np.array_equal(picture, scene.frame(0, 0))
    assert scene.frame(3.0, 90).shape == (size[1], size[0], 3)
    assert scene.frame(3.0, 90).min() >= picture.min()


def test_without_the_model_it_still_moves_and_starts_on_the_picture(ball, shot, no_model):
    scene = PictureScene(ball, [shot()], 7)
    assert scene.matte_method == "saliency"
    assert np.array_equal(ball, scene.frame(0, 0))
    assert change(ball, scene.frame(4.0, 120)) > 1


@pytest.mark.parametrize(
    ("prompt", "effects", "move"),
    [
        ("cherry blossom petals fall, the camera pans left", {"petals"}, Move.PAN_LEFT),
        ("下雨了，镜头推进", {"rain"}, Move.PUSH_IN),
        ("微风吹过，水面泛起涟漪，镜头拉远", {"sway", "ripples"}, Move.PULL_OUT),
        ("steam rises from the cup, zoom out", {"steam"}, Move.PULL_OUT),
        ("clouds drift in the wind", {"clouds", "sway"}, None),
    ],
)
def test_cues_are_read(prompt, effects, move):
    read = cues.read(prompt)
    assert effects <= read.effects
    assert read.move == move
    assert not read.still


def test_a_fixed_camera_is_not_a_still_picture():
    read = cues.read("花瓣飘落，镜头不动")
    assert read.move is Move.STATIC
    assert not read.still


def test_an_effect_that_no_picture_can_show_is_reported(landscape, shot):
    scene = PictureScene(landscape, [shot(effects=("fireworks", "rain"))], 7)
    assert scene.unshown() == ("fireworks",)
    assert "fireworks" not in scene.moving()


def test_words_of_motion_take_effect_with_what_moves():
    assert {"clouds", "drift"} <= set(cues.read("slow push in, clouds drift").understood)
    assert "drift" not in cues.read("they drift").understood


def test_only_lights_flicker():
    dark = np.full((360, 640, 3), (70, 48, 40), np.uint8)
    cv2.circle(dark, (200, 180), 14, (150, 225, 255), -1)
    calm, moved = dark.copy(), dark.copy()
    flicker(moved, 1.0, 0.35)
    change = cv2.absdiff(calm, moved).astype(int).max(2)

    assert change[170:190, 190:210].mean() > 2
    assert change[:, 460:].max() == 0


def test_a_cold_bright_sky_does_not_flicker():
    sky = np.full((360, 640, 3), (250, 236, 214), np.uint8)
    moved = sky.copy()
    flicker(moved, 1.0, 0.35)

    assert np.array_equal(sky, moved)


def test_what_only_comes_near_to_the_rim_is_not_mirrored_beyond_it(ball):
    near = np.ascontiguousarray(ball[:312])
    layered = layers.build(near)
    foot = layered.subject.view(np.uint8).reshape(*layered.subject.shape[:2], 4)[-layered.pad[1] :]

    assert foot.max() == 0


@pytest.mark.parametrize("place", [-20.0, 0.0, 50.0, 320.0, 600.0, 639.0, 655.0])
def test_a_camera_that_draws_back_looks_at_nothing_beyond_the_picture(place):
    assert 0 <= warp.held(place, 640, 20, 16) <= 639


def test_the_middle_of_a_picture_is_not_stretched():
    assert [warp.held(float(x), 640, 20, 16) for x in (200, 320, 440)] == [200, 320, 440]


def test_the_stretched_rim_keeps_its_order():
    seen = [warp.held(float(x), 640, 20, 16) for x in range(-20, 656)]

    assert np.all(np.diff(seen) > 0)


def test_what_a_pull_out_shows_is_not_mirrored_at_the_rim(shot):
    """One bright bar near the left rim stays one bar."""
    card = np.full((240, 320, 3), 60, np.uint8)
    card[:, 8:12] = 250
    row = PictureScene(card, [shot(Move.PULL_OUT)], 7).frame(4.9, 147)[120, :80].max(1) > 120

    assert np.count_nonzero(np.diff(row.astype(int)) == 1) + int(row[0]) == 1
