"""Base URLs (spec 1.1)."""

from __future__ import annotations

import pytest

from wanbox.client.hosts import is_local, is_vendor, resolve


@pytest.mark.parametrize(
    ("written", "base"),
    [
        ("beijing", "https://dashscope.aliyuncs.com/api/v1"),
        ("Singapore", "https://dashscope-intl.aliyuncs.com/api/v1"),
        ("127.0.0.1:8026", "http://127.0.0.1:8026/api/v1"),
        ("http://box:9/", "http://box:9/api/v1"),
        ("http://box:9/prefix/api/v1/", "http://box:9/prefix/api/v1"),
        ("dashscope-us.aliyuncs.com", "https://dashscope-us.aliyuncs.com/api/v1"),
    ],
)
def test_resolve_completes_what_people_write(written, base):
    assert base == resolve(written)


@pytest.mark.parametrize("written", ["ftp://box", "http://", "://"])
def test_resolve_refuses_what_is_no_address(written):
    with pytest.raises(ValueError, match="base URL"):
        resolve(written)


@pytest.mark.parametrize(
    ("base", "vendor"),
    [
        ("https://dashscope.aliyuncs.com/api/v1", True),
        ("https://ws1.eu-central-1.maas.aliyuncs.com/api/v1", True),
        ("https://DASHSCOPE-INTL.ALIYUNCS.COM./api/v1", True),
        ("http://127.0.0.1:8026/api/v1", False),
        ("https://aliyuncs.com.example.org/api/v1", False),
    ],
)
def test_vendor_is_told_by_its_host(base, vendor):
    assert vendor is is_vendor(base)


def test_the_vendors_key_does_not_travel_in_the_open():
    with pytest.raises(ValueError, match="https only"):
        resolve("http://dashscope.aliyuncs.com/api/v1")


@pytest.mark.parametrize(
    ("base", "local"),
    [
        ("http://127.0.0.1:8026/api/v1", True),
        ("http://127.9.9.9/api/v1", True),
        ("http://[::1]:8026/api/v1", True),
        ("http://LocalHost:8026/api/v1", True),
        ("http://192.168.1.2:8026/api/v1", False),
        ("http://localhost.example.org/api/v1", False),
    ],
)
def test_local_is_told_by_its_host(base, local):
    assert local is is_local(base)
