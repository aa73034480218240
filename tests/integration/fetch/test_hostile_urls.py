"""Every URL of the corpus, through the real download: none is fetched, and nobody is connected to."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import tomllib
from pathlib import Path

import httpx2
import pytest
import pytest_asyncio

from kit.listening import listening
from kit.servers import free_port
from wanbox.fetch import guard as guards
from wanbox.fetch.download import AddressError, FetchError, Limits, download
from wanbox.fetch.guard import Guard
from wanbox.fetch.post import post
from wanbox.hostrules import parse_rules

pytestmark = pytest.mark.asyncio(loop_scope="module")

CORPUS = tomllib.loads(Path(__file__).with_name("hostile-urls.toml").read_text("utf-8"))
FORMS = [(group["by"], url) for group in CORPUS["tried"] for url in group["urls"]]
LONG = [
    ("length", "http://public.example/" + "a" * 9000),
    ("length", "http://" + "a" * 9000 + "/"),
    ("length", "http://" + ".".join(["a" * 63] * 5) + "/"),
    ("length", "http://" + "a" * 64 + ".example/"),
    ("length", "http://" + "0" * 5000 + "177.0.0.1/"),
    ("length", "http://" + "user:" + "p" * 5000 + "@public.example/"),
]
LIMITS = Limits(max_bytes=1000, seconds=5)


async def resolver(host, port):
    """As the system's would: names by the table, numbers by the system itself, which asks nobody for those."""
    if host.rstrip(".").lower() in CORPUS["names"]:
        return CORPUS["names"][host.rstrip(".").lower()]
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    return [str(address[0]) for *_, address in found]


HOME = ("127.0.0.1", "127.0.0.2", "::1", "0.0.0.0", "::ffff:127.0.0.1")


def at(url, trap):
    return url.replace("{port}", str(trap.port))


class Trap:
    """Listeners on loopback, on one port in both families."""

    def __init__(self):
        self.caught = 0
        self.port = 0

    async def serve(self, reader, writer):
        self.caught += 1
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def trap():
    trap = Trap()
    async with contextlib.AsyncExitStack() as servers:
        trap.port = await servers.enter_async_context(listening(trap.serve, "0.0.0.0", free_port()))
        if socket.has_ipv6:
            await servers.enter_async_context(listening(trap.serve, "::1", trap.port))
        yield trap


@pytest.fixture
def usual_port(trap, monkeypatch):
    """So that it is not the port for which an address is refused."""
    monkeypatch.setattr(guards, "PUBLIC_PORTS", guards.PUBLIC_PORTS | {trap.port})


@pytest_asyncio.fixture(loop_scope="module")
async def connections(monkeypatch):
    """Whatever the event loop is asked to connect to."""
    loop, seen = asyncio.get_running_loop(), []
    plain = loop.sock_connect

    async def connect(sock, address):
        seen.append(address)
        await plain(sock, address)

    monkeypatch.setattr(loop, "sock_connect", connect)
    return seen


async def test_there_are_at_least_200_different_forms():
    assert len({url for _, url in FORMS}) == len(FORMS) >= 200


async def test_none_is_fetched_and_nobody_is_connected_to(trap, usual_port, connections, tmp_path):
    passed = {}
    for _, url in FORMS + LONG:
        try:
            await download(at(url, trap), tmp_path / "a", limits=LIMITS, guard=Guard(resolver=resolver))
            passed[url] = "fetched"
        except AddressError:
            pass
        except FetchError as error:
            passed[url] = repr(error)  # refused by chance: the network was asked
    assert passed == {}
    assert connections == []
    assert trap.caught == 0
    assert not (tmp_path / "a").exists()


async def test_none_is_called_back(trap, usual_port, connections):
    for _, url in FORMS + LONG:
        with pytest.raises(AddressError):
            await post(at(url, trap), body=b"{}", headers={}, guard=Guard(resolver=resolver), seconds=5)
    assert connections == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_none_is_reached_by_a_redirect(trap, usual_port, connections, site, tmp_path, status):
    """From a host that a rule has opened, in the last hop that is followed."""

    async def with_site(host, port):
        return ["127.0.0.1"] if host == "open.example" else await resolver(host, port)

    guard = Guard(resolver=with_site, allow=parse_rules(f"open.example:{site.port}"))
    site.pages |= {f"/{n}": site.reply(status, Location=f"/{n + 1}") for n in range(2)}
    refused = 0
    for _, url in FORMS[::6]:
        if url.isprintable():
            site.pages["/2"] = site.reply(status, Location=at(url, trap))
            # What is no whole URL is a path on the same host, and ends there.
            with pytest.raises(FetchError) as told:
                await download(f"http://open.example:{site.port}/0", tmp_path / "a", limits=LIMITS, guard=guard)
            refused += told.type is AddressError
    assert refused >= 45
    assert {port for _, port, *_ in connections} == {site.port}
    assert trap.caught == 0


async def test_the_trap_snaps_when_nobody_guards(trap, tmp_path):
    """Many of the forms would get home if addresses were not judged: the corpus is no scarecrow."""

    class Unguarded(Guard):
        def check_url(self, url):
            return httpx2.URL(url)

        async def addresses(self, host, port):
            return [text for text in await self.resolver(host, port) if text in HOME]

    reached = 0
    for _, url in FORMS:
        if "{port}" in url and url.startswith("http"):
            before = trap.caught
            with contextlib.suppress(FetchError, ValueError, TypeError, httpx2.InvalidURL):
                await download(at(url, trap), tmp_path / "a", limits=LIMITS, guard=Unguarded(resolver=resolver))
            reached += trap.caught > before
    assert reached >= 55
    trap.caught = 0


async def test_a_name_that_answers_public_first_and_private_second(trap, usual_port, connections, site, tmp_path):
    """The answer that was judged is the one that is connected to; the next hop is asked and judged anew."""
    answers = iter([["127.0.0.1"], ["127.0.0.1"]])

    async def rebinding(host, port):
        return next(answers) if host == "rebinding.example" else await resolver(host, port)

    open_once = Guard(resolver=rebinding, allow=parse_rules(f"rebinding.example:{site.port}"))
    site.pages["/a"] = site.reply(302, Location=f"http://rebinding.example:{trap.port}/")
    with pytest.raises(AddressError):
        await download(f"http://rebinding.example:{site.port}/a", tmp_path / "a", limits=LIMITS, guard=open_once)
    assert [port for _, port, *_ in connections] == [site.port]
