"""Who is meant, what is done with what, and what cannot be at once."""

from __future__ import annotations

import pytest


def acts(facts, number=0):
    return [action.verb for action in facts.subjects[number].actions]


@pytest.mark.parametrize(
    "prompt",
    ["A girl and a dog. She waves", "一个女孩和一只狗。她挥手", "A girl walks with a dog in the forest. She waves"],
)
def test_she_is_the_girl_and_not_the_dog(read, prompt):
    facts = read(prompt)

    assert "wave" in acts(facts)
    assert "wave" not in acts(facts, 1)


def test_it_is_what_the_sentence_before_was_about(read):
    assert ["sit", "jump"] == acts(read("A fox sits on a sofa. It jumps"))


def test_they_are_both(read):
    facts = read("A girl meets a fox. They dance")

    assert ("dance", "dance") == (acts(facts)[-1], acts(facts, 1)[-1])


def test_she_of_nobody_brings_a_woman(read):
    assert ["woman"] == [subject.noun for subject in read("She walks in the rain").subjects]


def test_the_verb_knows_to_whom_it_is_done(read):
    action = read("A robot waves at a fox").subjects[0].actions[0]

    assert ("wave", 1) == (action.verb, action.target)


def test_what_is_given_goes_to_somebody(read):
    action = read("A girl reads a book to a fox").subjects[0].actions[0]

    assert ("read", "book", 1) == (action.verb, action.object, action.target)


def test_a_verb_of_the_weather_is_nobodys(read):
    assert ["stand"] == acts(read("A girl stands while snow falls slowly"))


def test_the_colour_of_a_place_belongs_to_it(read):
    facts = read("A fox in green hills")

    assert ("green", "") == (facts.places[0].colour, facts.subjects[0].colour)
    assert () == facts.not_understood


def test_the_colour_of_the_light_is_a_tint(read):
    assert ["pink"] == [tint.name for tint in read("A fox under a pink sky").tints]


@pytest.mark.parametrize("word", ["cinematic", "4k", "masterpiece", "ultra detailed", "电影感", "高清"])
def test_words_on_quality_are_accepted(read, word):
    facts = read(f"{word}, 一只狐狸")

    assert [word] == [value.span.text for value in facts.qualities]
    assert () == facts.not_understood


def test_noir_is_dark(read):
    facts = read("A fox, film noir")

    assert ("noir", "night") == (facts.styles[0].name, facts.times[0].name)


def test_an_hour_that_is_named_beats_the_hour_of_a_style(read):
    assert "sunset" == read("Film noir, a fox at sunset").times[0].name


def test_two_hours_are_noted(read):
    assert ("“midnight” does not go with “sunset”, which is shown.",) == read("A fox at sunset, midnight").notes


def test_what_a_lens_would_do_is_noted(read):
    facts = read("A fox runs in slow motion")

    assert ("slow-motion", "slow") == (facts.optics[0].name, facts.subjects[0].actions[0].pace)
    assert 1 == len(facts.notes)


def test_more_than_the_stage_holds_is_counted(read):
    subject = read("twelve foxes").subjects[0]

    assert (5, 12) == (subject.number, subject.counted)


@pytest.mark.parametrize(
    ("prompt", "speaker"),
    [
        ("A fox meets a girl. “Hello,” says the fox.", "fox"),
        ("A fox meets a girl. The fox says: “Hello”", "fox"),
        ("A fox and a girl. She says “Hello”", "girl"),
    ],
)
def test_who_says_it_is_told_by_the_verb(read, prompt, speaker):
    facts = read(prompt)

    assert speaker == facts.subjects[facts.quotes[0].speaker].noun


def test_an_old_woman_has_grey_hair_unless_it_is_said_otherwise(read):
    plain, dyed = (read(text).subjects[0].garments for text in ("An old man", "An old man with black hair"))

    assert [("hair", "grey")] == [(g.name, g.colour) for g in plain]
    assert [("hair", "black")] == [(g.name, g.colour) for g in dyed]
