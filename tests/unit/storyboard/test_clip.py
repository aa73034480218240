"""A clip builds each scene once, in time, and without holding up who paints the one before."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from wanbox.engines.storyboard.clip import Clip
from wanbox.engines.storyboard.shotlist import Camera, Framing, Move, Shot, TimeOfDay, Weather

SECONDS = 3.0


def shot(number: int) -> Shot:
    camera = Camera(move=Move.STATIC, framing=Framing.WIDE)
    return Shot(
        start=SECONDS * number,
        seconds=SECONDS,
        setting=str(number),
        time=TimeOfDay.DAY,
        weather=Weather.CLEAR,
        camera=camera,
    )


class Plain:
    """A scene of one grey."""

    def __init__(self, level: int) -> None:
        self._level = level

    def frame(self, t: float, index: int) -> np.ndarray:
        return np.full((4, 4, 3), self._level, np.uint8)


class Builder:
    def __init__(self) -> None:
        self.built: list[str] = []

    def __call__(self, made: Shot) -> Plain:
        self.built.append(made.setting)
        return Plain(int(made.setting) * 50)


@pytest.fixture
def builder() -> Builder:
    return Builder()


def test_preparing_builds_the_first_scene_alone(builder):
    Clip([shot(0), shot(1)], builder).prepare()
    assert ["0"] == builder.built


def test_the_next_scene_is_begun_shortly_before_its_cut(builder):
    tasks: list = []
    clip = Clip([shot(0), shot(1), shot(2)], builder, later=tasks.append)
    clip.planes(0)
    assert not tasks
    for index in range(60, 90):
        clip.planes(index)
    assert 1 == len(tasks)
    tasks[0]()
    assert ["0", "1"] == builder.built


def test_a_scene_begun_ahead_is_not_built_again(builder):
    clip = Clip([shot(0), shot(1)], builder, later=lambda task: task())
    for index in range(180):
        clip.planes(index)
    assert ["0", "1"] == builder.built


def test_without_help_scenes_are_built_when_they_are_asked_for(builder):
    clip = Clip([shot(0), shot(1)], builder)
    clip.planes(89)
    assert ["0"] == builder.built
    assert 50 == clip.paint(90)[0, 0, 0]
    assert ["0", "1"] == builder.built


def test_many_threads_that_ask_for_a_scene_get_the_same_one(builder):
    clip = Clip([shot(0)], builder)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(clip.paint, range(40)))
    assert ["0"] == builder.built


def test_a_shot_is_painted_while_the_next_is_built():
    go_on, painted = threading.Event(), []

    def build(made: Shot) -> Plain:
        assert made.setting == "0" or go_on.wait(10)
        return Plain(7)

    with ThreadPoolExecutor(1) as pool:
        clip = Clip([shot(0), shot(1)], build, later=pool.submit)
        painted = [clip.paint(89), clip.planes(89), clip.planes(88)]
        go_on.set()
    assert 3 == len(painted)


def test_a_fault_of_a_scene_built_ahead_comes_up_with_its_first_frame():
    def build(made: Shot) -> Plain:
        if made.setting == "1":
            raise KeyError(made.setting)
        return Plain(7)

    with ThreadPoolExecutor(1) as pool:
        clip = Clip([shot(0), shot(1)], build, later=pool.submit)
        clip.planes(80)
    with pytest.raises(KeyError):
        clip.planes(90)
