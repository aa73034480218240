"""The reference pages are made from the code; these tests fail when somebody forgets `python tools/reference.py`."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGES = runpy.run_path(str(ROOT / "tools" / "reference.py"))["PAGES"]


@pytest.mark.parametrize("name", sorted(PAGES))
def test_page_is_what_the_code_says(name):
    written = (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")

    assert PAGES[name]() == written


def test_every_setting_has_help():
    page = PAGES["settings.md"]()

    assert [] == [line for line in page.splitlines() if line.endswith("|  |")]
