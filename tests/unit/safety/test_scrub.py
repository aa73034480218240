"""What no line of a log may hold, whatever text it came in; and what it may."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

import pytest

from wanbox.scrub import scrub

KEY = "sk-0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        (f"wrong key {KEY}.", KEY[3:]),
        (f"Authorization: Bearer {KEY}", KEY[3:]),
        ("authorization: bearer st-short", "st-short"),
        ("sk-ws-H.RPHMR.Nx0f.MEUCIQDxyz", "MEUCIQDxyz"),
        ("sk-sp-0123456789abcdef", "0123456789abcdef"),
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "MfKQ9r8G"),
        ("postgresql://wanbox:hunter2@db:5432/wanbox", "hunter2"),
        ("http://user@host/", "user"),
        ("https://h/a.png?Expires=1&OSSAccessKeyId=LTAI&Signature=vjbyPxybdZaNmGa%2ByT272YEAiv4%3D", "vjby"),
        ("https://h/?X-Amz-Credential=AKIA%2F2026&X-Amz-Signature=0a1b2c3d4e5f", "0a1b2c3d4e5f"),
        ("https://hooks.example/?token=abcdef123", "abcdef123"),
        ("https://h/?api_key=abcdef123", "abcdef123"),
        ("data:image/png;base64,iVBORw0KGgoAAAANSUhEUg==", "iVBORw0"),
        ("data:audio/wav;name=a.wav;base64,UklGRiQAAABXQVZF", "UklGRi"),
        ("A" * 300, "A" * 20),
    ],
)
def test_a_secret_is_left_out(text, secret):
    assert secret not in scrub(text)
    assert "…" in scrub(text)


@pytest.mark.parametrize(
    "text",
    [
        "request  method=GET path=/api/v1/tasks/fd9b60bc-ab17-4a35-8724-6310f634ab4c status=200",
        "/files/464df01aec33bf3408991e9cf34d08071848fd5f1cbfa0664aaf91235ef8b710.mp4/a.mp4",
        "https://example.com/a.png: download failed",
        "a token is a token; data: none, and a task-force asks the desk-lamp-manufacturers",
        'File "/usr/lib/python3.11/asyncio/tasks.py", line 12, in wait_for',
        "postgresql://db:5432/wanbox",
        "mailto:a@b.example",
    ],
)
def test_everything_else_is_left_as_it_is(text):
    assert text == scrub(text)


PROGRAM = f"""
import logging
from wanbox import logs
from wanbox.settings import load

def fail():
    raise ValueError("refused {KEY}")

logs.configure(load())
try:
    fail()
except ValueError:
    logs.logger("test").exception("failed", why="key {KEY}", secret="plain", task_id="t1")
    logging.getLogger("asyncio").exception("Task exception was never retrieved: %s", "{KEY}")
"""


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_neither_lines_nor_tracebacks_nor_what_libraries_log_hold_a_key(log_format, tmp_path):
    environ = os.environ | {"WANBOX_LOG_FORMAT": log_format, "WANBOX_LOG_LEVEL": "debug"}
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environ, cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert 2 == ran.stderr.count("ValueError: refused sk-…")
    assert 4 == ran.stderr.count("sk-…")
    assert KEY[3:] not in ran.stderr
    assert "plain" not in ran.stderr
    if log_format == "json":
        assert "t1" == json.loads(ran.stderr.splitlines()[0])["task_id"]


def test_a_long_line_takes_no_time():
    """Nobody can hold up the server with what it is made to log."""
    lines = [sign * 200_000 for sign in ("a-", "://", "sk-", "data:", "key=", "st-a", "A=")]
    began = time.process_time()
    for line in lines:
        scrub(line)

    assert time.process_time() - began < 2.0
