"""Downloads from servers whose connections really break."""

from __future__ import annotations

import asyncio
import socketserver
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler

import pytest

from wanbox.client import AsyncClient, Client, ConnectionFailed

CONTENT = bytes(range(256)) * 1000


class Site(socketserver.ThreadingTCPServer):
    """One file; the first `cuts` answers end before they are whole."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, *, cuts: int = 0, ranges: bool = True, endless: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.cuts, self.ranges, self.endless = cuts, ranges, endless
        self.starts: list[int] = []
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/a.mp4"


class Answer(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        wanted = self.headers.get("range") if self.server.ranges else None
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
        self.server.starts.append(start)
        self.send_response(206 if wanted else 200)
        if wanted:
            self.send_header("content-range", f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}")
        self.send_header("etag", '"one"')
        if self.server.endless:
            self.end_headers()
            self._drip()
        else:
            self.send_header("content-length", str(len(CONTENT) - start))
            self.end_headers()
            cut = len(self.server.starts) <= self.server.cuts
            self.wfile.write(CONTENT[start : start + 70_000] if cut else CONTENT[start:])

    def _drip(self) -> None:
        try:
            while not self.server.over.wait(0.01):
                self.wfile.write(b"drop")
        except OSError:
            return

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def running(site):
    thread = threading.Thread(target=site.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield site
    finally:
        site.over.set()
        site.shutdown()
        thread.join()
        site.server_close()


@pytest.fixture(params=["sync", "async"])
def download(request):
    def sync(url, target, **options):
        with Client("sk-x", sleep=lambda _: None) as client:
            return client.download(url, target, **options)

    def awaited(url, target, **options):
        async def run():
            async with AsyncClient("sk-x", sleep=lambda _: asyncio.sleep(0)) as client:
                return await client.download(url, target, **options)

        return asyncio.run(run())

    return sync if request.param == "sync" else awaited


def test_a_file_arrives_whole_over_connections_that_are_cut(download, tmp_path):
    with running(Site(cuts=3)) as site:
        download(site.url, tmp_path / "a.mp4")

    assert CONTENT == (tmp_path / "a.mp4").read_bytes()
    assert [0, 70_000, 140_000, 210_000] == site.starts


def test_a_file_arrives_whole_from_a_server_without_ranges(download, tmp_path):
    with running(Site(cuts=3, ranges=False)) as site:
        download(site.url, tmp_path / "a.mp4")

    assert CONTENT == (tmp_path / "a.mp4").read_bytes()


def test_nothing_is_left_of_a_file_that_never_comes_whole(download, tmp_path):
    with running(Site(cuts=99, ranges=False)) as site, pytest.raises(ConnectionFailed):
        download(site.url, tmp_path / "a.mp4")

    assert [] == list(tmp_path.iterdir())


def test_a_file_without_an_end_is_given_up(download, tmp_path):
    began = time.monotonic()
    with running(Site(endless=True)) as site, pytest.raises(ConnectionFailed):
        download(site.url, tmp_path / "a.mp4", limit=0.2)

    assert [] == list(tmp_path.iterdir())
    assert 0.2 <= time.monotonic() - began < 10
