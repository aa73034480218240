"""A worker's own page for Prometheus, and who keeps it waiting."""

from __future__ import annotations

import contextlib
import socket
import threading
import urllib.request

import pytest
from prometheus_client import CollectorRegistry, Counter

from wanbox.runner import page as module


@pytest.fixture
def page():
    registry = CollectorRegistry()
    Counter("told", "Something.", registry=registry).inc()
    made = module.serve("127.0.0.1", 0, registry)
    yield made
    made.shutdown()
    made.server_close()


def read(page, path="/metrics"):
    with urllib.request.urlopen(f"http://127.0.0.1:{page.server_port}{path}", timeout=10) as answer:
        return answer.read().decode()


def test_it_tells_what_was_counted(page):
    assert "told_total 1.0" in read(page)


@pytest.mark.parametrize("said", [b"", b"GET /metrics HTTP/1.1\r\nX: "], ids=["nothing", "half a request"])
def test_however_many_keep_it_waiting_it_answers_and_takes_few_threads(page, said):
    before = threading.active_count()
    with contextlib.ExitStack() as callers:
        for _ in range(4 * module.MOST):
            caller = callers.enter_context(socket.create_connection(("127.0.0.1", page.server_port), timeout=10))
            caller.sendall(said)

        assert "told_total 1.0" in read(page)
        assert threading.active_count() - before <= module.MOST + 2


def test_who_says_nothing_is_sent_away(page, monkeypatch):
    monkeypatch.setattr(module._Handler, "timeout", 0.1)
    with socket.create_connection(("127.0.0.1", page.server_port), timeout=10) as caller:
        assert b"" == caller.recv(100)
