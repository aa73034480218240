"""Clips of several shots."""

from __future__ import annotations

import itertools

import pytest

from wanbox.engines.storyboard.shotlist import Framing, TimeOfDay


@pytest.mark.parametrize(("seconds", "count"), [(2, 2), (3, 2), (5, 3), (9, 3), (10, 4), (15, 5)])
def test_a_clip_has_two_to_five_shots_by_its_length(direct, seconds, count):
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


@pytest.mark.parametrize("seconds", [4, 5, 8, 10, 15])
def test_cuts_lie_on_the_beats_of_the_music(direct, seconds):
    shots = direct("a fox walks", seconds=seconds, extend=True, multi=True)
    beat = 60 / shots.sound.tempo

    for shot in shots.shots[1:]:
        assert abs(shot.start / beat - round(shot.start / beat)) * beat <= 1 / 30


@pytest.mark.parametrize("seconds", [5, 10, 15])
def test_the_way_goes_on_over_the_cuts(direct, seconds):
    shots = direct("a fox walks in the city, static camera", seconds=seconds, extend=True, multi=True).shots
    middles = [(shot.actors[0].start[0] + shot.actors[0].end[0]) / 2 * shot.actors[0].facing for shot in shots]
    wide = [shot for shot in shots if shot.camera.framing is Framing.WIDE]

    assert middles[0] <= middles[-1] + 1e-6
    for before, after in itertools.pairwise(wide):
        assert before.actors[0].end[0] == pytest.approx(after.actors[0].start[0])


@pytest.mark.parametrize("prompt", ["a man talks to a girl", "a robot waves at a dog", "a knight fights a horse"])
@pytest.mark.parametrize("seed", range(3))
def test_nobody_changes_sides_at_a_cut(direct, prompt, seed):
    """The 180° rule: who looks to the right in one shot does so in all, and stands on the same side of the other."""
    shots = direct(prompt, seconds=12, seed=seed, extend=True, multi=True).shots
    pairs = [sorted((a for a in shot.actors if a.medium == "ground"), key=lambda a: a.start[0]) for shot in shots]

    assert 1 == len({tuple(a.id for a in pair) for pair in pairs})
    assert {(1, -1)} == {tuple(a.facing for a in pair) for pair in pairs}


def test_two_get_a_reaction_shot(direct, seen):
    shots = direct("a robot waves at a girl", seconds=10, extend=True, multi=True).shots
    girl = next(a.id for a in shots[0].actors if a.noun == "girl")
    close = [shot for shot in shots if shot.camera.framing is Framing.CLOSE]

    def middle(shot) -> str:
        ground = {a.id for a in shot.actors if a.medium == "ground"}
        return min((box for box in seen(shot) if box.id in ground), key=lambda box: abs(box.middle - 0.5)).id

    assert girl in {middle(shot) for shot in close}
    assert 2 == len({middle(shot) for shot in close})


def test_a_prop_gets_an_insert(direct, seen):
    shots = direct("a boy kicks a ball", seconds=10, extend=True, multi=True).shots
    ball = next(a.id for a in shots[0].actors if a.noun == "ball")

    box = next(box for box in seen(shots[3]) if box.id == ball)

    assert 0.3 < box.middle < 0.7
    assert box.foot - box.top > 0.5


def test_two_who_talk_are_seen_past_each_other(direct):
    shots = direct("a man talks to a girl", seconds=10, extend=True, multi=True).shots

    assert Framing.OVER_SHOULDER in {shot.camera.framing for shot in shots}


@pytest.mark.parametrize(
    "prompt", ["a city from day to night", "a city at sunset turns into night", "城市从白天到夜晚"]
)
def test_light_that_changes_is_a_slow_dissolve(direct, prompt):
    first, second = direct(prompt).shots

    assert TimeOfDay.NIGHT is second.time is not first.time
    assert "dissolve" == second.transition
    assert second.fade > 1
    assert first.actors == second.actors


def test_two_times_of_day_without_a_change_are_one_shot(direct):
    assert 1 == len(direct("a city at night, the day was long").shots)
