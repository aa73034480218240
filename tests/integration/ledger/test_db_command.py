"""`wanbox db`, on both databases."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from wanbox.cli.app import app


@pytest.fixture
def wanbox(environ, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    return lambda *words: CliRunner().invoke(app, ["db", *words])


async def test_a_ledger_in_use_is_in_order(wanbox, ledger, new):
    await ledger.submit(new)
    result = wanbox("check")

    assert (0, "The database is in order.\n") == (result.exit_code, result.stdout)


async def test_what_is_wrong_is_told_and_the_exit_code_is_one_until_it_is_repaired(wanbox, ledger, new):
    await ledger.submit(new)
    await ledger._write(lambda work: work.run("empty_lane"))
    first, repair, last = wanbox("check", "--json"), wanbox("check", "--repair"), wanbox("check")

    (finding,) = json.loads(first.stdout)["findings"]
    assert (1, False) == (first.exit_code, finding["repaired"])
    assert (0, True) == (repair.exit_code, "Repaired." in repair.stdout)
    assert 0 == last.exit_code


async def test_an_upgrade_of_what_is_up_to_date_says_so(wanbox, ledger):
    assert (0, "The database is up to date.\n") == ((result := wanbox("upgrade")).exit_code, result.stdout)


def test_a_database_that_cannot_be_reached_is_exit_code_four_and_no_password_shows(wanbox, monkeypatch):
    monkeypatch.setenv("WANBOX_DATABASE_URL", "postgresql://me:hidden@127.0.0.1:9/x")
    result = wanbox("check")

    assert (4, False) == (result.exit_code, "hidden" in result.output)
