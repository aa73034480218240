"""Writes docs/reference/{settings,commands}.md from the code. A test compares, so the pages cannot fall behind."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import typer.main

from wanbox.cli.app import app
from wanbox.settings import SETTINGS

FOLDER = Path(__file__).parents[1] / "docs" / "reference"


def settings_page() -> str:
    rows = [f"| `{row.name}` | `{row.key}` | {row.type} | {_default(row.default)} | {row.help} |" for row in SETTINGS]
    return "\n".join(
        [
            "# Settings",
            "",
            "Each setting is read from the environment, or else from `wanbox.toml` in the current folder.",
            "An empty value means the default.",
            "",
            "| environment | wanbox.toml | type | default | what it does |",
            "|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


def _default(text: str) -> str:
    return f"`{text}`" if text and " " not in text else text or "none"


def commands_page() -> str:
    lines = ["# Commands", ""]
    _describe(typer.main.get_command(app), ["wanbox"], lines)
    lines += [
        "## Exit codes",
        "",
        "| code | meaning |",
        "|---|---|",
        "| 0 | done |",
        "| 1 | the task ended without a result |",
        "| 2 | wrong use: an option, a file, a setting |",
        "| 3 | the server refused the request |",
        "| 4 | the server could not be reached |",
        "| 5 | still running when `--timeout` was over |",
        "| 130 | Ctrl-C |",
        "",
    ]
    return "\n".join(lines)


def _describe(command: Any, path: list[str], lines: list[str]) -> None:
    context = command.context_class(command, info_name=path[-1])
    lines += [f"{'#' * min(4, len(path) + 1)} `{' '.join(path)}`", "", (command.help or "").strip(), ""]
    rows = [row for row in (parameter.get_help_record(context) for parameter in command.params) if row]
    if rows:
        lines += ["| option | what it does |", "|---|---|"]
        lines += [f"| `{name}` | {text.replace('|', '/').strip()} |" for name, text in rows]
        lines += [""]
    for name, child in sorted(getattr(command, "commands", {}).items()):
        _describe(child, [*path, name], lines)


PAGES = {"settings.md": settings_page, "commands.md": commands_page}


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
