"""What the pages name exists: files, headings, settings, commands, options, targets, models, parameters."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from pathlib import Path

import pytest
import typer.main

from wanbox.cli.app import app
from wanbox.client import Client, errors
from wanbox.engines.registry import load
from wanbox.server.app import create_app
from wanbox.settings import SETTINGS
from wanbox.settings import load as load_settings
from wanbox.testing import engine as testing_engine
from wanbox.wire import build
from wanbox.wire.catalogue import Endpoint, all_models

ROOT = Path(__file__).parents[3]
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
    calls = [
        re.search(r"(?:^|[\s/])wanbox ((?:video|image|serve|worker|tasks|doctor|demo|keys)\b.*)", line)
        for line in lines
    ]
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
def served(tmp_path_factory):
    """(method, path) of every route below the base URL of a real application."""
    folder = tmp_path_factory.mktemp("data")
    settings = load_settings({"WANBOX_DATA": str(folder)}, folder)
    from wanbox.ledger import open_ledger
    from wanbox.storage import open_storage

    paths = create_app(settings, ledger=open_ledger(settings), storage=open_storage(settings)).openapi()["paths"]
    return {
        (method.upper(), path.removeprefix("/api/v1"))
        for path, methods in paths.items()
        for method in methods
        if path.startswith("/api/v1")
    }


def test_the_wire_page_lists_what_is_served(page_of, served):
    told = set(re.findall(r"^\| \w* \| ([A-Z]+) \| `([^`]+)`", page_of("reference/wire.md").text, re.MULTILINE))

    assert served == told
    assert {one.path for one in Endpoint} <= {path for _, path in told}
