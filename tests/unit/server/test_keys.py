"""Keys of the configuration, keys of the ledger, and the first key."""

from __future__ import annotations

import datetime as dt
import stat

import pytest

from wanbox.ledger.contract import Key
from wanbox.server.keys import Keyring, ensure_key, stored_key

NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


class Ledger:
    def __init__(self):
        self.secrets = {}

    async def add_key(self, secret, *, account):
        self.secrets[secret] = Key(id="1", account=account, prefix=secret[:6], created=NOW)
        return self.secrets[secret]

    async def find_key(self, secret):
        return self.secrets.get(secret)

    async def keys(self):
        return list(self.secrets.values())


@pytest.fixture
def ledger():
    return Ledger()


@pytest.mark.parametrize(
    ("entry", "secret", "account"),
    [("sk-1", "sk-1", "default"), ("team:sk-2", "sk-2", "team"), ("a:b:sk-3", "sk-3", "a:b")],
)
async def test_a_configured_key_belongs_to_the_account_it_names(ledger, entry, secret, account):
    key = await Keyring(ledger, [entry], now=NOW).find(secret)

    assert account == key.account


@pytest.mark.parametrize("secret", ["", "sk-", "team:sk-2", "SK-2", "sk-2 ", "schlüssel"])
async def test_nothing_but_the_secret_itself_opens(ledger, secret):
    assert await Keyring(ledger, ["team:sk-2"], now=NOW).find(secret) is None


async def test_keys_of_two_entries_have_two_ids(ledger):
    ring = Keyring(ledger, ["sk-1", "sk-2"], now=NOW)

    assert (await ring.find("sk-1")).id != (await ring.find("sk-2")).id


async def test_keys_of_the_ledger_open_too(ledger):
    await ledger.add_key("sk-9", account="nine")

    assert "nine" == (await Keyring(ledger, ["sk-1"], now=NOW).find("sk-9")).account


async def test_a_first_start_makes_a_key_in_a_file_for_its_owner_alone(ledger, tmp_path):
    first = await ensure_key(Keyring(ledger, now=NOW), ledger, tmp_path / "data")

    assert first.secret.startswith("sk-")
    assert 0o600 == stat.S_IMODE(first.path.stat().st_mode)
    assert first.secret == stored_key(tmp_path / "data")
    assert await ledger.find_key(first.secret)


async def test_a_second_start_makes_none(ledger, tmp_path):
    await ensure_key(Keyring(ledger, now=NOW), ledger, tmp_path)

    assert await ensure_key(Keyring(ledger, now=NOW), ledger, tmp_path) is None


async def test_a_configured_key_is_enough(ledger, tmp_path):
    assert await ensure_key(Keyring(ledger, ["sk-1"], now=NOW), ledger, tmp_path) is None
    assert stored_key(tmp_path) is None


async def test_after_the_database_was_lost_the_stored_key_is_used_again(ledger, tmp_path):
    first = await ensure_key(Keyring(ledger, now=NOW), ledger, tmp_path)

    again = await ensure_key(Keyring(Ledger(), now=NOW), Ledger(), tmp_path)

    assert first.secret == again.secret
