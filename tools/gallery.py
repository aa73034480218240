"""Draw the gallery: docs/gallery/gallery.toml to pictures in docs/gallery/ and the page docs/gallery.md.

python tools/gallery.py [NAME …] draws all entries, or the named ones; the page is written from what lies there.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

from wanbox.engines.storyboard.clip import Clip
from wanbox.engines.storyboard.picture import cues, edit
from wanbox.engines.storyboard.picture.motion import PictureScene
from wanbox.engines.storyboard.picture.pixels import fit
from wanbox.engines.storyboard.shotlist import ShotList
from wanbox.engines.storyboard.studio import Studio
from wanbox.media.pictures import load_picture
from wanbox.wire.requests import Size

DOCS = Path(__file__).parent.parent / "docs"
FOLDER = DOCS / "gallery"
SEED = 7
#: Frames of a strip, as shares of the clip.
MOMENTS = (0.06, 0.5, 0.94)
SIZE = Size(640, 360)
SHOWN = 460
#: Longer side of a picture that is shown beside its edit.
EDITED = 640


def main(names: Sequence[str]) -> None:
    table = tomllib.loads((FOLDER / "gallery.toml").read_text("utf-8"))
    studio = Studio(threads=1)
    parts = {"clip": _clip, "motion": _motion, "edit": _edit}
    for kind, draw in parts.items():
        for entry in table.get(kind, ()):
            if not names or entry["name"] in names:
                draw(studio, entry)
                print(kind, entry["name"], flush=True)
    (DOCS / "gallery.md").write_text(_page(table, studio), "utf-8")


def plan(studio: Studio, entry: Mapping[str, Any]) -> ShotList:
    return studio.plan(
        entry["prompt"],
        seconds=entry.get("seconds", 5),
        seed=entry.get("seed", SEED),
        size=SIZE,
        extend=entry.get("multi", False),
        multi=entry.get("multi", False),
    )


def _clip(studio: Studio, entry: Mapping[str, Any]) -> None:
    shots = plan(studio, entry)
    silent = tuple(replace(shot, subtitle="") for shot in shots.shots)
    clip = Clip(silent, lambda shot: studio.scene(shot, SIZE, seed=shots.seed))
    _save(entry["name"], [clip.paint(round(share * shots.seconds * 30)) for share in MOMENTS])


def _motion(studio: Studio, entry: Mapping[str, Any]) -> None:
    given = load_picture(FOLDER / "inputs" / entry["picture"], 2048)
    size = _like(given, SIZE.width * SIZE.height)
    picture = fit(given, size.width, size.height)
    shots = studio.plan(entry["prompt"], seconds=5, seed=SEED, size=size, image=True)
    scene = PictureScene(picture, shots.shots, SEED, cues.read(entry["prompt"]))
    _save(entry["name"], [scene.frame(share * 5, round(share * 150)) for share in (0.0, 0.45, 0.98)])


def _edit(studio: Studio, entry: Mapping[str, Any]) -> None:
    given = [load_picture(FOLDER / "inputs" / name, 1280) for name in entry["pictures"]]
    size = _like(given[-1], 800 * 800)
    done = edit.edit(given, entry["prompt"], width=size.width, height=size.height, scenery=studio.scenery, seed=SEED)
    _save(entry["name"], [*given, done[0].picture])


def _like(picture: np.ndarray, area: int) -> Size:
    height, width = picture.shape[:2]
    scale = (area / (height * width)) ** 0.5
    return Size(round(width * scale / 2) * 2, round(height * scale / 2) * 2)


def _save(name: str, frames: Sequence[np.ndarray]) -> None:
    """The frames side by side at one height, as a JPEG."""
    height = round(SHOWN * 9 / 16)
    small = [
        cv2.resize(frame, (round(frame.shape[1] * height / frame.shape[0]), height), interpolation=cv2.INTER_AREA)
        for frame in frames
    ]
    gap = np.full((height, 6, 3), 255, np.uint8)
    strip = np.hstack([piece for frame in small for piece in (frame, gap)][:-1])
    Image.fromarray(np.ascontiguousarray(strip[..., ::-1])).save(FOLDER / f"{name}.jpg", quality=82, optimize=True)


def _page(table: Mapping[str, Any], studio: Studio) -> str:
    lines = [
        "# Gallery",
        "",
        "What the `storyboard` engine makes of a prompt: three moments of each clip, at a seed of 7. Below each strip",
        "stand the words that took no effect, if there were any. Drawn by `make gallery` from",
        "[gallery.toml](gallery/gallery.toml).",
        "",
        "## Clips from words (`wan2.6-t2v`)",
        "",
    ]
    for entry in table["clip"]:
        lines += [*_figure(entry), *_missed(plan(studio, entry))]
    lines += ["## Clips from a first picture (`wan2.6-i2v`)", ""]
    lines += [line for entry in table.get("motion", ()) for line in _figure(entry)]
    lines += ["## Pictures edited (`wan2.6-image`)", "", "Given pictures first, the result last.", ""]
    lines += [line for entry in table.get("edit", ()) for line in _figure(entry)]
    lines += ["The photographs are free to use; [their sources](gallery/inputs/SOURCE.md).", ""]
    return "\n".join(lines)


def _figure(entry: Mapping[str, Any]) -> list[str]:
    return [f"> {entry['prompt']}", "", f"![{entry['name']}](gallery/{entry['name']}.jpg)", ""]


def _missed(shots: ShotList) -> list[str]:
    return [f"Not understood: {', '.join(shots.not_understood)}.", ""] if shots.not_understood else []


if __name__ == "__main__":
    main(sys.argv[1:])
