"""The gate for addresses: what passes, what does not, in every spelling."""

from __future__ import annotations

import asyncio
import socket
import threading
from ipaddress import ip_address

import httpcore2
import pytest

from wanbox.fetch.addresses import unwrap
from wanbox.fetch.connection import GuardedBackend
from wanbox.fetch.guard import AddressRefused, Guard, resolve

PUBLIC = ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "2002:808:808::1", "64:ff9b::8.8.8.8"]
PRIVATE = [
    "127.0.0.1",
    "127.8.8.8",
    "10.0.0.1",
    "172.16.5.4",
    "192.168.1.1",
    "100.64.0.1",
    "::1",
    "fc00::1",
    "fd12:3456::1",
    "fec0::1",
    "::ffff:127.0.0.1",
    "::ffff:10.1.2.3",
    "::127.0.0.1",
    "2002:7f00:1::",
    "2002:c0a8:101::1",
    "64:ff9b::127.0.0.1",
    "fd00::5efe:8.8.8.8",
    "2a00::5efe:10.0.0.1",
]
NEVER = [
    "0.0.0.0",
    "::",
    "169.254.169.254",
    "fe80::1",
    "fe80::1%eth0",
    "224.0.0.1",
    "ff02::1",
    "240.0.0.1",
    "255.255.255.255",
    "::ffff:169.254.169.254",
    "::ffff:0.0.0.0",
    "64:ff9b::169.254.169.254",
    "2002:a9fe:a9fe::",
    "2a00::5efe:169.254.169.254",
]
TEREDO_TO_LOOPBACK = "2001:0:0808:0808:0:ffff:80ff:fffe"


def answering(*addresses):
    async def resolver(host, port):
        return addresses

    return resolver


@pytest.mark.parametrize("text", PUBLIC)
def test_public_addresses_pass(text):
    assert Guard().allows(ip_address(text))


@pytest.mark.parametrize("text", PRIVATE + NEVER + [TEREDO_TO_LOOPBACK])
def test_other_addresses_do_not_pass(text):
    assert not Guard().allows(ip_address(text))


@pytest.mark.parametrize("text", PRIVATE + PUBLIC)
def test_allow_private_opens_private_networks(text):
    assert Guard(allow_private=True).allows(ip_address(text))


@pytest.mark.parametrize("text", NEVER)
def test_metadata_multicast_and_nowhere_stay_shut_even_then(text):
    assert not Guard(allow_private=True).allows(ip_address(text))


def test_a_teredo_address_is_unwrapped_on_both_sides():
    assert {"8.8.8.8", "127.0.0.1"} <= {str(a) for a in unwrap(ip_address(TEREDO_TO_LOOPBACK))}


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/a.png",
        "file:///etc/passwd",
        "gopher://example.com/",
        "data:image/png;base64,AAAA",
        "//example.com/a.png",
        "example.com/a.png",
        "http:///a.png",
        "http://",
        "",
        "http://user@example.com/a.png",
        "http://user:secret@example.com/a.png",
        "http://example.com:22/a.png",
        "http://example.com:6379/",
        "http://example.com:99999/",
        "http://example.com/\r\nX: y",
        "http://[::1/",
        "http://example.com/" + "a" * 9000,
    ],
)
def test_urls_that_are_not_fetched(url):
    with pytest.raises(AddressRefused):
        Guard().check_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/a.png",
        "HTTPS://example.com/a.png?x=1&y=2",
        "https://example.com:8443/a",
        "http://例子.测试/猫.png",
    ],
)
def test_urls_that_are_fetched(url):
    assert Guard().check_url(url).scheme in ("http", "https")


def test_any_port_is_open_on_private_networks():
    assert Guard(allow_private=True).check_url("http://10.0.0.1:9000/a").port == 9000


def test_a_refusal_never_repeats_the_password():
    with pytest.raises(AddressRefused) as refusal:
        Guard().check_url("http://user:secret@example.com/")
    assert "secret" not in str(refusal.value)


async def test_one_private_address_among_public_ones_refuses_the_host():
    guard = Guard(resolver=answering("93.184.216.34", "127.0.0.1"))
    with pytest.raises(AddressRefused):
        await guard.addresses("example.com", 80)


@pytest.mark.parametrize("host", ["127.1", "0x7f000001", "2130706433", "0177.0.0.1", "localhost", "[::1]"])
async def test_other_spellings_of_loopback_are_refused_by_what_they_resolve_to(host):
    with pytest.raises(AddressRefused):
        await Guard().addresses(host.strip("[]"), 80)


async def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch):
    """A second answer of the resolver (DNS rebinding) is never asked for."""
    asked, connected = [], []

    async def resolver(host, port):
        asked.append(host)
        return ["93.184.216.34"] if len(asked) == 1 else ["127.0.0.1"]

    async def connect(self, host, port, *_):
        connected.append((host, port))
        return "stream"

    monkeypatch.setattr(httpcore2.AnyIOBackend, "connect_tcp", connect)
    await GuardedBackend(Guard(resolver=resolver), most_bytes=0).connect_tcp("example.com", 80, 1.0)
    assert connected == [("93.184.216.34", 80)]
    assert asked == ["example.com"]


async def test_the_next_address_is_tried_when_the_first_does_not_answer(monkeypatch):
    tried = []

    async def connect(self, host, port, *_):
        tried.append(host)
        if host == "8.8.8.8":
            raise httpcore2.ConnectError("refused")
        return "stream"

    monkeypatch.setattr(httpcore2.AnyIOBackend, "connect_tcp", connect)
    guard = Guard(resolver=answering("8.8.8.8", "8.8.4.4"))
    await GuardedBackend(guard, most_bytes=0).connect_tcp("dns.example", 443, 1.0)
    assert tried == ["8.8.8.8", "8.8.4.4"]


async def test_sockets_of_the_machine_are_not_opened():
    with pytest.raises(NotImplementedError):
        await GuardedBackend(Guard(allow_private=True), most_bytes=0).connect_unix_socket("/run/docker.sock")


async def test_slow_name_servers_hold_up_nothing_else(monkeypatch):
    """More names than there are threads for them; other work goes on."""
    answered = threading.Event()

    def slow(host, port, **_):
        answered.wait(20)
        return [(2, 1, 6, "", ("8.8.8.8", port))]

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    asking = [asyncio.create_task(resolve(f"slow-{n}.example", 80)) for n in range(50)]
    try:
        async with asyncio.timeout(15):
            assert await asyncio.to_thread(lambda: "done") == "done"
        assert not any(task.done() for task in asking)
    finally:
        answered.set()
    assert await asyncio.gather(*asking) == [["8.8.8.8"]] * 50


async def test_names_that_nobody_answers_for_do_not_hold_up_others(monkeypatch):
    """Whoever runs a name server can be as slow as he likes, and the system's question cannot be taken back."""
    hang = threading.Event()

    def getaddrinfo(host, port, **_):
        if host.startswith("slow"):
            hang.wait(20)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", port))]

    monkeypatch.setattr("wanbox.fetch.guard.socket.getaddrinfo", getaddrinfo)
    slow = [asyncio.create_task(resolve(f"slow{n}.example", 80)) for n in range(100)]
    try:
        async with asyncio.timeout(10):
            assert ["8.8.8.8"] == await resolve("quick.example", 80)
            assert not any(task.done() for task in slow)
    finally:
        hang.set()
        await asyncio.gather(*slow)
