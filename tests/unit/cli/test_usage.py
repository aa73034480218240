"""Wrong use is told before anything is started or sent: exit code 2, a sentence, nothing on stdout."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from wanbox.cli import connection
from wanbox.cli.app import app


@pytest.fixture
def ran(monkeypatch, tmp_path):
    """Runs the command in a folder with one picture, where starting a server would be a fault."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WANBOX_BASE_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("WANBOX_API_KEY", "sk-any")
    monkeypatch.delattr(connection, "LocalServer")
    (tmp_path / "street.jpg").write_bytes(b"")
    return lambda *arguments: CliRunner().invoke(app, arguments)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("video", ""), "Say what should be seen"),
        (("video", "   "), "Say what should be seen"),
        (("video", "x", "--image", "nowhere.png"), "There is no file 'nowhere.png'"),
        (("video", "x", "--audio", "nowhere.wav"), "There is no file 'nowhere.wav'"),
        (("video", "x", "-o", "clip.avi"), ".mp4"),
        (("video", "x", "-o", "street.jpg/out.mp4"), "street.jpg"),
        (("video", "x", "--resolution", "720P"), "--size"),
        (("video", "x", "--image", "street.jpg", "--size", "1280*720"), "--resolution"),
        (("video", "x", "--shots", "many"), "many"),
        (("video", "x", "--duration", "long"), "--duration"),
        (("video", "x", "--timeout", "-1"), "--timeout"),
        (("video", "x", "--no-such-option"), "--no-such-option"),
        (("video", "x", "--base-url", "ftp://box"), "no base URL"),
        (("video", "x", "--base-url", "http://dashscope.aliyuncs.com"), "https only"),
        (("image",), "prompt"),
        (("image", "x", "-o", "x.jpg"), ".png"),
        (("image", "x", "--image", "nowhere.png"), "There is no file 'nowhere.png'"),
        (("image", "x", "-n", "9"), "--count"),
        (("tasks", "list", "--page", "0"), "--page"),
        (("tasks", "show"), "task_id"),
        (("serve", "--port", "many"), "--port"),
        (("fly",), "fly"),
    ],
    ids=" ".join,
)
def test_wrong_use_is_2(ran, arguments, word):
    result = ran(*arguments)

    assert (2, "") == (result.exit_code, result.stdout)
    assert word.lower() in result.stderr.lower()
    assert "Traceback" not in result.stderr


def test_a_setting_that_cannot_be_used_is_named(ran, monkeypatch):
    monkeypatch.setenv("WANBOX_PORT", "many")

    result = ran("tasks", "list")

    assert 2 == result.exit_code
    assert "WANBOX_PORT" in result.stderr


@pytest.mark.parametrize(("command", "program"), [("serve", "server.main.run"), ("worker", "runner.__main__.main")])
def test_a_variable_that_is_no_setting_is_told_and_stops_nothing(ran, monkeypatch, command, program):
    called = []
    monkeypatch.setattr(f"wanbox.{program}", lambda *_, **__: called.append(program))
    monkeypatch.setenv("WANBOX_RETENTON", "7d")

    result = ran(command)

    assert (0, [program]) == (result.exit_code, called)
    assert "warning: WANBOX_RETENTON: there is no such setting" in result.stderr


def test_the_version_is_one_line(ran):
    from wanbox import __version__

    assert (0, f"wanbox {__version__}\n") == (ran("--version").exit_code, ran("--version").stdout)


def test_no_command_shows_the_help(ran):
    assert "Usage" in ran().output


def test_options_for_the_program_itself_are_not_in_the_help(ran):
    assert "--owned" not in ran("serve", "--help").stdout
