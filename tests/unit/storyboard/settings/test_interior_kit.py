"""The kit of which rooms and streets are built: metres, light, walls, windows, things that hang."""

from __future__ import annotations

import numpy as np
import pytest

from wanbox.engines.storyboard.compose.blit import blank
from wanbox.engines.storyboard.compose.camera import Path
from wanbox.engines.storyboard.shotlist import Camera, Move
from wanbox.engines.storyboard.stage.absent import present
from wanbox.engines.storyboard.stage.brush import Canvas
from wanbox.engines.storyboard.stage.contract import Context
from wanbox.engines.storyboard.stage.kit import materials
from wanbox.engines.storyboard.stage.kit.interior import FOCAL, METRE, Lamp, Shell, bake
from wanbox.engines.storyboard.stage.kit.interior_life import Hanging, flicker
from wanbox.engines.storyboard.stage.kit.mood import mood_of
from wanbox.engines.storyboard.stage.kit.openings import Opening
from wanbox.engines.storyboard.stage.kit.towers import rank
from wanbox.engines.storyboard.stage.nodes import Plate

WIDTH, HEIGHT = 320, 180


@pytest.fixture
def shell(make_shot):
    def made(**changes) -> Shell:
        context = Context(shot=make_shot("room"), width=WIDTH, height=HEIGHT, seed=3)
        plain = {"back": 7.0, "half": 3.5, "tall": 3.0, "ambient": (0.5, 0.5, 0.5)}
        return Shell.of(context, **{**plain, **changes})

    return made


@pytest.fixture
def rest():
    return Path(Camera(move=Move.STATIC), WIDTH, HEIGHT, 4.0).view(0.0)


def test_a_metre_on_the_actors_row_is_a_fixed_share_of_the_frame(shell):
    room = shell()
    (x0, y), (x1, _) = room.at(0, 0, FOCAL), room.at(1, 0, FOCAL)
    assert x1 - x0 == pytest.approx(METRE * HEIGHT)
    assert y == pytest.approx(0.82 * HEIGHT)


def test_what_is_twice_as_far_is_half_as_large(shell):
    room = shell()
    near, far = (room.at(0, 0, z)[1] - room.at(0, 1, z)[1] for z in (3.0, 6.0))
    assert far == pytest.approx(near / 2)


def test_the_eye_sees_its_own_height_on_the_horizon(shell):
    room = shell()
    assert room.at(0, room.eye, 9.0)[1] == pytest.approx(room.geometry.horizon)


def test_a_lamp_lights_what_is_near_it(shell):
    room = shell(lamps=[Lamp(x=1.0, y=1.0, z=5.0, colour=(255, 160, 80), strength=1.0)])
    near, far = room.lit(1.0, 1.0, 5.0), room.lit(-3.0, 1.0, 5.0)
    assert near[0] > far[0] + 0.4
    assert near[0] - far[0] > near[2] - far[2]


def test_corners_are_darker_than_the_middle(shell):
    room = shell()
    assert room.light(0.0, 0.0, 4.0, "floor")[0] > 1.2 * room.light(3.45, 0.0, 6.95, "floor")[0]


def test_baked_light_stays_under_the_alpha():
    pixels = np.full((12, 12, 4), 100, np.uint8)
    bake(pixels, np.full((3, 3, 3), 1.9, np.float32))
    assert pixels.max() == 100
    bake(pixels, np.full((3, 3, 3), 0.5, np.float32))
    assert pixels[6, 6].tolist() == [50, 50, 50, 100]


def test_a_window_opens_the_wall_and_nothing_else_does(shell):
    room = shell(openings=(Opening(x0=-1.0, x1=1.0, y0=1.0, y1=2.0, bars=(1, 0)),))
    wall = room.back_wall(lambda s: s.rect(-4, 0, 4, 3, (200, 180, 160)))

    def alpha(x: float, y: float) -> int:
        px, py = room.at(x, y, room.back)
        return int(wall.pixels[int((py - wall.y) * wall.scale), int((px - wall.x) * wall.scale), 3])

    assert alpha(0.5, 1.5) == 0
    assert alpha(0.0, 1.5) > 200  # the bar
    assert alpha(2.0, 1.5) == 255


def test_words_on_both_walls_read_from_left_to_right(shell, rest):
    """The left wall is painted from its near end, the right one from its far end; both are seen in their places."""
    room, marked, rightwards = shell(), {}, {}
    for side in (-1, 1):

        def draw(s, side=side):
            rightwards[side] = s.project(6.0, 0, 0)[0] - s.project(5.0, 0, 0)[0]
            s.rect(0, 0, 9, 3, (90, 90, 90))
            s.rect(6.2, 0, 7.0, 3, (255, 0, 0))

        (wall,) = room.side_wall(side, draw)
        frame = blank(HEIGHT, WIDTH)
        wall.paint(frame, rest)
        marked[side] = np.flatnonzero((frame[..., 2] > 100).any(axis=0))
    assert rightwards[-1] > 0 > rightwards[1]
    # The far end lies inwards on both sides.
    assert marked[-1].max() < WIDTH / 2 < marked[1].min()
    assert WIDTH - marked[1].mean() == pytest.approx(marked[-1].mean(), abs=3)


def test_a_wall_that_the_shot_never_shows_is_not_built(shell):
    assert shell(half=30.0).side_wall(1, lambda _: None) == []


def test_there_is_no_ceiling_over_a_camera_that_stands_above_it(shell):
    assert shell(tall=1.0).ceiling(materials.plain((200, 200, 200))) == []
    assert len(shell(tall=3.0).ceiling(materials.plain((200, 200, 200)))) == 1


def test_the_floor_reaches_from_the_wall_to_below_the_frame(shell, rest):
    room = shell()
    floor = room.floor(materials.boards((160, 120, 80), 3))
    frame = blank(HEIGHT, WIDTH)
    floor.paint(frame, rest)
    foot = round(room.at(0, 0, room.back)[1])
    assert (frame[foot + 3 :].max(axis=2) > 0).all()
    assert (frame[: foot - 3] == 0).all()


def test_sun_through_the_window_lies_on_the_floor(shell):
    hole = (Opening(x0=-1.0, x1=1.0, y0=1.0, y1=2.0),)
    dark, bright = (shell(openings=hole, sun=sun).floor(materials.plain((120, 120, 120))) for sun in (None, (0.0, 0.6)))
    gain = bright.pixels.astype(int) - dark.pixels
    assert gain.max() > 40
    assert gain[:, : WIDTH // 8].max() < 5


def test_wet_stones_mirror_the_lamps(shell):
    lamps = [Lamp(x=0.0, y=2.0, z=6.0, colour=(255, 200, 120), strength=1.0)]
    dry, wet = (shell(lamps=lamps, wet=wet).floor(materials.cobbles((150, 150, 150), 0.4, 3)) for wet in (0.0, 0.9))
    brighter = (wet.pixels.astype(int) - dry.pixels).max(axis=(0, 2))
    assert brighter[len(brighter) // 2] > 20 > brighter[len(brighter) // 6]


@pytest.mark.parametrize(
    "material",
    [
        materials.boards((160, 110, 70), 4),
        materials.tiles((230, 220, 200), (90, 110, 100), 0.4, turned=True),
        materials.cobbles((150, 148, 146), 0.4, 9),
        materials.beams((220, 200, 180), (110, 80, 60), 1.1, 0.13),
    ],
)
def test_floors_have_detail_near_and_none_that_flickers_far_away(material):
    x = np.linspace(-2, 2, 400, dtype=np.float32)[None]
    near, far = (material(x, np.full((1, 400), z, np.float32) + x * 0.2).mean(axis=2) for z in (3.0, 60.0))
    assert near.shape == (1, 400)
    assert np.abs(np.diff(far)).mean() <= np.abs(np.diff(near)).mean() + 6


def test_what_hangs_keeps_its_upper_edge_and_moves_its_foot(rest):
    c = Canvas(100, 20, 140, 160)
    c.rect(110, 20, 130, 160, (255, 255, 255))
    hung = Hanging.of(Plate(c.pixels, 100, 20, 1.0), reach=12.0, speed=0.25)
    frames = []
    for t in (0.0, 1.0):
        frame = blank(HEIGHT, WIDTH)
        hung.paint(frame, Path(Camera(move=Move.STATIC), WIDTH, HEIGHT, 4.0).view(t))
        frames.append(frame[..., 0].astype(float))

    def middle(frame: np.ndarray, row: int) -> float:
        return float((frame[row] * np.arange(WIDTH)).sum() / frame[row].sum())

    assert middle(frames[0], 22) == pytest.approx(middle(frames[1], 22), abs=0.3)
    assert middle(frames[1], 155) - middle(frames[0], 155) > 6


def test_a_flame_never_goes_out():
    levels = [flicker(9.0, 0.3, 0.6)(k / 30) for k in range(300)]
    assert 0.55 < min(levels) < max(levels) <= 1.0


def test_more_windows_are_lit_at_night():
    def shine(lit: float) -> int:
        a, e = Canvas(0, 0, 300, 200), Canvas(0, 0, 300, 200)
        rank(np.random.default_rng(2), a, e, 0, 300, 200, low=60, high=150, wide=(30, 60), pitch=6, lit=lit)
        return int((e.pixels.max(axis=2) > 0).sum())

    assert shine(0.0) == 0 < shine(0.2) < shine(0.6)


def test_a_dull_day_has_no_sun_and_more_lamp_light(make_shot):
    clear, rain = mood_of(make_shot("room")), mood_of(make_shot("room", weather="rain"))
    assert clear.sun is not None
    assert rain.sun is None
    assert rain.lamps > clear.lamps


@pytest.mark.parametrize(("noun", "expected"), [("sofa", True), ("red sofa", True), ("fox", False)])
def test_a_thing_is_present_when_an_actor_is_it(noun, expected, make_shot, make_actor):
    shot = make_shot("room", actors=(make_actor(noun=noun, art=noun.replace(" ", "-")),))
    assert present(shot, "sofa", "couch") is expected
