"""The camera's path and the planes it needs."""

from __future__ import annotations

import itertools

import pytest

from wanbox.engines.storyboard.compose.camera import (
    FOOT,
    FRAMING_ZOOM,
    LOOM,
    MOVES,
    REACH,
    TRACK_TRAVEL,
    Path,
    ease,
    row_at,
)
from wanbox.engines.storyboard.shotlist import Angle, Camera, Framing, Move


def path(move: Move = Move.PUSH_IN, framing: Framing = Framing.WIDE, amount: float = 1.0) -> Path:
    return Path(Camera(move=move, framing=framing, amount=amount), 1280, 720, 5.0)


def test_every_move_has_a_path():
    assert set(Move) == set(MOVES)


def test_ease_starts_at_nought_and_ends_at_one():
    assert (ease(0), ease(1), ease(-1), ease(2)) == (0, 1, 0, 1)


def test_ease_never_turns_back():
    steps = [ease(k / 100) for k in range(101)]
    assert steps == sorted(steps)


@pytest.mark.parametrize(
    ("move", "attribute", "grows"),
    [
        (Move.PUSH_IN, "zoom", True),
        (Move.PULL_OUT, "zoom", False),
        (Move.PAN_RIGHT, "dx", True),
        (Move.PAN_LEFT, "dx", False),
        (Move.TILT_DOWN, "dy", True),
        (Move.TILT_UP, "dy", False),
        (Move.ORBIT, "dx", True),
    ],
)
def test_a_move_goes_its_way(move, attribute, grows):
    first, last = (getattr(path(move).view(t), attribute) for t in (0.0, 5.0))
    assert (last > first) is grows


def test_a_static_camera_never_moves():
    assert path(Move.STATIC).view(0.0).place(1.0) == path(Move.STATIC).view(5.0).place(1.0) == (1.0, 0.0, 0.0)


def test_amount_nought_keeps_still():
    assert path(amount=0.0).view(0.0).zoom == path(amount=0.0).view(5.0).zoom == 1.0


@pytest.mark.parametrize("framing", list(Framing))
def test_a_framing_is_a_zoom(framing):
    assert path(Move.STATIC, framing).view(1.0).zoom == FRAMING_ZOOM[framing]


@pytest.mark.parametrize("move", list(Move))
@pytest.mark.parametrize("framing", list(Framing))
@pytest.mark.parametrize("depth", [0.2, 0.6, 1.0, 1.5])
def test_the_box_holds_all_that_is_seen(move, framing, depth):
    way = path(move, framing, 2.0)
    box = way.box(depth)
    for k in range(33):
        s, tx, ty = way.view(5.0 * k / 32).place(depth)
        assert box.x0 <= -tx / s
        assert box.y0 <= -ty / s
        assert box.x1 >= (1280 - tx) / s
        assert box.y1 >= (720 - ty) / s
        assert box.scale >= s - 1e-9


@pytest.mark.parametrize("handheld", [0.3, 1.0])
def test_a_hand_moves_the_camera_a_little_and_smoothly(handheld):
    held = Path(Camera(move=Move.STATIC, handheld=handheld), 1280, 720, 5.0)
    ways = [held.view(k / 30).dx for k in range(150)]
    steps = [abs(b - a) for a, b in itertools.pairwise(ways)]
    assert 0.002 * 1280 * handheld < max(abs(way) for way in ways) <= 0.0075 * 1280 * handheld
    assert max(steps) < 0.004 * 1280 * handheld
    assert min(sum(way > 0 for way in ways), sum(way < 0 for way in ways)) > 20


def test_the_box_holds_what_a_hand_shows():
    held = Path(Camera(move=Move.PAN_RIGHT, handheld=1.0), 1280, 720, 5.0)
    box = held.box(1.3)
    for k in range(151):
        s, tx, ty = held.view(k / 30).place(1.3)
        assert box.x0 <= -tx / s
        assert box.y1 >= (720 - ty) / s


@pytest.mark.parametrize("amount", [-2.0, 1.0, 4.0])
def test_a_tracking_camera_goes_evenly_and_either_way(amount):
    dolly = path(Move.TRACK, amount=amount)
    ways = [dolly.view(t).dx for t in (0.0, 2.5, 5.0)]
    assert ways[2] - ways[0] == pytest.approx(amount * TRACK_TRAVEL * 1280)
    assert ways[1] == pytest.approx((ways[0] + ways[2]) / 2)


@pytest.mark.parametrize("row", [0.52, 0.7, 0.82, 0.9])
def test_a_low_camera_sees_less_floor_and_a_high_one_more(row):
    rows = [row_at(row, angle) - FOOT for angle in (Angle.LOW, Angle.EYE, Angle.HIGH, Angle.AERIAL)]
    assert sorted(rows, key=abs) == rows
    assert all(r * (row - FOOT) >= 0 for r in rows)


def test_every_angle_has_its_numbers():
    assert set(Angle) == set(REACH) == set(LOOM)
    assert LOOM[Angle.LOW] > LOOM[Angle.EYE] == 1 > LOOM[Angle.HIGH] > LOOM[Angle.AERIAL]
