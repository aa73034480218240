"""Short sounds: each exists, is heard when its action is seen, and is in its own register."""

from __future__ import annotations

import numpy as np
import pytest

from wanbox.engines.storyboard.shotlist import Actor, Shot, ShotList, SoundPlan
from wanbox.engines.storyboard.sound import hits, motion
from wanbox.engines.storyboard.sound.dsp import SR


def scene(*, seconds: float = 5.0, **fields: object) -> ShotList:
    base: dict[str, object] = {"id": "a-1", "noun": "man", "label": "man", "kind": "puppet", "art": "man"}
    actor = Actor(**(base | fields))  # type: ignore[arg-type]  # fields of several types
    shot = Shot(start=0.0, seconds=seconds, setting="room", actors=(actor,))
    return ShotList(prompt="", seconds=seconds, seed=1, shots=(shot,), sound=SoundPlan(tempo=120))


def centre(sound: np.ndarray) -> float:
    power = np.abs(np.fft.rfft(sound)) ** 2
    return float((power * np.fft.rfftfreq(len(sound), 1 / SR)).sum() / power.sum())


@pytest.mark.parametrize("name", sorted(hits.table()["hit"]))
def test_every_hit_is_heard_and_ends(name: str) -> None:
    sound = hits.make(name)
    assert np.abs(sound).max() == pytest.approx(1.0, abs=1e-3)
    assert np.abs(sound[-48:]).max() < 0.12
    assert len(sound) < 4 * SR


def test_tables_name_hits_that_exist() -> None:
    table = hits.table()
    named = {entry["hit"] for entry in table["action"].values()}
    named |= {*table["instrument"].values(), *table["voice"].values()}
    assert named <= set(table["hit"])


def test_an_unknown_hit_is_silent() -> None:
    assert not len(hits.make("no such thing"))


def test_a_mouse_sounds_higher_than_a_cow() -> None:
    assert centre(hits.make("squeak")) > 5 * centre(hits.make("moo"))


def test_a_dog_is_heard_in_its_clip() -> None:
    found = motion.cues(scene(noun="dog", art="dog"))
    assert {cue.kind for cue in found} == {"bark"}
    assert all(0 <= cue.time < 5 for cue in found)


def test_a_dog_is_heard_even_in_a_short_clip() -> None:
    assert motion.cues(scene(noun="dog", art="dog", seconds=2.0))


def test_who_speaks_does_not_bark() -> None:
    assert not motion.cues(scene(noun="dog", art="dog", speaks=((0.5, 1.5),)))


def test_a_man_is_silent() -> None:
    assert not motion.cues(scene())


def test_an_instrument_is_played_on_the_beat() -> None:
    found = motion.cues(scene(action="play", holds=("guitar",)))
    assert [cue.time for cue in found] == pytest.approx([0, 1, 2, 3, 4])
    assert {cue.kind for cue in found} == {"guitar"}


def test_kicks_repeat_and_a_fall_does_not() -> None:
    assert len([cue for cue in motion.cues(scene(action="kick")) if cue.kind == "kick"]) >= 3
    assert len([cue for cue in motion.cues(scene(action="fall")) if cue.kind == "thud"]) == 1


def test_the_sound_is_where_its_maker_is() -> None:
    plan = scene(noun="dog", art="dog", start=(0.95, 0.8))
    sound = motion.make(5 * SR, plan, motion.cues(plan))
    assert (sound[1] ** 2).sum() > 3 * (sound[0] ** 2).sum()
