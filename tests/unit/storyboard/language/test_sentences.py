"""What is read out of 150 sentences in each language, with everything that is installed."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import pytest

from wanbox.engines.storyboard.language import load, understand

FOLDER = Path(__file__).parent
LANGUAGES = {
    language: tomllib.loads((FOLDER / f"sentences_{language}.toml").read_text("utf-8"))["sentences"]
    for language in ("en", "zh")
}
CASES = [
    pytest.param(text, part.strip(), id=f"{text} — {part.strip()}")
    for sentences in LANGUAGES.values()
    for text, spec in sentences.items()
    for part in spec.split(";")
]
VALUES = {
    "time": "times",
    "weather": "weathers",
    "season": "seasons",
    "mood": "moods",
    "style": "styles",
    "effect": "effects",
    "camera": "cameras",
    "framing": "framings",
    "angle": "angles",
    "optics": "optics",
    "era": "eras",
    "quality": "qualities",
    "tint": "tints",
}
#: Where only the first counts.
RANKED = {"time"}


@cache
def vocabulary():
    return load()


@cache
def facts_of(text):
    return understand(text, vocabulary())


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_there_are_150_sentences(language):
    assert 150 <= len(LANGUAGES[language])


@pytest.mark.parametrize(("text", "part"), CASES)
def test_sentence(text, part):
    key, _, rest = part.partition(" ")
    facts = facts_of(text)

    if key in VALUES:
        found = [value.name for value in getattr(facts, VALUES[key])]
        assert rest in (found[:1] if key in RANKED else found)
    else:
        CHECKS[key](facts, rest)


def who(facts, rest):
    found = [said_of(subject, facts) for subject in facts.subjects]
    wanted = [] if rest == "-" else rest.split(", ")
    assert wanted == [plain(text, other) for text, other in zip(found, wanted, strict=False)] + found[len(wanted) :]


def plain(found, wanted):
    """The same without the adjectives of a longer noun: how many words name a body is the cast's own business."""
    mine, other = found.split(" "), wanted.split(" ")
    at = 1 if mine[0].isdigit() else 0
    label, _, colour = mine[at].partition(":")
    name = other[at].partition(":")[0] if at < len(other) else label
    if label.endswith(name):
        mine[at] = f"{name}:{colour}" if colour else name
    return " ".join(mine)


def said_of(subject, facts):
    number = f"{subject.number} " if subject.number > 1 else ""
    colour = f":{subject.colour}" if subject.colour else ""
    acts = "".join(" " + act(action, facts) for action in subject.actions)
    return f"{number}{label(subject)}{colour}{acts}"


def act(action, facts):
    target = f">{label(facts.subjects[action.target])}" if action.target >= 0 else ""
    thing = f"@{action.object.replace(' ', '_')}" if action.object else ""
    return f"{action.verb.replace(' ', '_')}{target}{thing}"


def label(subject):
    return subject.label.replace(" ", "_")


def named(facts, name):
    return next(subject for subject in facts.subjects if label(subject).endswith(name))


def worn(facts, rest, *, held=False):
    name, *things = rest.split()
    found = [
        f"{g.name.replace(' ', '_')}:{g.colour}" if g.colour else g.name.replace(" ", "_")
        for g in named(facts, name).garments
        if g.held is held
    ]
    assert things == found


def related(facts, rest):
    name, kind, other = rest.split()
    assert (kind, other) in [(r.kind, label(facts.subjects[r.other])) for r in named(facts, name).relations]


def looks(facts, rest):
    name, field, value = rest.split()
    assert value == getattr(named(facts, name), field)


def says(facts, rest):
    name, _, words = rest.partition(" ")
    assert (name, words) in [(label(facts.subjects[q.speaker]), q.text) for q in facts.quotes if q.speaker >= 0]


def place(facts, rest):
    chosen = next((place for place in facts.places if place.setting), next(iter(facts.places), None))
    assert chosen is not None
    assert rest == chosen.span.text.casefold() or vocabulary().setting_words.get(rest) == chosen.setting
    assert chosen.setting or chosen.like


def avoided(facts, rest):
    assert tuple(rest.split(" ", 1)) in facts.avoid


def missed(facts, rest):
    assert rest == (" ".join(facts.not_understood) or "-")


def shots(facts, rest):
    assert int(rest) == len(facts.shots)


CHECKS = {
    "who": who,
    "wears": worn,
    "holds": lambda facts, rest: worn(facts, rest, held=True),
    "rel": related,
    "look": looks,
    "says": says,
    "place": place,
    "no": avoided,
    "missed": missed,
    "shots": shots,
}
