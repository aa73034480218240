"""Messages to URLs that a caller named: what is sent, what comes back, and where nothing goes."""

from __future__ import annotations

import asyncio

import pytest

from wanbox.fetch.errors import AddressError, NotServed, TooSlow, Unreachable
from wanbox.fetch.guard import Guard
from wanbox.fetch.post import post

pytestmark = pytest.mark.asyncio(loop_scope="module")

OPEN = Guard(allow_private=True)
JSON = {"Content-Type": "application/json"}


async def send(url, *, body=b"{}", headers=JSON, guard=OPEN, seconds=5.0):
    return await post(url, body=body, headers=headers, guard=guard, seconds=seconds)


async def test_the_body_and_the_headers_arrive_whole(site):
    site.pages["/hook"] = site.reply(204)
    assert await send(site.url("/hook"), body=b'{"a": 1}', headers=JSON | {"webhook-id": "msg_1"}) == 204
    assert site.bodies == [b'{"a": 1}']
    assert site.asked[0].startswith("POST /hook HTTP/1.1\r\n")
    assert "webhook-id: msg_1\r\n" in site.asked[0]
    assert "Content-Length: 8\r\n" in site.asked[0]


async def test_an_empty_body_is_framed_too(site):
    site.pages["/hook"] = site.reply(200)
    assert await send(site.url("/hook"), body=b"") == 200
    assert "Content-Length: 0\r\n" in site.asked[0]


@pytest.mark.parametrize("status", [200, 202, 400, 404, 410, 429, 500, 503])
async def test_every_status_is_told_as_it_is(site, status):
    site.pages["/hook"] = site.reply(status, b"thank you")
    assert await send(site.url("/hook")) == status


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_told_and_not_followed(site, status):
    site.pages["/hook"] = site.reply(status, Location=site.url("/elsewhere"))
    assert await send(site.url("/hook")) == status
    assert len(site.asked) == 1


async def test_an_endless_answer_costs_nothing(site):
    async def flood(writer):
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b"x" * 65536)
            await writer.drain()

    site.pages["/hook"] = flood
    assert await send(site.url("/hook")) == 200


async def test_an_answer_that_never_ends_its_body_is_not_waited_for(site):
    async def stall(writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n")
        await writer.drain()
        await asyncio.Event().wait()

    site.pages["/hook"] = stall
    assert await send(site.url("/hook")) == 200


async def test_a_receiver_that_says_nothing_is_too_slow(site):
    async def hang(writer):
        await asyncio.Event().wait()

    site.pages["/hook"] = hang
    with pytest.raises(TooSlow):
        await send(site.url("/hook"), seconds=0.2)


async def test_private_receivers_are_refused_without_leave(site):
    async def resolver(host, port):
        return ["127.0.0.1"]

    with pytest.raises(AddressError):
        await send("http://hooks.example/hook", guard=Guard(resolver=resolver))
    assert site.asked == []


async def test_nobody_listening_is_unreachable(unused_tcp_port):
    with pytest.raises(Unreachable):
        await send(f"http://127.0.0.1:{unused_tcp_port}/hook")


async def test_nonsense_instead_of_http_is_not_an_answer(site):
    site.pages["/hook"] = b"220 mail.example ESMTP\r\n"
    with pytest.raises(NotServed):
        await send(site.url("/hook"))


async def test_a_header_cannot_break_the_message_apart(site):
    with pytest.raises(AddressError):
        await send(site.url("/hook"), headers={"X": "a\r\nHost: evil.example"})
    assert site.asked == []


@pytest.mark.parametrize("name", ["Host", "content-length", "Transfer-Encoding", "Connection", "Expect"])
async def test_headers_that_frame_the_message_are_ours(site, name):
    site.pages["/hook"] = site.reply(200)
    assert await send(site.url("/hook"), headers={name: "9999"}) == 200
    assert "9999" not in site.asked[0].replace(str(site.port), "")


async def test_a_caller_may_name_itself(site):
    site.pages["/hook"] = site.reply(200)
    await send(site.url("/hook"), headers={"User-Agent": "wanbox-hooks"})
    assert site.asked[0].lower().count("user-agent: ") == 1
    assert "wanbox-hooks" in site.asked[0]
