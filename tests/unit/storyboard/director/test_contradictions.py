"""What cannot both be shown ends in one scene, and the report says which."""

from __future__ import annotations

import pytest

from wanbox.engines.storyboard.director import contradictions
from wanbox.engines.storyboard.director.scene import Notes
from wanbox.engines.storyboard.language.facts import Facts, Span, Value


def value(name: str, text: str) -> Value:
    return Value(name=name, span=Span(0, len(text), text))


@pytest.mark.parametrize("words", ["a sunny night", "阳光明媚的夜晚"])
def test_a_sunny_night_is_noted(direct, words):
    assert direct(words).notes


@pytest.mark.parametrize(
    ("facts", "named"),
    [
        (Facts(times=(value("night", "night"),), weathers=(value("clear", "sunny"),)), ("sunny", "night")),
        (Facts(weathers=(value("clear", "clear sky"), value("rain", "rain"))), ("clear sky", "rain")),
        (Facts(seasons=(value("summer", "summer"), value("winter", "winter"))), ("summer", "winter")),
    ],
)
def test_both_words_are_named(facts, named):
    notes = Notes()
    contradictions.resolve(facts, notes)

    assert all(any(f"“{word}”" in sentence for sentence in notes.sentences) for word in named)


def test_what_agrees_is_not_noted():
    notes = Notes()
    contradictions.resolve(Facts(times=(value("night", "night"),), weathers=(value("rain", "rain"),)), notes)

    assert [] == notes.sentences
