"""The flat plates of a scene, by our compositor and by MoviePy: python -m bench.plates, JSON on stdout."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from wanbox.engines.storyboard.stage.nodes import Backdrop, Plate
from wanbox.engines.storyboard.studio import Studio
from wanbox.wire.requests import Size

from .prompts import SEED, SIZE

PROMPT = "A forest on a summer morning, slow push in"
#: The other library is slow: so many frames are enough to tell.
FRAMES = 8
_MOVIEPY = Path(__file__).parents[1] / ".cache" / "moviepy" / "bin" / "python"
_SCRIPT = Path(__file__).with_name("moviepy_clip.py")


def measure(folder: Path) -> Mapping[str, Any]:
    size = Size(*SIZE)
    studio = Studio(threads=1)
    shots = studio.plan(PROMPT, seconds=5, seed=SEED, size=size)
    scene = studio.scene(shots.shots[0], size, seed=SEED)
    plates = [node for node in scene.nodes if isinstance(node, Plate | Backdrop)]
    views = [scene.path.view(index / 30, index) for index in range(FRAMES)]
    ours = _ours(plates, views, size)
    file = folder / "plates.npz"
    _export(file, plates, views, size)
    if not _MOVIEPY.exists():
        return {"plates": len(plates), "ours": ours}
    made = subprocess.run([_MOVIEPY, _SCRIPT, file], check=True, stdout=subprocess.PIPE)
    return {"plates": len(plates), "ours": ours, "moviepy": json.loads(made.stdout)["frame"]}


def _ours(plates: list[Any], views: list[Any], size: Size) -> float:
    frame = np.zeros((size.height, size.width, 4), np.uint8)
    for turn in range(2):  # the first round compiles
        began = time.process_time()
        for view in views:
            for plate in plates:
                plate.paint(frame, view)
        spent = time.process_time() - began if turn else 0.0
    return spent * 1000 / len(views)


def _export(file: Path, plates: list[Any], views: list[Any], size: Size) -> None:
    arrays: dict[str, Any] = {"size": np.array([size.width, size.height]), "frames": FRAMES, "layers": len(plates)}
    for number, plate in enumerate(plates):
        arrays[f"pixels{number}"] = _straight(plate.pixels)
        places = []
        for view in views:
            s, tx, ty = view.place(plate.depth)
            places.append((s / plate.scale, s * plate.x + tx, s * plate.y + ty))
        arrays[f"places{number}"] = np.array(places)
    np.savez(file, **arrays)


def _straight(premultiplied: np.ndarray) -> np.ndarray:
    """RGBA with the colours undone of their alpha."""
    alpha = np.maximum(premultiplied[..., 3:].astype(np.float32), 1) / 255
    colour = np.clip(premultiplied[..., :3] / alpha, 0, 255).astype(np.uint8)
    return np.dstack([cv2.cvtColor(colour, cv2.COLOR_BGR2RGB), premultiplied[..., 3]])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="wanbox-bench-") as name:
        json.dump(measure(Path(name)), sys.stdout)
