"""Signed addresses of a store, by the example that the inventor of the signature publishes."""

from __future__ import annotations

import datetime as dt

from wanbox.storage.presign import Credentials, presign

KEY = Credentials(key="AKIAIOSFODNN7EXAMPLE", secret="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
URL = "https://examplebucket.s3.amazonaws.com/test.txt"
NOW = dt.datetime(2013, 5, 24, tzinfo=dt.UTC)


def signed(credentials=KEY, now=NOW, **values):
    return presign(URL, credentials, region="us-east-1", now=now, seconds=86400, **values)


def test_the_published_example():
    assert (
        f"{URL}?X-Amz-Algorithm=AWS4-HMAC-SHA256"
        "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
        "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
        "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
    ) == signed()


def test_the_time_zone_of_the_clock_does_not_matter():
    assert signed() == signed(now=NOW.astimezone(dt.timezone(dt.timedelta(hours=8))))


def test_a_name_is_part_of_what_is_signed():
    one, other = (signed(extra={"response-content-disposition": name}) for name in ("a b", "c"))

    assert "&response-content-disposition=a%20b&" in one
    assert one.rpartition("=")[2] != other.rpartition("=")[2]


def test_temporary_credentials_bring_their_token():
    assert "&X-Amz-Security-Token=t%2F%2B&" in signed(Credentials(key="k", secret="s", token="t/+"))


def test_neither_secret_nor_token_shows_in_a_log():
    shown = repr(Credentials(key="k", secret="the secret", token="the token"))

    assert "the" not in shown
