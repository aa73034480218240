"""`wanbox doctor`."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from wanbox.cli.app import app


@pytest.fixture
def doctor(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(*options: str, **environ: str):
        return CliRunner().invoke(app, ["doctor", *options], env=environ)

    return run


def test_a_whole_installation_is_ok(doctor):
    result = doctor()

    assert 0 == result.exit_code
    assert "wrong" not in result.output
    assert "ok    data folder" in result.output


def test_a_bad_setting_is_named(doctor):
    result = doctor(WANBOX_PORT="many")

    assert 2 == result.exit_code
    assert "WANBOX_PORT" in result.output


def test_warm_loads_the_engines_of_the_routes(doctor):
    result = doctor("--warm", WANBOX_ROUTES="*=wanbox.testing.engine")

    assert 0 == result.exit_code
    assert "wanbox.testing.engine: ready" in result.output


def test_warm_says_which_engine_there_is_not(doctor):
    result = doctor("--warm", WANBOX_ROUTES="*=nosuch")

    assert 2 == result.exit_code
    assert "nosuch" in result.output
