"""A worker outlives the processes that read what callers sent."""

from __future__ import annotations

import asyncio
import base64
import os
import signal
import sys

import pytest

from wanbox.fetch import decoder
from wanbox.testing import media
from wanbox.wire.requests import MediaKind, MediaRef, VideoRequest
from wanbox.wire.status import TaskStatus

#: A nursery whose children die of files that begin with "boom".
FRAIL = """
import os, sys
from wanbox.media import nursery

read = nursery.WORK["picture"]

def frail(source, clean):
    if source.read(4) == b"boom":
        os.abort()
    return read(source, clean)

nursery.WORK = {**nursery.WORK, "picture": frail}
sys.exit(nursery.main())
"""


def moving(data):
    ref = MediaRef(MediaKind.INLINE, base64.b64encode(data).decode())
    return VideoRequest(model="wan2.6-i2v", prompt="go", image=ref, tier=720, seconds=2)


@pytest.fixture
def nurseries(monkeypatch):
    """The processes that were started to read files."""
    started = []
    plain = asyncio.create_subprocess_exec

    async def start(*arguments, **more):
        started.append(await plain(*arguments, **more))
        return started[-1]

    monkeypatch.setattr(decoder.asyncio, "create_subprocess_exec", start)
    return started


async def test_one_nursery_reads_for_all_tasks_of_a_worker_and_goes_with_it(house, nurseries):
    async with house.working():
        tasks = [await house.ended(await house.submit(moving(media.picture()))) for _ in range(3)]
    assert [task.status for task in tasks] == [TaskStatus.SUCCEEDED] * 3
    assert [process.returncode for process in nurseries] == [-signal.SIGKILL]


async def test_a_nursery_that_is_killed_between_tasks_is_nobody_s_failure(house, nurseries):
    async with house.working():
        await house.ended(await house.submit(moving(media.picture())))
        os.kill(nurseries[0].pid, signal.SIGKILL)
        task = await house.ended(await house.submit(moving(media.picture())))
    assert (task.status, task.attempt) == (TaskStatus.SUCCEEDED, 1)
    assert len(nurseries) == 2


async def test_a_file_that_kills_its_reader_fails_its_own_task_alone(house, monkeypatch, tmp_path):
    (tmp_path / "frail.py").write_text(FRAIL)
    (tmp_path / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "{tmp_path}/frail.py"\n')
    (tmp_path / "python").chmod(0o700)
    monkeypatch.setattr(decoder.sys, "executable", str(tmp_path / "python"))
    async with house.working():
        killed = await house.ended(await house.submit(moving(b"boom")))
        spared = await house.ended(await house.submit(moving(media.picture())))
    assert (killed.status, killed.code, killed.attempt) == (TaskStatus.FAILED, "InvalidImage.FileFormat", 1)
    assert spared.status is TaskStatus.SUCCEEDED
