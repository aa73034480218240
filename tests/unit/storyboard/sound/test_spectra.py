"""Rain hisses, waves swell, steps are in time, music begins and ends."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from wanbox.engines.storyboard.shotlist import Weather
from wanbox.engines.storyboard.sound import beds, motion, music
from wanbox.engines.storyboard.sound.dsp import SR, reverb
from wanbox.engines.storyboard.stage.steps import footfalls


def share(sound, low, high):
    """Part of the power between two frequencies."""
    power = (np.abs(np.fft.rfft(sound)) ** 2).sum(axis=0)
    freqs = np.fft.rfftfreq(sound.shape[1], 1 / SR)
    return power[(freqs >= low) & (freqs < high)].sum() / power.sum()


def envelope(sound, hop=0.05):
    step = int(hop * SR)
    n = sound.shape[1] // step
    return np.sqrt((sound[:, : n * step] ** 2).mean(axis=0).reshape(n, step).mean(axis=1))


def bed(name, seconds=10, seed=5):
    return beds.load()[name].make(seconds * SR, seed)


def test_rain_is_a_broad_hiss_above_the_hum_of_a_city():
    assert share(bed("rain"), 800, 10_000) > 0.6
    assert share(bed("city"), 30, 400) > 0.6


def test_rain_is_even_and_waves_swell():
    rain, sea = envelope(bed("rain"), 0.25), envelope(bed("sea"), 0.25)

    assert rain.max() / rain.min() < 2
    assert sea.max() / sea.min() > 2.5


def test_waves_come_every_few_seconds():
    level = envelope(bed("sea", seconds=30), 0.25)
    smooth = np.convolve(level - level.mean(), np.ones(5) / 5, "same")
    spectrum = np.abs(np.fft.rfft(smooth))
    period = 30 / max(1, spectrum[1:].argmax() + 1)

    assert 3 < period < 9


def test_birds_sing_high_and_in_phrases():
    birds = bed("birds")

    assert share(birds, 1500, 8000) > 0.9
    assert np.percentile(envelope(birds), 10) < 0.3 * envelope(birds).max()


def test_crickets_are_one_high_tone():
    assert share(bed("crickets"), 3800, 5200) > 0.8


def test_snow_is_duller_than_rain():
    assert share(bed("snow-wind"), 2000, 12_000) < 0.5 * share(bed("rain"), 2000, 12_000)


@pytest.mark.parametrize("action", ["walk", "run"])
def test_steps_sound_when_the_feet_meet_the_ground(clip, action):
    plan = clip(action=action)
    falls = footfalls(plan, 16 / 9)
    assert falls
    for fall in falls:
        # One at a time: four feet come down close to each other.
        sound = motion.make(5 * SR, plan, [fall])
        before = np.abs(sound[:, : int(fall.time * SR) - 1]).max(initial=0)
        after = np.abs(sound[:, int(fall.time * SR) : int((fall.time + 0.03) * SR)]).max()
        assert (before, after > 0.01) == (0, True)


def test_nothing_is_heard_before_the_first_step(clip):
    sound = motion.make(2 * SR, clip(seconds=2, action="walk"), [motion.Footfall(1.0)])

    assert 0 == np.abs(sound[:, :SR]).max()
    assert np.abs(sound[:, SR : SR + 2400]).max() > 0.01


def test_without_steps_and_cues_there_is_silence(clip):
    assert not motion.make(SR, clip(seconds=1, action="walk"), ()).any()


@pytest.mark.parametrize(
    ("setting", "weather", "ground"),
    [("city_street", Weather.CLEAR, "hard"), ("city_street", Weather.RAIN, "wet"), ("forest", Weather.CLEAR, "soft"),
     ("sea_beach", Weather.CLEAR, "sand"), ("hills", Weather.SNOW, "snow")],
)  # fmt: skip
def test_steps_sound_like_the_ground(clip, setting, weather, ground):
    assert ground == motion.ground_of(clip(setting=setting, weather=weather).shots[0])


def test_steps_move_across_with_the_walker(clip):
    plan = clip(action="walk")
    falls = footfalls(plan, 16 / 9)
    sound = motion.make(5 * SR, plan, [falls[0], falls[-1]])

    def balance(time):
        part = sound[:, int(time * SR) : int((time + 0.1) * SR)]
        return np.log(np.sum(part[1] ** 2) / np.sum(part[0] ** 2))

    assert balance(falls[0].time) < balance(falls[-1].time)


@pytest.mark.parametrize("mood", sorted(music.moods()))
def test_music_starts_at_once_and_rings_out(mood):
    level = envelope(music.make(8 * SR, mood, 84, 1), 0.25)

    assert level[2] > 0.2 * level.max()
    assert level[-1] < 0.5 * level.max()


@pytest.mark.parametrize("total", [2, 5, 10, 15])
def test_music_fits_whole_chords_and_ends_on_its_home(total):
    starts, length = music.chord_times(total, 84)

    assert starts[-1] <= total - 1.0 or total <= 2
    assert all(b - a == pytest.approx(length) for a, b in itertools.pairwise(starts))


def test_moods_differ_in_brightness():
    def centre(mood):
        sound = music.make(6 * SR, mood, 84, 1)
        power = (np.abs(np.fft.rfft(sound)) ** 2).sum(axis=0)
        return (power * np.fft.rfftfreq(sound.shape[1], 1 / SR)).sum() / power.sum()

    assert centre("sad") < centre("happy")


def test_a_room_answers_after_the_sound_and_dies_away():
    click = np.zeros((2, 2 * SR), np.float32)
    click[:, 1000] = 1
    level = envelope(reverb(click, 1.2), 0.1)

    assert level[0] + level[1] > 0
    assert level[-1] < 0.02 * level.max()


@pytest.mark.parametrize("name", sorted(beds.load()))
def test_every_bed_lasts_as_long_as_it_is_asked_to_and_does_not_clip(name):
    sound = bed(name, seconds=6)

    assert sound.shape == (2, 6 * SR)
    assert 0.002 < np.sqrt((sound**2).mean())
    assert np.abs(sound).max() < 1.5


def test_a_crowd_has_the_register_of_voices():
    assert share(bed("crowd"), 90, 1600) > 0.7


def test_a_river_runs_evenly_and_a_fire_crackles():
    river, fire = envelope(bed("river"), 0.02), envelope(bed("fire"), 0.02)

    assert np.percentile(river, 99) / np.median(river) < np.percentile(fire, 99) / np.median(fire)


def test_the_joints_of_the_rails_come_in_time():
    level = envelope(bed("train", seconds=12), 0.01)
    level = level - level.mean()
    alike = np.correlate(level, level, "full")[len(level) :]

    assert abs((alike[60:160].argmax() + 61) * 0.01 - 1.05) < 0.03
