"""Clips of several shots."""

from __future__ import annotations

import itertools

import pytest

from wanbox.engines.storyboard.shotlist import Framing, TimeOfDay


@pytest.mark.parametrize(("seconds", "count"), [(2, 2), (3, 2), (5, 3), (9, 3), (10, 4), (15, 4)])
def test_a_clip_has_two_to_four_shots_by_its_length(direct, seconds, count):
    assert count == len(direct("a fox walks", seconds=seconds, extend=True, multi=True).shots)


def test_several_shots_need_prompt_extend(direct):
    """Spec 3.2: shot_type is only effective with prompt_extend true."""
    assert 1 == len(direct("a fox walks", extend=False, multi=True).shots)


@pytest.mark.parametrize("seconds", [2, 5, 7, 15])
def test_shots_follow_each_other_on_whole_frames_to_the_end(direct, seconds):
    shots = direct("a fox walks", seconds=seconds, extend=True, multi=True).shots

    assert 0 == shots[0].start
    assert seconds == pytest.approx(shots[-1].start + shots[-1].seconds)
    for before, after in itertools.pairwise(shots):
        assert before.start + before.seconds == pytest.approx(after.start)
        assert round(after.start * 30) == pytest.approx(after.start * 30)


def test_the_classic_order_goes_from_wide_to_close(direct):
    shots = direct("a fox walks", extend=True, multi=True).shots

    assert [Framing.WIDE, Framing.MEDIUM, Framing.CLOSE] == [shot.camera.framing for shot in shots]


def test_cast_light_and_direction_stay_the_same(direct):
    shots = direct("a fox and a cat walk in the city", seconds=10, extend=True, multi=True).shots

    assert 1 == len({tuple(sorted(a.id for a in shot.actors)) for shot in shots})
    assert 1 == len({(shot.time, shot.weather, shot.mood) for shot in shots})
    assert 1 == len({tuple(a.facing for a in shot.actors) for shot in shots})


def test_a_place_without_anybody_is_shown_from_two_distances(direct):
    assert {Framing.WIDE, Framing.MEDIUM} == {
        s.camera.framing for s in direct("a forest", extend=True, multi=True).shots
    }


def test_spelled_shots_are_followed_without_prompt_extend(direct):
    shots = direct("Shot 1: a wide shot of a city at night. Shot 2: close-up of a fox, it waves.").shots

    assert ["city_street", "city_street"] == [shot.setting for shot in shots]
    assert [Framing.WIDE, Framing.CLOSE] == [shot.camera.framing for shot in shots]
    assert [(), ("wave",)] == [tuple(a.action for a in shot.actors) for shot in shots]


def test_spelled_shots_may_change_place_and_light(direct):
    first, second = direct("镜头一：海边日落，一个女孩站着。镜头二：夜晚的森林，女孩跑步。").shots

    assert ("sea_beach", TimeOfDay.SUNSET) == (first.setting, first.time)
    assert ("forest", TimeOfDay.NIGHT) == (second.setting, second.time)
    assert first.actors[0].id == second.actors[0].id


def test_spelled_times_are_kept(direct):
    shots = direct("[0-3s] a fox in the forest [3-5s] the fox runs").shots

    assert [(0.0, 3.0), (3.0, 2.0)] == [(shot.start, pytest.approx(shot.seconds)) for shot in shots]


def test_spelled_times_are_fitted_to_the_clip(direct):
    shots = direct("[0-6s] a fox [6-10s] a cat", seconds=5).shots

    assert [3.0, 2.0] == [pytest.approx(shot.seconds) for shot in shots]


def test_a_close_up_of_nobody_shows_who_was_there_before(direct):
    shots = direct("镜头一：一个女孩站着。镜头二：特写。").shots

    assert ["child"] == [a.art for a in shots[1].actors]


def test_more_shots_than_fit_are_left_out(direct):
    prompt = " ".join(f"Shot {n}: a fox." for n in range(1, 9))

    assert 2 == len(direct(prompt, seconds=2).shots)


def test_lines_are_said_in_the_second_of_the_classic_shots(direct):
    shots = direct('A girl says "Hello!"', extend=True, multi=True)

    assert [False, True, False] == [bool(shot.subtitle) for shot in shots.shots]
    assert shots.shots[1].start < shots.sound.speech[0].start < shots.shots[2].start


def test_a_line_belongs_to_its_own_spelled_shot(direct):
    shots = direct('Shot 1: a girl waves. Shot 2: the girl says "Bye".').shots

    assert ["", "Bye"] == [shot.subtitle for shot in shots]


def test_each_place_has_its_own_sound(direct):
    sound = direct("Shot 1: a city. Shot 2: the sea.", seconds=6).sound

    assert ((0.0, 3.0, ("city",)), (3.0, 3.0, ("sea",))) == sound.stretches
    assert ("city", "sea") == sound.ambience


def test_one_place_has_one_sound_throughout(direct):
    assert () == direct("a fox walks in the city", extend=True, multi=True).sound.stretches
