"""The server that a command, or a user's own test, has for itself."""

from __future__ import annotations

import subprocess
import sys

import pytest

from wanbox.client import Client, KeyRefused
from wanbox.testing import LocalServer


@pytest.fixture
def environ(alone):
    return alone.surroundings(WANBOX_WORKERS="0", WANBOX_DATA=str(alone.folder / "data"))


def test_each_has_a_key_and_a_port_of_its_own(environ):
    with LocalServer(environ=environ) as one, LocalServer(environ=environ) as other:
        assert one.base_url != other.base_url
        with Client(one.key, base_url=one.base_url) as client:
            assert 0 == client.tasks().total
        with Client(other.key, base_url=one.base_url) as client, pytest.raises(KeyRefused):
            client.tasks()


def test_it_says_why_it_cannot_start(environ):
    with (
        pytest.raises(OSError, match="WANBOX_DATABASE_URL"),
        LocalServer(environ=environ | {"WANBOX_DATABASE_URL": "x"}),
    ):
        pass


def test_its_log_holds_no_key(environ):
    with LocalServer(environ=environ) as server:
        assert "wanbox is ready" in server.log()
        assert server.key not in server.log()


def test_an_owned_server_ends_in_peace_when_its_input_ends(environ):
    process = subprocess.Popen(
        [sys.executable, "-m", "wanbox", "serve", "--owned", "--port", "0"],
        env=environ | {"WANBOX_API_KEYS": "sk-any"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdout.readline().startswith("wanbox is ready")

    _, said = process.communicate(timeout=60)  # closes its input first

    assert 0 == process.returncode, said
    assert "Fatal" not in said
