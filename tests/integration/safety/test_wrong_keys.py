"""Wrong keys against a real server: who is slowed down when a proxy on this machine says whose calls they are."""

from __future__ import annotations

import re
import secrets
import signal
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

KEY = f"sk-{secrets.token_hex(16)}"


@pytest.fixture(scope="module")
def base(tmp_path_factory, clean_environ):
    ours = {"WANBOX_PORT": "0", "WANBOX_WORKERS": "0", "WANBOX_WRONG_KEYS": "3", "WANBOX_API_KEYS": KEY}
    process = subprocess.Popen(
        [sys.executable, "-m", "wanbox", "serve"],
        env=clean_environ | ours, cwd=tmp_path_factory.mktemp("serve"), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    yield re.search(rb"wanbox is ready at (\S+)", process.stdout.readline())[1].decode()
    process.send_signal(signal.SIGTERM)
    process.stdout.close()
    process.wait(60)


def status(base, key, address=None):
    headers = {"Authorization": f"Bearer {key}"} | ({"X-Forwarded-For": address} if address else {})
    try:
        with urllib.request.urlopen(urllib.request.Request(f"{base}/tasks", headers=headers), timeout=60) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_an_address_behind_the_proxy_is_slowed_down(base):
    assert [401, 401, 401, 429] == [status(base, f"sk-{n}", "203.0.113.1") for n in range(4)]


def test_its_neighbours_are_not(base):
    for n in range(4):
        status(base, f"sk-{n}", "203.0.113.2")

    assert (401, 200) == (status(base, "sk-wrong", "203.0.113.3"), status(base, KEY, "203.0.113.4"))


def test_a_caller_with_a_right_key_goes_on_where_another_tries_wrong_ones(base):
    before = status(base, KEY, "203.0.113.5")
    for n in range(4):
        status(base, f"sk-{n}", "203.0.113.5")

    assert (200, 200) == (before, status(base, KEY, "203.0.113.5"))


def test_callers_of_this_machine_are_never_slowed_down(base):
    assert {401} == {status(base, f"sk-{n}") for n in range(10)}
