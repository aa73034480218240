"""`wanbox keys`, on a ledger of its own: what it prints, what it keeps, and how it refuses."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import re
import stat

import pytest
from typer.testing import CliRunner

from wanbox.cli import key_values
from wanbox.cli.app import app
from wanbox.ledger import open_ledger
from wanbox.ledger.contract import Scope
from wanbox.server import key_file
from wanbox.settings import load

SECRET = re.compile(r"sk-[0-9a-f]{32}")


@pytest.fixture
def folder(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name in ("WANBOX_DATA", "WANBOX_DATABASE_URL", "WANBOX_SECRET"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def keys(folder):
    return lambda *arguments: CliRunner().invoke(app, ("keys", *arguments))


@pytest.fixture
def find(folder):
    """The key behind a secret, as the server would find it."""

    async def look(secret):
        ledger = open_ledger(load({}, folder))
        await ledger.open()
        try:
            return await ledger.find_key(secret)
        finally:
            await ledger.close()

    return lambda secret: asyncio.run(look(secret))


@pytest.fixture
def made(keys):
    """The id and the secret of a key."""

    def make(*arguments):
        answer = json.loads(keys("create", "--json", *arguments).stdout)
        return answer["id"], answer["secret"]

    return make


def test_the_first_key_tells_where_it_began_a_ledger(keys, folder):
    """In the wrong folder it would be a key of no server."""
    first, second = keys("create"), keys("create")

    told = f"began {folder / '.wanbox' / 'ledger.sqlite3'}"
    assert (True, False) == (told in first.stderr, told in second.stderr)


def test_a_new_key_opens_and_stands_alone_on_stdout(keys, find):
    result = keys("create")

    assert 0 == result.exit_code
    assert SECRET.fullmatch(result.stdout.strip())
    assert "default" == find(result.stdout.strip()).account


def test_a_key_is_made_as_it_was_asked_for(keys, find):
    result = keys(
        "create", "--account", "team", "--name", "ci", "--scope", "read", "--scope", "admin",
        "--expires", "30d", "--rate", "120/m", "--running", "3", "--quota", "1000",
    )  # fmt: skip

    key = find(result.stdout.strip())

    assert ("team", "ci", {Scope.READ, Scope.ADMIN}) == (key.account, key.name, key.scopes)
    assert (2.0, 3, 1000) == (key.rate, key.running, key.quota)
    assert dt.timedelta(days=30) - (key.expires - key.created) < dt.timedelta(minutes=1)


def test_a_key_may_submit_and_read_unless_it_is_said_otherwise(made, find):
    _, secret = made()

    assert {Scope.SUBMIT, Scope.READ} == find(secret).scopes


@pytest.mark.parametrize("arguments", [("list",), ("list", "--all"), ("list", "--json"), ("list", "--all", "--json")])
def test_no_list_shows_a_key(keys, made, arguments):
    _, secret = made("--name", "ci")

    shown = keys(*arguments).stdout

    assert "ci" in shown
    assert secret[:8] in shown
    assert secret[:9] not in shown


def test_a_list_shows_what_is_accepted_and_all_shows_the_rest(keys, made):
    gone, _ = made("--name", "gone")
    made("--name", "here")
    keys("revoke", gone)

    usual, everything = (json.loads(keys("list", "--json", *more).stdout) for more in ((), ("--all",)))

    assert ["here"] == [row["name"] for row in usual]
    assert ["gone", "here"] == [row["name"] for row in everything]
    assert [True, False] == [row["revoked"] is not None for row in everything]


def test_a_list_shows_the_keys_of_the_configuration_too(keys, made, monkeypatch):
    made("--name", "ci")
    monkeypatch.setenv("WANBOX_API_KEYS", f"team-b[read]:{'k' * 30}")
    header, stored, configured = keys("list").stdout.splitlines()
    rows = json.loads(keys("list", "--json").stdout)

    assert ("ENDS", "configured") == (header.split()[-1], configured.split()[-1])
    assert ("team-b", "kkkkkk…", "read") == tuple(configured.split()[1:5:1][i] for i in (0, 2, 3))
    assert "configured" not in stored
    assert [("ci", False), ("", True)] == [(row["name"], row["configured"]) for row in rows]


def test_keys_of_the_configuration_are_listed_before_the_first_start(keys, folder, monkeypatch):
    monkeypatch.setenv("WANBOX_API_KEYS", "sk-one")
    listed = keys("list").stdout

    assert 2 == len(listed.splitlines())
    assert "sk-one" not in listed
    assert [] == list(folder.iterdir())


def test_a_revoked_key_opens_nothing(keys, made, find):
    key_id, secret = made()

    assert 0 == keys("revoke", key_id).exit_code
    assert find(secret) is None


def test_a_rotated_key_goes_on_for_its_grace(keys, made, find):
    key_id, old = made("--quota", "7")

    new = keys("rotate", key_id, "--grace", "1h").stdout.strip()

    assert 7 == find(new).quota
    assert dt.timedelta(minutes=59) < find(old).expires - dt.datetime.now(dt.UTC) <= dt.timedelta(hours=1)


def test_without_grace_the_old_key_ends_at_once(keys, made, find):
    key_id, old = made()

    new = keys("rotate", key_id, "--grace", "0").stdout.strip()

    assert (None, True) == (find(old), find(new) is not None)


def test_the_key_of_the_first_start_is_replaced_in_its_file_too(keys, made, folder):
    key_id, secret = made()
    key_file.write_new(folder / ".wanbox" / "api-key", secret)

    new = keys("rotate", key_id).stdout.strip()

    assert new == key_file.stored_key(folder / ".wanbox")
    assert 0o600 == stat.S_IMODE((folder / ".wanbox" / "api-key").stat().st_mode)


def test_the_key_of_the_first_start_leaves_its_file_when_it_is_revoked(keys, made, folder):
    key_id, secret = made()
    key_file.write_new(folder / ".wanbox" / "api-key", secret)

    keys("revoke", key_id)

    assert not (folder / ".wanbox" / "api-key").exists()


def test_the_file_of_another_key_stays_as_it_is(keys, made, folder):
    _, first = made()
    key_file.write_new(folder / ".wanbox" / "api-key", first)
    second, _ = made()

    keys("rotate", second)

    assert first == key_file.stored_key(folder / ".wanbox")


@pytest.mark.parametrize("command", ["list", "revoke 1", "rotate 1"])
def test_looking_in_the_wrong_folder_makes_nothing(keys, folder, command):
    result = keys(*command.split())

    assert (2, "") == (result.exit_code, result.stdout)
    assert "There is no ledger at" in result.stderr
    assert [] == list(folder.iterdir())


@pytest.mark.parametrize(
    ("command", "word"),
    [
        ("create --scope write", "submit, read, admin"),
        ("create --expires soon", "--expires: 'soon' is not a length of time"),
        ("create --rate fast", "--rate: 'fast'"),
        ("create --rate 0/s", "--rate"),
        ("create --rate 5/d", "--rate"),
        ("create --running 0", "--running"),
        ("create --quota -1", "--quota"),
        ("create --account a:b", "--account"),
        ("create --account=", "--account"),
        ("rotate 1 --grace never", "--grace"),
        ("rotate 99", "There is no key 99 that is accepted"),
        ("revoke 99", "There is no key 99 that is accepted"),
        ("revoke c0ffee", "WANBOX_API_KEYS"),
    ],
)
def test_wrong_use_is_told_and_makes_no_key(keys, made, command, word):
    made()
    result = keys(*command.split(" "))

    assert (2, "") == (result.exit_code, result.stdout)
    assert word in result.stderr
    assert 1 == len(json.loads(keys("list", "--all", "--json").stdout))


def test_a_revoked_key_is_not_revoked_again(keys, made):
    key_id, _ = made()
    keys("revoke", key_id)

    assert 2 == keys("revoke", key_id).exit_code


def test_a_database_that_does_not_answer_is_4_and_keeps_its_password(keys, monkeypatch):
    monkeypatch.setenv("WANBOX_DATABASE_URL", "postgresql://wanbox:hunter2@127.0.0.1:1/wanbox")

    result = keys("list")

    assert (4, "") == (result.exit_code, result.stdout)
    assert "hunter2" not in result.stderr


@pytest.mark.parametrize(
    ("shown", "written"),
    [("2/s", "2/s"), ("2/s", "120/m"), ("1.5/s", "90/m"), ("30/m", "0.5/s"), ("10/h", "10/h"), ("-", None)],
)
def test_a_rate_is_shown_in_the_unit_in_which_it_is_read_best(shown, written):
    assert shown == key_values.shown_rate(key_values.rate(written))
