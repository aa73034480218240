"""What a person sees while a task runs, and what a program reads afterwards."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from wanbox.client.brain import Watcher
from wanbox.wire.answers import TextItem
from wanbox.wire.read import Polled
from wanbox.wire.status import TaskStatus


@contextmanager
def progress(title: str, *, quiet: bool) -> Iterator[Watcher]:
    """A progress bar on a terminal, a line per phase elsewhere, nothing when quiet."""
    if quiet:
        yield lambda _task: None
    elif sys.stderr.isatty():
        with _bar(title) as watch:
            yield watch
    else:
        yield _lines()


@contextmanager
def _bar(title: str) -> Iterator[Watcher]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bars:
        row = bars.add_task(title, total=1.0)

        def watch(task: Polled) -> None:
            done = 1.0 if task.status is TaskStatus.SUCCEEDED else fraction(task)
            bars.update(row, completed=done, description=f"{title}: {phase(task)}")

        yield watch


def _lines() -> Watcher:
    said: list[str] = []

    def watch(task: Polled) -> None:
        line = phase(task)
        if said[-1:] != [line]:
            said.append(line)
            print(f"wanbox: {line}", file=sys.stderr, flush=True)

    return watch


def fraction(task: Polled) -> float:
    value = task.extras.get("progress", 0.0)
    return float(value) if isinstance(value, int | float) else 0.0


def phase(task: Polled) -> str:
    named = task.extras.get("phase")
    return str(named) if task.status is TaskStatus.RUNNING and named else task.status.lower()


def as_json(task: Polled, files: list[Path]) -> None:
    """One JSON object on stdout: the files, the vendor's fields and the report."""
    result: dict[str, Any] = {
        "task_id": task.task_id,
        "status": task.status.value,
        "files": [str(file) for file in files],
        "texts": [item.text for item in task.items if isinstance(item, TextItem)],
        "usage": dict(task.usage),
        "report": task.extras.get("report"),
    }
    print(json.dumps(result, ensure_ascii=False))


def summary(task: Polled, files: list[Path]) -> None:
    for file in files:
        print(file)
    report = task.extras.get("report") or {}
    missed = report.get("not_understood") or []
    if missed:
        print(f"wanbox: not understood: {', '.join(map(str, missed))}", file=sys.stderr)
    for name, fate in (report.get("parameters") or {}).items():
        if fate.get("treatment") == "ignored":
            print(f"wanbox: {name} was ignored: {fate.get('reason', '')}", file=sys.stderr)
