"""Words of a prompt that cannot both be shown: one of them wins, and the report says which."""

from __future__ import annotations

from ..language.facts import Facts
from .scene import Notes


def resolve(facts: Facts, notes: Notes) -> None:
    """Note what is told in two ways; the choice itself is made where the scene is chosen."""
    times = {value.name: value for value in reversed(facts.times)}
    weathers = {value.name: value for value in reversed(facts.weathers)}
    if "night" in times and "clear" in weathers and _names_the_sun(weathers["clear"].span.text):
        said = weathers["clear"].span.text
        notes.add(f"“{said}” and “{times['night'].span.text}” cannot both be: it is shown as a clear night.")
    wet = next((weathers[name] for name in ("rain", "snow", "fog") if name in weathers), None)
    if wet is not None and "clear" in weathers:
        notes.add(f"“{weathers['clear'].span.text}” and “{wet.span.text}” cannot both be: “{wet.span.text}” is shown.")
    _seasons(facts, notes)


def _names_the_sun(text: str) -> bool:
    return any(word in text.casefold() for word in ("sun", "阳光", "晴", "太阳", "烈日"))


def _seasons(facts: Facts, notes: Notes) -> None:
    names = list(dict.fromkeys(value.name for value in facts.seasons))
    if len(names) > 1:
        first, second = facts.seasons[0], next(v for v in facts.seasons if v.name != names[0])
        notes.add(f"“{first.span.text}” and “{second.span.text}” cannot both be: “{first.span.text}” is shown.")
