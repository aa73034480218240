"""Signed upload policies (spec 8)."""

from __future__ import annotations

import base64
import datetime as dt

import orjson
import pytest

from wanbox.server.policy import Policy, PolicyRefused, sign, verify

NOW = dt.datetime(2026, 3, 1, 2, 0, 0, 101_000, dt.UTC)
SECRET = b"s" * 32
POLICY = Policy(
    account="alice", model="wan2.6-i2v", folder="dir/a", max_bytes=10, expires=NOW + dt.timedelta(minutes=5)
)


def test_a_signed_policy_reads_back_as_it_was():
    encoded = POLICY.encoded()

    assert POLICY == verify(encoded, sign(encoded, SECRET), SECRET, now=NOW)


def test_a_policy_is_a_document_in_the_object_stores_form():
    document = orjson.loads(base64.b64decode(POLICY.encoded()))

    assert "2026-03-01T02:05:00.101000Z" == document["expiration"]
    assert ["content-length-range", 0, 10] in document["conditions"]
    assert ["starts-with", "$key", "dir/a/"] in document["conditions"]


def test_it_is_over_at_the_very_moment_it_names():
    encoded = POLICY.encoded()

    with pytest.raises(PolicyRefused, match=r"Policy expired\."):
        verify(encoded, sign(encoded, SECRET), SECRET, now=POLICY.expires)


@pytest.mark.parametrize("signature", ["", "x", "ü", sign(POLICY.encoded(), b"t" * 32)])
def test_another_signature_is_refused(signature):
    with pytest.raises(PolicyRefused, match="signature"):
        verify(POLICY.encoded(), signature, SECRET, now=NOW)


def test_the_order_of_the_checks_does_not_tell_whether_a_forged_policy_is_over():
    with pytest.raises(PolicyRefused, match="signature"):
        verify(POLICY.encoded(), "x", SECRET, now=POLICY.expires)


@pytest.mark.parametrize("key", ["dir/a/b.png", "dir/a/b/c.png", "dir/a/…"])
def test_a_key_in_the_folder_is_allowed(key):
    POLICY.check_key(key)


@pytest.mark.parametrize("key", ["", "dir/a", "dir/a/", "dir/ab.png", "b.png", "/dir/a/b.png", "dir/a/" + "ü" * 600])
def test_any_other_key_is_refused(key):
    with pytest.raises(PolicyRefused):
        POLICY.check_key(key)
