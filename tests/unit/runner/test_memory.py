"""Memory of a process and its helpers."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

from wanbox.runner import memory

EAT = "import sys; held = b'x' * (64 << 20); print('full', flush=True); sys.stdin.read()"


def test_this_process_holds_something_and_a_dead_one_nothing():
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()

    assert memory.resident(os.getpid()) > 10 << 20
    assert 0 == memory.resident(ended.pid)


def test_a_helpers_memory_counts_as_its_parents():
    before = memory.resident(os.getpid())
    helper = subprocess.Popen([sys.executable, "-c", EAT], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert helper.stdout.readline() == b"full\n"
    with_helper = memory.resident(os.getpid())
    helper.communicate()

    assert with_helper - before > 64 << 20


def test_who_watches_itself_is_told_when_it_holds_too_much():
    told = threading.Event()

    memory.watch_own(1 << 20, told.set)

    assert told.wait(5)
