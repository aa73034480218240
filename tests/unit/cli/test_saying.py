"""What commands print: names of files, summaries, progress, times."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wanbox.cli import demo, show
from wanbox.cli.image import names
from wanbox.wire.answers import TextItem
from wanbox.wire.read import Polled
from wanbox.wire.status import TaskStatus


def polled(status=TaskStatus.SUCCEEDED, **more):
    return Polled(task_id="t", status=status, **more)


def test_one_picture_keeps_its_name():
    assert [Path("a/out.png")] == names(Path("a/out.png"), 1)


def test_several_pictures_are_numbered_from_one():
    assert [Path("a/out-1.png"), Path("a/out-2.png")] == names(Path("a/out.png"), 2)


def test_no_picture_needs_no_name():
    assert [] == names(Path("out.png"), 0)


def test_a_summary_is_the_files_alone_on_stdout(capsys):
    show.summary(polled(extras={"report": {"not_understood": ["gyre"]}}), [Path("a.png"), Path("b.png")])

    assert "a.png\nb.png\n" == capsys.readouterr().out


def test_a_summary_says_what_was_not_understood(capsys):
    show.summary(polled(extras={"report": {"not_understood": ["gyre", "wabe"]}}), [])

    assert "wanbox: not understood: gyre, wabe\n" == capsys.readouterr().err


def test_a_summary_says_what_was_ignored_and_not_what_was_done(capsys):
    parameters = {
        "watermark": {"treatment": "ignored", "reason": "No room."},
        "seed": {"treatment": "honoured", "reason": ""},
    }

    show.summary(polled(extras={"report": {"parameters": parameters}}), [])

    assert "wanbox: watermark was ignored: No room.\n" == capsys.readouterr().err


def test_a_summary_does_without_a_report(capsys):
    show.summary(polled(), [Path("a.mp4")])

    assert ("a.mp4\n", "") == tuple(capsys.readouterr())


def test_json_is_one_object_with_all_that_a_program_needs(capsys):
    task = polled(items=[TextItem("一")], usage={"SR": 720}, extras={"report": {"engine": "e"}})

    show.as_json(task, [Path("a.png")])

    expected = {
        "task_id": "t",
        "status": "SUCCEEDED",
        "files": ["a.png"],
        "texts": ["一"],
        "usage": {"SR": 720},
        "report": {"engine": "e"},
    }
    assert expected == json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("task", "phase"),
    [
        (polled(TaskStatus.PENDING), "pending"),
        (polled(TaskStatus.RUNNING), "running"),
        (polled(TaskStatus.RUNNING, extras={"phase": "drawing"}), "drawing"),
        (polled(TaskStatus.SUCCEEDED, extras={"phase": "drawing"}), "succeeded"),
    ],
)
def test_a_phase_is_the_engines_word_while_it_works(task, phase):
    assert phase == show.phase(task)


@pytest.mark.parametrize(("progress", "fraction"), [(0.5, 0.5), (1, 1.0), ("half", 0.0), (None, 0.0)])
def test_a_fraction_that_is_none_is_nothing(progress, fraction):
    assert fraction == show.fraction(polled(TaskStatus.RUNNING, extras={"progress": progress}))


def test_without_a_terminal_each_phase_is_one_line(capsys):
    with show.progress("video", quiet=False) as watch:
        for status in (TaskStatus.PENDING, TaskStatus.RUNNING, TaskStatus.RUNNING, TaskStatus.SUCCEEDED):
            watch(polled(status))

    assert "wanbox: pending\nwanbox: running\nwanbox: succeeded\n" == capsys.readouterr().err


def test_quiet_progress_says_nothing(capsys):
    with show.progress("video", quiet=True) as watch:
        watch(polled(TaskStatus.RUNNING))

    assert ("", "") == tuple(capsys.readouterr())


def test_laps_name_each_phase_and_their_sum(monkeypatch):
    moments = iter([10.0, 11.5, 14.0])
    monkeypatch.setattr(demo.time, "monotonic", lambda: next(moments))

    laps = demo.Laps()
    laps.end("start")
    laps.end("make")

    expected = ["start               1.50 s", "make                2.50 s", "all                 4.00 s"]
    assert expected == [line.strip() for line in str(laps).splitlines()]
