"""What the clip sounds like: beds by place and weather, music by mood, lines by what is said."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..language.vocabulary import Vocabulary
from ..shotlist import Shot, SoundPlan, Speech, TimeOfDay, Weather

TEMPO = {"calm": 76, "happy": 112, "tense": 126, "sad": 66, "mysterious": 84, "epic": 96}
_WEATHER_BED = {Weather.RAIN: "rain", Weather.SNOW: "snow-wind", Weather.FOG: "wind"}
_EFFECT_BED = {"fireworks": "fireworks", "lightning": "thunder", "fire": "fire", "sandstorm": "storm"}
#: Who is heard at night instead.
_AT_NIGHT = {"birds": "crickets"}
#: Creatures of fair weather fall silent in rain and snow.
_SHY = frozenset({"birds", "crickets"})
_HAN = re.compile(r"[㐀-鿿]")
#: Seconds before a line, and between two.
_BREATH = 0.35


#: The end chord rings so long; whole chords of two beats fill what is before it.
_ENDING, _CHORD_BEATS = 1.5, 2


def tempo(mood: str, seconds: float) -> int:
    """Beats per minute for a mood, bent so that whole chords fill the clip: then its cuts can lie on the beats."""
    usual = TEMPO.get(mood, 84)
    room = seconds - _ENDING
    chords = round(room * usual / 60 / _CHORD_BEATS)
    return round(60 * _CHORD_BEATS * chords / room) if chords > 0 and room > 1 else usual


def plan(shots: Sequence[Shot], speech: Sequence[Speech], stage: Vocabulary, seconds: float) -> SoundPlan:
    stretches = _stretches(shots, stage)
    beds = dict.fromkeys(name for _, _, names in stretches for name in names)
    mood = shots[0].mood if shots else "calm"
    return SoundPlan(
        ambience=tuple(beds),
        stretches=stretches if len(stretches) > 1 else (),
        music=mood,
        tempo=tempo(mood, seconds),
        speech=tuple(speech),
    )


def _stretches(shots: Sequence[Shot], stage: Vocabulary) -> tuple[tuple[float, float, tuple[str, ...]], ...]:
    """(start, seconds, beds); shots that sound alike are one stretch."""
    found: list[tuple[float, float, tuple[str, ...]]] = []
    for shot in shots:
        beds = ambience(shot, stage)
        if found and found[-1][2] == beds:
            found[-1] = (found[-1][0], found[-1][1] + shot.seconds, beds)
        else:
            found.append((shot.start, shot.seconds, beds))
    return tuple(found)


def ambience(shot: Shot, stage: Vocabulary) -> tuple[str, ...]:
    """Beds of one shot, loudest first."""
    setting = stage.settings.get(shot.setting)
    table: Mapping[TimeOfDay, Sequence[str]] = setting.ambience if setting else {}
    beds = list(table.get(shot.time, ()))
    if shot.time is TimeOfDay.NIGHT:
        beds = list(dict.fromkeys(_AT_NIGHT.get(bed, bed) for bed in beds))
    weather = _WEATHER_BED.get(shot.weather)
    if weather:
        kept = [bed for bed in beds if bed not in _SHY and bed != weather]
        beds = [*kept, weather] if shot.weather is Weather.FOG else [weather, *kept]
    beds += [bed for effect, bed in _EFFECT_BED.items() if effect in shot.effects and bed not in beds]
    return tuple(beds)


def reading_seconds(text: str) -> float:
    """How long a line takes to say: about 2.7 English words or 4.6 Chinese characters a second."""
    han = len(_HAN.findall(text))
    words = len(re.findall(r"[^\W_㐀-鿿]+", text))
    return 0.35 + words / 2.7 + han / 4.6


def lines(texts: Sequence[tuple[str, str]], start: float, seconds: float) -> tuple[Speech, ...]:
    """(text, actor id) pairs as lines one after another inside a stretch of the clip; squeezed where it is short."""
    needed = sum(reading_seconds(text) + _BREATH for text, _ in texts) + _BREATH
    squeeze = min(1.0, seconds / needed) if needed else 1.0
    at = start + _BREATH * squeeze
    found = []
    for text, actor in texts:
        length = reading_seconds(text) * squeeze
        found.append(Speech(text=text, start=round(at, 3), seconds=round(length, 3), actor=actor))
        at += length + _BREATH * squeeze
    return tuple(found)
