"""The page for Prometheus on a worker's own port: anybody on the network may open connections, and it must cost little.

A worker has no loop of its own that waits for callers, so a thread serves each of them. However many come, only so many
are heard at a time: the one that has kept us waiting for longest goes, so that a probe always gets its answer.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from prometheus_client import CollectorRegistry, make_wsgi_app

MOST = 32
_SILENCE_SECONDS = 5.0


class _Handler(WSGIRequestHandler):
    timeout = _SILENCE_SECONDS

    def log_message(self, *_: Any) -> None:
        """Nothing: it is asked every few seconds."""


class _Page(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], family: socket.AddressFamily) -> None:
        self.address_family = family
        self._lock = threading.Lock()
        #: Connections that are served, the oldest first.
        self._open: dict[Any, None] = {}
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._open[request] = None
            oldest = next(iter(self._open)) if len(self._open) > MOST else None
            self._open.pop(oldest, None)
        if oldest is not None:
            _hang_up(oldest)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.pop(request, None)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: a caller who hangs up is no trouble of ours."""


def _hang_up(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):  # it has gone by itself
        connection.shutdown(socket.SHUT_RDWR)


def serve(host: str, port: int, registry: CollectorRegistry) -> WSGIServer:
    """Answer Prometheus on a port, in threads that end with the process. Raises OSError."""
    family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    page = _Page((str(address[0]), int(address[1])), family)
    page.set_app(make_wsgi_app(registry))
    threading.Thread(target=page.serve_forever, daemon=True, name="metrics").start()
    return page
