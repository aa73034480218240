"""Lines said aloud: timing, mouths, and what stays a subtitle."""

from __future__ import annotations

import importlib.util
import shutil
import struct

import numpy as np
import pytest

from wanbox.engines.storyboard.shotlist import MOUTH_RATE, Actor, Shot, ShotList, SoundPlan, Speech
from wanbox.engines.storyboard.sound import speech, voices
from wanbox.engines.storyboard.sound.dsp import SR
from wanbox.engines.storyboard.sound.voices import espeak_ng, hibari

RATE = 24_000


class Reader:
    """A voice that hums a quarter of a second for every word."""

    LANGUAGES = frozenset({"en"})

    def __init__(self) -> None:
        self.speeds: list[float] = []

    def available(self) -> bool:
        return True

    def say(self, text: str, speed: float) -> tuple[np.ndarray, int]:
        self.speeds.append(speed)
        n = int(len(text.split()) * 0.25 * RATE / speed)
        return (0.5 * np.sin(2 * np.pi * 200 * np.arange(n) / RATE)).astype(np.float32), RATE


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Reader:
    made = Reader()
    monkeypatch.setattr(voices, "_installed", lambda: (made,))
    return made


def plan(*lines: Speech, seconds: float = 5.0, noun: str = "woman", art: str = "woman") -> ShotList:
    actor = Actor(id="who-1", noun=noun, label=noun, kind="puppet", art=art, speaks=((0.0, 1.0),))
    shot = Shot(
        start=0.0, seconds=seconds, setting="room", actors=(actor,), subtitle="\n".join(line.text for line in lines)
    )
    return ShotList(prompt="", seconds=seconds, seed=1, shots=(shot,), sound=SoundPlan(speech=lines))


def line(text: str = "one two three four", start: float = 0.5, seconds: float = 1.0) -> Speech:
    return Speech(text=text, start=start, seconds=seconds, actor="who-1")


def test_a_line_takes_the_time_that_the_voice_needs(reader: Reader) -> None:
    spoken, _ = speech.speak(plan(line()))
    assert spoken.sound.speech[0].seconds == pytest.approx(1.0, abs=0.05)


def test_a_spoken_line_is_no_subtitle(reader: Reader) -> None:
    spoken, _ = speech.speak(plan(line()))
    assert spoken.shots[0].subtitle == ""


def test_a_line_in_a_language_without_voice_stays_a_subtitle(reader: Reader) -> None:
    spoken, _ = speech.speak(plan(line(), line("你好", start=3.0)))
    assert spoken.shots[0].subtitle == "你好"
    assert any("subtitle" in note for note in spoken.notes)


def test_without_any_voice_the_speech_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voices, "_installed", lambda: ())
    spoken, sound = speech.speak(plan(line()))
    assert sound is None
    assert spoken.shots[0].subtitle == "one two three four"


def test_the_speech_is_heard_where_the_line_is(reader: Reader) -> None:
    _, sound = speech.speak(plan(line(start=2.0)))
    assert sound is not None
    level = np.abs(sound).max(axis=0)
    assert level[: int(1.95 * SR)].max() < 0.02
    assert level[int(2.1 * SR) : int(2.8 * SR)].max() > 0.2


def test_the_mouth_is_open_while_the_line_is_said(reader: Reader) -> None:
    spoken, _ = speech.speak(plan(line(start=2.0)))
    mouth = spoken.shots[0].actors[0].mouth
    assert len(mouth) == 5 * MOUTH_RATE
    assert max(mouth[: 2 * MOUTH_RATE - 1]) == 0
    assert min(mouth[2 * MOUTH_RATE + 3 : 2 * MOUTH_RATE + 24]) > 0.5


def test_lines_wait_for_one_another(reader: Reader) -> None:
    spoken, _ = speech.speak(plan(line(start=0.0), line(start=0.2)))
    first, second = spoken.sound.speech
    assert second.start >= first.start + first.seconds


def test_a_line_too_long_for_its_clip_is_hurried_and_ends_with_it(reader: Reader) -> None:
    spoken, sound = speech.speak(plan(line("word " * 40), seconds=3.0))
    assert max(reader.speeds) == pytest.approx(1.3)
    assert spoken.sound.speech[0].start + spoken.sound.speech[0].seconds <= 3.0
    assert sound is not None
    assert sound.shape == (2, 3 * SR)


def test_a_line_of_punctuation_is_not_said(reader: Reader) -> None:
    spoken, sound = speech.speak(plan(line("…!?")))
    assert sound is None
    assert spoken.shots[0].subtitle == "…!?"


def pitch(sound: np.ndarray) -> float:
    return float(np.argmax(np.abs(np.fft.rfft(sound))) * SR / len(sound))


def test_a_man_has_a_lower_voice_of_the_same_length(reader: Reader) -> None:
    _, woman = speech.speak(plan(line()))
    _, man = speech.speak(plan(line(), noun="man", art="man"))
    assert woman is not None
    assert man is not None
    assert pitch(man[0]) == pytest.approx(0.8 * pitch(woman[0]), rel=0.03)
    assert np.count_nonzero(np.abs(man[0]) > 0.05) == pytest.approx(np.count_nonzero(np.abs(woman[0]) > 0.05), rel=0.1)


def test_a_robot_does_not_sound_like_a_person(reader: Reader) -> None:
    plain = np.sin(np.arange(SR) * 0.03).astype(np.float32)
    assert np.abs(speech.robot(plain) - plain).mean() > 0.1


def test_nouns_come_before_puppets_in_choosing_a_voice() -> None:
    boy = Actor(id="b", noun="boy", label="boy", kind="puppet", art="child")
    assert (
        speech.character(boy).pitch
        != speech.character(Actor(id="c", noun="kid", label="kid", kind="puppet", art="child")).pitch
    )


def test_resampling_keeps_length_and_pitch() -> None:
    t = np.arange(RATE) / RATE
    out = speech.resampled(np.sin(2 * np.pi * 440 * t).astype(np.float32), RATE)
    assert len(out) == SR
    assert pitch(out) == pytest.approx(440, abs=1)


def test_silence_opens_no_mouth() -> None:
    assert speech.mouth(np.zeros(SR, np.float32)) == ()


def test_a_wav_stream_of_unknown_length_is_read_to_its_end() -> None:
    frames = np.array([0, 16384, -16384], "<i2").tobytes()
    fmt = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 22050, 44100, 2, 16)
    stream = b"RIFF" + struct.pack("<I", 0x7FFFFFFF) + b"WAVE" + fmt + b"data" + struct.pack("<I", 0x7FFFF000) + frames
    sound, rate = espeak_ng.decoded(stream)
    assert rate == 22050
    assert sound.tolist() == [0.0, 0.5, -0.5]


@pytest.mark.skipif(importlib.util.find_spec("hibari") is None, reason="the extra `voice` is not installed")
def test_the_bundled_voice_speaks_and_repeats_itself() -> None:
    first, rate = hibari.say("Hello there, little fox.", 1.0)
    again, _ = hibari.say("Hello there, little fox.", 1.0)
    assert rate == RATE
    assert 0.8 < len(first) / rate < 4
    assert np.array_equal(first, again)


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
def test_the_chinese_voice_speaks() -> None:
    sound, rate = espeak_ng.say("你好，世界", 1.0)
    assert 0.5 < len(sound) / rate < 5
    assert np.abs(sound).max() > 0.05
