"""Work folders vanish with their attempt, and those of dead workers are found by their missing lock."""

from __future__ import annotations

import pytest

from wanbox.runner.folders import sweep, work_folder


def test_a_folder_is_there_for_as_long_as_it_is_used(tmp_path):
    with work_folder(tmp_path / "work", "task-1") as folder:
        (folder.results / "a.mp4").write_bytes(b"x")
        assert list(folder.make_inputs().iterdir()) == []
    assert list((tmp_path / "work").iterdir()) == []


def test_a_folder_is_gone_after_a_failure_too(tmp_path):
    def fail():
        with work_folder(tmp_path, "task-1") as folder:
            (folder.make_inputs() / "a.png").write_bytes(b"x")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_leftovers_under_the_same_name_are_not_seen(tmp_path):
    (tmp_path / "task-1").mkdir()
    (tmp_path / "task-1" / "old.mp4").write_bytes(b"x")
    with work_folder(tmp_path, "task-1") as folder:
        assert list(folder.results.iterdir()) == []


def test_a_sweep_removes_what_nobody_holds_and_nothing_else(tmp_path):
    for name in ("dead-1", "dead-1.inputs", "orphan-1.inputs"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_bytes(b"x")
    with work_folder(tmp_path, "live-1") as folder:
        folder.make_inputs()
        assert sweep(tmp_path, min_age=0) == 3
        assert {folder.name for folder in tmp_path.iterdir()} == {"live-1", "live-1.inputs"}


def test_a_sweep_leaves_the_newest_alone(tmp_path):
    (tmp_path / "new-1").mkdir()
    assert sweep(tmp_path, min_age=60) == 0


def test_a_sweep_of_nothing_is_no_error(tmp_path):
    assert sweep(tmp_path / "absent") == 0


def test_inputs_lie_beside_the_results_which_stay_empty(tmp_path):
    with work_folder(tmp_path, "task-1") as folder:
        (folder.make_inputs() / "a.png").write_bytes(b"x")
        assert list(folder.results.iterdir()) == []
