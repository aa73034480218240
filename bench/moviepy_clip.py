"""The plates of a scene composed by MoviePy, the library that one would take: `python moviepy_clip.py PLATES.npz`.

Runs in an environment of its own (it wants an older Pillow). Prints processor milliseconds per frame as JSON.
"""

from __future__ import annotations

import json
import sys
import time

import numpy as np
from moviepy import CompositeVideoClip, ImageClip


def main(path: str) -> None:
    data = np.load(path)
    width, height = data["size"]
    frames, fps = int(data["frames"]), 30
    layers = []
    for number in range(int(data["layers"])):
        rgba, places = data[f"pixels{number}"], data[f"places{number}"]

        def at(t: float, places=places) -> np.ndarray:
            return places[min(len(places) - 1, round(t * fps))]

        clip = ImageClip(rgba, transparent=True, duration=frames / fps)
        moved = clip.resized(lambda t, at=at: at(t)[0]).with_position(lambda t, at=at: tuple(at(t)[1:]))
        layers.append(moved)
    film = CompositeVideoClip(layers, size=(int(width), int(height)))
    film.get_frame(0)
    began = time.process_time()
    for index in range(frames):
        film.get_frame(index / fps)
    json.dump({"frame": (time.process_time() - began) * 1000 / frames}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
