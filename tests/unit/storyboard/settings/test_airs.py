"""The airs of places: data files laid over the common air."""

from __future__ import annotations

import re

import pytest

from wanbox.engines.storyboard.shotlist import TimeOfDay
from wanbox.engines.storyboard.stage import airs, settings
from wanbox.engines.storyboard.stage.air import AIRS, airs_of

DAY = TimeOfDay.DAY


def test_a_place_without_a_file_has_the_common_air():
    assert airs_of("library") == AIRS


def test_a_place_differs_in_what_its_file_says_and_in_nothing_else():
    sea = airs_of("open_sea")
    assert (sea[DAY].cover, sea[DAY].haze) == (0.5, AIRS[DAY].haze)
    assert sea[TimeOfDay.NIGHT] == AIRS[TimeOfDay.NIGHT]


def test_a_file_builds_on_the_one_that_it_is_like():
    assert airs.rows("forest-winter")[DAY] == airs.rows("forest")[DAY]
    assert airs.rows("forest-winter")[TimeOfDay.SUNSET]["haze"] == (250, 196, 160)


def test_an_empty_place_of_the_disc_means_none():
    assert airs_of("forest")[DAY].disc_at is None


@pytest.mark.parametrize("name", sorted(airs.known()))
def test_every_file_makes_airs_for_all_times(name):
    assert set(airs_of(name)) == set(TimeOfDay)


def test_every_file_belongs_to_a_setting_or_is_shared():
    assert airs.known() - {"common", "town", "forest-winter", "bamboo-snow"} <= set(settings.load())


@pytest.mark.parametrize(
    ("tables", "told"),
    [
        ({"day": {"hazy": 1}}, "airs/moor.toml: day.hazy: no air has this"),
        ({"noon": {}}, "airs/moor.toml: no time of day: noon"),
        ({"like": "atlantis"}, "airs/moor.toml: like: there is no airs/atlantis.toml"),
        ({"day": {"haze": [1, 2]}}, "airs/moor.toml: day.haze: not of the shape"),
        ({"night": {"sky": [[0, [1, 2, 3]]]}}, "airs/moor.toml: night.sky: not of the shape"),
        ({"night": {"grade": {"gold": [[0, 0]]}}}, "airs/moor.toml: night.grade: not of the shape"),
        ({"day": {"thick": "much"}}, "airs/moor.toml: day.thick: not of the shape"),
    ],
)
def test_a_mistake_is_named_with_file_table_and_key(tables, told):
    with pytest.raises(ValueError, match="^" + re.escape(told)):
        airs.merged("moor", tables)
