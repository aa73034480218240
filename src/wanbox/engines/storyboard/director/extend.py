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

from ..language.facts import Facts
from ..language.vocabulary import Vocabulary
from ..shotlist import Camera, Move, TimeOfDay, Weather
from .scene import Scene, shown_effect

#: Lights that suit a place of these words, most fitting first.
_LIGHT: Sequence[tuple[tuple[str, ...], Sequence[TimeOfDay]]] = (
    (("city", "street"), (TimeOfDay.NIGHT, TimeOfDay.SUNSET)),
    (("beach", "sea", "ocean", "lake"), (TimeOfDay.SUNSET, TimeOfDay.DAY)),
    (("forest", "woods"), (TimeOfDay.DAY, TimeOfDay.SUNSET)),
    (("hills", "meadow", "field"), (TimeOfDay.DAY, TimeOfDay.SUNSET)),
)
_MOOD_BY_TIME = {TimeOfDay.DAY: "happy", TimeOfDay.SUNSET: "calm", TimeOfDay.NIGHT: "mysterious"}
_SEASON_EFFECT = {"spring": "petals", "autumn": "leaves"}
_HAN = re.compile(r"[㐀-鿿]")


def enrich(scene: Scene, facts: Facts, stage: Vocabulary, avoid: frozenset[tuple[str, str]], rng: Random) -> Scene:
    """The scene with fitting light, mood and secondary life where the prompt named none."""
    words = {word for word, name in stage.setting_words.items() if name == scene.setting}
    changes: dict[str, Any] = {}
    if "times" not in scene.said and scene.time is TimeOfDay.DAY and scene.weather in {Weather.CLEAR, Weather.FOG}:
        sunny = any(value.name == "clear" for value in facts.weathers)
        lights = [t for hints, found in _LIGHT if words & set(hints) for t in found] or [TimeOfDay.DAY]
        if "rainbow" in scene.effects:
            lights = [TimeOfDay.DAY]
        lights = [t for t in lights if ("time", t.value) not in avoid] or [TimeOfDay.DAY]
        changes["time"] = TimeOfDay.DAY if sunny else lights[0] if rng.random() < 0.65 else lights[-1]
    time = changes.get("time", scene.time)
    if "moods" not in scene.said:
        gloomy = scene.weather is Weather.RAIN
        changes["mood"] = (
            "mysterious" if gloomy and time is TimeOfDay.NIGHT else "sad" if gloomy else _MOOD_BY_TIME[time]
        )
    if "effects" not in scene.said:
        wanted = _effect(replace(scene, time=time), words)
        found = shown_effect(wanted, stage, scene.setting) if wanted else ""
        changes["effects"] = (found,) if found and ("effect", found) not in avoid else ()
    return replace(scene, **changes)


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
    return "stars" if scene.time is TimeOfDay.NIGHT else "birds"


def camera(facts: Facts, rng: Random) -> Camera:
    """A move that suits what happens, where the prompt names none."""
    verbs = {action.verb for subject in facts.subjects for action in subject.actions}
    if verbs & {"fly", "jump"}:
        return Camera(move=Move.TILT_UP if rng.random() < 0.3 else Move.PULL_OUT, amount=0.8)
    if verbs & {"dance", "fight", "stand", "sit", "sleep"} and rng.random() < 0.35:
        return Camera(move=Move.ORBIT, amount=0.7)
    if not facts.subjects and rng.random() < 0.5:
        return Camera(move=Move.PAN_RIGHT if rng.random() < 0.5 else Move.PAN_LEFT, amount=0.9)
    return Camera(move=Move.PUSH_IN, amount=0.9)


@cache
def _phrases() -> Mapping[str, Any]:
    return tomllib.loads((files("wanbox") / "assets" / "lexicons" / "phrases.toml").read_text("utf-8"))


def write(prompt: str, before: Scene, scene: Scene, move: Camera | None, shots: int) -> str:
    """The prompt with a sentence for everything that was added; in the prompt's own language."""
    phrases = _phrases()["zh" if len(_HAN.findall(prompt)) * 2 > len(prompt.split()) else "en"]
    parts = [phrases["open"].format(prompt=prompt.strip().rstrip("。.")) if prompt.strip() else ""]
    if phrases["join"] and parts[0] and parts[0][-1].isalnum():
        parts[0] += "."
    if "times" not in before.said:
        parts.append(phrases["time"][scene.time.value])
    if scene.mood != before.mood or "moods" not in before.said:
        parts.append(phrases["mood"][scene.mood])
    parts += [phrases["effect"].get(name, "") for name in scene.effects if name not in before.effects]
    if move is not None:
        parts.append(phrases["camera"][move.move.value])
    if shots > 1:
        parts.append(phrases["shots"].format(n=shots))
    return str(phrases["join"]).join(part for part in parts if part)
