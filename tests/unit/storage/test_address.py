"""Reading the address of a bucket."""

from __future__ import annotations

import pytest

from wanbox.storage.address import Address, AddressError, Links, parse


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("s3://media", Address(bucket="media", virtual=True, links=Links.STORE)),
        ("s3://media/", Address(bucket="media", virtual=True, links=Links.STORE)),
        ("s3://media/a/b-c/", Address(bucket="media", prefix="a/b-c", virtual=True, links=Links.STORE)),
        ("s3://media?region=eu-west-1", Address(bucket="media", region="eu-west-1", virtual=True, links=Links.STORE)),
        ("s3://a.b.c", Address(bucket="a.b.c", virtual=False, links=Links.STORE)),
        (
            "s3://media?endpoint=https://s3.example.com",
            Address(bucket="media", endpoint="https://s3.example.com", links=Links.STORE),
        ),
        (
            "s3://media?endpoint=https%3A%2F%2Fs3.example.com%3A9000%2F",
            Address(bucket="media", endpoint="https://s3.example.com:9000", links=Links.STORE),
        ),
        (
            "s3://media?endpoint=http://127.0.0.1:9000",
            Address(bucket="media", endpoint="http://127.0.0.1:9000", links=Links.SERVER),
        ),
        (
            "s3://media?endpoint=https://s3.example.com&style=virtual&links=server",
            Address(bucket="media", endpoint="https://s3.example.com", virtual=True, links=Links.SERVER),
        ),
    ],
)
def test_an_address_is_read(url, expected):
    assert expected == parse(url)


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://10.0.0.5:9000",
        "https://192.168.1.4",
        "https://[::1]:9000",
        "https://minio:9000",
        "https://store.local",
        "https://store.prod.internal",
        "http://s3.example.com",
    ],
)
def test_a_store_close_by_leaves_the_files_to_this_server(endpoint):
    assert Links.SERVER == parse(f"s3://media?endpoint={endpoint}").links


def test_the_region_of_the_surroundings_is_meant_where_none_is_named():
    assert ("eu-west-1", "cn-north-1") == tuple(
        parse(url, region="eu-west-1").region for url in ("s3://media", "s3://media?region=cn-north-1")
    )


@pytest.mark.parametrize(
    ("url", "part"),
    [
        ("s3://", "bucket"),
        ("s3:///files", "bucket"),
        ("s3://Media", "bucket"),
        ("s3://me dia", "bucket"),
        ("s3://key:secret@media", "credentials"),
        ("s3://media/../other", "prefix"),
        ("s3://media/a//b", "prefix"),
        ("s3://media/ü%2f", "prefix"),
        ("s3://media?endpoint=s3.example.com", "endpoint"),
        ("s3://media?endpoint=ftp://s3.example.com", "endpoint"),
        ("s3://media?endpoint=https://k:s@s3.example.com", "endpoint"),
        ("s3://media?endpoint=https://s3.example.com/path", "endpoint"),
        ("s3://media?region=a/b", "region"),
        ("s3://media?style=other", "style"),
        ("s3://media?links=other", "links"),
        ("s3://media?links=store&links=server", "twice"),
        ("s3://media?secret=abc", "known"),
    ],
)
def test_what_is_wrong_is_named_and_not_shown(url, part):
    with pytest.raises(AddressError, match=part) as refusal:
        parse(url)

    assert not any(text in str(refusal.value) for text in ("abc", "k:s", "key:", "ü"))


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("s3://media?region=eu-west-1", "https://media.s3.eu-west-1.amazonaws.com"),
        ("s3://me.dia", "https://s3.us-east-1.amazonaws.com/me.dia"),
        ("s3://media?endpoint=https://s3.example.com:9000", "https://s3.example.com:9000/media"),
        ("s3://media?endpoint=https://s3.example.com:9000&style=virtual", "https://media.s3.example.com:9000"),
    ],
)
def test_the_bucket_is_in_the_path_or_in_the_host(url, base):
    assert base == parse(url).base
