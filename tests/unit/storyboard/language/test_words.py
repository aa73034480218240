"""Inflection, tokens, lexicon files."""

from __future__ import annotations

from collections import defaultdict

import pytest

from wanbox.engines.storyboard.language import inflect, lexicon, tokens


@pytest.mark.parametrize(
    ("word", "base"),
    [("walks", "walk"), ("walking", "walk"), ("walked", "walk"), ("foxes", "fox"), ("flies", "fly"), ("running", "run"),
     ("dancing", "dance"), ("wolves", "wolf"), ("ran", "run"), ("geese", "goose"), ("fox's", "fox"), ("carried", "carry")],
)  # fmt: skip
def test_inflected_forms_lead_to_their_word(word, base):
    assert base in dict(inflect.forms(word))


@pytest.mark.parametrize(("word", "wrong"), [("king", "k"), ("red", "r"), ("glass", "glas"), ("is", "i")])
def test_short_words_are_left_whole(word, wrong):
    assert wrong not in dict(inflect.forms(word))


def test_tokens_keep_their_places():
    text = "A fox, 狐狸 2!"

    assert [text[t.start : t.end] for t in tokens.tokenise(text)] == [t.text for t in tokens.tokenise(text)]


def test_a_hyphen_joins_words_like_a_space():
    assert ["push", "in"] == [t.text for t in tokens.tokenise("push-in")]


def test_chinese_is_read_by_the_character():
    assert ["han", "han"] == [t.kind for t in tokens.tokenise("狐狸")]


def test_both_languages_know_the_same_values():
    by_language = defaultdict(set)
    for entry in lexicon.entries():
        language = "zh" if any("一" <= c <= "鿿" for c in entry.surface) else "en"
        if entry.category in {"time", "weather", "season", "mood", "framing", "camera", "colour", "direction", "pace"}:
            by_language[language].add((entry.category, entry.value))

    assert by_language["en"] == by_language["zh"]


def test_every_colour_has_a_css_colour():
    colours = {entry.value for entry in lexicon.entries() if entry.category == "colour"}

    assert colours == set(lexicon.css_colours())


def test_no_word_stands_twice_for_different_colours():
    found = defaultdict(set)
    for entry in lexicon.entries():
        if entry.category in {"colour", "camera", "framing", "weather", "action"}:
            found[entry.category, entry.surface].add(entry.value)

    assert [] == sorted(key for key, values in found.items() if len(values) > 1)
