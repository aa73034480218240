"""Signed links (spec 10: a result URL works for 24 h and needs no header)."""

from __future__ import annotations

import datetime as dt
import urllib.parse

import pytest

from wanbox.storage import links

SECRET = b"s" * 32
KEY = "0" * 64 + ".mp4"
NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
EXPIRES = NOW + dt.timedelta(hours=24)


def taken_apart(link):
    url = urllib.parse.urlsplit(link)
    _, _, key, name = url.path.split("/")
    query = dict(urllib.parse.parse_qsl(url.query))
    return {
        "key": key,
        "name": urllib.parse.unquote(name),
        "expires": query["Expires"],
        "signature": query["Signature"],
    }


def works(parts, now=NOW, secret=SECRET):
    return links.verify(secret, **parts, now=now)


@pytest.mark.parametrize("name", ["clip.mp4", "a b.mp4", "猫/../x.mp4", "", "100%?&#.mp4"])
def test_a_link_works(name):
    assert works(taken_apart(links.sign(SECRET, KEY, name, EXPIRES)))


def test_a_link_has_the_vendors_query():
    link = links.sign(SECRET, KEY, "clip.mp4", EXPIRES)

    assert link.startswith(f"/files/{KEY}/clip.mp4?Expires={int(EXPIRES.timestamp())}&Signature=")


def test_a_link_ends_with_its_time():
    parts = taken_apart(links.sign(SECRET, KEY, "clip.mp4", EXPIRES))

    assert (True, False) == (works(parts, EXPIRES - dt.timedelta(seconds=1)), works(parts, EXPIRES))


@pytest.mark.parametrize(
    "change",
    [
        {"key": "1" * 64 + ".mp4"},
        {"name": "other.mp4"},
        {"expires": str(int(EXPIRES.timestamp()) + 1)},
        {"expires": "9" * 30},
        {"expires": "never"},
        {"expires": ""},
        {"signature": ""},
        {"signature": "0" * 48},
        {"signature": "ü"},
        {"signature": "\ud800"},
    ],
)
def test_a_changed_link_does_not_work(change):
    assert not works(taken_apart(links.sign(SECRET, KEY, "clip.mp4", EXPIRES)) | change)


def test_another_installations_link_does_not_work():
    assert not works(taken_apart(links.sign(SECRET, KEY, "clip.mp4", EXPIRES)), secret=b"t" * 32)


def test_characters_cannot_move_from_one_part_to_the_next():
    parts = taken_apart(links.sign(SECRET, KEY, "1clip.mp4", EXPIRES))

    assert not works(parts | {"key": KEY + "1", "name": "clip.mp4"})
