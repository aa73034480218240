"""What strangers can draw out or pile up on a connection, before any key is looked at."""

from __future__ import annotations

import asyncio
import contextlib
import json

import pytest
import uvicorn

from wanbox.server.connection import Bounds, Connection

#: A connection that is not closed in so many seconds is not closed.
DEADLINE = 10.0
BODY = b'{"a":1}'


class Application:
    """Tells what came to it, after having read all of it unless the path says otherwise."""

    def __init__(self):
        self.hung_up = asyncio.Event()
        self.calls = 0

    async def __call__(self, scope, receive, send):
        self.calls += 1
        if scope["path"] in {"/large", "/block"}:
            await self._large(send, 1000 if scope["path"] == "/large" else 8)
            while (await receive())["type"] != "http.disconnect":
                pass
            return
        body, more = b"", scope["path"] != "/unread"
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                self.hung_up.set()
                return
            body, more = body + message["body"], message["more_body"]
        if scope["path"] == "/wait":
            await asyncio.sleep(3 * Quick.bounds.head_seconds)
        told = json.dumps({"path": scope["path"], "bytes": len(body)}).encode()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(told))]})
        await send({"type": "http.response.body", "body": told})

    async def _large(self, send, megabytes):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        with contextlib.suppress(asyncio.CancelledError):
            for _ in range(megabytes // 8):
                await send({"type": "http.response.body", "body": bytes(8 << 20), "more_body": True})


class Quick(Connection):
    bounds = Bounds(
        head_seconds=0.4, body_seconds=0.4, body_rate=1_000_000, linger_seconds=0.4, write_seconds=0.4, tick=0.05
    )


class Caller:
    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    async def say(self, data):
        self.writer.write(data)
        with contextlib.suppress(ConnectionError):
            await self.writer.drain()

    @contextlib.asynccontextmanager
    async def repeating(self, data, *, every):
        """Say it again and again, as long as this lasts."""

        async def repeat():
            while True:
                await self.say(data)
                await asyncio.sleep(every)

        repeating = asyncio.create_task(repeat())
        try:
            yield
        finally:
            repeating.cancel()

    async def hear(self):
        """Status and body of the next answer."""
        head = await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), DEADLINE)
        (size,) = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        body = await self.reader.readexactly(int(size.partition(b":")[2]))
        return int(head.split()[1]), json.loads(body)

    async def closed(self):
        """Whether the server closes the connection, whatever it says before."""
        try:
            while await asyncio.wait_for(self.reader.read(1 << 20), DEADLINE):
                pass
        except ConnectionError:
            return True
        except TimeoutError:
            return False
        return True


async def until(come_true):
    async with asyncio.timeout(DEADLINE):
        while not come_true():  # noqa: ASYNC110 - uvicorn has no events for these
            await asyncio.sleep(0.01)


class Serving:
    def __init__(self, port, application, server):
        self.port, self.application, self.server = port, application, server
        self._writers = []

    async def call(self, **options):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, **options)
        self._writers.append(writer)
        return Caller(reader, writer)

    def hang_up(self):
        for writer in self._writers:
            writer.transport.abort()


@contextlib.asynccontextmanager
async def serving_with(protocol):
    application = Application()
    config = uvicorn.Config(
        application, host="127.0.0.1", port=0, http=protocol, ws="none", lifespan="off", log_config=None
    )
    server = uvicorn.Server(config)
    server.capture_signals = contextlib.nullcontext
    running = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    world = Serving(server.servers[0].sockets[0].getsockname()[1], application, server)
    try:
        yield world
    finally:
        world.hang_up()
        server.should_exit = server.force_exit = True
        await running


@pytest.fixture
async def serving():
    async with serving_with(Connection) as world:
        yield world


@pytest.fixture
async def quick():
    async with serving_with(Quick) as world:
        yield world


# --- size


@pytest.mark.parametrize(
    "begin", [b"GET /", b"GET / HTTP/1.1\r\nX: ", b"GET / HTTP/1.1\r\nX"], ids=["path", "header value", "header name"]
)
async def test_a_head_without_an_end_is_refused(serving, begin):
    caller = await serving.call()
    await caller.say(begin)

    async def drip():
        for _ in range(64):
            await caller.say(b"a" * (64 << 10))

    dripping = asyncio.create_task(drip())
    heard = await caller.hear()
    await dripping

    assert (400, "BadRequest.TooLarge") == (heard[0], heard[1]["code"])
    assert await caller.closed()


async def test_many_small_headers_are_refused_too(serving):
    caller = await serving.call()
    await caller.say(b"GET / HTTP/1.1\r\n")

    async def drip():
        for n in range(64):
            await caller.say(b"".join(b"X-%d-%d: aaaaaaaa\r\n" % (n, m) for m in range(4000)))

    dripping = asyncio.create_task(drip())
    heard = await caller.hear()
    await dripping

    assert (400, "BadRequest.TooLarge") == (heard[0], heard[1]["code"])


async def test_trailers_without_an_end_close_the_connection(serving):
    caller = await serving.call()
    await caller.say(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n")

    for n in range(64):
        await caller.say(b"X-%d: " % n + b"a" * (64 << 10) + b"\r\n")

    assert await caller.closed()


async def test_headers_as_large_as_real_ones_pass(serving):
    caller = await serving.call()

    await caller.say(b"GET /a HTTP/1.1\r\nCookie: " + b"a" * 40_000)
    await caller.say(b"\r\n\r\n")

    assert (200, {"path": "/a", "bytes": 0}) == await caller.hear()


async def test_a_body_in_chunks_of_a_byte_passes(serving):
    caller = await serving.call()

    await caller.say(b"POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(40):
        await caller.say(b"1\r\na\r\n" * 1000)
    await caller.say(b"0\r\n\r\n")

    assert (200, {"path": "/a", "bytes": 40_000}) == await caller.hear()


async def test_requests_in_one_piece_are_each_answered(serving):
    caller = await serving.call()
    post = b"POST /%d HTTP/1.1\r\nContent-Length: 100000\r\n\r\n"

    for n in range(4):
        await caller.say(post % n + bytes(100_000))

    assert [(200, {"path": f"/{n}", "bytes": 100_000}) for n in range(4)] == [await caller.hear() for _ in range(4)]


# --- what is no HTTP


@pytest.mark.parametrize(
    "request_",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc",
        b"GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 7\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: xchunked\r\n\r\n7\r\n" + BODY + b"\r\n0\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: a\0b\r\n\r\n",
        b"CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ],
)
async def test_what_is_no_http_is_refused_in_the_form_of_all_refusals(serving, request_):
    caller = await serving.call()

    await caller.say(request_)
    status, told = await caller.hear()

    assert (400, "InvalidParameter") == (status, told["code"])
    assert {"code", "message", "request_id"} == set(told)
    assert await caller.closed()


@pytest.mark.parametrize("protocol", [b"h2c", b"websocket"])
async def test_an_upgrade_is_ignored_and_its_body_is_not_lost(serving, protocol):
    """RFC 9110, 7.8; curl and Java's client ask for HTTP/2 so."""
    caller = await serving.call()
    head = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: " + protocol + b"\r\nHTTP2-Settings: AAMAAABk\r\n"

    for _ in range(2):
        await caller.say(b"POST /a HTTP/1.1\r\n" + head + b"Content-Length: 7\r\n\r\n" + BODY[:3])
        await caller.say(BODY[3:])

        assert (200, {"path": "/a", "bytes": 7}) == await caller.hear()


async def test_many_upgrades_in_one_piece_are_each_ignored(serving):
    caller = await serving.call()

    await caller.say(b"GET /a HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n" * 1500)

    assert {200} == {(await caller.hear())[0] for _ in range(1500)}


async def test_an_upgrade_of_an_old_request_leaves_it_old(serving):
    """HTTP/1.0 knows no connection that stays."""
    caller = await serving.call()

    await caller.say(b"GET /a HTTP/1.0\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n")

    assert b"connection: close" in await asyncio.wait_for(caller.reader.readuntil(b"\r\n\r\n"), DEADLINE)


async def test_a_tunnel_is_refused_before_it_is_a_request(serving):
    caller = await serving.call()

    await caller.say(b"CONNECT /a HTTP/1.1\r\n\r\n")

    assert 400 == (await caller.hear())[0]
    assert 0 == serving.application.calls


async def test_who_asked_twice_and_hangs_up_is_missed_by_both_answers(serving):
    caller = await serving.call()
    await caller.say(2 * b"POST /a HTTP/1.1\r\nContent-Length: 0\r\n\r\n" + b"GET /block HTTP/1.1\r\n\r\n" * 2)
    await until(lambda: serving.application.calls == 3)

    serving.hang_up()

    await until(lambda: not serving.server.server_state.tasks)


async def test_a_refusal_is_not_said_within_an_answer(serving):
    caller = await serving.call()
    await caller.say(b"GET /large HTTP/1.1\r\n\r\n")
    said = await caller.reader.readexactly(1000)

    await caller.say(b"GET /a HTTP/1.1\r\n\r\nno request\x00\r\n\r\n")
    while piece := await asyncio.wait_for(caller.reader.read(1 << 20), DEADLINE):
        said += piece

    assert 1 == said.count(b"HTTP/1.1 ")


# --- time


async def test_who_says_nothing_is_sent_away(quick):
    caller = await quick.call()

    assert await caller.closed()


@pytest.mark.parametrize("piece", [b"a", b"\r\n"])
async def test_a_head_that_drips_is_not_waited_for(quick, piece):
    caller = await quick.call()
    await caller.say(b"\r\n" if piece == b"\r\n" else b"GET / HTTP/1.1\r\nX: ")

    async with caller.repeating(piece, every=0.05):
        assert await caller.closed()


async def test_a_head_that_drips_after_an_answer_is_not_waited_for(quick):
    caller = await quick.call()
    await caller.say(b"GET / HTTP/1.1\r\n\r\n")
    await caller.hear()

    async with caller.repeating(b"\r\n", every=0.05):
        assert await caller.closed()


async def test_a_body_that_drips_is_not_waited_for(quick):
    caller = await quick.call()
    await caller.say(b"POST / HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n")

    async with caller.repeating(b"a", every=0.02):
        assert await caller.closed()
        assert await asyncio.wait_for(quick.application.hung_up.wait(), DEADLINE)


async def test_a_body_that_nobody_wants_is_read_for_a_moment_only(quick):
    caller = await quick.call()
    await caller.say(b"POST /unread HTTP/1.1\r\nContent-Length: 1000000000\r\n\r\n")

    async with caller.repeating(bytes(10_000), every=0.01):
        assert 200 == (await caller.hear())[0]
        assert await caller.closed()


async def test_an_answer_that_is_not_read_is_not_held(quick):
    caller = await quick.call(limit=1 << 10)
    await caller.say(b"GET /large HTTP/1.1\r\n\r\n")

    await until(lambda: not quick.server.server_state.connections)


async def test_an_answer_that_is_read_slowly_goes_on(serving):
    """A large block may take longer than anybody waits for a reader who takes nothing."""
    caller = await serving.call(limit=1 << 10)
    await caller.say(b"GET /block HTTP/1.1\r\n\r\n")
    await until(lambda: serving.server.server_state.connections)
    (connection,) = serving.server.server_state.connections
    await until(lambda: connection._stall)

    before = connection._unread()
    await caller.reader.readexactly(2 << 20)
    await until(lambda: connection._unread() < before)
    connection._look_at_reader(before)
    assert connection._stall is not None
    assert not connection.transport.is_closing()


@pytest.mark.parametrize(("late", "heard"), [(0.0, False), (5.0, True)])
async def test_who_spoke_while_the_server_could_not_listen_is_heard(serving, late, heard):
    """A process that was stopped and goes on, or a machine that slept: its clocks run out before it looks."""
    caller = await serving.call()
    await until(lambda: serving.server.server_state.connections)
    (connection,) = serving.server.server_state.connections

    connection._end_head(connection.loop.time() - late)
    await caller.say(b"GET /a HTTP/1.1\r\nConnection: close\r\n\r\n")

    assert heard is ((200, {"path": "/a", "bytes": 0}) == await caller.hear() if heard else not await caller.closed())


async def test_who_waits_for_an_answer_is_not_sent_away(quick):
    """A long poll, or a stream without news."""
    caller = await quick.call()

    await caller.say(b"POST /wait HTTP/1.1\r\nContent-Length: 7\r\n\r\n" + BODY)

    assert (200, {"path": "/wait", "bytes": 7}) == await caller.hear()


async def test_a_connection_that_goes_on_asking_stays(quick):
    caller = await quick.call()

    for _ in range(12):
        await caller.say(b"POST /a HTTP/1.1\r\nContent-Length: 7\r\n\r\n" + BODY)
        assert 200 == (await caller.hear())[0]
        await asyncio.sleep(0.05)
