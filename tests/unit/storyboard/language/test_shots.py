"""Shot lists that a prompt spells out."""

from __future__ import annotations

import pytest

from wanbox.engines.storyboard.language import shots


@pytest.mark.parametrize(
    "prompt",
    [
        "Shot 1: a fox walks. Shot 2: a cat sleeps.",
        "shot one - a fox walks; Shot two - a cat sleeps",
        "Scene 1, a fox walks. Scene 2, a cat sleeps.",
        "镜头一：狐狸走路。镜头二：猫睡觉。",
        "镜头1 狐狸走路 镜头2 猫睡觉",
        "第一个镜头：狐狸走路。第二个镜头：猫睡觉。",
        "[0-2s] a fox walks [2-5s] a cat sleeps",
        "0-2s: a fox walks. 2-5s: a cat sleeps.",
        "[0-2秒]狐狸走路 [2-5秒]猫睡觉",
        "Shot 1 [0-2s]: a fox walks. Shot 2 [2-5s]: a cat sleeps.",
    ],
)
def test_each_way_of_naming_shots_is_found(read, prompt):
    listed = read(prompt).shots

    assert [["fox"], ["cat"]] == [[s.noun for s in shot.facts.subjects] for shot in listed]


def test_times_are_read_in_seconds():
    _, pieces = shots.split("[0-2.5s] a fox [2.5-5s] a cat")

    assert [(0.0, 2.5), (2.5, 5.0)] == [(piece.begins, piece.ends) for piece in pieces]


def test_shots_without_times_say_so():
    _, pieces = shots.split("Shot 1: a fox. Shot 2: a cat.")

    assert [(-1.0, -1.0)] * 2 == [(piece.begins, piece.ends) for piece in pieces]


@pytest.mark.parametrize("prompt", ["a close shot 1 of a fox", "A fox, 5s long", "镜头缓缓推近", "between 3-5s"])
def test_a_single_marker_is_no_shot_list(prompt):
    assert [] == shots.split(prompt)[1]


def test_times_that_run_backwards_are_not_used():
    _, pieces = shots.split("[4-2s] a fox [2-2s] a cat")

    assert [(-1.0, -1.0)] * 2 == [(piece.begins, piece.ends) for piece in pieces]


def test_a_subject_that_acts_in_a_later_shot_keeps_its_action(read):
    facts = read("Shot 1: a fox stands. Shot 2: it runs.")

    assert ["stand", "run"] == [action.verb for action in facts.subjects[0].actions]
