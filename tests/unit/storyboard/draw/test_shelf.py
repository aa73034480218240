"""Drawings kept on disk: found again, never trusted when broken, never more than allowed."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from wanbox.engines.storyboard.draw import shelf as shelf_module
from wanbox.engines.storyboard.draw import svg
from wanbox.engines.storyboard.draw.shelf import Shelf, folder

CIRCLE = svg.document('<circle cx="5" cy="5" r="4" fill="#c63"/>', view_box=(0, 0, 10, 10))


def picture(seed: int, size: int = 8) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 255, (size, size, 4), dtype=np.uint8)


@pytest.fixture
def only(tmp_path) -> str:
    """Keeps one picture and names its file."""
    Shelf(tmp_path).put(picture(1), "a")
    return str(next(tmp_path.iterdir()))


@pytest.mark.parametrize("array", [picture(1), np.array([0.1, -2.5]), np.zeros(0), np.zeros((0, 3, 4), np.uint8)])
def test_an_array_is_found_again_by_another_process(tmp_path, array):
    Shelf(tmp_path).put(array, "a", "b")
    found = Shelf(tmp_path).get("a", "b")
    assert found is not None
    assert (array.shape, array.dtype) == (found.shape, found.dtype)
    assert np.array_equal(array, found)


def test_what_is_found_can_be_written_on(tmp_path):
    Shelf(tmp_path).put(picture(1), "a")
    first = Shelf(tmp_path).get("a")
    assert first is not None
    first[:] = 0
    assert np.array_equal(picture(1), Shelf(tmp_path).get("a"))


@pytest.mark.parametrize("key", [("b",), ("a", ""), ("",)])
def test_another_key_finds_nothing(tmp_path, key):
    Shelf(tmp_path).put(picture(1), "a")
    assert Shelf(tmp_path).get(*key) is None


@pytest.mark.parametrize("length", [0, 10, 64, 200])
def test_a_file_that_is_cut_off_is_a_miss(tmp_path, only, length):
    os.truncate(only, length)
    assert Shelf(tmp_path).get("a") is None


@pytest.mark.parametrize("place", [0, 6, 8, 12, 100])
def test_a_damaged_file_is_a_miss(tmp_path, only, place):
    with open(only, "r+b") as file:
        file.seek(place)
        file.write(b"\xee\xee\xee")
    assert Shelf(tmp_path).get("a") is None


def test_a_broken_file_is_mended_by_the_next_drawing(tmp_path, only):
    os.truncate(only, 70)
    Shelf(tmp_path).put(picture(1), "a")
    assert np.array_equal(picture(1), Shelf(tmp_path).get("a"))


def test_without_a_folder_nothing_is_kept():
    none = Shelf(None)
    none.put(picture(1), "a")
    assert none.get("a") is None


def test_a_folder_that_went_away_is_no_fault(tmp_path):
    gone = Shelf(tmp_path / "gone")
    gone.put(picture(1), "a")
    assert gone.get("a") is None


def test_the_folder_stays_below_its_limit_and_the_oldest_go_first(tmp_path):
    room = Shelf(tmp_path, limit=20_000)
    for number in range(30):
        room.put(picture(number, 16), str(number))
        for age, file in enumerate(sorted(tmp_path.iterdir(), key=os.path.getmtime, reverse=True)):
            os.utime(file, (1e9 - age, 1e9 - age))
    held = [number for number in range(30) if room.get(str(number)) is not None]
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 20_000 * 1.3
    assert held == list(range(held[0], 30))
    assert len(held) > 5


def test_what_was_used_lately_stays(tmp_path):
    room = Shelf(tmp_path, limit=20_000)
    for number in range(12):
        room.put(picture(number, 16), str(number))
    for age, file in enumerate(tmp_path.iterdir()):
        os.utime(file, (1e9 - age, 1e9 - age))
    room.get("0")
    for number in range(12, 20):
        room.put(picture(number, 16), str(number))
    assert room.get("0") is not None


def test_nothing_half_written_is_left_or_seen(tmp_path):
    room = Shelf(tmp_path)

    def work(number: int) -> bool:
        room.put(picture(number % 3, 64), str(number % 3))
        found = room.get(str(number % 3))
        return found is not None and np.array_equal(picture(number % 3, 64), found)

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(work, range(60)))
    assert len(list(tmp_path.iterdir())) == 3


def test_a_failed_write_leaves_no_file(tmp_path, monkeypatch):
    def refuse(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", refuse)
    Shelf(tmp_path).put(picture(1), "a")
    assert list(tmp_path.iterdir()) == []


def test_the_users_cache_folder_is_used(tmp_path):
    assert folder({"XDG_CACHE_HOME": str(tmp_path)}) == tmp_path / "wanbox" / "drawings"


def test_where_home_cannot_be_written_a_private_temporary_folder_is(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / "file").write_text("")
    found = folder({"XDG_CACHE_HOME": str(tmp_path / "file")})
    assert found is not None
    assert found.parent == tmp_path
    assert found.stat().st_mode & 0o077 == 0


def test_another_users_folder_is_not_trusted(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000)
    assert folder({"XDG_CACHE_HOME": str(tmp_path)}) is None


@pytest.fixture
def kept(tmp_path, monkeypatch) -> Shelf:
    own = Shelf(tmp_path)
    monkeypatch.setattr(svg, "shelf", lambda: own)
    return own


def test_a_drawing_is_the_same_cold_warm_and_without_a_shelf(kept, monkeypatch):
    plain = svg.render_svg(CIRCLE, width=30, height=20)
    cold, warm = (svg.drawn(CIRCLE, width=30, height=20) for _ in range(2))
    monkeypatch.setattr(svg, "shelf", lambda: Shelf(None))
    assert all(np.array_equal(plain, one) for one in (cold, warm, svg.drawn(CIRCLE, width=30, height=20)))


def test_the_second_time_nothing_is_drawn(kept, monkeypatch):
    first = svg.drawn(CIRCLE, width=30, height=20)
    monkeypatch.delattr(svg, "render_svg")
    assert np.array_equal(first, svg.drawn(CIRCLE, width=30, height=20))


def test_size_text_and_painter_make_another_drawing(kept, monkeypatch, tmp_path):
    svg.drawn(CIRCLE, width=30, height=20)
    svg.drawn(CIRCLE, width=30, height=21)
    svg.drawn(CIRCLE.replace("#c63", "#36c"), width=30, height=20)
    monkeypatch.setattr(svg, "painter", lambda: "the next version")
    svg.drawn(CIRCLE, width=30, height=20)
    assert len(list(tmp_path.iterdir())) == 4


def test_the_shelf_of_the_process_is_one():
    assert shelf_module.shelf() is shelf_module.shelf()
