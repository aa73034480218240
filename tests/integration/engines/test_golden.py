"""The gallery's scenes look as they did when they were last looked at."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from wanbox.engines.storyboard.studio import Studio


def _load() -> ModuleType:
    """The module beside this file; test folders are no packages."""
    spec = importlib.util.spec_from_file_location("golden", Path(__file__).with_name("golden.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


golden = _load()
KEPT = json.loads(golden.GOLDEN.read_text("utf-8"))
#: Bits of 144 and levels of 255: other processors and library versions move edges a little.
BITS, LEVELS = 14, 6


@pytest.fixture(scope="module")
def studio() -> Studio:
    return Studio(1)


def test_every_prompt_of_the_gallery_has_its_look_kept():
    assert set(KEPT) == set(golden.prompts())


@pytest.mark.parametrize("name", sorted(KEPT))
def test_the_scene_looks_as_it_was_kept(studio, name):
    seen = golden.look(golden.drawn(studio, golden.prompts()[name]))
    assert golden.distance(seen["hash"], KEPT[name]["hash"]) <= BITS
    assert np.abs(np.subtract(seen["colour"], KEPT[name]["colour"])).max() <= LEVELS


def test_no_two_scenes_of_the_gallery_look_alike():
    names = sorted(KEPT)
    pairs = [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]]
    assert min(golden.distance(KEPT[a]["hash"], KEPT[b]["hash"]) for a, b in pairs) > BITS
