"""What the pages name exists: files, headings, settings, commands, options, targets, models, parameters."""

from __future__ import annotations

import ast
import asyncio
import datetime as dt
import json
import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest
import typer.main
import yaml
from prometheus_client.metrics import MetricWrapperBase

from wanbox.cli.app import app
from wanbox.cli.exits import Exit
from wanbox.client import Client, errors
from wanbox.engines.contract import Report
from wanbox.engines.registry import load
from wanbox.ledger.contract import Backlog
from wanbox.runner import measures as worker_measures
from wanbox.server import measures as server_measures
from wanbox.server import telemetry, views
from wanbox.server.app import API_PREFIX, create_app
from wanbox.settings import SETTINGS
from wanbox.settings import load as load_settings
from wanbox.testing import engine as testing_engine
from wanbox.wire import build, headers, notices
from wanbox.wire.catalogue import Endpoint, all_models
from wanbox.wire.status import TaskStatus

ROOT = Path(__file__).parents[3]
COMMANDS = "|".join(typer.main.get_command(app).commands)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def links(text):
    return [target for target in _LINK.findall(_CODE.sub("", text)) if "://" not in target]


def anchors(path):
    """The names that headings get, as usual hosts of Markdown make them."""
    heads = re.findall(r"^#+ (.*)$", _CODE.sub("", path.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_links_lead_to_files_and_headings(page):
    broken = []
    for target in links(page.text):
        name, _, anchor = target.partition("#")
        path = (page.path.parent / name).resolve() if name else page.path
        if not path.is_file() or (anchor and anchor not in anchors(path)):
            broken.append(target)

    assert [] == broken


def test_rows_of_tables_have_a_cell_for_each_column(page):
    """A bar in a cell ends it, also within code, unless a backslash stands before it."""
    tables = re.findall(r"(?:^\|.*\n)+", _CODE.sub("", page.text), re.MULTILINE)
    uneven = [
        row
        for table in tables
        for row in table.splitlines()
        if len(re.findall(r"(?<!\\)\|", row)) != len(re.findall(r"(?<!\\)\|", table.splitlines()[0]))
    ]

    assert [] == uneven


def test_every_page_can_be_reached_from_the_readme():
    seen, waiting = set(), [ROOT / "README.md"]
    while waiting:
        path = waiting.pop()
        if path not in seen and path.suffix == ".md":
            seen.add(path)
            waiting += [(path.parent / target.partition("#")[0]).resolve() for target in links(path.read_text("utf-8"))]

    assert set() == set((ROOT / "docs").rglob("*.md")) - seen


def test_settings_exist(page):
    known = {row.name for row in SETTINGS}

    assert set() == set(re.findall(r"\bWANBOX_[A-Z_]+\b", page.text)) - known


def test_targets_of_make_exist(page):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = re.findall(r"`make ([a-z]+)`|^(?:PROMPT=\S+ )?make ([a-z]+)(?: +#.*)?$", page.text, re.MULTILINE)

    assert set() == {one or other for one, other in named} - targets


def commands_in(page):
    """The words of each call of `wanbox` in the shell blocks of a page."""
    lines = "\n".join(page.blocks("sh", "yaml", "ini")).replace("\\\n", " ").splitlines()
    calls = [re.search(rf"(?:^|[\s/])wanbox ((?:{COMMANDS})\b[^#|>]*)", line) for line in lines]
    return [re.sub(r'"[^"]*"', "QUOTED", call[1]).split() for call in calls if call]


def test_commands_and_options_exist(page):
    wrong = []
    for words in commands_in(page):
        command = typer.main.get_command(app)
        while words and words[0] in getattr(command, "commands", {}):
            command = command.commands[words.pop(0)]
        known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
        wrong += [word for word in words if word.startswith("-") and word not in known]
        wrong += [command.name] if getattr(command, "commands", None) else []

    assert [] == wrong


def test_the_pages_do_call_commands(page_of):
    assert ["video", "QUOTED"] == commands_in(page_of("start.md"))[0][:2]


def test_python_blocks_are_python(page):
    for code in page.blocks("python"):
        ast.parse(code)


def test_data_blocks_are_data(page):
    for code in page.blocks("toml"):
        tomllib.loads(code)
    for code in page.blocks("json"):
        json.loads(code)
    for code in page.blocks("yaml"):
        yaml.safe_load(code)


def test_examples_of_wanbox_toml_name_settings(page_of):
    examples = page_of("how-to/run-a-server.md").blocks("toml")

    assert examples
    assert set() == {key for code in examples for key in tomllib.loads(code)} - {row.key for row in SETTINGS}


def test_readme_names_every_model():
    text = (ROOT / "README.md").read_text("utf-8")

    assert [] == [model.name for model in all_models() if f"`{model.name}`" not in text]


def test_every_knob_of_the_engine_for_tests_is_told(page_of):
    told = set(
        re.findall(
            r"\[([a-z-]+)", "\n".join(re.findall(r"^\| `\[.*$", page_of("how-to/tests-and-ci.md").text, re.MULTILINE))
        )
    )

    assert set(testing_engine.KNOBS) | {"short"} == told | {"note"}


def test_every_parameter_of_the_storyboard_engine_is_told(page_of):
    table = page_of("why/compatibility.md").text.partition("## What storyboard does")[2]
    told = set(re.findall(r"`([a-z_]+)[:`]", table))

    assert set() == set(load("storyboard").capabilities().parameters) - told - {"images"}


def test_every_method_of_the_client_is_told(page_of):
    methods = {name for name in vars(Client) if not name.startswith("_")} - {"close"}

    assert methods == set(re.findall(r"^\| `(\w+)\(", page_of("reference/client.md").text, re.MULTILINE))


def test_every_error_of_the_client_is_told(page_of):
    names = {name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, Exception)}
    told = set(re.findall(r"^\| `(\w+)` \|", page_of("reference/client.md").text, re.MULTILINE))

    assert names <= told | {"WireError"}


@pytest.mark.parametrize("name", ["video_body", "image_body"])
def test_arguments_of_the_bodies_are_those_of_the_code(page_of, name):
    told = re.search(rf"^{name}\((.*?)\)", page_of("reference/client.md").text, re.MULTILINE | re.DOTALL)[1]
    code = getattr(build, name).__code__
    real = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]

    assert set(real) - {"stream"} == set(re.findall(r"\w+", told))


@pytest.fixture(scope="module")
def application(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    settings = load_settings({"WANBOX_DATA": str(folder)}, folder)
    from wanbox.ledger import open_ledger
    from wanbox.storage import open_storage

    return create_app(settings, ledger=open_ledger(settings), storage=open_storage(settings))


@pytest.fixture(scope="module")
def served(application):
    """(method, path) of every route below the base URL of a real application."""
    return {
        (method.upper(), path.removeprefix(API_PREFIX))
        for path, methods in application.openapi()["paths"].items()
        for method in methods
        if path.startswith(API_PREFIX)
    }


def test_the_wire_page_lists_what_is_served(page_of, served):
    told = set(re.findall(r"^\| \w* \| ([A-Z]+) \| `([^`]+)`", page_of("reference/wire.md").text, re.MULTILINE))

    assert served == told
    assert {one.path for one in Endpoint} <= {path for _, path in told}


def test_every_constant_of_the_headers_is_told(page_of):
    told = {name.lower() for name in re.findall(r"^\| `([\w-]+)` \|", page_of("reference/wire.md").text, re.MULTILINE)}
    known = {value.lower() for name, value in vars(headers).items() if name.isupper() and isinstance(value, str)}

    assert set() == known - {headers.ENABLE} - told


def test_what_is_served_beside_the_api_is_told(page_of, application):
    beside = page_of("reference/wire.md").text.partition("These stand beside")[2].partition("\n## ")[0]
    told = set(re.findall(r"^\| ([A-Z]+) \| `([^`]+)`", beside, re.MULTILINE))
    described = {
        (method.upper(), path)
        for path, methods in application.openapi()["paths"].items()
        for method in methods
        if not path.startswith(API_PREFIX)
    }

    assert described | {("GET", "/"), ("GET", "/openapi.json")} == told


def test_every_event_is_told(page_of):
    table = page_of("reference/events.md").text.partition("| event |")[2].partition("\n\n")[0]
    told = {
        name for line in table.splitlines() for name in re.findall(r"`([\w.]+)`", line.split("|")[1] if line else "")
    }

    assert {notices.OPEN, notices.PROGRESS, notices.PART, *map(notices.name_of, notices.STATES)} == told


def test_the_data_of_a_change_of_state_is_told(page_of):
    (row,) = re.findall(r"^\| `task\.pending`.*?\| (.*?) \|", page_of("reference/events.md").text, re.MULTILINE)
    data = notices.state_data("t", TaskStatus.PENDING, 0, dt.datetime.now(dt.UTC))

    assert list(data) == re.findall(r"`(\w+)`", row)


def test_every_field_of_a_delivery_is_told(page_of):
    table = page_of("reference/events.md").text.partition("## Deliveries")[2]

    assert {field.name for field in fields(notices.Delivery)} <= set(re.findall(r"`(\w+)`", table))


def test_every_metric_is_told_with_its_labels(page_of):
    told = {
        name: set(re.findall(r"`(\w+)`", labels))
        for name, labels in re.findall(
            r"^\| `(wanbox_\w+)` \| \w+ \| (.*?) \|", page_of("reference/metrics.md").text, re.MULTILINE
        )
    }
    look = telemetry._Look({}, Backlog(0, 0, 0), [], frozenset({"storyboard"}))
    counted = [*server_measures.Measures().registry.collect(), *worker_measures.REGISTRY.collect()]
    known = {metric.name + "_total" * (metric.type == "counter") for metric in (*look.collect(), *counted)}

    assert known == set(told)
    for name in (
        "wanbox_http_requests",
        "wanbox_http_request_seconds",
        "wanbox_task_seconds",
        "wanbox_step_seconds",
        "wanbox_input_failures",
    ):
        (labels,) = [labels for at, labels in _labels().items() if at == name]
        assert set(labels) == told[name if name in told else f"{name}_total"], name


def _labels():
    """Names of labels by the name of a metric that processes count."""
    instruments = [
        value
        for room in (vars(worker_measures), vars(server_measures.Measures()))
        for value in room.values()
        if isinstance(value, MetricWrapperBase)
    ]
    return {one._name: one._labelnames for one in instruments}


def test_examples_of_alarms_name_metrics(page_of):
    known = set(re.findall(r"`(wanbox_\w+)`", page_of("reference/metrics.md").text))
    named = set(re.findall(r"\bwanbox_\w+", "\n".join(page_of("how-to/watch-it.md").blocks("yaml"))))

    assert named
    assert set() == {re.sub("_(count|sum|bucket)$", "", name) for name in named} - known


def test_every_exit_code_is_told(page_of):
    told = re.findall(
        r"^\| (\d+) \|", page_of("reference/commands.md").text.partition("## Exit codes")[2], re.MULTILINE
    )

    assert sorted(Exit) == [int(code) for code in told]


@pytest.mark.parametrize("name", ["how-to/run-a-server.md", "reference/settings.md"])
def test_examples_of_wanbox_toml_can_be_used(page_of, name, tmp_path):
    (example, *_) = page_of(name).blocks("toml")
    (tmp_path / "wanbox.toml").write_text(example, "utf-8")

    assert load_settings({}, tmp_path) != load_settings({}, tmp_path / "elsewhere")


def test_what_is_installed_is_this_checkout(page):
    """There is no package of this name on the public index that would be ours."""
    wrong = re.findall(r"pip install [\"']?wanbox\b.*", page.text)

    assert [] == wrong


class Waiting:
    """All that a poll may tell of a task: one that waits for its moment, and was begun before."""

    engine, progress, phase, report = "storyboard", 0.5, "drawing", {}
    status, scheduled = TaskStatus.PENDING, None
    not_before = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)


class Surroundings:
    """What `views.extras` asks for, without a ledger."""

    def __init__(self):
        self.ledger = self.paces = self

    def clock(self):
        return dt.datetime(2026, 1, 1, tzinfo=dt.UTC)

    async def queue_position(self, _task):
        return 3

    async def eta(self, _task, **_):
        return 8.4


def test_every_field_beside_the_vendors_is_told(page_of):
    table = page_of("reference/report.md").text.partition("## Fields of")[2].partition("\n## ")[0]
    fields_told = set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE))

    assert set(asyncio.run(views.extras(Surroundings(), Waiting()))) == fields_told


def test_every_field_of_a_report_is_told(page_of):
    table = page_of("reference/report.md").text.partition("## `report`")[2].partition("\n## ")[0]

    assert {field.name for field in fields(Report)} <= set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE))
