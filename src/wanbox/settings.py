"""Every setting once: name, type, default and one line of help.

The fields of `Settings` are the table. A setting `retention` is read from the environment as `WANBOX_RETENTION`, or
else from `wanbox.toml` in the current folder as `retention`; an empty value means the default. `SETTINGS` lists the
table for the reference pages and for `wanbox doctor`.

    SettingError   a value cannot be used; the message names the setting and, unless it is secret, the value
"""

# ruff: noqa: RUF009 - each row of the table is a call that makes a dataclass field
from __future__ import annotations

import datetime as dt
import enum
import fnmatch
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar, cast

from .hostrules import HostRules, parse_rules

FILE_NAME = "wanbox.toml"
PREFIX = "WANBOX_"

T = TypeVar("T")


class SettingError(ValueError):
    """A setting has a value that cannot be used."""


class Validation(enum.StrEnum):
    """When a defect in a request to an asynchronous endpoint shows (spec 3.1)."""

    #: The task is accepted and fails within a second, as on the real service.
    VENDOR = "vendor"
    #: The request is refused at once.
    EAGER = "eager"


class LogFormat(enum.StrEnum):
    TEXT = "text"
    JSON = "json"


# --- values as people write them -------------------------------------------------------------------------------------


def _text(value: str) -> str:
    return value


def _long_text(value: str) -> str:
    if len(value) < 32:
        raise ValueError("32 characters or more")
    return value


def _integer(low: int, high: int | None = None) -> Callable[[str], int]:
    wanted = f"a whole number from {low}" + (f" to {high}" if high is not None else " upwards")

    def parse(value: str) -> int:
        number = int(value) if re.fullmatch(r"-?[0-9]{1,12}", value) else None
        if number is None or number < low or (high is not None and number > high):
            raise ValueError(wanted)
        return number

    return parse


def _seconds(value: str) -> float:
    """A positive number of seconds, plain or with a unit."""
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,6})?", value) and float(value) > 0:
        return float(value)
    return duration(value).total_seconds()


_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
#: A hundred years; calendars and databases bear what comes of it.
_LONGEST_SECONDS = 36500 * 86400


def duration(value: str) -> dt.timedelta:
    """A length of time as people write it, `90m`, `24h` or `30d`. Raises ValueError that says what it should be."""
    match = re.fullmatch(r"([0-9]{1,10}) ?([smhd])", value.lower())
    seconds = int(match[1]) * _UNITS[match[2]] if match else 0
    if not 0 < seconds <= _LONGEST_SECONDS:
        raise ValueError("a length of time such as 90m, 24h or 30d, and at most 36500d")
    return dt.timedelta(seconds=seconds)


_SIZES = {"": 1, "B": 1, "KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30}


def _size(value: str) -> int:
    match = re.fullmatch(r"([0-9]{1,12}) ?([KMG]?B)?", value.upper())
    if match is None or int(match[1]) == 0:
        raise ValueError("a number of bytes such as 33554432, 512KB or 32MB")
    return int(match[1]) * _SIZES[match[2] or ""]


def _size_or_none(value: str) -> int:
    return 0 if value == "0" else _size(value)


def _flag(value: str) -> bool:
    known = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    if value.lower() not in known:
        raise ValueError("1 or 0")
    return known[value.lower()]


E = TypeVar("E", bound=enum.StrEnum)


def _choice(kind: type[E]) -> Callable[[str], E]:
    def parse(value: str) -> E:
        try:
            return kind(value.lower())
        except ValueError:
            raise ValueError("one of " + ", ".join(kind)) from None

    return parse


def _names(value: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in value.split(",") if name.strip())


Routes = tuple[tuple[str, str], ...]


def _routes(value: str) -> Routes:
    pairs = []
    for entry in _names(value):
        model, equals, engine = (part.strip() for part in entry.partition("="))
        if not (model and equals and re.fullmatch(r"[A-Za-z_][\w.]*", engine)):
            raise ValueError("pairs of model=engine with commas between, such as wan2.6-t2v=storyboard,*=storyboard")
        pairs.append((model, engine))
    return tuple(pairs)


class LogLevel(enum.StrEnum):
    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


def _address(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s?#]+", value):
        raise ValueError("an http or https address without a query")
    return value.rstrip("/")


def _proxy(value: str) -> str:
    if not re.fullmatch(r"http://([^\s/?#@]+@)?([^\s/?#@:]+|\[[0-9a-fA-F:.]+\]):[0-9]{1,5}/?", value):
        raise ValueError("an address such as http://proxy.example.com:3128, with a port and no path")
    return value.rstrip("/")


def _half_the_cores() -> int:
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, usable // 2)


# --- the table -------------------------------------------------------------------------------------------------------


def _setting(
    default: T,
    text: str,
    parse: Callable[[str], T],
    *,
    shown: str = "",
    secret: bool = False,
    name: str = "",
) -> T:
    """One row: `shown` is the default as documented, `name` the environment name where it is not the usual one."""
    about = {"help": text, "parse": parse, "shown": shown, "secret": secret, "name": name}
    row: Any = field(default=default, repr=not secret, metadata=about)
    return cast("T", row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an operator can choose. Times are durations or seconds, sizes bytes, `data` an absolute folder."""

    host: str = _setting("127.0.0.1", "Address that the server listens on.", _text)
    port: int = _setting(8026, "Port that the server listens on; 0 takes a free one.", _integer(0, 65535))
    data: Path = _setting(Path(".wanbox"), "Folder for the database, the files and the secret.", Path)
    api_keys: tuple[str, ...] = _setting((), "Keys that callers may use, with commas between.", _names, secret=True)
    database_url: str = _setting(
        "", "Database of the ledger.", _text, shown="SQLite in the data folder", secret=True
    )  # may hold a password
    storage_url: str = _setting(
        "",
        "Where files are kept: file:///folder or s3://bucket/prefix?endpoint=…&region=….",
        _text,
        shown="a folder in the data folder",
        secret=True,
    )
    storage_key: str = _setting(
        "", "Access key of the bucket.", _text, shown="that of AWS_ACCESS_KEY_ID, or of the machine's role", secret=True
    )
    storage_secret: str = _setting(
        "", "Secret of the bucket's access key.", _text, shown="that of AWS_SECRET_ACCESS_KEY", secret=True
    )
    secret: str = _setting(
        "",
        "The installation's secret, 32 characters or more; machines that share a database must have the same.",
        _long_text,
        shown="one made in the data folder",
        secret=True,
    )
    workers: int = _setting(
        _half_the_cores(),
        "Worker processes that serve starts; 0 starts none.",
        _integer(0, 1024),
        shown="one per two cores",
    )
    retention: dt.timedelta = _setting(
        dt.timedelta(days=30),
        "How long ended tasks and their files are kept; 24h is the vendor's.",
        duration,
        shown="30d",
    )
    link_lifetime: dt.timedelta = _setting(
        dt.timedelta(hours=24), "How long a result link works.", duration, shown="24h"
    )
    upload_lifetime: dt.timedelta = _setting(
        dt.timedelta(hours=48), "How long an uploaded file can be used.", duration, shown="48h"
    )
    validation: Validation = _setting(
        Validation.VENDOR,
        "Bad fields fail the task later (vendor) or the request at once (eager).",
        _choice(Validation),
    )
    max_body: int = _setting(32 << 20, "Largest request body.", _size, shown="32MB")
    allow_private_urls: bool = _setting(False, "Fetch inputs from private addresses too.", _flag, shown="0")
    fetch_allow: HostRules = _setting(
        (), "Hosts, networks and ports that are fetched from although they are not public.", parse_rules
    )
    fetch_deny: HostRules = _setting(
        (), "Hosts, networks and ports that are never fetched from, whatever else is open.", parse_rules
    )
    fetch_public: bool = _setting(
        True, "Fetch from public addresses too; 0 leaves only what fetch_allow names.", _flag, shown="1"
    )
    fetch_proxy: str = _setting("", "HTTP proxy for fetching, such as http://proxy:3128.", _proxy, secret=True)
    fetch_seconds: float = _setting(30.0, "Time limit for fetching one input.", _seconds, shown="30")
    public_url: str = _setting("", "Base of the links in answers.", _address, shown="the host that the request named")
    routes: Routes = _setting((("*", "storyboard"),), "Which engine serves which model.", _routes, shown="*=storyboard")
    lease_seconds: float = _setting(15.0, "How long a silent worker keeps its task.", _seconds, shown="15")
    max_attempts: int = _setting(3, "How often a task is begun before it fails.", _integer(1, 100))
    retry_seconds: float = _setting(
        1.0, "Wait before the second attempt after an error; each further one waits twice as long.", _seconds, shown="1"
    )
    key_running: int = _setting(0, "Tasks of one key that may run at a time; 0 is any number.", _integer(0, 1_000_000))
    vendor_limits: bool = _setting(
        False, "The vendor's limits: 5 running and 5 submissions a second for an account and a model.", _flag, shown="0"
    )
    wrong_keys: int = _setting(
        60,
        "Wrong keys that an address may try in a minute; 0 is any number, for a proxy that hides addresses.",
        _integer(0, 1_000_000),
    )
    account_waiting: int = _setting(
        2000,
        "Long polls, streams and synchronous pictures of an account that may wait at a time; 0 is any number.",
        _integer(0, 1_000_000),
    )
    task_seconds: float = _setting(3 * 3600.0, "Time limit for one task.", _seconds, shown="3h")
    task_memory: int = _setting(
        0, "Memory of a worker, its helpers included, beyond which it is replaced; 0 is any.", _size_or_none, shown="0"
    )
    drain_seconds: float = _setting(
        10.0, "How long running tasks may go on when a server or a worker stops.", _seconds, shown="10"
    )
    metrics_port: int = _setting(
        0, "Port on which `wanbox worker` answers Prometheus, on WANBOX_HOST; 0 is none.", _integer(0, 65535)
    )
    extend_url: str = _setting(
        "",
        "Base of an OpenAI-compatible chat endpoint that writes prompt_extend's scenes, such as http://localhost:8000/v1.",
        _address,
        shown="the built-in writer",
    )
    extend_model: str = _setting("default", "Model that the chat endpoint is asked for.", _text, shown="default")
    extend_key: str = _setting("", "Key for the chat endpoint.", _text, secret=True)
    extend_seconds: float = _setting(20.0, "Time limit for the chat endpoint's answer.", _seconds, shown="20")
    region: str = _setting("cn-beijing", "Region named in task lists.", _text)
    log_level: LogLevel = _setting(LogLevel.INFO, "Least severity that is logged.", _choice(LogLevel))
    log_format: LogFormat = _setting(LogFormat.TEXT, "Logs for people (text) or machines (json).", _choice(LogFormat))
    log_prompts: bool = _setting(False, "Write prompts to the log.", _flag, shown="0")
    base_url: str = _setting("", "Server that the commands talk to.", _text, shown="one started for the call")
    api_key: str = _setting(
        "", "Key that the commands use.", _text, shown="the server's own, where it is on this machine", secret=True
    )
    dashscope_api_key: str = _setting(
        "",
        "Key for the vendor's own cloud, used only when that is asked for.",
        _text,
        secret=True,
        name="DASHSCOPE_API_KEY",
    )

    @property
    def ledger_url(self) -> str:
        """`database_url`, or the SQLite file in the data folder."""
        return self.database_url or "sqlite" + (self.data / "ledger.sqlite3").as_uri().removeprefix("file")

    @property
    def files_url(self) -> str:
        """`storage_url`, or the folder in the data folder."""
        return self.storage_url or (self.data / "files").as_uri()

    def engine_for(self, model: str) -> str | None:
        """The engine that serves a model: its own route, else the first pattern that fits, else None."""
        exact = dict(self.routes).get(model)
        return exact or next((engine for pattern, engine in self.routes if fnmatch.fnmatchcase(model, pattern)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One row of the table, for people."""

    name: str
    #: Its name in `wanbox.toml` and on `Settings`.
    key: str
    type: str
    default: str
    help: str
    secret: bool
    parse: Callable[[str], Any] = field(repr=False)


#: What the types are called in the reference pages.
_KINDS = {
    "str": "text",
    "int": "whole number",
    "float": "seconds",
    "bool": "1 or 0",
    "Path": "folder",
    "dt.timedelta": "length of time",
    "tuple[str, ...]": "list",
    "Routes": "list of model=engine",
    "HostRules": "list of hosts",
    "Validation": "choice",
    "LogLevel": "choice",
    "LogFormat": "choice",
}


def _rows() -> tuple[Setting, ...]:
    return tuple(
        Setting(
            name=row.metadata["name"] or PREFIX + row.name.upper(),
            key=row.name,
            type=_KINDS[str(row.type)],
            default=row.metadata["shown"] or ("" if row.default in ((), "") else str(row.default)),
            help=row.metadata["help"],
            secret=row.metadata["secret"],
            parse=row.metadata["parse"],
        )
        for row in fields(Settings)
    )


SETTINGS = _rows()
_BY_KEY = {row.key: row for row in SETTINGS}


# --- reading ---------------------------------------------------------------------------------------------------------


def load(environ: Mapping[str, str] = os.environ, folder: Path | None = None) -> Settings:
    """The settings from the environment and from `wanbox.toml` in `folder` (default: the current one).

    Raises SettingError.
    """
    folder = (folder or Path.cwd()).absolute()
    from_file = _read_file(folder / FILE_NAME)
    values: dict[str, Any] = {}
    for row in SETTINGS:
        text = environ.get(row.name, "").strip()
        if text:
            values[row.key] = _parse(row, text, row.name)
        elif from_file.get(row.key):
            values[row.key] = _parse(row, from_file[row.key], f"{row.key} in {FILE_NAME}")
    values["data"] = folder / values.get("data", Path(".wanbox")).expanduser()
    return Settings(**values)


def unknown(environ: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """Names in the environment that look like ours and mean nothing: typing errors, most likely."""
    known = {row.name for row in SETTINGS}
    return tuple(sorted(name for name in environ if name.startswith(PREFIX) and name not in known))


def to_environ(settings: Settings) -> dict[str, str]:
    """The environment under which `load` gives the same settings, for processes that are started by this one."""
    return {row.name: _as_text(getattr(settings, row.key)) for row in SETTINGS}


def _parse(row: Setting, text: str, where: str) -> Any:
    try:
        return row.parse(text)
    except ValueError as error:
        shown = "its value" if row.secret else repr(text)
        raise SettingError(f"{where}: {shown} is not {error}.") from None


def _read_file(path: Path) -> dict[str, str]:
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{path} cannot be read: {type(error).__name__}.") from None
    content = _parse_toml(path, text)
    for name in content:
        if name not in _BY_KEY:
            import difflib

            near = difflib.get_close_matches(name, _BY_KEY, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise SettingError(f"There is no setting {name!r} (in {FILE_NAME}).{hint}")
    return {name: _as_text(value).strip() for name, value in content.items()}


def _parse_toml(path: Path, text: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingError(f"{path} is not valid TOML: {error}.") from None


def _as_text(value: Any) -> str:
    """A value of the file, or a parsed one, in the form that the environment uses."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, dt.timedelta):
        return f"{int(value.total_seconds())}s"
    if isinstance(value, Mapping):
        return ",".join(f"{key}={item}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return ",".join("=".join(item) if isinstance(item, tuple) else str(item) for item in value)
    return str(value)
