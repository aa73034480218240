"""The start of a worker: nothing is left to compile, and a helper that hangs does no harm."""

from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace

import pytest

from wanbox.engines.storyboard import warmup
from wanbox.engines.storyboard.compose import blit, finish, light, noise, particles, strokes, water, wet
from wanbox.engines.storyboard.stage.puppets import kernel as puppets


def kernels(module):
    return [value for value in vars(module).values() if hasattr(value, "signatures")]


@pytest.mark.parametrize("module", [blit, finish, light, noise, particles, strokes, water, wet, puppets])
def test_the_kernels_of_each_room_are_compiled_when_the_worker_is_warm(module):
    warmup.warm_kernels()
    assert any(one.signatures for one in kernels(module))


def test_warming_twice_adds_no_signature():
    warmup.warm_kernels()
    before = {one: len(one.signatures) for one in kernels(blit)}
    warmup.warm_kernels()
    assert before == {one: len(one.signatures) for one in kernels(blit)}


def test_a_kernel_from_the_cache_needs_no_second_compiler():
    assert not warmup._compiled_now(SimpleNamespace(stats=SimpleNamespace(cache_misses={})))


def test_a_kernel_that_was_not_in_the_cache_calls_for_the_second_compiler():
    assert warmup._compiled_now(SimpleNamespace(stats=SimpleNamespace(cache_misses={"(int64,)": 1})))


def test_a_second_compiler_that_hangs_is_ended(monkeypatch):
    monkeypatch.setattr(warmup, "_PATIENCE_SECONDS", 0.05)
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as process:
        warmup._await(process)
        assert process.returncode not in (0, None)


def test_a_start_without_the_c_library_s_knobs_still_works(monkeypatch):
    monkeypatch.setattr(warmup, "_libc", lambda: None)
    warmup.lean()
    warmup.trim()
