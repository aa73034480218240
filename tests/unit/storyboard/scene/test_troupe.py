"""The actors' art is drawn in a thread beside the setting, and is the same as without."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from wanbox.engines.storyboard.shotlist import TimeOfDay
from wanbox.engines.storyboard.stage import scene, settings
from wanbox.engines.storyboard.stage.contract import Context
from wanbox.engines.storyboard.stage.troupe import Troupe


def test_art_is_drawn_in_another_thread_once_the_horizon_is_known():
    troupe = Troupe(lambda horizon: threading.current_thread())
    troupe.start(100.0)
    assert troupe.ready(100.0) is not threading.current_thread()


def test_art_that_nobody_began_is_drawn_when_it_is_asked_for():
    assert Troupe(lambda horizon: (threading.current_thread(), horizon)).ready(90.0) == (
        threading.current_thread(),
        90.0,
    )


def test_art_for_another_horizon_is_drawn_anew():
    troupe = Troupe(lambda horizon: 2 * horizon)
    troupe.start(100.0)
    assert troupe.ready(90.0) == 180.0


def test_only_the_first_horizon_begins_it():
    drawn: list[float] = []
    troupe = Troupe(drawn.append)
    troupe.start(100.0)
    troupe.start(120.0)
    troupe.ready(100.0)
    assert drawn == [100.0]


def test_what_goes_wrong_is_raised_where_the_art_is_asked_for():
    def draw(horizon: float) -> None:
        raise LookupError("no such puppet")

    troupe = Troupe(draw)
    troupe.start(100.0)
    with pytest.raises(LookupError, match="no such puppet"):
        troupe.ready(100.0)


@pytest.mark.parametrize("name", sorted(settings.load()))
def test_every_setting_tells_the_horizon_that_it_ends_up_with(name, make_shot):
    told: list[float] = []
    shot = make_shot(setting=name, time=TimeOfDay.DAY)
    context = Context(shot=shot, width=128, height=72, seed=3, settled=told.append)
    stage = settings.find(name).build(context)
    assert told[:1] == [stage.horizon]


def test_a_scene_drawn_in_two_threads_is_the_same(build, make_shot, make_actor, block, monkeypatch):
    shot = make_shot(actors=(make_actor(),))
    expected = build(shot).frame(1.0, 30)
    monkeypatch.setattr(Troupe, "start", lambda self, horizon: None)
    found = scene.build(shot, width=320, height=180, seed=5, cast=block).frame(1.0, 30)
    assert np.array_equal(expected, found)
