"""`wanbox admin` on a database of its own, and what it says of a server that refuses."""

from __future__ import annotations

import httpx2
import pytest
from typer.testing import CliRunner

from wanbox.cli.app import app


@pytest.fixture
def wanbox(tmp_path, monkeypatch):
    """Runs a command in a folder whose database is new."""
    monkeypatch.chdir(tmp_path)
    for name in ("WANBOX_BASE_URL", "WANBOX_DATA", "WANBOX_API_KEY"):
        monkeypatch.delenv(name, raising=False)

    def run(*words):
        return CliRunner().invoke(app, words)

    assert 0 == run("db", "upgrade").exit_code
    return run


def test_a_pause_is_told_and_shown(wanbox):
    paused = wanbox("admin", "pause", "storyboard")

    assert (0, "", "wanbox: tasks of engine storyboard wait from now on\n") == (
        paused.exit_code,
        paused.stdout,
        paused.stderr,
    )
    assert "paused   storyboard\n" in wanbox("admin", "status").stdout


def test_the_end_of_all_pauses_is_told_and_shown(wanbox):
    wanbox("admin", "pause")

    assert "wanbox: tasks of every engine are handed out again\n" == wanbox("admin", "resume").stderr
    assert "paused   nothing\n" in wanbox("admin", "status").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("pause", "nosuch"), "There is no engine nosuch"),
        (("drain", "nobody"), "There is no worker nobody"),
        (("requeue", "nothing"), "There is no such task: nothing"),
    ],
    ids=" ".join,
)
def test_what_is_not_there_is_wrong_use(wanbox, words, said):
    result = wanbox("admin", *words)

    assert (2, "") == (result.exit_code, result.stdout)
    assert said in result.stderr


def test_a_key_without_the_scope_is_told_which_scope_it_lacks(wanbox, monkeypatch):
    refusal = httpx2.Response(403, json={"code": "AccessDenied", "message": "Access denied.", "request_id": "r"})
    monkeypatch.setattr(httpx2, "request", lambda *_, **__: refusal)
    monkeypatch.setenv("WANBOX_API_KEY", "sk-any")

    result = wanbox("admin", "status", "--base-url", "http://127.0.0.1:9")

    assert (3, "wanbox: AccessDenied: Access denied. Set WANBOX_API_KEY to a key with the scope admin.\n") == (
        result.exit_code,
        result.stderr,
    )
