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


def test_a_database_and_a_store_that_answer_are_named(doctor, postgres_url, s3, tmp_path):
    result = doctor(
        WANBOX_DATABASE_URL=postgres_url,
        WANBOX_STORAGE_URL=s3.url(prefix="doctor"),
        WANBOX_SECRET="s" * 32,
        **s3.environ,
    )

    assert 0 == result.exit_code, result.output
    assert "ok    database: PostgreSQL" in result.output
    assert "ok    storage: s3://wanbox/doctor\n" in result.output
    assert not (tmp_path / ".wanbox" / "ledger.sqlite3").exists()


def test_a_database_and_a_store_that_do_not_answer_are_told_without_their_secrets(doctor):
    result = doctor(
        WANBOX_DATABASE_URL="postgresql://wanbox:hunter2@127.0.0.1:1/wanbox",
        WANBOX_STORAGE_URL="s3://media?endpoint=http://127.0.0.1:1",
        WANBOX_STORAGE_KEY="AKIDEXAMPLE",
        WANBOX_STORAGE_SECRET="hush-hush-hush",
        WANBOX_SECRET="s" * 32,
    )

    assert 2 == result.exit_code
    assert "wrong database: " in result.output
    assert "wrong storage: " in result.output
    assert not {"hunter2", "hush-hush-hush"} & set(result.output.replace(":", " ").split())


def test_warm_loads_the_engines_of_the_routes(doctor):
    result = doctor("--warm", WANBOX_ROUTES="*=wanbox.testing.engine")

    assert 0 == result.exit_code
    assert "wanbox.testing.engine: ready" in result.output


def test_warm_says_which_engine_there_is_not(doctor):
    result = doctor("--warm", WANBOX_ROUTES="*=nosuch")

    assert 2 == result.exit_code
    assert "nosuch" in result.output


def test_what_follows_from_a_bad_setting_is_not_told_again(doctor):
    result = doctor(WANBOX_PORT="many")

    assert 1 == result.output.count("WANBOX_PORT")


def test_a_misspelt_setting_is_named(doctor):
    result = doctor(WANBOX_RETENTON="7d")

    assert 2 == result.exit_code
    assert "wrong settings: WANBOX_RETENTON" in result.output
