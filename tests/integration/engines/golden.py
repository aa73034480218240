"""Looks of drawn scenes as numbers that survive another machine: hashes of shape, and mean colours.

`python tests/integration/engines/golden.py` writes golden.json anew, after the pictures were looked at.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from wanbox.engines.storyboard.studio import Studio
from wanbox.wire.requests import Size

GALLERY = Path(__file__).parents[3] / "docs" / "gallery" / "gallery.toml"
GOLDEN = Path(__file__).with_suffix(".json")
SIZE = Size(320, 180)
SEED = 7
#: Bits of the hash: each tells whether a place is darker than its right neighbour.
SIDE = 12


def prompts() -> Mapping[str, str]:
    clips = tomllib.loads(GALLERY.read_text("utf-8"))["clip"]
    return {entry["name"]: entry["prompt"] for entry in clips if not entry.get("multi")}


def drawn(studio: Studio, prompt: str) -> np.ndarray:
    shots = studio.plan(prompt, seconds=5, seed=SEED, size=SIZE)
    return studio.picture(shots.shots[0], SIZE, seed=SEED)


def look(frame: np.ndarray) -> Mapping[str, Any]:
    """The frame's hash, as hexadecimal digits, and its mean colour, blue, green and red."""
    grey = cv2.resize(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), (SIDE + 1, SIDE), interpolation=cv2.INTER_AREA)
    bits = "".join("1" if bit else "0" for bit in (grey[:, :-1] < grey[:, 1:]).ravel())
    return {"hash": f"{int(bits, 2):036x}", "colour": [round(float(v)) for v in frame.mean((0, 1))]}


def distance(first: str, second: str) -> int:
    """Bits in which two hashes differ."""
    return (int(first, 16) ^ int(second, 16)).bit_count()


if __name__ == "__main__":
    artist = Studio(1)
    made = {name: look(drawn(artist, prompt)) for name, prompt in prompts().items()}
    GOLDEN.write_text(json.dumps(made, indent=1) + "\n", "utf-8")
