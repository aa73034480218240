"""Whatever is typed, a sensible reading comes back, and nothing is dropped in silence."""

from __future__ import annotations

from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wanbox.engines.storyboard.language import Vocabulary, avoided, understand

ODD = [
    "",
    "   ",
    "!!! ???",
    "。。。",
    "🦊🌧️",
    "\u202eabc\u202c",
    "مرحبا بالعالم",
    "Привет, мир",
    "ฉันรักแมว",
    "\x00\x01",
    "a" * 2000,
    "狐" * 2000,
    "\n\n\n",
]


@pytest.mark.parametrize("prompt", ODD)
def test_odd_prompts_are_read_without_an_error(read, prompt):
    facts = read(prompt)

    assert isinstance(facts.understood, tuple)


def test_third_languages_are_named_as_not_understood(read):
    assert ("Привет", "мир") == read("Привет, мир").not_understood


def test_a_pictograph_is_read_by_its_name(read):
    assert ["fox"] == [s.noun for s in read("🦊").subjects]


def test_an_unknown_pictograph_is_named(read):
    assert ("🪠",) == read("🪠").not_understood


def test_punctuation_alone_says_nothing(read):
    facts = read("!!! ??? ... ,,,")

    assert ((), ()) == (facts.understood, facts.not_understood)


def test_two_thousand_characters_are_read(read):
    prompt = ("A fox walks in the rain with a girl. " * 60)[:2000]
    facts = read(prompt)

    assert facts.subjects[0].noun == "fox"


def test_the_same_body_named_again_is_one_subject(read):
    assert 2 == len(read("A fox walks. The fox jumps. A girl laughs at the fox.").subjects)


def test_another_of_the_same_kind_is_a_second_subject(read):
    assert 2 == len(read("A fox meets another fox").subjects)


def test_only_quoted_speech_leaves_a_scene_without_subjects(read):
    facts = read("“The boat is red.”")

    assert () == facts.subjects
    assert ["The boat is red."] == [quote.text for quote in facts.quotes]


def test_lettering_on_a_sign_is_no_speech(read):
    assert () == read('A street with a sign that says "OPEN"').quotes


def test_every_content_word_is_on_one_of_the_two_lists(read):
    facts = read("A purple fox flombles beside the gizmo at night, frobnicated")

    assert {"flombles", "gizmo", "frobnicated"} <= set(facts.not_understood)
    assert {"purple", "fox", "night"} <= set(facts.understood)


def test_reading_is_deterministic(read):
    prompt = "一只狐狸和两只猫在森林里跳舞，A boat sails"

    assert read(prompt) == read(prompt)


def test_a_negative_prompt_names_what_to_avoid(stage):
    found = avoided("people, cars, blurry, rain", stage)

    assert {("noun", "person"), ("noun", "car"), ("word", "blurry"), ("weather", "rain")} <= found


def test_effects_and_styles_bring_their_own_words(stage):
    own = Vocabulary(settings={}, cast=[], effects={"moths": ("moths", "飞蛾")}, styles={"mosaic": ("mosaic",)})

    facts = understand("moths at night, mosaic", own)

    assert ["moths"] == [value.name for value in facts.effects]
    assert ["mosaic"] == [value.name for value in facts.styles]


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=200))
def test_any_text_is_read(stage, text):
    facts = understand(text, stage)

    assert all(0 <= s.span.start < s.span.end <= len(text) for s in facts.subjects)


@settings(max_examples=60, deadline=None)
@given(
    words=st.lists(
        st.sampled_from(
            [
                "a",
                "the",
                "no",
                "fox",
                "cat",
                "and",
                "with",
                "in",
                "on",
                "under",
                "red",
                "two",
                "walks",
                "running",
                "boat",
                ",",
                ".",
                "says",
                "狐狸",
                "在",
                "的",
                "上",
                "没有",
                "红色",
                "跑",
                "雨",
                "和",
                "一",
                "只",
            ]
        ),
        max_size=25,
    )
)
def test_any_order_of_known_words_is_read(stage, words):
    facts = understand(" ".join(words), stage)
    count = len(facts.subjects)

    assert all(0 <= r.other < count for s in facts.subjects for r in s.relations)


def test_a_verb_that_is_also_a_place_is_told_by_its_neighbours():
    from wanbox.engines.storyboard.stage.contract import CastEntry

    class Sea:
        name = "sea"
        words: ClassVar = {"en": ("sea", "waves")}

    girl = CastEntry(
        name="girl", kind="puppet", words={"en": ("girl",)}, metres=1, aspect=1, medium="ground", actions=frozenset()
    )
    own = Vocabulary(settings={"sea": Sea}, cast=[girl])

    assert ("wave", ()) == (
        understand("A girl waves", own).subjects[0].actions[0].verb,
        understand("A girl waves", own).places,
    )
    assert 1 == len(understand("a girl in the waves", own).places)
