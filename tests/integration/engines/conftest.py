"""Every engine that needs nothing from outside, and a job to give it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from wanbox.engines.contract import InputFile, JobCancelled, Part
from wanbox.engines.registry import load


class RecordingJob:
    """A job of the contract that keeps what the engine says."""

    def __init__(self, folder: Path, inputs: Sequence[InputFile] = (), *, cancel_at: float | None = None) -> None:
        self.task_id = "task"
        self.attempt = 1
        self.folder = folder
        self.inputs = inputs
        self.said: list[tuple[float, str]] = []
        self.published: list[Part] = []
        self.notes: dict[str, str] = {}
        self._cancel_at = cancel_at

    def progress(self, fraction: float, phase: str) -> None:
        self.said.append((fraction, phase))
        if self._cancel_at is not None and fraction >= self._cancel_at:
            raise JobCancelled

    def raise_if_cancelled(self) -> None:
        pass

    def remember(self, key: str, value: str) -> None:
        self.notes[key] = value

    def recall(self, key: str) -> str | None:
        return self.notes.get(key)

    def publish(self, part: Part) -> None:
        self.published.append(part)


@pytest.fixture(scope="session")
def storyboard():
    return load("storyboard")


@pytest.fixture(scope="session", params=["storyboard", "wanbox.testing.engine"])
def engine(request, storyboard):
    return storyboard if request.param == "storyboard" else load(request.param)


@pytest.fixture
def job(tmp_path):
    """`job()` makes a job with an empty folder of its own; keyword arguments as for RecordingJob."""
    made = []

    def make(inputs: Sequence[InputFile] = (), **options: float) -> RecordingJob:
        folder = tmp_path / f"job-{len(made)}"
        folder.mkdir()
        made.append(RecordingJob(folder, inputs, **options))
        return made[-1]

    return make
