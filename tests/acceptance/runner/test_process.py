"""A worker process by itself, as `wanbox worker` and `python -m wanbox.runner` start it."""

from __future__ import annotations

import asyncio
import os
import sys

from wanbox.runner.__main__ import EXIT_UNUSABLE
from wanbox.settings import to_environ
from wanbox.wire.status import TaskStatus


async def start(office, **changes):
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "wanbox.runner"),
        env={**os.environ, **to_environ(office.settings), **changes},
        stdin=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )


async def test_it_works_without_a_supervisor_and_ends_on_sigterm(office):
    task_id = await office.submit("fine")
    process = await start(office)
    assert (await office.ended(task_id)).status is TaskStatus.SUCCEEDED
    process.terminate()
    await process.communicate()
    assert process.returncode == 0


async def test_an_engine_that_is_not_there_is_said_and_ends_it(office):
    process = await start(office, WANBOX_ROUTES="*=nowhere")
    _, error = await process.communicate()
    assert process.returncode == EXIT_UNUSABLE
    assert "nowhere" in error.decode()


async def test_a_setting_that_cannot_be_used_is_said_and_ends_it(office):
    process = await start(office, WANBOX_LEASE_SECONDS="soon")
    _, error = await process.communicate()
    assert process.returncode == EXIT_UNUSABLE
    assert "WANBOX_LEASE_SECONDS" in error.decode()


async def test_it_stands_behind_the_api_in_the_queue_for_the_processor(office):
    with office.workers() as supervisor:
        await office.ended(await office.submit("fine"))
        assert os.getpriority(os.PRIO_PROCESS, supervisor.pids()[0]) > os.getpriority(os.PRIO_PROCESS, 0)
