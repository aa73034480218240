"""The meter against the numbers of ITU-R BS.1770 and EBU Tech 3341."""

from __future__ import annotations

import math

import numpy as np
import pytest

from wanbox.engines.storyboard.sound import loudness
from wanbox.engines.storyboard.sound.dsp import SR


def sine(hertz, seconds, dbfs, phase=0.0):
    t = np.arange(int(seconds * SR)) / SR
    wave = 10 ** (dbfs / 20) * np.sin(2 * np.pi * hertz * t + phase)
    return np.stack([wave, wave]).astype(np.float32)


@pytest.mark.parametrize("level", [-23, -33, -16])
def test_a_stereo_sine_of_1_khz_reads_its_level(level):
    """EBU Tech 3341, cases 1 and 2: 1 kHz in both channels at -23 dBFS reads -23 LUFS."""
    assert loudness.integrated(sine(1000, 10, level)) == pytest.approx(level, abs=0.1)


def test_quiet_stretches_do_not_count():
    """EBU Tech 3341, case 3: the relative gate takes 10 s at -36 out on either side of 60 s at -23."""
    sound = np.concatenate([sine(1000, 10, -36), sine(1000, 60, -23), sine(1000, 10, -36)], axis=1)

    assert loudness.integrated(sound) == pytest.approx(-23, abs=0.1)


def test_deep_tones_count_less_than_high_ones():
    assert (
        loudness.integrated(sine(40, 3, -20))
        < loudness.integrated(sine(1000, 3, -20))
        < loudness.integrated(sine(4000, 3, -20))
    )


def test_silence_is_minus_infinity():
    assert -math.inf == loudness.integrated(np.zeros((2, SR), np.float32))
    assert -math.inf == loudness.true_peak(np.zeros((2, SR), np.float32))


def test_a_peak_between_samples_is_found():
    """EBU Tech 3341, case 15 and on: a sine at a quarter of the rate, sampled 45° off its peaks."""
    sound = sine(SR / 4, 1, -6, phase=math.pi / 4)

    assert 20 * math.log10(np.abs(sound).max()) == pytest.approx(-9, abs=0.1)
    assert loudness.true_peak(sound) == pytest.approx(-6, abs=0.3)


def response(hertz):
    """Gain of the K weighting at a frequency in dB, from the coefficients of BS.1770-4, tables 1 and 2."""
    z = np.exp(-2j * np.pi * hertz / SR)
    shelf = np.polyval([1.19839281085285, -2.69169618940638, 1.53512485958697], z) / np.polyval(
        [0.73248077421585, -1.69065929318241, 1.0], z
    )
    high_pass = np.polyval([1.0, -2.0, 1.0], z) / np.polyval([0.99007225036621, -1.99004745483398, 1.0], z)
    return 20 * math.log10(abs(shelf * high_pass))


@pytest.mark.parametrize("hertz", [60, 200, 1000, 5000, 15_000])
def test_a_sine_is_weighted_by_the_filters_of_the_standard(hertz):
    assert loudness.integrated(sine(hertz, 5, -20)) == pytest.approx(-20 - 0.691 + response(hertz), abs=0.02)


@pytest.mark.parametrize("count", [1, 500, 4799, 15_000])
def test_what_is_shorter_than_a_block_counts_as_one(count):
    sound = sine(1000, 1, -20)[:, :count] + np.float32(0.1)
    assert math.isfinite(loudness.integrated(sound))
