"""The start of a worker: what every scene needs first, the rest step by step; a helper that hangs does no harm."""

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


class Compiler:
    """A second process that needs some slices of time."""

    def __init__(self, slices):
        self.left, self.killed = slices, False

    def wait(self, _timeout):
        self.left -= 1
        if self.left > 0 and not self.killed:
            raise subprocess.TimeoutExpired("compiler", 0)

    def kill(self):
        self.killed = True


@pytest.fixture
def started(monkeypatch):
    """A warm-up with two steps of its own, and the second process that it waits for."""

    def start(compiler):
        done = []
        monkeypatch.setattr(warmup, "_compiled_now", lambda _: compiler is not None)
        monkeypatch.setattr(warmup, "_second_compiler", lambda: compiler)
        monkeypatch.setattr(warmup, "_later", lambda: [lambda: done.append("later")])
        one = warmup.Warmup(lambda: done.append("scene"))
        one.begin()
        return one, done

    return start


def test_a_start_takes_no_step_by_itself(started):
    assert started(None)[1] == []


def test_rehearsals_come_before_what_only_some_jobs_need(started):
    one, done = started(None)
    while one.advance():
        pass
    assert done == ["scene", "later"]


def test_nothing_is_left_after_the_last_step(started):
    one, _ = started(None)
    while one.advance():
        pass
    assert not one.advance()


def test_a_warm_up_that_never_began_has_nothing_to_do():
    assert not warmup.Warmup(lambda: None).advance()


def test_steps_wait_for_the_second_compiler_a_slice_at_a_time(started):
    one, done = started(Compiler(3))
    assert [(one.advance(), list(done)) for _ in range(4)] == [(True, []), (True, []), (True, []), (True, ["scene"])]


def test_a_second_compiler_that_hangs_is_ended(started, monkeypatch):
    monkeypatch.setattr(warmup, "_SLICES", 2)
    compiler = Compiler(99)
    one, done = started(compiler)
    for _ in range(4):
        one.advance()
    assert compiler.killed
    assert done == ["scene"]


def test_a_helper_that_is_done_is_seen_to_be_done():
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        assert warmup._ended(process, 20)


def test_a_helper_at_work_is_seen_to_be_at_work():
    with subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE) as process:
        assert not warmup._ended(process, 0.01)


def test_a_start_without_the_c_library_s_knobs_still_works(monkeypatch):
    monkeypatch.setattr(warmup, "_libc", lambda: None)
    warmup.lean()
    warmup.trim()
