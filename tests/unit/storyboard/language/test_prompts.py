"""What is read out of each prompt of the table."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

TABLE = tomllib.loads((Path(__file__).parent / "prompts.toml").read_text("utf-8"))["prompt"]
NAMES = {
    "time": "times",
    "weather": "weathers",
    "season": "seasons",
    "mood": "moods",
    "style": "styles",
    "framing": "framings",
    "camera": "cameras",
}
RANKED = {"time", "weather"}


def check(key):
    return [pytest.param(row, id=row["text"]) for row in TABLE if key in row]


def first(values):
    return values[0].name if values else ""


def test_half_of_the_table_is_chinese():
    chinese = [row for row in TABLE if any("一" <= letter <= "鿿" for letter in row["text"])]

    assert len(TABLE) >= 60
    assert 0.4 <= len(chinese) / len(TABLE) <= 0.6


@pytest.mark.parametrize("key", sorted(NAMES))
def test_scene_values(read, key):
    expected = {row["text"]: row[key] for row in TABLE if key in row}

    assert expected == {text: first(getattr(read(text), NAMES[key])) for text in expected}


@pytest.mark.parametrize("row", check("setting"))
def test_place(read, row):
    place = read(row["text"]).places[0]
    expected = row["setting"]
    if expected.startswith("like:"):
        assert not place.setting
        assert expected.removeprefix("like:") in place.like
    else:
        assert expected == place.setting


@pytest.mark.parametrize("row", check("subjects"))
def test_subjects_and_what_they_do(read, row):
    found = [" ".join((str(s.number), s.noun, *(a.verb for a in s.actions[:1]))) for s in read(row["text"]).subjects]

    assert row["subjects"] == found


@pytest.mark.parametrize("row", check("wears"))
def test_clothes_and_held_things(read, row):
    garments = read(row["text"]).subjects[0].garments

    assert row["wears"] == [f"{g.name}:{g.colour}" if g.colour else g.name for g in garments]


@pytest.mark.parametrize("row", check("colour") + check("size"))
def test_colour_and_size(read, row):
    subject = next(s for s in read(row["text"]).subjects if s.colour or s.size)

    assert (row.get("colour", ""), row.get("size", "")) == (subject.colour, subject.size)


@pytest.mark.parametrize("row", check("relation"))
def test_relation(read, row):
    facts = read(row["text"])
    relation = facts.subjects[0].relations[0]

    assert row["relation"] == f"{relation.kind} {facts.subjects[relation.other].noun}"


@pytest.mark.parametrize("row", check("effects"))
def test_effects(read, row):
    assert set(row["effects"]) <= {value.name for value in read(row["text"]).effects}


@pytest.mark.parametrize("row", check("avoid"))
def test_negation(read, row):
    assert {tuple(entry.split(" ")) for entry in row["avoid"]} <= read(row["text"]).avoid


@pytest.mark.parametrize("row", check("speech"))
def test_quoted_speech(read, row):
    quotes = read(row["text"]).quotes

    assert row["speech"] == [quote.text for quote in quotes]
    assert quotes[0].speaker == 0


@pytest.mark.parametrize("row", check("missed"))
def test_words_without_effect_are_named(read, row):
    assert tuple(row["missed"]) == read(row["text"]).not_understood
