"""`prompt_extend`: a short prompt becomes a fuller scene by rules; what the prompt said stays as it was."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from ..language.facts import Action, Facts, Span, Subject
from ..language.vocabulary import Vocabulary
from ..shotlist import Angle, Camera, Framing, Move, TimeOfDay, Weather
from .scene import Scene, shown_effect

_MOOD_BY_TIME = {TimeOfDay.DAY: "happy", TimeOfDay.SUNSET: "calm", TimeOfDay.NIGHT: "mysterious"}
_SEASON_EFFECT = {"spring": "petals", "autumn": "leaves"}
#: How often the writer adds weather, and somebody small who passes by.
_WEATHER_CHANCE, _EXTRA_CHANCE = 0.22, 0.55
#: Nobody is added where there are more than these already.
_COMPANY = 2
_WEATHER_MOODS = {Weather.RAIN: "sad", Weather.FOG: "mysterious", Weather.SNOW: "calm"}
_NOWHERE = Span(-1, -1, "")
_HAN = re.compile(r"[㐀-鿿]")


def enrich(scene: Scene, facts: Facts, stage: Vocabulary, avoid: frozenset[tuple[str, str]], rng: Random) -> Scene:
    """The scene with fitting light, weather, mood and secondary life where the prompt named none."""
    words = _words_of(scene.setting, stage)
    changes: dict[str, Any] = {}
    if "times" not in scene.said and scene.time is TimeOfDay.DAY and scene.weather in {Weather.CLEAR, Weather.FOG}:
        changes["time"] = _light(scene, facts, words, avoid, rng)
    time = changes.get("time", scene.time)
    weather = _weather(scene, facts, stage, words, avoid, rng)
    if weather is not scene.weather:
        changes["weather"] = weather
    if "moods" not in scene.said and scene.mood == "calm":
        gloomy = weather is Weather.RAIN and time is TimeOfDay.NIGHT
        changes["mood"] = "mysterious" if gloomy else _WEATHER_MOODS.get(weather, _MOOD_BY_TIME[time])
    if "effects" not in scene.said:
        wanted = _effect(replace(scene, time=time, weather=weather), words)
        found = shown_effect(wanted, stage, scene.setting) if wanted else ""
        changes["effects"] = (found,) if found and ("effect", found) not in avoid else ()
    return replace(scene, **changes)


def _words_of(setting: str, stage: Vocabulary) -> set[str]:
    return {word for word, name in stage.setting_words.items() if name == setting}


def _place(words: set[str]) -> Mapping[str, Any]:
    """What may be added at a place of these words."""
    rows: Sequence[Mapping[str, Any]] = _phrases()["place"]
    return next((row for row in rows if words & set(row["words"])), {})


def _light(scene: Scene, facts: Facts, words: set[str], avoid: frozenset[tuple[str, str]], rng: Random) -> TimeOfDay:
    sunny = any(value.name == "clear" for value in facts.weathers)
    lights = [TimeOfDay(name) for name in _place(words).get("lights", ("day",))]
    lights = [t for t in lights if ("time", t.value) not in avoid] or [TimeOfDay.DAY]
    if sunny or "rainbow" in scene.effects:
        return TimeOfDay.DAY
    return lights[0] if rng.random() < 0.65 else lights[-1]


def _weather(
    scene: Scene, facts: Facts, stage: Vocabulary, words: set[str], avoid: frozenset[tuple[str, str]], rng: Random
) -> Weather:
    """Weather that suits the place, now and then, where nothing was said and nothing speaks against it."""
    drawn = rng.random()
    setting = stage.settings.get(scene.setting)
    able = setting.weathers if setting else frozenset()
    fitting = [Weather(name) for name in _place(words).get("weathers", ()) if Weather(name) in able]
    cheerful = any(value.name in {"happy", "calm"} for value in facts.moods)
    if scene.said & {"weathers", "effects", "times"} or cheerful or facts.seasons or not fitting:
        return scene.weather
    if drawn > _WEATHER_CHANCE or ("weather", fitting[0].value) in avoid:
        return scene.weather
    return fitting[0]


def _effect(scene: Scene, words: set[str]) -> str:
    """Secondary life that suits place, time and season."""
    if "city" in words or "street" in words:
        return "neon" if scene.time is TimeOfDay.NIGHT else ""
    if scene.weather is not Weather.CLEAR:
        return ""
    season = _SEASON_EFFECT.get(scene.traits.get("season", ""))
    if season:
        return season
    if "forest" in words or "woods" in words:
        return "fireflies" if scene.time is TimeOfDay.NIGHT else "light-rays"
    if "room" in words or "underwater" in words or "space" in words:
        return ""
    return "stars" if scene.time is TimeOfDay.NIGHT else "birds"


def populated(facts: Facts, scene: Scene, stage: Vocabulary, avoid: frozenset[tuple[str, str]], rng: Random) -> Facts:
    """The facts with somebody small who passes by, where there is room for it and the prompt does not forbid it."""
    drawn, pick = rng.random(), rng.random()
    extras = [name for name in _place(_words_of(scene.setting, stage)).get("extras", ()) if name in stage.cast]
    present = {name for subject in facts.subjects for name in subject.candidates[:1]}
    company = sum(subject.number for subject in facts.subjects)
    closed = drawn > _EXTRA_CHANCE or facts.shots or not extras or not 0 < company <= _COMPANY or facts.framings
    if closed or scene.weather is not Weather.CLEAR or scene.mood in {"tense", "sad"}:
        return facts
    name = extras[int(pick * len(extras))]
    banned = {value for kind, value in avoid if kind in {"noun", "word", "cast"}}
    noun = stage.canonical(name)
    if name in present or banned & {name, noun, stage.cast[name].medium, "animal", "bird", "birds"}:
        return facts
    verb = next((v for v in ("fly", "sail", "swim", "float") if v in stage.cast[name].actions), "float")
    extra = Subject(
        noun=name,
        label=noun,
        span=_NOWHERE,
        candidates=(name,),
        size="small",
        actions=(Action(verb=verb, span=_NOWHERE, pace="slow"),),
    )
    return replace(facts, subjects=(*facts.subjects, extra))


def camera(facts: Facts, scene: Scene, rng: Random) -> Camera:
    """A move that suits what happens, where the prompt names none."""
    verbs = {action.verb for subject in facts.subjects for action in subject.actions}
    drawn = rng.random()
    if scene.mood == "epic":
        return Camera(move=Move.CRANE_UP if drawn < 0.5 else Move.PULL_OUT, amount=0.9, angle=Angle.LOW)
    if scene.mood == "tense":
        return Camera(move=Move.PUSH_IN, amount=0.9, handheld=0.35)
    if verbs & {"fly", "jump"}:
        return Camera(move=Move.CRANE_UP if drawn < 0.3 else Move.PULL_OUT, amount=0.8)
    if verbs & {"dance", "fight", "stand", "sit", "sleep"} and drawn < 0.35:
        return Camera(move=Move.ORBIT, amount=0.7)
    if not facts.subjects and drawn < 0.65:
        return Camera(move=(Move.PAN_RIGHT, Move.PAN_LEFT, Move.CRANE_UP)[int(drawn * 4.6)], amount=0.9)
    return Camera(move=Move.PUSH_IN, amount=0.9)


@cache
def _phrases() -> Mapping[str, Any]:
    return tomllib.loads((files("wanbox") / "assets" / "lexicons" / "phrases.toml").read_text("utf-8"))


def language_of(prompt: str) -> str:
    """Language of the prompt: "zh" where it is Chinese for the most part, else "en"."""
    return "zh" if len(_HAN.findall(prompt)) * 2 > len(prompt.split()) else "en"


def write(
    prompt: str,
    before: Scene,
    scene: Scene,
    move: Camera | None,
    shots: int,
    extras: Sequence[str] = (),
    words: frozenset[str] = frozenset(),
) -> str:
    """The prompt with a sentence for everything that was added; in the prompt's own language.

    `words` are those of the place, whose own life is told; `extras` the names of bodies that were added.
    """
    phrases = _phrases()[language_of(prompt)]
    parts = [phrases["open"].format(prompt=prompt.strip().rstrip("。.")) if prompt.strip() else ""]
    if phrases["join"] and parts[0] and parts[0][-1].isalnum():
        parts[0] += "."
    if "times" not in before.said:
        parts.append(phrases["time"][scene.time.value])
    if scene.weather is not before.weather:
        parts.append(phrases["weather"][scene.weather.value])
    parts.append(phrases["life"].get(_place(set(words)).get("life", ""), "") if words else "")
    parts += [phrases["effect"].get(name, "") for name in scene.effects if name not in before.effects]
    parts += [phrases["extra"].get(name, "") for name in extras]
    if scene.mood != before.mood or "moods" not in before.said:
        parts.append(phrases["mood"][scene.mood])
    if move is not None:
        parts += _of_camera(phrases, move)
    if shots > 1:
        parts.append(phrases["shots"].format(n=shots))
    return str(phrases["join"]).join(part for part in parts if part)


def _of_camera(phrases: Mapping[str, Any], camera: Camera) -> list[str]:
    told = [phrases["camera"][camera.move.value]]
    if camera.angle is not Angle.EYE:
        told.append(phrases["angle"][camera.angle.value])
    if camera.handheld:
        told.append(phrases["hand"])
    if camera.framing is not Framing.WIDE:
        told.append(phrases["framing"].get(camera.framing.value, ""))
    return told
