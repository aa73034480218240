"""Which key goes to which server, and what is never done without being named."""

from __future__ import annotations

import pytest

from wanbox.cli import connection
from wanbox.client import ConnectionFailed

LOCAL = "http://127.0.0.1:8026/api/v1"
FAR = "https://wan.example.org/api/v1"
VENDOR = "https://dashscope.aliyuncs.com/api/v1"


class Spy:
    """Stands where the client does, and remembers whom it was to talk to."""

    def __init__(self, key, *, base_url):
        self.key, self.base_url = key, base_url

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


class OwnServer:
    """Stands where a server of the command's own does."""

    key = "sk-made-for-this-call"
    base_url = "http://127.0.0.1:5/api/v1"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


@pytest.fixture(autouse=True)
def surroundings(monkeypatch, tmp_path):
    """An empty folder, no settings, and nothing that is really started or called."""
    monkeypatch.chdir(tmp_path)
    for name in ("WANBOX_BASE_URL", "WANBOX_API_KEY", "WANBOX_API_KEYS", "WANBOX_DATA", "DASHSCOPE_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(connection, "Client", Spy)
    monkeypatch.setattr(connection, "LocalServer", OwnServer)


def reached(base_url=None, api_key=None):
    with connection.connect(base_url, api_key) as client:
        return client.base_url, client.key


def test_with_nothing_named_a_server_is_started_for_the_call(monkeypatch):
    monkeypatch.setenv("DASHSCOPE_API_KEY", "sk-vendor")

    assert (OwnServer.base_url, OwnServer.key) == reached()


def test_a_named_server_gets_our_key(monkeypatch):
    monkeypatch.setenv("WANBOX_API_KEY", "sk-ours")
    monkeypatch.setenv("DASHSCOPE_API_KEY", "sk-vendor")

    assert (FAR, "sk-ours") == reached(FAR)


def test_the_setting_names_a_server_too(monkeypatch):
    monkeypatch.setenv("WANBOX_BASE_URL", FAR)
    monkeypatch.setenv("WANBOX_API_KEY", "sk-ours")

    assert (FAR, "sk-ours") == reached()


def test_the_option_beats_the_setting(monkeypatch):
    monkeypatch.setenv("WANBOX_BASE_URL", FAR)
    monkeypatch.setenv("WANBOX_API_KEY", "sk-ours")

    assert (LOCAL, "sk-ours") == reached("127.0.0.1:8026")


def test_the_vendors_key_stays_with_the_vendor(monkeypatch):
    monkeypatch.setenv("DASHSCOPE_API_KEY", "sk-vendor")

    with pytest.raises(ValueError, match="WANBOX_API_KEY"):
        reached(FAR)


def test_the_vendor_gets_its_own_key_and_no_other(monkeypatch):
    monkeypatch.setenv("DASHSCOPE_API_KEY", "sk-vendor")
    monkeypatch.setenv("WANBOX_API_KEY", "sk-ours")

    assert (VENDOR, "sk-vendor") == reached("beijing")


def test_without_its_key_the_vendor_is_not_called(monkeypatch):
    monkeypatch.setenv("WANBOX_API_KEY", "sk-ours")

    with pytest.raises(ValueError, match="DASHSCOPE_API_KEY"):
        reached("beijing")


def test_a_setting_alone_never_leads_to_the_vendor(monkeypatch):
    monkeypatch.setenv("WANBOX_BASE_URL", "singapore")
    monkeypatch.setenv("DASHSCOPE_API_KEY", "sk-vendor")

    with pytest.raises(ValueError, match="--base-url"):
        reached()


def test_the_key_that_a_server_here_left_opens_it(tmp_path):
    (tmp_path / ".wanbox").mkdir()
    (tmp_path / ".wanbox" / "api-key").write_text("sk-left\n")

    assert (LOCAL, "sk-left") == reached(LOCAL)


def test_the_keys_that_a_server_here_has_open_it(monkeypatch):
    monkeypatch.setenv("WANBOX_API_KEYS", "ann:sk-first,sk-second")

    assert (LOCAL, "sk-first") == reached(LOCAL)


def test_a_key_of_the_server_here_does_not_leave_the_machine(monkeypatch, tmp_path):
    monkeypatch.setenv("WANBOX_API_KEYS", "sk-first")
    (tmp_path / ".wanbox").mkdir()
    (tmp_path / ".wanbox" / "api-key").write_text("sk-left\n")

    with pytest.raises(ValueError, match="WANBOX_API_KEY"):
        reached(FAR)


def test_a_key_as_an_option_is_used_with_a_warning(capsys):
    assert (FAR, "sk-typed") == reached(FAR, "sk-typed")

    warned = capsys.readouterr().err
    assert "shell's history" in warned
    assert "sk-typed" not in warned


def test_what_is_no_address_is_refused():
    with pytest.raises(ValueError, match="no base URL"):
        reached("ftp://box")


def test_a_server_that_is_not_reached_is_named():
    with pytest.raises(ConnectionFailed, match=f"{LOCAL}\\?"), connection.named_if_unreached(LOCAL):
        raise ConnectionFailed("The server cannot be reached: Connection refused", sent=False)


def test_a_line_that_broke_is_told_as_it_is():
    with pytest.raises(ConnectionFailed, match=r"^The line broke\.$"), connection.named_if_unreached(LOCAL):
        raise ConnectionFailed("The line broke.", sent=True)
