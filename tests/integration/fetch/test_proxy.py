"""Fetching through an operator's proxy: tunnels to addresses that were checked here, and nothing by name."""

from __future__ import annotations

import asyncio
import base64
import contextlib

import pytest
import pytest_asyncio

from kit.listening import listening
from wanbox.fetch.download import AddressError, Limits, TooSlow, Unreachable, download
from wanbox.fetch.guard import Guard
from wanbox.fetch.post import post
from wanbox.fetch.tunnel import Proxy

pytestmark = pytest.mark.asyncio(loop_scope="module")

LIMITS = Limits(max_bytes=1000, seconds=10)


class ProxyServer:
    """Opens tunnels, all of them to the one site; `answer` is what it says in place of 200."""

    def __init__(self, site):
        self.site = site
        self.asked = []
        self.answer = b"HTTP/1.1 200 Connection established\r\n\r\n"
        self.port = 0

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, reader, writer):
        self.asked.append((await reader.readuntil(b"\r\n\r\n")).decode())
        writer.write(self.answer)
        if not self.answer.startswith(b"HTTP/1.1 2"):
            return
        head = await reader.readuntil(b"\r\n\r\n")
        there, onward = await asyncio.open_connection("127.0.0.1", self.site.port)
        with contextlib.closing(onward):
            onward.write(head)
            writer.write(await there.read())
            await writer.drain()


@pytest_asyncio.fixture(loop_scope="module")
async def proxy(site):
    proxy = ProxyServer(site)
    async with listening(proxy.serve) as proxy.port:
        yield proxy


def through(proxy, *addresses, **more):
    async def resolver(host, port):
        return addresses or ["93.184.216.34"]

    return Guard(resolver=resolver, proxy=more.pop("url", "") or proxy.url, **more)


async def test_the_tunnel_leads_to_the_address_and_the_server_hears_the_name(site, proxy, tmp_path):
    site.pages["/a"] = site.reply(200, b"abc")
    got = await download("http://files.example/a", tmp_path / "a", limits=LIMITS, guard=through(proxy))
    assert got == 3
    assert proxy.asked[0].startswith("CONNECT 93.184.216.34:80 HTTP/1.1\r\n")
    assert "files.example" not in proxy.asked[0]
    assert "Host: files.example\r\n" in site.asked[0]


async def test_an_ipv6_address_is_put_into_brackets(site, proxy, tmp_path):
    site.pages["/a"] = site.reply(200, b"abc")
    guard = through(proxy, "2606:4700::1111")
    await download("http://files.example:8080/a", tmp_path / "a", limits=LIMITS, guard=guard)
    assert proxy.asked[0].startswith("CONNECT [2606:4700::1111]:8080 HTTP/1.1\r\n")


async def test_the_proxy_s_own_address_is_the_operator_s_affair_and_the_target_s_is_not(proxy, tmp_path):
    guard = through(proxy, "127.0.0.1")
    with pytest.raises(AddressError):
        await download("http://files.example/a", tmp_path / "a", limits=LIMITS, guard=guard)
    assert proxy.asked == []


async def test_messages_go_through_it_too(site, proxy):
    site.pages["/hook"] = site.reply(204)
    assert await post("http://hooks.example/hook", body=b"", headers={}, guard=through(proxy), seconds=5) == 204
    assert len(proxy.asked) == 1


async def test_user_and_password_go_to_the_proxy_alone(site, proxy, tmp_path):
    site.pages["/a"] = site.reply(200, b"abc")
    guard = through(proxy, url=f"http://us%65r:p%40ss@127.0.0.1:{proxy.port}")
    await download("http://files.example/a", tmp_path / "a", limits=LIMITS, guard=guard)
    wanted = base64.b64encode(b"user:p@ss").decode()
    assert f"Proxy-Authorization: Basic {wanted}\r\n" in proxy.asked[0]
    assert wanted not in site.asked[0]
    assert wanted not in repr(Proxy.parse(guard.proxy))


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 403 Forbidden\r\n\r\n",
        b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
        b"HTTP/1.1 502 Bad Gateway\r\n\r\n",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000,
        b"",
    ],
    ids=["forbidden", "login", "gateway", "nonsense", "talks-ahead", "endless", "silent-end"],
)
async def test_a_proxy_that_opens_no_tunnel(proxy, tmp_path, answer):
    proxy.answer = answer
    with pytest.raises(Unreachable):
        await download("http://files.example/a", tmp_path / "a", limits=LIMITS, guard=through(proxy))


async def test_the_next_address_is_tried_when_the_proxy_cannot_reach_the_first(proxy, tmp_path):
    proxy.answer = b"HTTP/1.1 502 Bad Gateway\r\n\r\n"
    with pytest.raises(Unreachable):
        await download("http://a.example/", tmp_path / "a", limits=LIMITS, guard=through(proxy, "8.8.8.8", "8.8.4.4"))
    assert [line.split(" ")[1] for line in proxy.asked] == ["8.8.8.8:80", "8.8.4.4:80"]


async def test_a_proxy_that_says_nothing_ends_at_the_connect_limit(tmp_path):
    async def silent(reader, writer):
        await reader.read()

    async with listening(silent) as port:
        url = f"http://127.0.0.1:{port}"
        hasty = Limits(max_bytes=1000, seconds=60, connect_seconds=0.3)
        with pytest.raises(TooSlow):
            await download("http://a.example/", tmp_path / "a", limits=hasty, guard=through(None, url=url))


async def test_proxies_of_the_environment_are_ignored(site, proxy, tmp_path, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, proxy.url)
    site.pages["/a"] = site.reply(200, b"abc")
    await download(site.url("/a"), tmp_path / "a", limits=LIMITS, guard=Guard(allow_private=True))
    assert proxy.asked == []
