"""What is said to become of each parameter."""

from __future__ import annotations

import pytest

from wanbox.engines.contract import Treatment
from wanbox.engines.storyboard.director import report
from wanbox.wire.requests import ImageMode, ImageRequest, MediaKind, MediaRef, ShotType, VideoRequest


def video(**options):
    given = frozenset(options.pop("given", ("prompt", "prompt_extend", "shot_type", "seed")))
    return VideoRequest(model="wan2.6-t2v", prompt=options.pop("prompt", "a fox"), given=given, **options)


def test_only_what_was_given_is_reported():
    assert {"prompt", "seed"} == set(report.parameter_fates(video(given=("seed",))))


def test_every_fate_but_honoured_has_a_reason():
    assert all(fate.reason for fate in report.all_fates().values() if fate.treatment is not Treatment.HONOURED)


def test_prompt_extend_is_emulated_by_rules():
    fate = report.parameter_fates(video())["prompt_extend"]

    assert Treatment.EMULATED is fate.treatment
    assert "rules" in fate.reason


def test_prompt_extend_turned_off_is_honoured():
    assert Treatment.HONOURED is report.parameter_fates(video(prompt_extend=False))["prompt_extend"].treatment


@pytest.mark.parametrize(
    ("shot_type", "extend", "treatment"),
    [(ShotType.MULTI, True, Treatment.EMULATED), (ShotType.MULTI, False, Treatment.IGNORED), (ShotType.SINGLE, True, Treatment.HONOURED)],
)  # fmt: skip
def test_shot_type_depends_on_prompt_extend(shot_type, extend, treatment):
    """Spec 3.2: only effective with prompt_extend true."""
    assert treatment is report.parameter_fates(video(shot_type=shot_type, prompt_extend=extend))["shot_type"].treatment


def test_a_template_puts_the_prompt_aside():
    """Spec 3.3."""
    fates = report.parameter_fates(video(template="flying", given=("prompt", "template")))

    assert Treatment.IGNORED is fates["prompt"].treatment


def test_a_silent_clip_ignores_the_given_sound():
    """Spec 3.3: `audio: false` wins over `audio_url`."""
    sound = MediaRef(MediaKind.URL, "https://example.com/a.mp3")
    fates = report.parameter_fates(video(audio=sound, sound=False, given=("audio", "audio_url")))

    assert Treatment.IGNORED is fates["audio_url"].treatment


def test_interleaving_leaves_prompt_extend_without_effect():
    """Spec 4.2."""
    request = ImageRequest(
        model="wan2.6-image", mode=ImageMode.INTERLEAVE, prompt="x", given=frozenset({"prompt_extend"})
    )

    assert Treatment.IGNORED is report.parameter_fates(request)["prompt_extend"].treatment


def test_a_parameter_nobody_knows_is_ignored_with_a_reason():
    fate = report.parameter_fates(video(given=("sparkle",)))["sparkle"]

    assert (Treatment.IGNORED, True) == (fate.treatment, bool(fate.reason))
