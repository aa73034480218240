"""A frame is the same whether its drawings were made now, read from disk, or kept nowhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from wanbox.engines.storyboard.draw import svg
from wanbox.engines.storyboard.draw.shelf import Shelf
from wanbox.engines.storyboard.shotlist import Actor, Shot
from wanbox.engines.storyboard.stage import cast, scene
from wanbox.engines.storyboard.stage.puppets import extent, mesh, raster
from wanbox.engines.storyboard.stage.sprites import art as sprites


def actor(name: str, x: float, **fields) -> Actor:
    fields = {"kind": "puppet", "art": name, "start": (x, 0.85), "end": (x + 0.1, 0.85), "height": 0.4} | fields
    return Actor(id=name, noun=name, label=name, **fields)


SHOT = Shot(
    start=0,
    seconds=4,
    setting="studio",
    actors=(
        actor("fox", 0.2, action="walk", wears=("trench-coat",), colours={"coat": "#3355cc"}),
        actor("sailboat", 0.5),
        actor("hedgehog", 0.7, kind="sprite"),
        actor("", 0.85, kind="card"),
    ),
)


@pytest.fixture
def frames(monkeypatch) -> Callable[[Path | None], list[np.ndarray]]:
    """Frames of the shot as a new process with that shelf would paint them."""

    def paint(folder: Path | None) -> list[np.ndarray]:
        own = Shelf(folder)
        for module in (svg, extent):
            monkeypatch.setattr(module, "shelf", lambda: own)
        monkeypatch.setattr(raster, "_CACHE", raster._Cache(1 << 20))
        for forget in (extent.extent, mesh.mesh_of, sprites.picture):
            forget.cache_clear()
        made = scene.build(SHOT, width=256, height=144, seed=5, cast=cast.make)
        return [made.frame(t, round(t * 30)) for t in (0.0, 1.7)]

    return paint


def same(one: list[np.ndarray], other: list[np.ndarray]) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_frames_are_the_same_cold_warm_and_without_a_shelf(frames, tmp_path):
    plain, cold, warm = frames(None), frames(tmp_path), frames(tmp_path)
    assert (True, True) == (same(plain, cold), same(plain, warm))
    assert len(list(tmp_path.iterdir())) > 30


def test_a_warm_process_draws_no_part_anew(frames, tmp_path, monkeypatch):
    cold = frames(tmp_path)

    def refuse(*_args: object, **_fields: object) -> None:
        raise AssertionError("drawn again")

    for module in (svg, extent):
        monkeypatch.setattr(module, "render_svg", refuse)
    assert same(cold, frames(tmp_path))


def test_frames_are_the_same_where_every_file_is_broken(frames, tmp_path):
    cold = frames(tmp_path)
    for file in tmp_path.iterdir():
        file.write_bytes(file.read_bytes()[:-3] + b"???")
    assert same(cold, frames(tmp_path))
