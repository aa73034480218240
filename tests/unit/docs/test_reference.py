"""The reference pages are made from the code; these tests fail when somebody forgets `python tools/reference.py`."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from wanbox.engines.storyboard.picture.instructions import edits, read

ROOT = Path(__file__).parents[3]
PAGES = runpy.run_path(str(ROOT / "tools" / "reference.py"))["PAGES"]


@pytest.mark.parametrize("name", sorted(PAGES))
def test_page_is_what_the_code_says(name):
    written = (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")

    assert PAGES[name]() == written


def test_every_setting_has_help():
    page = PAGES["settings.md"]()

    assert [] == [line for line in page.splitlines() if line.endswith("|  |")]


def test_every_example_of_an_edit_asks_for_that_edit():
    table = PAGES["storyboard.md"]().partition("## Edits")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ([a-z-]+) \| “(.*?)” \|", table, re.MULTILINE)

    assert {edit.name for edit in edits()} == {name for name, _ in rows}
    for name, example in rows:
        assert name in [one.edit.name for one in read(example, pictures=2).operations], example


def test_the_page_of_the_storyboard_stays_short():
    assert len(PAGES["storyboard.md"]().splitlines()) < 600
