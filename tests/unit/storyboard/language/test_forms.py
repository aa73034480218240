"""The ways in which a prompt can be written: letters, pictographs, quotation marks, steps of a story."""

from __future__ import annotations

import pytest

from wanbox.engines.storyboard.language import folding, lexicon, quotes, shots, tokens


@pytest.mark.parametrize(
    ("written", "plain"),
    [("Ｆｏｘ　１", "Fox 1"), ("一隻貓在樹下", "一只猫在树下"), ("飛龍", "飞龙"), ("plain", "plain"), ("，。", "，。")],
)
def test_letters_are_folded(written, plain):
    assert plain == folding.fold(written)


def test_folding_keeps_every_place():
    text = "頭髮ＡＢＣ裡，雲🦊"

    assert len(text) == len(folding.fold(text))


def test_a_traditional_letter_leads_to_one_simplified_letter():
    table = folding._table()

    assert all(len(new) == 1 for new in table.values())
    assert len(table) > 800


@pytest.mark.parametrize(
    ("picture", "words"), [("🦊", "fox"), ("🏃🏽", "running person"), ("🌧️", "rain"), ("👩‍🚀", "astronaut"), ("🪬", "")]
)
def test_pictographs_stand_for_words(picture, words):
    assert words == folding.words_of(picture)


def test_a_pictograph_with_its_skin_tone_is_one_thing():
    assert [(0, 2)] * 2 == [(t.start, t.end) for t in tokens.tokenise("🏃🏽")]


@pytest.mark.parametrize(("written", "value"), [("十二只猫", 12), ("二十三个人", 23), ("三百只鸟", 300), ("十只", 10)])
def test_chinese_numbers_are_counted(written, value):
    assert str(value) == tokens.tokenise(written)[0].forms[0][0]


@pytest.mark.parametrize(
    "text",
    [
        "“Hi there”",
        '"Hi there"',
        "「Hi there」",
        "『Hi there』",
        "«Hi there»",
        "‘Hi there’",
        "'Hi there'",
        "„Hi there“",
    ],
)
def test_all_quotation_marks_are_known(text):
    assert ["Hi there"] == [span.text for span in quotes.find(f"She says: {text} now")]


def test_an_apostrophe_opens_no_quotation():
    assert [] == quotes.find("The fox's tail and the dogs' house aren't red")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("First, a fox walks. Then it sleeps. Finally it runs.", 3),
        ("首先，狐狸走路。然后它睡觉。", 2),
        ("00:00-00:03 a fox walks. 00:03-00:05 a cat sleeps.", 2),
        ("Scene 1: a fox. Scene 2: a cat. Scene 3: a dog.", 3),
        ("A fox walks, then it sleeps.", 0),
        ("The first fox walks. The last fox sleeps.", 0),
    ],
)
def test_steps_are_shots_only_where_they_are_spelled_out(text, count):
    assert count == len(shots.split(text)[1])


def test_minutes_and_seconds_are_read():
    _, pieces = shots.split("00:58-01:02 a fox walks. 01:02-01:05 a cat sleeps.")

    assert [(58.0, 62.0), (62.0, 65.0)] == [(piece.begins, piece.ends) for piece in pieces]


def test_a_word_list_may_be_one_text():
    assert ("a b", "c") == tuple(lexicon._listed("a  b, c,"))


def test_play_and_its_instrument_are_one_verb():
    assert "play guitar" == lexicon.pairs()["play", "guitar"]
