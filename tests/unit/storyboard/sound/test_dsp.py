"""The building bricks of sound: lengths, tones and noise."""

from __future__ import annotations

import numpy as np
import pytest

from wanbox.engines.storyboard.sound import music
from wanbox.engines.storyboard.sound.dsp import SR, TABLE, fast_length, noise


def smooth(n):
    for factor in (2, 3, 5):
        while n % factor == 0:
            n //= factor
    return n == 1


@pytest.mark.parametrize("n", [1, 2, 7, 100, 331_200, 244_800, 1_000_003])
def test_a_fast_length_is_the_next_that_has_small_factors_alone(n):
    assert next(k for k in range(n, 2 * n + 1) if smooth(k)) == fast_length(n)


@pytest.mark.parametrize("pitch", [41.2, 440.0, 1318.5])
def test_a_tone_has_its_pitch(pitch):
    spectrum = np.abs(np.fft.rfft(music.tone(pitch, SR, "string") * np.hanning(SR)))
    assert int(spectrum.argmax()) == pytest.approx(pitch, abs=1)


def test_a_tone_that_starts_a_whole_turn_later_is_the_same():
    one, other = music.tone(440, 4800, "ping"), music.tone(440, 4800, "ping", 1.0)
    assert np.abs(one - other).max() < 1e-3


def test_noise_stays_between_its_frequencies():
    power = np.abs(np.fft.rfft(noise(TABLE, 500, 4000, 3))) ** 2
    freqs = np.fft.rfftfreq(TABLE, 1 / SR)
    assert power[(freqs > 400) & (freqs < 5000)].sum() > 0.95 * power.sum()


def test_noise_has_one_strength_whatever_its_colour():
    assert [pytest.approx(1, abs=0.02)] * 3 == [
        float(noise(TABLE, low, high, 2, tilt).std())
        for low, high, tilt in ((100, 900, 0), (900, 9000, -0.5), (30, 300, -1))
    ]
