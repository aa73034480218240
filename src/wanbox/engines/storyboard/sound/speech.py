"""Lines of a shot list said aloud: when each is heard, by what voice, and how far the speaker's mouth is open."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from ..shotlist import MOUTH_RATE, Actor, Shot, ShotList, Speech
from . import voices
from .dsp import SR, Mono, Stereo, add, place, reverb, samples, seconds

#: A line may be said so much faster to fit its time, and no more.
_HURRY = 1.3
#: Seconds between two lines, and before the end of the clip.
_PAUSE = 0.25
_TAIL = 0.15
#: Of its loudest tenth; below this the mouth is shut.
_SHUT = 0.06
_HAN = re.compile(r"[㐀-鿿]")
_WORDS = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Character:
    """How the voice is bent for a speaker: factors on pitch and pace."""

    pitch: float = 1.0
    pace: float = 1.0
    effect: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that was said: the plan's entry as it came out, and its sound at 48 kHz."""

    speech: Speech
    sound: Mono


def speak(shots: ShotList) -> tuple[ShotList, Stereo | None]:
    """The shot list with the lines timed as they are said and the mouths moving, and the speech; None for no voice.

    Lines that no installed voice can read stay subtitles, and the notes say so.
    """
    said: list[Line] = []
    silent: list[Speech] = []
    for line in shots.sound.speech:
        free = max(line.start, said[-1].speech.start + said[-1].speech.seconds + _PAUSE if said else 0.0)
        spoken = _said(line, free, shots)
        silent.append(line) if spoken is None else said.append(spoken)
    if not said:
        return unvoiced(shots, "no voice for them is installed"), None
    made = tuple(sorted([one.speech for one in said] + silent, key=lambda one: one.start))
    spoken_list = replace(shots, sound=replace(shots.sound, speech=made))
    spoken_list = replace(spoken_list, shots=tuple(_mouthed(shot, said, silent) for shot in shots.shots))
    return _noted(spoken_list, silent, "no voice for them is installed"), _track(said, spoken_list)


def unvoiced(shots: ShotList, reason: str) -> ShotList:
    """The shot list with its lines as subtitles only, and a note that says why."""
    return _noted(shots, shots.sound.speech, reason)


def _noted(shots: ShotList, lines: Sequence[Speech], reason: str) -> ShotList:
    if not lines:
        return shots
    note = f"Quoted speech is lettered as a subtitle, not said: {reason}."
    return replace(shots, notes=(*shots.notes, note))


def language_of(text: str) -> str:
    """Chinese characters make a line "zh"; all else is read as "en"."""
    return "zh" if _HAN.search(text) else "en"


def _said(line: Speech, start: float, shots: ShotList) -> Line | None:
    language = language_of(line.text)
    voice = voices.find(language)
    room = shots.seconds - _TAIL - start
    if voice is None or room < _TAIL or not _WORDS.search(line.text):
        return None
    bent = character(_speaker(line.actor, shots.shots))
    sound = _voice(voice, line.text, bent, 1.0)
    if len(sound) / SR > room:
        sound = _voice(voice, line.text, bent, min(_HURRY, len(sound) / SR / room))
    if not len(sound):
        return None
    sound = sound[: max(1, int(room * SR))]
    length = round(len(sound) / SR, 3)
    return Line(replace(line, start=round(start, 3), seconds=length, language=language, voiced=True), sound)


def _voice(voice: voices.Voice, text: str, bent: Character, hurry: float) -> Mono:
    """A line at 48 kHz. Played at another speed it has another pitch, so it is read the slower or the faster first."""
    raw, rate = voice.say(text, bent.pace * hurry / bent.pitch)
    sound = resampled(_trimmed(raw), rate * bent.pitch)
    return robot(sound) if bent.effect == "robot" else sound


def _trimmed(sound: Mono) -> Mono:
    """Without the silence before and after."""
    loud = np.flatnonzero(np.abs(sound) > 0.01 * float(np.abs(sound).max(initial=0.0)))
    return sound[max(0, loud[0] - 200) : loud[-1] + 1200] if len(loud) else sound[:0]


def resampled(sound: Mono, rate: float) -> Mono:
    """Samples taken at `rate` Hz as samples at 48 kHz; what lies above either's reach is left out."""
    n = len(sound)
    if n < 2:
        return sound
    size = round(n * SR / rate)
    # Zeros round the sound keep its end from ringing into its beginning.
    edge = n // 8 + 64
    wide = np.pad(sound, edge)
    whole = round(len(wide) * SR / rate)
    spectrum = np.fft.rfft(wide)
    bins = min(len(spectrum), whole // 2 + 1)
    out = np.fft.irfft(spectrum[:bins], whole) * (whole / len(wide))
    first = round(edge * SR / rate)
    return samples(out[first : first + size])


def robot(sound: Mono) -> Mono:
    """A voice out of a machine: a ring modulator and a short comb."""
    ringing = sound * (0.62 + 0.38 * np.sin(2 * np.pi * 58 * seconds(len(sound))))
    comb = np.zeros_like(sound)
    delay = int(0.0062 * SR)
    comb[delay:] = sound[:-delay] if len(sound) > delay else 0
    return samples(0.7 * ringing + 0.45 * comb)


@cache
def _characters() -> Mapping[str, Mapping[str, Any]]:
    text = (files("wanbox") / "assets" / "lexicons" / "voices.toml").read_text("utf-8")
    return tomllib.loads(text)


def character(actor: Actor | None) -> Character:
    """How a speaker sounds; a narrator for None."""
    table = _characters()
    if actor is None:
        return Character(**table["default"])
    names = ("noun", actor.noun), ("noun", actor.label.lower()), ("art", actor.art)
    found = next((table[kind][name] for kind, name in names if name in table[kind]), table["default"])
    return Character(**found)


def _speaker(name: str, shots: Iterable[Shot]) -> Actor | None:
    return next((actor for shot in shots for actor in shot.actors if name and actor.id == name), None)


def mouth(sound: Mono) -> tuple[float, ...]:
    """How far a mouth is open that says this, 0…1, `MOUTH_RATE` values a second."""
    hop = SR // MOUTH_RATE
    count = -(-len(sound) // hop)
    level = np.sqrt((np.pad(sound, (0, count * hop - len(sound))).reshape(count, hop) ** 2).mean(axis=1))
    loud = float(np.quantile(level, 0.9)) if count else 0.0
    if loud <= 0:
        return ()
    share = np.clip(level / loud - _SHUT, 0, 1) ** 0.7
    return tuple(round(float(value), 2) for value in share)


def _mouthed(shot: Shot, said: Sequence[Line], silent: Sequence[Speech]) -> Shot:
    within = [line for line in said if shot.start - 1e-6 <= line.speech.start < shot.start + shot.seconds]
    if not within:
        return shot
    left = [line.text for line in silent if shot.start - 1e-6 <= line.start < shot.start + shot.seconds]
    actors = tuple(
        _speaking(actor, shot, [one for one in within if one.speech.actor == actor.id]) for actor in shot.actors
    )
    return replace(shot, actors=actors, subtitle="\n".join(left))


def _speaking(actor: Actor, shot: Shot, lines: Sequence[Line]) -> Actor:
    if not lines:
        return actor
    values = np.zeros(max(1, round(shot.seconds * MOUTH_RATE)))
    for line in lines:
        first = round((line.speech.start - shot.start) * MOUTH_RATE)
        opening = np.array(mouth(line.sound))[: max(0, len(values) - first)]
        values[first : first + len(opening)] = opening
    times = tuple(
        (round(one.speech.start - shot.start, 3), round(one.speech.start - shot.start + one.speech.seconds, 3))
        for one in lines
    )
    return replace(actor, mouth=tuple(round(float(value), 2) for value in values), speaks=times)


def _track(said: Sequence[Line], shots: ShotList) -> Stereo:
    """All lines in their places, with a little of the room they are said in."""
    out = np.zeros((2, round(shots.seconds * SR)), np.float32)
    for line in said:
        who = _speaker(line.speech.actor, shots.shots)
        pan = max(-0.4, min(0.4, (who.start[0] - 0.5) * 0.8)) if who else 0.0
        add(out, place(line.sound, pan), line.speech.start)
    return out + reverb(out, 0.5) * np.float32(0.08)
