"""The finished track: length, loudness, peaks, ends, sameness, cost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from wanbox.engines.storyboard.sound import Cue, Footfall, beds, loudness, motion, music, score, track
from wanbox.engines.storyboard.sound.dsp import SR

MOODS = sorted(music.moods())


@pytest.mark.parametrize("seconds", [2, 5, 7.5, 15])
def test_a_track_is_as_long_as_the_clip_in_stereo(clip, seconds):
    sound = score(clip(seconds=seconds))

    assert (2, round(seconds * SR)) == sound.shape
    assert np.float32 == sound.dtype


@pytest.mark.parametrize("mood", MOODS)
@pytest.mark.parametrize("bed", ["rain", "sea", "birds", "snow-wind"])
def test_every_track_is_at_minus_sixteen_lufs_below_minus_one_dbfs(clip, mood, bed):
    sound = score(clip(music=mood, beds=(bed,), action="walk"))

    assert loudness.integrated(sound) == pytest.approx(-16, abs=0.5)
    assert loudness.true_peak(sound) <= -1.0


def test_loud_steps_are_limited_not_clipped(clip):
    hits = [Footfall(0.5 * k, weight=40) for k in range(1, 9)]
    sound = score(clip(action="walk"), motion=hits)

    assert loudness.true_peak(sound) <= -1.0
    assert np.mean(np.abs(sound) >= np.abs(sound).max() - 1e-6) < 1e-4


def test_a_track_begins_and_ends_in_silence(clip):
    sound = score(clip(beds=("rain",)))

    assert np.abs(sound[:, 0]).max() < 1e-3
    assert np.abs(sound[:, -48:]).max() < 1e-2


def test_the_same_seed_sounds_the_same_to_the_bit(clip):
    assert np.array_equal(score(clip(action="walk")), score(clip(action="walk")))


def test_another_seed_sounds_different(clip):
    assert not np.array_equal(score(clip(seed=1)), score(clip(seed=2)))


def test_unknown_beds_and_moods_are_silent(clip):
    sound = score(clip(beds=("no-such-bed",), music="no-such-mood"))

    assert 0 == np.abs(sound).max()


def test_a_clip_of_no_length_is_an_empty_track(clip):
    assert (2, 0) == score(clip(seconds=0)).shape


def test_everything_gives_way_to_a_voice(clip):
    plan = clip(beds=("rain",), music="")
    n = round(plan.seconds * SR)
    voice = np.zeros((2, n), np.float32)
    # A voice far above what the rain holds, so that it can be filtered out again.
    voice[:, 2 * SR : 3 * SR] = 0.3 * np.sin(2 * np.pi * 15_000 * np.arange(SR) / SR)
    sound = score(plan, voice=voice)
    below = np.fft.irfft(np.fft.rfft(sound) * (np.fft.rfftfreq(n, 1 / SR) < 9000), n)

    def level(start, end):
        return 10 * np.log10(np.mean(below[:, int(start * SR) : int(end * SR)] ** 2))

    assert level(2.3, 2.9) < level(1.0, 1.8) - 6
    assert level(3.6, 4.2) == pytest.approx(level(1.0, 1.8), abs=2)


def test_ducking_is_a_ramp_not_a_step():
    voice = np.zeros((2, 2 * SR), np.float32)
    voice[:, SR : SR + SR // 2] = 0.5
    from wanbox.engines.storyboard.sound.mix import duck_curve

    curve = duck_curve(voice)

    assert np.abs(np.diff(curve)).max() < 0.005
    assert curve[SR + SR // 4] > 0.9
    assert curve[SR // 2] < 0.05


def test_beds_are_found_by_their_file_names():
    assert {"city", "sea", "forest", "hills", "rain", "snow-wind", "crickets", "birds", "wind"} <= set(beds.load())


@pytest.mark.parametrize("name", sorted(beds.load()))
def test_every_bed_sounds_in_both_ears_and_never_shouts(name):
    sound = beds.load()[name].make(5 * SR, 11)

    assert (2, 5 * SR) == sound.shape
    assert np.float32 == sound.dtype
    assert np.isfinite(sound).all()
    assert 1e-4 < np.sqrt(np.mean(sound**2)) < 0.3
    assert (np.sqrt(np.mean(sound**2, axis=1)) > 1e-5).all()


def test_cues_are_heard_where_they_happen(clip):
    sound = motion.make(3 * SR, clip(seconds=3), [Cue("splash", 1.0, x=0.0)])

    assert np.abs(sound[:, : int(0.99 * SR)]).max() == 0
    assert np.abs(sound[0]).max() > 2 * np.abs(sound[1]).max()


def test_a_level_is_reached_and_silence_left_alone():
    noise = np.random.default_rng(1).standard_normal((2, 3 * SR)).astype(np.float32) * 0.01

    assert loudness.integrated(track.levelled(noise, -23.0)) == pytest.approx(-23, abs=0.05)
    assert 0 == track.levelled(np.zeros((2, SR), np.float32), -23.0).max()


def test_beds_change_with_the_place_without_a_gap(clip):
    plan = clip(beds=("sea", "rain"), music="", seconds=6)
    stretches = ((0.0, 3.0, ("crickets",)), (3.0, 3.0, ("rain",)))
    sound = track.ambience(6 * SR, replace(plan, sound=replace(plan.sound, stretches=stretches)))

    def low(start, end):
        part = sound[:, int(start * SR) : int(end * SR)]
        power = (np.abs(np.fft.rfft(part)) ** 2).sum(axis=0)
        return power[: len(power) // 8].sum() / power.sum()

    assert low(0.5, 2.5) < 0.1 < low(3.5, 5.5)
    assert np.sqrt(np.mean(sound[:, int(2.9 * SR) : int(3.1 * SR)] ** 2)) > 0.01
