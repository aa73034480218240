"""Uploads and keys."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt

import pytest

from wanbox.ledger.contract import NewKey, Scope, Upload, UploadExists
from wanbox.ledger.sql import access

SECRET = "sk-0123456789abcdef0123456789abcdef"


@pytest.fixture
def upload(clock):
    expires = clock.now + dt.timedelta(hours=48)
    return Upload(key="dir/a.png", account="alice", model="wan2.6-i2v", storage_key="f.png", expires=expires)


async def test_an_upload_is_read_back(ledger, upload):
    await ledger.add_upload(upload)

    assert upload == await ledger.read_upload("dir/a.png", account="alice")


async def test_an_upload_is_bound_to_its_account(ledger, upload):
    """Spec 8."""
    await ledger.add_upload(upload)

    assert await ledger.read_upload("dir/a.png", account="bob") is None


async def test_an_upload_ends_with_its_time(ledger, upload, clock):
    await ledger.add_upload(upload)
    clock.forward(hours=48)

    assert await ledger.read_upload("dir/a.png", account="alice") is None


async def test_an_upload_is_never_overwritten(ledger, upload):
    """Spec 8: `x_oss_forbid_overwrite`."""
    await ledger.add_upload(upload)
    with pytest.raises(UploadExists):
        await ledger.add_upload(dataclasses.replace(upload, account="bob", storage_key="g.png"))

    assert upload == await ledger.read_upload("dir/a.png", account="alice")


async def test_a_key_is_found_by_its_secret(ledger):
    key = await ledger.add_key(SECRET, account="alice")

    assert key == await ledger.find_key(SECRET)


@pytest.mark.parametrize("wrong", ["", "s", SECRET[:-1], SECRET + "0", SECRET[:-1] + "0", SECRET.upper(), "ü\ud800"])
async def test_another_secret_finds_nothing(ledger, wrong):
    await ledger.add_key(SECRET, account="alice")

    assert await ledger.find_key(wrong) is None


async def test_the_same_key_again_is_the_same_row(ledger):
    first = await ledger.add_key(SECRET, account="alice")

    assert (first, (first,)) == (await ledger.add_key(SECRET, account="alice"), await ledger.keys())


async def test_keys_that_begin_alike_are_told_apart(ledger):
    first = await ledger.add_key(SECRET, account="alice")
    second = await ledger.add_key(SECRET[:-1] + "0", account="bob")

    assert (first, second) == (await ledger.find_key(SECRET), await ledger.find_key(SECRET[:-1] + "0"))


async def test_a_revoked_key_is_refused_and_not_listed(ledger):
    key = await ledger.add_key(SECRET, account="alice")

    assert await ledger.revoke_key(key.id)
    assert (None, ()) == (await ledger.find_key(SECRET), await ledger.keys())


async def test_a_revoked_key_can_be_accepted_again(ledger):
    key = await ledger.add_key(SECRET, account="alice")
    await ledger.revoke_key(key.id)
    await ledger.add_key(SECRET, account="alice")

    assert key == await ledger.find_key(SECRET)


async def test_a_key_that_is_not_there_is_not_revoked(ledger):
    assert not await ledger.revoke_key("7")


@pytest.mark.parametrize("secret", ["a", "abc", "test-key", SECRET])
async def test_the_prefix_for_people_is_never_most_of_the_secret(ledger, secret):
    assert len((await ledger.add_key(secret, account="alice")).prefix) <= len(secret) / 3


async def test_the_secret_is_nowhere_in_the_file(ledger, tmp_path):
    await ledger.add_key(SECRET, account="alice")
    await ledger.close()

    assert not [path for path in tmp_path.iterdir() if SECRET[9:].encode() in path.read_bytes()]


async def test_a_first_key_opens_everything(ledger):
    made = await ledger.first_key(SECRET, account="alice")

    assert (made, frozenset(Scope)) == (await ledger.find_key(SECRET), made.scopes)


async def test_of_many_that_start_at_once_one_makes_the_first_key(ledger):
    made = await asyncio.gather(*(ledger.first_key(f"sk-{n:032}", account="alice") for n in range(8)))

    assert [key for key in made if key] == list(await ledger.keys())
    assert 1 == len(await ledger.keys())


async def test_there_is_no_second_first_key_after_the_first_was_revoked(ledger):
    first = await ledger.first_key(SECRET, account="alice")
    await ledger.revoke_key(first.id)

    assert None is await ledger.first_key(SECRET, account="alice")
    assert None is await ledger.find_key(SECRET)


async def test_keys_that_begin_alike_are_told_apart_however_many_there_are(ledger):
    secrets = [f"sk-00000{n:027x}" for n in range(50)]
    made = [await ledger.create_key(secret, NewKey(account=f"a{n}")) for n, secret in enumerate(secrets)]

    assert made == [await ledger.find_key(secret) for secret in secrets]
    assert 1 == len({key.prefix for key in made})
    assert None is await ledger.find_key("sk-00000" + "f" * 27)


async def test_the_hash_is_compared_in_constant_time(ledger, monkeypatch):
    """Nothing but `hmac.compare_digest` says yes: where it says no, the right key is refused too."""
    await ledger.add_key(SECRET, account="alice")
    compared = []
    monkeypatch.setattr(access.hmac, "compare_digest", lambda *both: compared.append(both) or False)

    assert None is await ledger.find_key(SECRET)
    assert [(32, 32)] == [tuple(map(len, both)) for both in compared]
