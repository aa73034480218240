"""Keys of the configuration, keys of the ledger, and the first key."""

from __future__ import annotations

import datetime as dt
import re
import stat

import pytest

from wanbox.ledger.contract import Key, Scope
from wanbox.server import key_file
from wanbox.server.key_file import stored_key
from wanbox.server.keys import Keyring, ensure_key, memory_of, new_secret
from wanbox.settings import SettingError, Settings

NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


class Ledger:
    def __init__(self):
        self.secrets = {}
        self.asked = 0
        self.began = False

    async def add_key(self, secret, *, account):
        self.secrets[secret] = Key(id="1", account=account, prefix=secret[:6], created=NOW)
        self.began = True
        return self.secrets[secret]

    async def first_key(self, secret, *, account):
        return None if self.began else await self.add_key(secret, account=account)

    async def find_key(self, secret):
        self.asked += 1
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


@pytest.mark.parametrize("second", ["bob:sk-one", "alice[read]:sk-one", "sk-one"])
def test_a_key_of_two_accounts_or_with_two_rights_is_refused_and_not_shown(ledger, second):
    with pytest.raises(SettingError, match="two entries have the same key") as refusal:
        Keyring(ledger, ["alice:sk-one", second], now=NOW)

    assert "sk-one" not in str(refusal.value)


async def test_an_entry_that_is_said_twice_is_one(ledger):
    key = await Keyring(ledger, ["alice:sk-one", "alice:sk-one"], now=NOW).find("sk-one")

    assert "alice" == key.account


async def test_keys_of_two_entries_have_two_ids(ledger):
    ring = Keyring(ledger, ["sk-1", "sk-2"], now=NOW)

    assert (await ring.find("sk-1")).id != (await ring.find("sk-2")).id


@pytest.mark.parametrize(
    ("entry", "account", "scopes"),
    [
        ("sk-1", "default", set(Scope)),
        ("team:sk-1", "team", {Scope.SUBMIT, Scope.READ}),
        ("team[read]:sk-1", "team", {Scope.READ}),
        ("[admin]:sk-1", "default", {Scope.ADMIN}),
        ("team[read+admin]:sk-1", "team", {Scope.READ, Scope.ADMIN}),
    ],
)
async def test_a_configured_key_opens_what_its_entry_says(ledger, entry, account, scopes):
    key = await Keyring(ledger, [entry], now=NOW).find("sk-1")

    assert (account, scopes) == (key.account, key.scopes)


@pytest.mark.parametrize("entry", ["team[write]:sk-secret", "team[]:sk-secret", "team:sk-secret two", "team:", ""])
def test_an_entry_that_makes_no_sense_is_refused_without_showing_its_key(ledger, entry):
    with pytest.raises(SettingError, match="WANBOX_API_KEYS") as refusal:
        Keyring(ledger, [entry], now=NOW)

    assert "sk-secret" not in str(refusal.value)


@pytest.mark.parametrize("secret", ["sk-\x00", "sk-\udc80", "sk ", "", "k" * 257, "sk-\n"])
async def test_what_can_be_no_key_is_not_looked_up(ledger, secret):
    assert await Keyring(ledger, now=NOW).find(secret) is None
    assert 0 == ledger.asked


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


async def test_no_first_key_is_made_where_all_were_revoked(ledger, tmp_path):
    await ledger.add_key("sk-1", account="default")
    ledger.secrets.clear()

    assert await ensure_key(Keyring(ledger, now=NOW), ledger, tmp_path) is None
    assert stored_key(tmp_path) is None


async def test_of_two_servers_the_one_that_made_the_key_writes_it_down(tmp_path):
    ledger = Ledger()
    starts = [
        ensure_key(Keyring(ledger, now=NOW), ledger, tmp_path / "one"),
        ensure_key(Keyring(ledger, now=NOW), ledger, tmp_path / "two"),
    ]

    made = [first for first in [await start for start in starts] if first]

    assert [made[0].secret] == [key for key in map(stored_key, (tmp_path / "one", tmp_path / "two")) if key]
    assert [made[0].secret] == list(ledger.secrets)


async def test_an_empty_key_file_is_named(ledger, tmp_path):
    (tmp_path / "api-key").write_text("\n")

    with pytest.raises(OSError, match="api-key is empty"):
        await ensure_key(Keyring(ledger, now=NOW), ledger, tmp_path)


def test_a_replaced_key_is_for_its_owner_alone(tmp_path):
    key_file.write_new(tmp_path / "api-key", "sk-old")
    key_file.replace(tmp_path, "sk-new")

    assert "sk-new" == stored_key(tmp_path)
    assert 0o600 == stat.S_IMODE((tmp_path / "api-key").stat().st_mode)
    assert ["api-key"] == [path.name for path in tmp_path.iterdir()]


def test_fresh_keys_have_the_vendors_form_and_are_never_the_same():
    """Spec 1.3."""
    made = {new_secret() for _ in range(100)}

    assert 100 == len(made)
    assert all(re.fullmatch(r"sk-[0-9a-f]{32}", secret) for secret in made)


# --- what is remembered


class Seconds:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def seconds():
    return Seconds()


@pytest.fixture
async def ring(ledger, seconds):
    await ledger.add_key("sk-9", account="nine")
    return Keyring(ledger, ["sk-1"], now=NOW, memory=1.0, seconds=seconds)


async def test_a_found_key_is_believed_for_a_second(ring, ledger, seconds):
    await ring.find("sk-9")
    seconds.now += 0.9
    ledger.secrets.clear()

    assert "nine" == (await ring.find("sk-9")).account
    assert 1 == ledger.asked


async def test_a_revoked_key_is_refused_after_that_second(ring, ledger, seconds):
    await ring.find("sk-9")
    ledger.secrets.clear()
    seconds.now += 1.0

    assert await ring.find("sk-9") is None


async def test_a_key_that_was_made_just_now_opens_although_it_was_tried_before(ring, ledger):
    await ring.find("sk-8")
    await ledger.add_key("sk-8", account="eight")

    assert "eight" == (await ring.find("sk-8")).account


async def test_without_a_memory_the_ledger_is_asked_each_time(ledger):
    ring = Keyring(ledger, now=NOW)
    await ledger.add_key("sk-9", account="nine")
    await ring.find("sk-9")
    ledger.secrets.clear()

    assert await ring.find("sk-9") is None


async def test_what_is_remembered_does_not_grow_without_end(ring, ledger, monkeypatch):
    monkeypatch.setattr("wanbox.server.keys._REMEMBERED", 3)
    for n in range(10):
        await ledger.add_key(f"sk-x{n}", account="x")
        await ring.find(f"sk-x{n}")

    assert 3 == sum(ring.known(f"sk-x{n}") for n in range(10))


@pytest.mark.parametrize(("known", "secret"), [(True, "sk-1"), (True, "sk-9"), (False, "sk-8")])
async def test_it_is_known_what_opens_without_asking(ring, known, secret):
    await ring.find("sk-9")

    assert known is ring.known(secret)


@pytest.mark.parametrize(("memory", "url"), [(0.0, ""), (1.0, "postgresql://h/d")])
def test_only_a_distant_database_is_spared(tmp_path, memory, url):
    assert memory == memory_of(Settings(data=tmp_path, database_url=url))
