"""Work folders vanish with their attempt, and those of dead workers are found by their missing lock."""

from __future__ import annotations

import pytest

from wanbox.runner.folders import sweep, work_folder


def test_a_folder_is_there_for_as_long_as_it_is_used(tmp_path):
    with work_folder(tmp_path / "work", "task-1") as folder:
        (folder.results / "a.mp4").write_bytes(b"x")
        assert folder.inputs.is_dir()
    assert list((tmp_path / "work").iterdir()) == []


def test_a_folder_is_gone_after_a_failure_too(tmp_path):
    def fail():
        with work_folder(tmp_path, "task-1") as folder:
            (folder.inputs / "a.png").write_bytes(b"x")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_leftovers_under_the_same_name_are_not_seen(tmp_path):
    (tmp_path / "task-1" / "results").mkdir(parents=True)
    (tmp_path / "task-1" / "results" / "old.mp4").write_bytes(b"x")
    with work_folder(tmp_path, "task-1") as folder:
        assert list(folder.results.iterdir()) == []


def test_a_sweep_removes_what_nobody_holds_and_nothing_else(tmp_path):
    (tmp_path / "dead-1" / "results").mkdir(parents=True)
    with work_folder(tmp_path, "live-1"):
        assert sweep(tmp_path, min_age=0) == 1
        assert [folder.name for folder in tmp_path.iterdir()] == ["live-1"]


def test_a_sweep_leaves_the_newest_alone(tmp_path):
    (tmp_path / "new-1").mkdir()
    assert sweep(tmp_path, min_age=60) == 0


def test_a_sweep_of_nothing_is_no_error(tmp_path):
    assert sweep(tmp_path / "absent") == 0
