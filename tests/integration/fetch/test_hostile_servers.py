"""Servers that lie, stall, flood and confuse: each costs a bounded time and a bounded number of bytes."""

from __future__ import annotations

import asyncio
import gzip
import time

import pytest

from wanbox.fetch.download import FetchError, Limits, NotServed, TooBig, TooSlow, download
from wanbox.fetch.guard import Guard

pytestmark = pytest.mark.asyncio(loop_scope="module")

OPEN = Guard(allow_private=True)
HEAD = b"HTTP/1.1 200 OK\r\n"


async def get(site, tmp_path, page, *, most=1000, seconds=5.0):
    site.pages["/a"] = page
    limits = Limits(max_bytes=most, seconds=seconds)
    try:
        return await download(site.url("/a"), tmp_path / "a", limits=limits, guard=OPEN)
    except FetchError:
        assert not (tmp_path / "a").exists()
        raise


@pytest.mark.parametrize("coding", [b"gzip", b"deflate", b"br", b"zstd", b"x-gzip", b"gzip, gzip"])
async def test_a_packed_answer_is_refused_though_nobody_asked_for_it(site, tmp_path, coding):
    body = gzip.compress(bytes(100_000))
    page = HEAD + b"Content-Encoding: " + coding + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    with pytest.raises(NotServed, match="packed"):
        await get(site, tmp_path, page)


async def test_the_request_asks_for_no_packing(site, tmp_path):
    assert await get(site, tmp_path, site.reply(200, b"abc", Content_Encoding="identity")) == 3
    assert "accept-encoding: identity\r\n" in site.asked[0].lower()


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: 100\r\n\r\nshort",
        b"Content-Length: -1\r\n\r\nabc",
        b"Content-Length: +3\r\n\r\nabc",
        b"Content-Length: 0x3\r\n\r\nabc",
        b"Content-Length: 3.0\r\n\r\nabc",
        b"Content-Length: \r\n\r\nabc",
        b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        b"Content-Length: 3, 4\r\n\r\nabcd",
        b"Content-Length: 99999999999999999999999\r\n\r\nabc",
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n3\r\nabcdef",
        b"Transfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
        b"Transfer-Encoding: gzip, chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        b"Transfer-Encoding: identity, chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        b"Bad Header: x\r\n\r\nabc",
        b": nameless\r\n\r\nabc",
        b"X: a\x00b\r\n\r\nabc",
    ],
)
async def test_framing_that_cannot_be_is_refused(site, tmp_path, head):
    with pytest.raises((NotServed, TooBig)):
        await get(site, tmp_path, HEAD + head)


async def test_more_than_the_announced_length_is_not_taken(site, tmp_path):
    assert await get(site, tmp_path, HEAD + b"Content-Length: 3\r\n\r\nabcdef") == 3
    assert (tmp_path / "a").read_bytes() == b"abc"


async def test_chunks_win_over_a_length_that_says_otherwise(site, tmp_path):
    page = HEAD + b"Content-Length: 999\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    assert await get(site, tmp_path, page) == 3


@pytest.mark.parametrize(
    "page",
    [
        b"<html>no head at all</html>",
        b"HTTP/2 200\r\n\r\nabc",
        b"HTTP/1.1\r\n\r\n",
        b"HTTP/1.1 2000 OK\r\n\r\nabc",
        b"HTTP/1.1 99 OK\r\n\r\nabc",
        b"ICY 200 OK\r\n\r\nabc",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"-ERR wrong number of arguments\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"\x00" * 100,
        b"\r\n" * 200_000,
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        b"",
    ],
)
async def test_what_is_no_answer_of_http_is_refused(site, tmp_path, page):
    with pytest.raises(NotServed):
        await get(site, tmp_path, page)


@pytest.mark.parametrize(
    "head",
    [b"X: " + b"a" * 200_000, b"".join(b"X-%d: a\r\n" % n for n in range(20_000)), b"Set-Cookie: " + b"a" * 300_000],
)
async def test_huge_headers_are_refused(site, tmp_path, head):
    with pytest.raises(NotServed):
        await get(site, tmp_path, HEAD + head + b"\r\n\r\nabc")


def endless(start, piece, pause=0.0):
    async def page(writer):
        writer.write(start)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)

    return page


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
        (b"", b"HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n" * 100),
        (HEAD, b"X: " + b"a" * 1000 + b"\r\n"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1;" + b"x" * 4000 + b"\r\na\r\n"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n", b"X: " + b"a" * 1000 + b"\r\n"),
    ],
    ids=["continue", "hints", "headers", "chunk-marks", "trailers"],
)
async def test_talk_beside_the_body_is_bounded_in_bytes(site, tmp_path, start, piece):
    """Not by the time limit, which is far off."""
    with pytest.raises(NotServed):
        await get(site, tmp_path, endless(start, piece), most=50_000, seconds=60)


@pytest.mark.parametrize(
    "start", [HEAD + b"\r\n", HEAD + b"Transfer-Encoding: chunked\r\n\r\n"], ids=["until-closed", "chunked"]
)
async def test_an_endless_body_is_cut_off_at_the_limit(site, tmp_path, start):
    with pytest.raises(TooBig):
        await get(site, tmp_path, endless(start, b"fff\r\n" + b"a" * 0xFFF + b"\r\n"), most=100_000, seconds=60)


@pytest.mark.parametrize(
    ("start", "piece"),
    [(b"", b"H"), (HEAD, b"x"), (HEAD + b"\r\n", b"x"), (HEAD + b"Content-Length: 900\r\n\r\n", b"x")],
    ids=["status", "headers", "body", "announced"],
)
async def test_a_byte_now_and_then_ends_at_the_time_limit(site, tmp_path, start, piece):
    began = time.monotonic()
    with pytest.raises((TooSlow, NotServed)) as told:
        await get(site, tmp_path, endless(start, piece, 0.03), seconds=0.25)
    assert time.monotonic() - began < 10
    # "HH" begins no status line, and may be refused before the time is over.
    assert told.type is TooSlow or start == b""


async def test_redirects_in_a_circle_end(site, tmp_path):
    site.pages["/b"] = site.reply(302, Location="/a")
    with pytest.raises(NotServed, match="redirects"):
        await get(site, tmp_path, site.reply(302, Location="/b"))
    assert len(site.asked) == 4


@pytest.mark.parametrize(
    "location", ["", "http://", "http://[", "//", "\\\\127.0.0.1\\a", "http://a b/", "http://%00/"]
)
async def test_redirects_to_nowhere_end(site, tmp_path, location):
    with pytest.raises(FetchError):
        await get(site, tmp_path, site.reply(302, Location=location))
    assert len(site.asked) <= 4
