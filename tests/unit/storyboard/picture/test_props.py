"""Nouns in an instruction: the first that can be drawn, at its longest, by whole words."""

from __future__ import annotations

import pytest

from wanbox.engines.storyboard.picture import props


def seen(text):
    """Art and the words that named it."""
    found = props.find(text)
    return found and (found[0].art, text[slice(*found[1])])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("add a christmas tree and a dog", "christmas tree"),
        ("two Dogs, please", "Dogs"),
        ("a christmas-tree", "christmas-tree"),
        ("a christmas  tree", "christmas  tree"),
        ("加一只狗在桌上", "狗"),
        ("一件T恤", "T恤"),
    ],
)
def test_the_first_noun_is_found_at_its_longest(text, words):
    assert seen(text)[1] == words


@pytest.mark.parametrize(("one", "other"), [("dog", "dogs"), ("Dog", "dog"), ("christmas-tree", "christmas tree")])
def test_spelling_does_not_change_what_is_drawn(one, other):
    assert seen(one)[0] == seen(other)[0]


@pytest.mark.parametrize("text", ["", "qwzx", "xdogx", "hotdogging"])
def test_parts_of_words_are_no_nouns(text):
    assert seen(text) is None


def test_every_noun_in_stock_finds_a_body_of_its_own_name():
    assert [noun for noun in props.stock() if seen(noun) is None or seen(noun)[1].lower() != noun] == []
