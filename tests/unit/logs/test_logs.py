"""The log: what its lines look like, and that it is not filled with one and the same trouble."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from wanbox.logs import Trouble

PROGRAM = """
import logging, threading, warnings
from wanbox import logs
from wanbox.settings import load

logs.configure(load())
logs.logger("test").info("ours", number=1)
logging.getLogger("uvicorn.error").error("a library's %s", "word")
try:
    1 / 0
except ZeroDivisionError:
    logging.getLogger("asyncio").exception("with a traceback")
warnings.warn("a warning\\nof two lines", RuntimeWarning, stacklevel=1)

def fail():
    raise ValueError("in a thread, with sk-0123456789abcdef0123456789abcdef")

thread = threading.Thread(target=fail)
thread.start()
thread.join()
raise SystemError("the end")
"""


def run(log_format, tmp_path):
    environ = os.environ | {"WANBOX_LOG_FORMAT": log_format}
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environ, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert 1 == ran.returncode
    return ran.stderr.splitlines()


def test_every_line_is_json_whoever_wrote_it(tmp_path):
    lines = [json.loads(line) for line in run("json", tmp_path)]

    assert ["info", "error", "error", "warning", "critical", "critical"] == [line["level"] for line in lines]
    assert "a library's word" == lines[1]["event"]
    assert "uvicorn.error" == lines[1]["logger"]
    assert "ZeroDivisionError" in lines[2]["exception"]
    assert "of two lines" in lines[3]["event"]
    assert ["ValueError", "SystemError"] == [line["exception"].split("\n")[-1].split(":")[0] for line in lines[4:]]
    assert all(line["timestamp"].endswith("Z") for line in lines)
    assert "0123456789abcdef" not in str(lines)


def test_text_stays_text(tmp_path):
    lines = run("text", tmp_path)

    assert "ERROR uvicorn.error a library's word" in lines
    assert not any(line.startswith("{") for line in lines)


def test_trouble_is_news_when_it_begins_when_it_changes_and_when_it_ends():
    trouble = Trouble()
    told = [
        trouble.ends(),
        trouble.begins(OSError()),
        trouble.begins(OSError()),
        trouble.begins(ValueError()),
        trouble.ends(),
        trouble.ends(),
        trouble.begins(OSError()),
    ]

    assert [False, True, False, True, True, False, True] == told


@pytest.mark.parametrize("log_format", ["json", "text"])
def test_a_log_that_cannot_be_written_costs_its_lines_alone(log_format, tmp_path):
    program = """
import logging
from wanbox import logs
from wanbox.settings import load

logs.configure(load())
logs.logger("test").info("ours" * 10_000)
logging.getLogger("uvicorn.error").error("a library's")
print("went on", flush=True)
"""
    with open("/dev/full", "w") as full:
        ran = subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | {"WANBOX_LOG_FORMAT": log_format}, cwd=tmp_path,
            stdout=subprocess.PIPE, stderr=full, text=True, check=False,
        )  # fmt: skip

    assert "went on\n" == ran.stdout
