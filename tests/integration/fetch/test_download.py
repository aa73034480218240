"""Downloads from a real server on loopback, the good and the bad."""

from __future__ import annotations

import asyncio

import pytest

from wanbox.fetch.download import AddressError, Limits, NotServed, TooBig, TooSlow, Unreachable, download
from wanbox.fetch.guard import Guard
from wanbox.hostrules import parse_rules

pytestmark = pytest.mark.asyncio(loop_scope="module")

OPEN = Guard(allow_private=True)
LIMITS = Limits(max_bytes=1000, seconds=5)


async def test_a_file_arrives_whole(site, tmp_path):
    site.pages["/a.png"] = site.reply(200, b"abc")
    assert await download(site.url("/a.png"), tmp_path / "a", limits=LIMITS, guard=OPEN) == 3
    assert (tmp_path / "a").read_bytes() == b"abc"


async def test_the_query_is_sent_and_no_credentials_are(site, tmp_path, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    site.pages["/a?sig=x%2Fy"] = site.reply(200, b"abc")
    await download(site.url("/a?sig=x%2Fy"), tmp_path / "a", limits=LIMITS, guard=OPEN)
    head = site.asked[0].lower()
    assert f"host: 127.0.0.1:{site.port}" in head
    assert "authorization" not in head
    assert "cookie" not in head


async def test_the_name_goes_to_the_server_and_the_connection_to_the_checked_address(site, tmp_path):
    async def resolver(host, port):
        return ["127.0.0.1"]

    site.pages["/a"] = site.reply(200, b"abc")
    url = f"http://pictures.example:{site.port}/a"
    await download(url, tmp_path / "a", limits=LIMITS, guard=Guard(allow_private=True, resolver=resolver))
    assert f"Host: pictures.example:{site.port}" in site.asked[0]


async def test_three_redirects_are_followed(site, tmp_path):
    for step in range(3):
        site.pages[f"/{step}"] = site.reply(302, Location=f"/{step + 1}")
    site.pages["/3"] = site.reply(200, b"abc")
    assert await download(site.url("/0"), tmp_path / "a", limits=LIMITS, guard=OPEN) == 3


async def test_a_fourth_redirect_is_not(site, tmp_path):
    for step in range(5):
        site.pages[f"/{step}"] = site.reply(302, Location=site.url(f"/{step + 1}"))
    with pytest.raises(NotServed):
        await download(site.url("/0"), tmp_path / "a", limits=LIMITS, guard=OPEN)
    assert len(site.asked) == 4


async def test_a_redirect_to_a_private_address_is_refused(site, tmp_path):
    """The first host is open by a rule; the second, the same machine under another name, is judged by itself."""

    async def resolver(host, port):
        return ["127.0.0.1"]

    guard = Guard(resolver=resolver, allow=parse_rules(f"open.example:{site.port}"))
    site.pages["/a"] = site.reply(302, Location="http://secret.example/crown-jewels")
    with pytest.raises(AddressError):
        await download(f"http://open.example:{site.port}/a", tmp_path / "a", limits=LIMITS, guard=guard)
    assert len(site.asked) == 1


async def test_a_redirect_to_another_scheme_is_refused(site, tmp_path):
    site.pages["/a"] = site.reply(302, Location="file:///etc/passwd")
    with pytest.raises(AddressError):
        await download(site.url("/a"), tmp_path / "a", limits=LIMITS, guard=OPEN)


async def test_loopback_is_refused_without_leave(site, tmp_path):
    async def resolver(host, port):
        return ["127.0.0.1"]

    with pytest.raises(AddressError):
        await download("http://pictures.example/a", tmp_path / "a", limits=LIMITS, guard=Guard(resolver=resolver))
    assert site.asked == []


@pytest.mark.parametrize("status", [204, 206, 304, 401, 404, 500, 503])
async def test_any_answer_but_200_is_a_failure(site, tmp_path, status):
    site.pages["/a"] = site.reply(status)
    with pytest.raises(NotServed, match=str(status)):
        await download(site.url("/a"), tmp_path / "a", limits=LIMITS, guard=OPEN)


async def test_a_server_that_hangs_ends_at_the_time_limit(site, tmp_path):
    async def hang(writer):
        await asyncio.sleep(30)

    site.pages["/a"] = hang
    with pytest.raises(TooSlow):
        await download(site.url("/a"), tmp_path / "a", limits=Limits(max_bytes=10, seconds=0.2), guard=OPEN)


async def test_a_server_that_drips_ends_at_the_time_limit(site, tmp_path):
    async def drip(writer):
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.02)

    site.pages["/a"] = drip
    with pytest.raises(TooSlow):
        await download(site.url("/a"), tmp_path / "a", limits=Limits(max_bytes=10**6, seconds=0.3), guard=OPEN)
    assert not (tmp_path / "a").exists()


async def test_an_announced_size_over_the_limit_is_refused_before_it_is_read(site, tmp_path):
    site.pages["/a"] = b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n"
    with pytest.raises(TooBig):
        await download(site.url("/a"), tmp_path / "a", limits=LIMITS, guard=OPEN)


async def test_an_unannounced_flood_is_cut_off(site, tmp_path):
    async def flood(writer):
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(1000):
            writer.write(b"x" * 4096)
            await writer.drain()

    site.pages["/a"] = flood
    with pytest.raises(TooBig):
        await download(site.url("/a"), tmp_path / "a", limits=LIMITS, guard=OPEN)
    assert not (tmp_path / "a").exists()


async def test_a_transfer_that_breaks_off_is_a_failure(site, tmp_path):
    site.pages["/a"] = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"
    with pytest.raises(NotServed):
        await download(site.url("/a"), tmp_path / "a", limits=LIMITS, guard=OPEN)
    assert not (tmp_path / "a").exists()


async def test_nonsense_instead_of_http_is_a_failure(site, tmp_path):
    site.pages["/a"] = b"220 mail.example ESMTP\r\n"
    with pytest.raises(NotServed):
        await download(site.url("/a"), tmp_path / "a", limits=LIMITS, guard=OPEN)


async def test_nobody_listening_is_unreachable(site, tmp_path, unused_tcp_port):
    with pytest.raises(Unreachable):
        await download(f"http://127.0.0.1:{unused_tcp_port}/a", tmp_path / "a", limits=LIMITS, guard=OPEN)


async def test_a_name_that_does_not_exist_is_unreachable(tmp_path):
    async def resolver(host, port):
        raise OSError("no such host")

    guard = Guard(resolver=resolver)
    with pytest.raises(Unreachable):
        await download("http://nowhere.example/a", tmp_path / "a", limits=LIMITS, guard=guard)


async def test_a_resolver_that_hangs_ends_at_the_connect_limit(tmp_path):
    async def resolver(host, port):
        await asyncio.sleep(30)

    limits = Limits(max_bytes=10, seconds=20, connect_seconds=0.1)
    with pytest.raises(TooSlow):
        await download("http://slow.example/a", tmp_path / "a", limits=limits, guard=Guard(resolver=resolver))
