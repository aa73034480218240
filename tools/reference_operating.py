"""The pages of settings and commands, for tools/reference.py."""

from __future__ import annotations

import contextlib
import runpy
from pathlib import Path
from typing import Any

import typer.main

from wanbox.cli.app import app
from wanbox.settings import SETTINGS, Setting

_TABLES = runpy.run_path(str(Path(__file__).with_name("tables.py")))
_table = _TABLES["table"]
_line = _TABLES["line"]


# --- settings


#: What belongs together, by the beginnings of names; a setting goes to the first group that has one.
_GROUPS = {
    "The server": ("host", "port", "data", "public_url", "max_body", "validation", "routes", "region"),
    "Keys and limits": ("api_keys", "key_running", "account_waiting", "vendor_limits", "wrong_keys"),
    "Database and files": ("database_url", "storage_", "secret", "retention", "link_lifetime", "upload_lifetime"),
    "Workers and tasks": ("workers", "lease_", "max_attempts", "retry_", "task_", "drain_"),
    "Fetching what callers name by URL": ("fetch_", "allow_private_urls"),
    "Writing scenes for prompt_extend": ("extend_",),
    "Logs and metrics": ("log_", "metrics_"),
    "Commands that talk to a server": ("base_url", "api_key", "dashscope_"),
}
_REST = "More"
#: Variables with a meaning of their own, that what wanbox is built of reads.
_OTHERS = {
    "FORWARDED_ALLOW_IPS": (
        "server",
        "addresses of proxies whose `X-Forwarded-For` is believed; `127.0.0.1` if not set",
    ),
    "OTEL_EXPORTER_OTLP_ENDPOINT": ("server, workers", "collector of [traces](../how-to/watch-it.md#traces)"),
    "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION": (
        "server, workers",
        "of the [bucket](../how-to/store-in-a-bucket.md#the-key), where the settings name no key or region",
    ),
    "XDG_CACHE_HOME": ("workers", "folder for drawn parts and compiled kernels; `~/.cache` if not set"),
    "NUMBA_CACHE_DIR": ("workers", "folder for compiled kernels alone"),
}
_ABOUT_SETTINGS = """\
# Settings

Each setting is read from the environment, or else from the file `wanbox.toml` in the folder where the program starts.
An empty value means the default. `wanbox doctor` checks them; it and the servers say so if a name that begins with
`WANBOX_` is no setting.

```toml
# wanbox.toml
port = 9000
retention = "7d"
fetch_allow = ["files.example.com", "10.1.0.0/16"]
```

| type | how it is written |
|---|---|
| length of time | a number and `s`, `m`, `h` or `d`: `90m`, `24h`, `30d` |
| seconds | a number, `0.5`, or a length of time, `2m` |
| bytes | a number, or one with `KB`, `MB` or `GB` (of 1024): `32MB` |
| list | with commas between: `a,b`; in the file also `["a", "b"]` |
| list of hosts | `host`, `*.domain`, `10.1.0.0/16`, an address; each may end with a port: `files.example.com:9000` |
| list of model=engine | `wan2.6-t2v=my.engine,*=storyboard`; the first pattern that fits is used |
| 1 or 0 | also `true` and `false`, `yes` and `no`, `on` and `off` |
"""


def settings_page() -> str:
    lines = [_ABOUT_SETTINGS]
    for title in (*_GROUPS, _REST):
        if rows := [row for row in SETTINGS if _group(row.key) == title]:
            heads = ("environment", "wanbox.toml", "type", "default", "what it does")
            lines += [f"## {title}", "", *_table(heads, [_setting(row) for row in rows]), ""]
    heads = ("environment", "read by", "what it does")
    others = [(", ".join(f"`{one}`" for one in names.split(", ")), *told) for names, told in _OTHERS.items()]
    return "\n".join([*lines, "## Variables of others", "", *_table(heads, others), ""])


def _group(key: str) -> str:
    exact = (title for title, names in _GROUPS.items() if key in names)
    begins = (
        title for title, names in _GROUPS.items() if any(key.startswith(name) for name in names if name[-1] == "_")
    )
    return next(exact, None) or next(begins, _REST)


def _setting(row: Setting) -> tuple[str, ...]:
    return f"`{row.name}`", f"`{row.key}`", _kind(row), _default(row.default), row.help


def _kind(row: Setting) -> str:
    """Sizes are whole numbers, and may be written as sizes."""
    with contextlib.suppress(ValueError):
        return "bytes" if row.parse("1KB") == 1024 else row.type
    return row.type


def _default(text: str) -> str:
    return f"`{text}`" if text and " " not in text else text or "none"


# --- commands


_ABOUT_COMMANDS = """\
# Commands

`wanbox` is in `.venv/bin` after `make install`; `. .venv/bin/activate` puts it on the `PATH` of a shell. Each command
explains itself with `--help`.

- `video`, `image`, `tasks` and `events` talk to a server: the one that `--base-url` or `WANBOX_BASE_URL` names, or else
  one that is started for this one call and works in the same data folder.
- `keys`, `db`, `storage`, and `admin` without `--base-url`, work on the database and the files that the
  [settings](settings.md) name. The server may run, and need not be told. Run them in the server's folder.
- Results go to standard output, everything else to standard error.
"""


def commands_page() -> str:
    lines = [_ABOUT_COMMANDS]
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
        "| 4 | the server, the database or the store could not be reached |",
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
        lines += [_line((f"`{name}`", text.strip())) for name, text in rows]
        lines += [""]
    for name, child in sorted(getattr(command, "commands", {}).items()):
        _describe(child, [*path, name], lines)


PAGES = {"settings.md": settings_page, "commands.md": commands_page}
