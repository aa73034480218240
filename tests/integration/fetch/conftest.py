"""A web server that misbehaves on request."""

from __future__ import annotations

import datetime as dt

import pytest
import pytest_asyncio

from kit.listening import listening
from wanbox.fetch.decoder import Decoder
from wanbox.fetch.inputs import fetch_inputs
from wanbox.settings import Settings
from wanbox.storage.local import LocalStorage


class Site:
    """Serves what tests put into `pages`; a page is bytes, or an async function that writes to the stream."""

    def __init__(self):
        self.pages = {}
        self.asked = []
        self.bodies = []
        self.port = 0

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    async def serve(self, reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        self.asked.append(head.decode())
        self.bodies.append(await reader.readexactly(_length(head)))
        page = self.pages.get(head.split(b" ")[1].decode(), reply(404))
        if callable(page):
            await page(writer)
        else:
            writer.write(page)
        await writer.drain()


def _length(head):
    lengths = [line.split(b":")[1] for line in head.lower().splitlines() if line.startswith(b"content-length:")]
    return int(lengths[0]) if lengths else 0


def reply(status, body=b"", **headers):
    """The bytes of an HTTP answer."""
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def decoder():
    """One decoder for a module; its tests must run on the module's event loop."""
    async with Decoder() as decoder:
        yield decoder


@pytest_asyncio.fixture(loop_scope="module")
async def site():
    site = Site()
    site.reply = reply
    async with listening(site.serve) as site.port:
        yield site


class Uploads:
    """The one call of the ledger that fetching needs."""

    def __init__(self):
        self.known = {}
        self.now = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)

    async def read_upload(self, key, *, account):
        upload = self.known.get(key)
        return upload if upload and upload.account == account else None


@pytest.fixture
def uploads():
    return Uploads()


@pytest.fixture
def storage(tmp_path):
    return LocalStorage(tmp_path / "files", secret=b"s" * 32)


@pytest.fixture
def fetch(tmp_path, uploads, storage, decoder):
    """Fetch the inputs of a request as the account "ann"."""

    async def call(request, **changes):
        folder = tmp_path / "work"
        folder.mkdir(exist_ok=True)
        settings = Settings(**({"allow_private_urls": True, "fetch_seconds": 10.0} | changes))
        return await fetch_inputs(
            request,
            account="ann",
            folder=folder,
            ledger=uploads,
            storage=storage,
            settings=settings,
            decoder=decoder,
            clock=lambda: uploads.now,
        )

    return call
