"""A given sound made visible."""

from __future__ import annotations

import numpy as np
import pytest

from wanbox.engines.storyboard.shotlist import MOUTH_RATE, Actor, Shot, ShotList
from wanbox.engines.storyboard.sound import listening
from wanbox.engines.storyboard.sound.dsp import SR


def clicks(tempo: float, seconds: float = 6.0) -> np.ndarray:
    out = np.zeros(int(seconds * SR), np.float32)
    for start in np.arange(0.1, seconds - 0.1, 60 / tempo):
        first = int(start * SR)
        out[first : first + 2400] += np.sin(np.arange(2400) * 0.05) * np.exp(-np.arange(2400) / 500)
    return out


def shots(action: str) -> ShotList:
    actor = Actor(id="a", noun="woman", label="woman", kind="puppet", art="woman", action=action)
    both = tuple(Shot(start=3.0 * k, seconds=3.0, setting="room", actors=(actor,)) for k in range(2))
    return ShotList(prompt="", seconds=6.0, seed=1, shots=both)


@pytest.mark.parametrize("tempo", [80, 100, 120, 140])
def test_the_beat_of_a_click_track_is_found(tempo: int) -> None:
    assert listening.beat(clicks(tempo)) == pytest.approx(60 / tempo, rel=0.04)


def test_noise_has_no_beat() -> None:
    assert listening.beat(np.random.default_rng(1).normal(0, 0.1, 6 * SR).astype(np.float32)) == 0


def test_silence_has_no_beat() -> None:
    assert listening.beat(np.zeros(6 * SR, np.float32)) == 0


def test_dancers_keep_the_beat() -> None:
    heard = listening.hear(shots("dance"), np.stack([clicks(120)] * 2))
    assert heard.shots[0].actors[0].beat == pytest.approx(0.5, abs=0.02)


def test_a_talker_opens_its_mouth_where_the_sound_is() -> None:
    sound = np.zeros((2, 6 * SR), np.float32)
    sound[:, 4 * SR : 5 * SR] = 0.3
    heard = listening.hear(shots("talk"), sound)
    assert heard.shots[0].actors[0].mouth == ()
    mouth = heard.shots[1].actors[0].mouth
    assert max(mouth[: MOUTH_RATE - 1]) == 0
    assert min(mouth[MOUTH_RATE + 1 : 2 * MOUTH_RATE - 1]) > 0.5


def test_who_stands_still_takes_no_notice() -> None:
    before = shots("stand")
    assert listening.hear(before, np.stack([clicks(120)] * 2)) == before
