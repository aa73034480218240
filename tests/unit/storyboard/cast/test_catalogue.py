"""The cast list: light to read, wide in both languages, true about what it offers."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

import pytest

from wanbox.engines.storyboard.stage import catalogue
from wanbox.engines.storyboard.stage.puppets import model, rig

ENTRIES = catalogue.entries()
PUPPETS = [entry for entry in ENTRIES if entry.kind == "puppet"]


def words(language: str, entries=ENTRIES) -> list[str]:
    return [word for entry in entries for word in entry.words[language]]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_at_least_400_nouns_resolve(language):
    assert len({word for word in words(language) if word}) >= 400


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_word_calls_one_entry(language):
    shared = {word for word, count in Counter(words(language)).items() if count > 1}
    # The fox alone comes both ways, on four legs and dressed on two.
    assert shared <= set(catalogue.find("fox").words[language])


def test_fox_without_clothes_goes_on_four_legs():
    assert ["wild-fox", "fox"] == [entry.name for entry in ENTRIES if "fox" in entry.words["en"]]


@pytest.mark.parametrize(
    ("word", "name"),
    [
        *(("fox detective", "fox"), ("girl", "child"), ("女孩", "child"), ("old man", "man"), ("宇航员", "man")),
        *(("dancer", "woman"), ("dog", "dog"), ("猫", "cat"), ("sailboat", "sailboat"), ("帆船", "sailboat")),
        *(("robot", "robot"), ("机器人", "robot"), ("hot air balloon", "hot-air-balloon"), ("火车", "train")),
        *(
            ("panda", "giant-panda"),
            ("熊猫", "giant-panda"),
            ("dragon", "dragon"),
            ("苹果", "red-apple"),
            ("sofa", "sofa"),
        ),
        *(
            ("rabbit", "rabbit"),
            ("大象", "elephant"),
            ("蝴蝶", "butterfly"),
            ("rocket", "rocket"),
            ("guitar", "guitar"),
        ),
    ],
)
def test_common_noun_finds_its_entry(word, name):
    assert [name] == [e.name for e in ENTRIES if any(word in own for own in e.words.values())]


@pytest.mark.parametrize("name", ["panda", "wolf", "lion", "tiger-face", "bear", "frog"])
def test_bare_head_is_marked(name):
    entry = catalogue.find(name, "sprite")
    assert entry is not None
    assert entry.head_only


def test_whole_body_is_no_head():
    entry = catalogue.find("elephant")
    assert entry is not None
    assert not entry.head_only


def test_puppets_of_at_least_eight_kinds_and_five_rigs():
    assert len(PUPPETS) >= 12
    assert len({model.load_sheet(entry.name).rig for entry in PUPPETS}) >= 5


@pytest.mark.parametrize("entry", PUPPETS, ids=lambda e: e.name)
def test_puppet_performs_what_it_offers(entry):
    clips = rig.load_rig(model.load_sheet(entry.name).rig).clips
    assert entry.actions
    assert entry.actions <= set(clips)


def test_entries_have_believable_sizes():
    odd = [e.name for e in ENTRIES if not (0.02 < e.metres <= 100 and 0.1 < e.aspect < 8)]
    assert [] == odd
    assert {"ground", "water", "air"} == {entry.medium for entry in ENTRIES}


def test_find_prefers_the_puppet():
    entry = catalogue.find("fox")
    assert entry is not None
    assert entry.kind == "puppet"


def test_find_of_an_unknown_name_is_none():
    assert catalogue.find("flibbertigibbet") is None


def test_elephant_is_larger_than_a_mouse():
    elephant, mouse = catalogue.find("elephant"), catalogue.find("mouse")
    assert elephant is not None
    assert mouse is not None
    assert elephant.metres > 10 * mouse.metres


def test_reading_the_puppets_sheets_needs_no_drawing_library():
    code = (
        "import sys; from importlib import util\n"
        "import importlib.machinery as m, types\n"
        "for name in ('wanbox.engines.storyboard', 'wanbox.engines.storyboard.stage'):\n"
        "    spec = m.PathFinder.find_spec(name.rpartition('.')[2], sys.modules[name.rpartition('.')[0]].__path__"
        " if name.rpartition('.')[0] in sys.modules else __import__('wanbox.engines').engines.__path__)\n"
        "    package = types.ModuleType(name); package.__path__ = list(spec.submodule_search_locations)\n"
        "    sys.modules[name] = package\n"
        "from wanbox.engines.storyboard.stage.puppets import model\n"
        "from wanbox.engines.storyboard.stage.sprites import store\n"
        "assert len(model.names()) >= 12 and [model.load_sheet(n) for n in model.names()] and store.catalogue()\n"
        "print(sorted({'numpy', 'cv2', 'numba', 'resvg_py'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stderr
