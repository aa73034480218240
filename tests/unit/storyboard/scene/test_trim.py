"""What nearer planes hide is not painted, and nothing else goes missing."""

from __future__ import annotations

import numpy as np
import pytest

from wanbox.engines.storyboard.compose.camera import Path
from wanbox.engines.storyboard.shotlist import Camera, Framing, Move
from wanbox.engines.storyboard.stage.geometry import Geometry
from wanbox.engines.storyboard.stage.nodes import Backdrop, Floor, Painter, Plate, Sway, Wall
from wanbox.engines.storyboard.stage.trim import trimmed

WIDTH, HEIGHT = 640, 360
MOVES = [Move.STATIC, Move.PUSH_IN, Move.PAN_RIGHT, Move.CRANE_UP, Move.ORBIT]


def path(move: Move = Move.STATIC, **changes: object) -> Path:
    return Path(Camera(move=move, framing=Framing.WIDE, **changes), WIDTH, HEIGHT, 4.0)


def speckled(height: int, width: int, seed: int) -> np.ndarray:
    """An opaque picture on which a lost pixel is seen."""
    pixels = np.full((height, width, 4), 255, np.uint8)
    pixels[..., :3] = np.random.default_rng(seed).integers(40, 256, (height, width, 3))
    return pixels


def plate(x: float, y: float, width: int, height: int, depth: float, seed: int = 1, **changes: object) -> Plate:
    return Plate(speckled(height, width, seed), x, y, depth, **changes)


def ring(depth: float) -> Plate:
    """A large plane with a hole in its middle."""
    pixels = speckled(500, 900, 3)
    pixels[150:330, 300:600] = 0
    return Plate(pixels, -120, -70, depth)


def paint(nodes: list, camera: Path, t: float) -> np.ndarray:
    frame, view = np.zeros((HEIGHT, WIDTH, 4), np.uint8), camera.view(t)
    for node in nodes:
        node.paint(frame, view)
    return frame[..., :3].astype(np.int32)


def area(node: Plate | Backdrop | Floor) -> int:
    return int(np.maximum(node.spans[:, 1] - node.spans[:, 0] + 1, 0).sum())


def same(before: list, after: list, camera: Path) -> None:
    for t in np.linspace(0, camera.seconds, 23):
        difference = np.abs(paint(before, camera, float(t)) - paint(after, camera, float(t)))
        assert difference.max() <= 3
        assert difference.mean() < 0.3


def test_a_plane_behind_another_throughout_is_left_out():
    near = plate(-120, -70, 900, 500, 0.8)
    assert trimmed([plate(0, 0, 640, 360, 0.3), near], path()) == [near]


def test_what_a_hole_shows_is_kept():
    far = Backdrop(speckled(440, 760, 2), -60, -40, 0.2)
    kept, _ = trimmed([far, ring(0.8)], path())
    assert isinstance(kept, Backdrop)
    assert 180 * 300 <= area(kept) < 0.4 * area(far)


@pytest.mark.parametrize("move", MOVES)
def test_the_picture_stays_the_same_at_all_times(move):
    camera = path(move)
    nodes = [Backdrop(speckled(520, 940, 2), -150, -80, 0.2), plate(60, 40, 500, 280, 0.4, 5), ring(0.9)]
    after = trimmed(nodes, camera)
    assert sum(map(area, after)) < sum(map(area, nodes))
    same(nodes, after, camera)


def test_the_picture_stays_the_same_in_a_shaking_hand():
    camera = path(Move.PUSH_IN, handheld=1.0)
    nodes = [Backdrop(speckled(520, 940, 2), -150, -80, 0.2), ring(0.9)]
    same(nodes, trimmed(nodes, camera), camera)


@pytest.mark.parametrize("changes", [{"drift": 9.0}, {"sway": Sway(reach=-14, speed=0.4, foot=330)}])
def test_what_moves_by_itself_is_kept_wherever_it_comes_to(changes):
    camera = path()
    nodes = [plate(40, 20, 560, 320, 0.4, 5, **changes), ring(0.9)]
    same(nodes, trimmed(nodes, camera), camera)


@pytest.mark.parametrize("changes", [{"opacity": 0.9}, {"drift": 2.0}, {"pulse": lambda t: 1.0}])
def test_planes_that_fade_or_move_hide_nothing(changes):
    far = plate(0, 0, 640, 360, 0.3)
    near = plate(-120, -70, 900, 500, 0.8, **changes)
    assert trimmed([far, near], path())[0] is far


def test_a_painter_that_looks_around_sees_what_is_hidden_later():
    far, near = plate(0, 0, 640, 360, 0.3), plate(-120, -70, 900, 500, 0.8)
    mirror = Painter(0.5, lambda frame, view: None)
    assert trimmed([far, mirror, near], path())[0] is far


def test_a_painter_of_its_own_pixels_alone_does_not():
    near, rain = plate(-120, -70, 900, 500, 0.8), Painter(0.5, lambda frame, view: None, reads=False)
    assert trimmed([plate(0, 0, 640, 360, 0.3), rain, near], path()) == [rain, near]


@pytest.mark.parametrize("move", MOVES)
def test_a_floor_hides_the_foot_of_what_stands_behind_it(move):
    camera = path(move)
    geometry = Geometry(WIDTH, HEIGHT, 150.0, 295.0, camera)
    box = geometry.ground_box()
    ground = Floor(speckled(int(box.y1 - box.y0), int(box.x1 - box.x0), 4), box.x0, box.y0, 1.0, geometry)
    nodes = [Backdrop(speckled(520, 940, 2), -150, -80, 0.2), ground]
    after = trimmed(nodes, camera)
    assert area(after[0]) < 0.75 * area(nodes[0])
    same(nodes, after, camera)


@pytest.mark.parametrize("move", [Move.STATIC, Move.PUSH_IN])
def test_a_wall_hides_what_lies_behind_it(move):
    camera = path(move)
    geometry = Geometry(WIDTH, HEIGHT, 150.0, 295.0, camera)
    wall = Wall(speckled(480, 260, 6), -20, -60, 1.0, -340.0, geometry, 0.3)
    nodes = [Backdrop(speckled(520, 940, 2), -150, -80, 0.2), wall]
    after = trimmed(nodes, camera)
    assert area(after[0]) < 0.85 * area(nodes[0])
    same(nodes, after, camera)


def test_planes_are_not_changed_in_place():
    far = Backdrop(speckled(440, 760, 2), -60, -40, 0.2)
    before = far.spans.copy()
    trimmed([far, ring(0.8)], path())
    assert (far.spans == before).all()
