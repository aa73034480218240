"""Where, when and in what light: the scene that the facts ask for, filled up where they say nothing."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any

from ..language.facts import Facts, Subject
from ..language.vocabulary import Vocabulary
from ..shotlist import TimeOfDay, Weather

#: What a weather becomes where a setting cannot show it.
_NEAREST_WEATHER = {
    Weather.RAIN: (Weather.FOG, Weather.CLEAR),
    Weather.SNOW: (Weather.FOG, Weather.RAIN, Weather.CLEAR),
    Weather.FOG: (Weather.RAIN, Weather.CLEAR),
    Weather.CLEAR: (),
}
_DEFAULT_PLACES = ("hills", "meadow", "field")


@dataclass(slots=True)
class Notes:
    """What is shown otherwise than said, and the words that this concerns."""

    sentences: list[str] = field(default_factory=list)
    #: Words understood that could not be shown.
    lost: list[str] = field(default_factory=list)

    def add(self, sentence: str, lost: Iterable[str] = ()) -> None:
        if sentence not in self.sentences:
            self.sentences.append(sentence)
        self.lost.extend(lost)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    setting: str
    time: TimeOfDay = TimeOfDay.DAY
    weather: Weather = Weather.CLEAR
    mood: str = "calm"
    style: str = ""
    effects: tuple[str, ...] = ()
    traits: Mapping[str, str] = field(default_factory=dict)
    #: Names of what the prompt itself said: "time", "mood" …; prompt_extend leaves them alone.
    said: frozenset[str] = frozenset()


@cache
def nearest() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Tables of what comes nearest: `action` and `home`."""
    text = (files("wanbox") / "assets" / "lexicons" / "nearest.toml").read_text("utf-8")
    tables: Mapping[str, Any] = tomllib.loads(text)
    return tables


#: The setting over the clouds, what rises out of it, and words for it that may be the weather of another place.
_CLOUDS, _TOWERING = "above_clouds", frozenset({"skyline", "city_street"})
_SEAS_OF_CLOUD = frozenset({"sea of clouds", "云海", "云中", "云间"})


@cache
def together(name: str) -> Any:
    """A table of `together.toml`: how bodies stand that have to do with each other."""
    return tomllib.loads((files("wanbox") / "assets" / "lexicons" / "together.toml").read_text("utf-8"))[name]


def seat(art: str) -> tuple[float, float] | None:
    """Seat of a body: height in its heights, place ahead of its middle in its widths; None where no list says."""
    found: Any = nearest()["seat"].get(art)
    return (float(found[0]), float(found[1])) if found else None


def choose(facts: Facts, stage: Vocabulary, avoid: frozenset[tuple[str, str]], notes: Notes) -> Scene:
    """The scene of the facts; what they leave open is plain: day, clear, calm."""
    setting = _setting(facts, stage, notes)
    said = {
        name
        for name in ("times", "weathers", "moods", "styles", "effects", "cameras", "places")
        if getattr(facts, name)
    }
    scene = Scene(
        setting=setting,
        time=_time(facts, avoid),
        mood=_mood(facts, avoid),
        style=_style(facts, stage, notes),
        effects=_effects(facts, stage, setting, avoid, notes),
        traits=_traits(facts, avoid),
        said=frozenset(said),
    )
    return _noir(replace(scene, weather=_weather(facts, stage, setting, avoid, notes)), stage, avoid)


def _noir(scene: Scene, stage: Vocabulary, avoid: frozenset[tuple[str, str]]) -> Scene:
    """A film noir plays at night and in the rain, where the prompt says nothing else."""
    if scene.style != "noir":
        return scene
    if "times" not in scene.said and ("time", "night") not in avoid:
        scene = replace(scene, time=TimeOfDay.NIGHT)
    if "weathers" not in scene.said and ("weather", "rain") not in avoid:
        scene = replace(scene, weather=_possible(Weather.RAIN, scene.setting, stage))
    return scene


def refine(scene: Scene, facts: Facts, stage: Vocabulary, avoid: frozenset[tuple[str, str]], notes: Notes) -> Scene:
    """The same scene with what one spelled-out shot changes."""
    own = choose(facts, stage, avoid, notes)
    changes: dict[str, Any] = {}
    if facts.places:
        changes["setting"] = own.setting
    for said, name in (("times", "time"), ("moods", "mood"), ("styles", "style"), ("effects", "effects")):
        if getattr(facts, said):
            changes[name] = getattr(own, name)
    if facts.weathers:
        changes["weather"] = own.weather
    elif "setting" in changes:
        changes["weather"] = _possible(scene.weather, own.setting, stage)
    return replace(scene, **changes)


def _setting(facts: Facts, stage: Vocabulary, notes: Notes) -> str:
    named = [place.setting for place in facts.places if place.setting]
    if set(named) == {_CLOUDS}:
        # A village in a sea of clouds is a village in the mist.
        below = [found for place in facts.places if not place.setting and (found := _by_words(place.like, stage))]
        named = below or named
    if _CLOUDS in named and set(named) & _TOWERING:
        return _CLOUDS  # with the towers above it, see `_traits`
    if named:
        return named[0]
    for place in facts.places:
        found = _by_words(place.like, stage)
        if found:
            notes.add(f"“{place.span.text}” is shown as {found}.")
            return found
    return suggested(facts, stage)


def suggested(facts: Facts, stage: Vocabulary) -> str:
    """A setting that suits the subjects, where no place is named."""
    home = nearest()["home"]
    for subject in facts.subjects:
        if any(action.verb == "launch" for action in subject.actions):
            found = next((_by_words(nearest()["launch"].get(name, ()), stage) for name in subject.candidates[:1]), "")
            if found:
                return found
        for word in _hints(subject, stage):
            found = _by_words(home.get(word, ()), stage)
            if found:
                return found
    for effect in facts.effects:
        found = _by_words(home.get(effect.name, ()), stage)
        if found:
            return found
    return _by_words(_DEFAULT_PLACES, stage) or next(iter(stage.settings), "hills")


def _hints(subject: Subject, stage: Vocabulary) -> list[str]:
    hints = [subject.noun, *(action.verb for action in subject.actions)]
    hints += [stage.cast[name].medium for name in subject.candidates[:1]]
    return hints


def _by_words(words: Iterable[str], stage: Vocabulary) -> str:
    return next((stage.setting_words[word] for word in words if word in stage.setting_words), "")


def _time(facts: Facts, avoid: frozenset[tuple[str, str]]) -> TimeOfDay:
    named = [value.name for value in facts.times if ("time", value.name) not in avoid]
    # "Early morning … the night before": the first one said is the one seen.
    if not named and ("time", "night") not in avoid:
        dark = any(value.name in nearest()["nocturnal"]["effects"] for value in facts.effects)
        return TimeOfDay.NIGHT if dark else TimeOfDay.DAY
    return TimeOfDay(named[0]) if named else TimeOfDay.DAY


def _mood(facts: Facts, avoid: frozenset[tuple[str, str]]) -> str:
    named = [value.name for value in facts.moods if ("mood", value.name) not in avoid]
    if named:
        return named[0]
    table: Mapping[str, Any] = together("mood")
    verbs = [name for subject in facts.subjects for a in subject.actions for name in (a.said or a.verb, a.verb)]
    styles = [value.name for value in facts.styles]
    return next((mood for word in (*styles, *verbs) for mood, words in table.items() if word in words), "calm")


def _style(facts: Facts, stage: Vocabulary, notes: Notes) -> str:
    for value in facts.styles:
        own = stage.known_style(value.name)
        if own:
            return own
        notes.add(f"The style “{value.span.text}” is not in stock.", [value.span.text])
    return ""


def _effects(
    facts: Facts, stage: Vocabulary, setting: str, avoid: frozenset[tuple[str, str]], notes: Notes
) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for value in facts.effects:
        if ("effect", value.name) in avoid:
            continue
        shown = shown_effect(value.name, stage, setting)
        if not shown:
            notes.add(f"There is no effect for “{value.span.text}” here.", [value.span.text])
            continue
        if shown != value.name:
            notes.add(f"“{value.span.text}” is shown as {shown}.")
        found[shown] = None
    if _takes_off(facts) and ("effect", "smoke") not in avoid and shown_effect("smoke", stage, setting) == "smoke":
        found["smoke"] = None
    return tuple(found)


def _takes_off(facts: Facts) -> bool:
    return any(action.verb == "launch" for subject in facts.subjects for action in subject.actions)


def shown_effect(name: str, stage: Vocabulary, setting: str) -> str:
    """The effect itself or the nearest that the stage or the place has; "" for none."""
    if stage.effects is None or name in stage.effects or _is_native(name, stage, setting):
        return name
    return next(
        (
            other
            for other in nearest()["effect"].get(name, ())
            if other in stage.effects or _is_native(other, stage, setting)
        ),
        "",
    )


def _is_native(name: str, stage: Vocabulary, setting: str) -> bool:
    places = nearest()["native"].get(name, ())
    return "*" in places or any(stage.setting_words.get(word) == setting for word in places)


def _weather(facts: Facts, stage: Vocabulary, setting: str, avoid: frozenset[tuple[str, str]], notes: Notes) -> Weather:
    named = [value for value in facts.weathers if ("weather", value.name) not in avoid]
    # A wish for rain is more than the "sunny" beside it.
    named.sort(key=lambda value: value.name == "clear")
    if not named:
        # Hills in a sea of clouds stand in the mist.
        clouded = setting != _CLOUDS and any(place.setting == _CLOUDS for place in facts.places)
        clouded = clouded and any(place.span.text.casefold() in _SEAS_OF_CLOUD for place in facts.places)
        return _possible(Weather.FOG, setting, stage) if clouded else Weather.CLEAR
    wanted = Weather(named[0].name)
    shown = _possible(wanted, setting, stage)
    if shown is not wanted:
        notes.add(f"{setting} cannot show {wanted.value}; it is shown as {shown.value}.", [named[0].span.text])
    return shown


def _possible(wanted: Weather, setting: str, stage: Vocabulary) -> Weather:
    able = stage.settings[setting].weathers if setting in stage.settings else frozenset(Weather)
    return next((weather for weather in (wanted, *_NEAREST_WEATHER[wanted]) if weather in able), Weather.CLEAR)


def shown_with(traits: Mapping[str, str], roles: Sequence[Any]) -> Mapping[str, str]:
    """The switches of a setting, which leaves out of its own furniture what is on the stage already."""
    tables: Mapping[str, Any] = nearest()
    doubled = [word for role in roles for word in tables["furniture"].get(role.art, ())]
    without = list(dict.fromkeys([*traits.get("without", "").split(), *doubled]))
    return {**traits, "without": " ".join(without)} if without else traits


def _traits(facts: Facts, avoid: frozenset[tuple[str, str]]) -> Mapping[str, str]:
    traits = {}
    season = next((value.name for value in facts.seasons), "")
    if not season:
        blown = nearest()["in_season"]
        season = next((blown[value.name][0] for value in facts.effects if value.name in blown), "")
    if season:
        traits["season"] = season
    for name, values in (("era", facts.eras), ("tint", facts.tints)):
        if values:
            traits[name] = values[0].name
    named = {place.setting for place in facts.places}
    if _CLOUDS in named and named & _TOWERING:
        traits["towers"] = "city"
    inland = frozenset(nearest()["inland"]["words"])
    if any(place.span.text.casefold() in inland for place in facts.places):
        traits["shore"] = "inland"
    without = sorted({"people" if value == "person" else value for kind, value in avoid if kind in {"noun", "word"}})
    if without:
        traits["without"] = " ".join(without)
    return traits
