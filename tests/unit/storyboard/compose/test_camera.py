"""The camera's path and the planes it needs."""

from __future__ import annotations

import pytest

from wanbox.engines.storyboard.compose.camera import FRAMING_ZOOM, MOVES, Path, ease
from wanbox.engines.storyboard.shotlist import Camera, Framing, Move


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
