"""The installation's secret."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from wanbox import secret


def test_the_secret_is_made_once(tmp_path):
    assert secret.load(tmp_path / "data") == secret.load(tmp_path / "data")


def test_only_its_owner_can_read_it(tmp_path):
    secret.load(tmp_path)

    assert 0o600 == stat.S_IMODE((tmp_path / "secret").stat().st_mode)


def test_all_who_ask_first_at_the_same_time_get_the_same(tmp_path):
    with ThreadPoolExecutor(16) as pool:
        secrets = set(pool.map(lambda _: secret.load(tmp_path), range(64)))

    assert (1, ["secret"]) == (len(secrets), [path.name for path in tmp_path.iterdir()])


def test_a_damaged_secret_is_not_used(tmp_path):
    (tmp_path / "secret").write_bytes(b"short")

    with pytest.raises(secret.SecretError, match="damaged"):
        secret.load(tmp_path)


def test_two_folders_have_two_secrets(tmp_path):
    assert secret.load(tmp_path / "a") != secret.load(tmp_path / "b")


def test_each_purpose_has_its_own_key():
    assert secret.derive(b"s" * 32, "links") != secret.derive(b"s" * 32, "keys")
