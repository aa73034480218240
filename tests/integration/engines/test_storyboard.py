"""The storyboard engine as a whole: what is seen and heard of what was asked for."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys

import av
import numpy as np
import pytest

from wanbox.engines.contract import InputFile, RequestRefused
from wanbox.media.pictures import load_picture
from wanbox.media.probe import probe_video
from wanbox.testing import media
from wanbox.wire.requests import ImageMode, ImageRequest, MediaKind, MediaRef, ShotType, Size, VideoRequest

SMALL = Size(320, 192)


def clip_of(prompt: str, **changes) -> VideoRequest:
    fields = {"model": "wan2.6-t2v", "size": SMALL, "seconds": 2, "seed": 7}
    return VideoRequest(prompt=prompt, **fields | changes)


def frames_of(path) -> list[np.ndarray]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="bgr24") for frame in container.decode(video=0)]


def sound_of(path) -> np.ndarray:
    with av.open(str(path)) as container:
        return np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1)


@pytest.mark.parametrize(
    "prompt",
    [
        "a fox walks through a rainy city at night",
        "一艘帆船在日落的海上航行",
        "a deer in a snowy forest, slow pan left",
        "草原上一个女孩在奔跑，白天",
        "!!! ??? …",
        "🦊🌧️",
        "שלום עולם",
        "ein Hund läuft über die Wiese",
        "a sunny night",
        '"The city never sleeps."',
        "word " * 300,
    ],
)
def test_every_prompt_becomes_a_lively_clip(storyboard, job, prompt):
    (part,) = storyboard.generate(clip_of(prompt), job()).parts

    frames = frames_of(part.path)
    assert 60 == len(frames)
    assert 8 < np.mean(frames[30]) < 250
    assert np.std(frames[30]) > 8
    assert np.mean(np.abs(frames[10].astype(int) - frames[50])) > 0.2


def test_sound_can_be_heard_and_does_not_clip(storyboard, job):
    (part,) = storyboard.generate(clip_of("waves on a beach"), job()).parts

    sound = sound_of(part.path)
    assert 0.003 < np.sqrt(np.mean(sound**2)) < 0.5
    assert np.abs(sound).max() <= 1.0


def test_other_seed_gives_another_clip(storyboard, job):
    first, second = (storyboard.generate(clip_of("a forest", seed=seed), job()).parts[0] for seed in (1, 2))

    assert first.path.read_bytes() != second.path.read_bytes()


def test_shot_type_multi_shows_different_shots(storyboard, job):
    request = clip_of("a fox walks in a city at night", seconds=5, shot_type=ShotType.MULTI)

    outcome = storyboard.generate(request, job())

    shots = outcome.report.details["shot_list"]["shots"]
    assert len(shots) >= 2
    assert len({shot["camera"]["framing"] for shot in shots}) >= 2
    frames = frames_of(outcome.parts[0].path)
    middles = [frames[round((shot["start"] + shot["seconds"] / 2) * 30)] for shot in shots]
    assert np.mean(np.abs(middles[0].astype(int) - middles[1])) > 5


def test_watermark_stands_at_the_lower_right(storyboard, job):
    plain, marked = (
        frames_of(storyboard.generate(clip_of("hills", watermark=mark), job()).parts[0].path)[30].astype(int)
        for mark in (False, True)
    )

    # Blocks of 4 by 4: the encoder, which spends its bits elsewhere, changes single pixels of grass as much as letters.
    blocks = (plain - marked).reshape(48, 4, 80, 4, 3).mean(axis=(1, 3))
    rows, columns = np.nonzero(np.abs(blocks).max(axis=2) > 20)
    assert len(rows) > 10
    assert rows.min() > 0.8 * 48
    assert columns.min() > 0.6 * 80


def test_same_request_gives_the_same_file_in_another_process(storyboard, job, tmp_path):
    request = clip_of("a fox walks through a rainy city at night, then waves on a beach", shot_type=ShotType.MULTI)
    here = storyboard.generate(request, job()).parts[0].path.read_bytes()

    code = (
        "import pickle, sys; from types import SimpleNamespace; from pathlib import Path\n"
        "from wanbox.engines.registry import load\n"
        "job = SimpleNamespace(folder=Path(sys.argv[1]), inputs=(), progress=lambda *said: None)\n"
        "load('storyboard').generate(pickle.loads(bytes.fromhex(sys.argv[2])), job)"
    )
    subprocess.run(
        [sys.executable, "-c", code, str(tmp_path), pickle.dumps(request).hex()],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "PYTHONHASHSEED": "17"},
        check=True,
        timeout=120,
    )
    assert here == (tmp_path / "result.mp4").read_bytes()


def test_picture_to_video_starts_on_the_picture_and_moves(storyboard, job, tmp_path):
    path = tmp_path / "input.png"
    path.write_bytes(media.picture("PNG", (640, 384)))
    request = clip_of("slow push in", model="wan2.6-i2v", image=MediaRef(MediaKind.URL, "http://x/a.png"))

    (part,) = storyboard.generate(request, job([InputFile("image", path, "image/png", 640, 384)])).parts

    frames = frames_of(part.path)
    given = load_picture(path, 320).astype(int)
    assert np.mean(np.abs(frames[0] - given)) < 6
    assert np.mean(np.abs(frames[0].astype(int) - frames[-1])) > 1


def test_words_without_effect_are_reported(storyboard, job):
    report = storyboard.generate(clip_of("a fox and a flibbertigibbet in a city"), job()).report

    lettered = [actor["label"] for shot in report.details["shot_list"]["shots"] for actor in shot["actors"]]
    assert any("flibbertigibbet" in label for label in [*lettered, *report.not_understood])


def test_file_itself_says_who_made_it(storyboard, job):
    (part,) = storyboard.generate(clip_of("a fox", given=frozenset({"prompt"})), job()).parts

    told = json.loads(probe_video(part.path).metadata["comment"])
    assert "storyboard" == told["engine"]
    assert "emulated" == told["parameters"]["prompt"]["treatment"]


def test_instruction_that_cannot_be_followed_is_refused_with_what_can(storyboard, job, tmp_path):
    path = tmp_path / "input.png"
    path.write_bytes(media.picture("PNG", (320, 192)))
    request = ImageRequest(
        model="wan2.6-image",
        mode=ImageMode.EDIT,
        prompt="defenestrate the quux",
        images=(MediaRef(MediaKind.URL, "http://x/a.png"),),
        size=SMALL,
        n=1,
        seed=1,
    )

    with pytest.raises(RequestRefused, match="black and white") as caught:
        storyboard.generate(request, job([InputFile("image", path, "image/png", 320, 192)]))

    assert "InvalidParameter" == caught.value.code
