"""A worker process by itself, as `wanbox worker` and `python -m wanbox.runner` start it."""

from __future__ import annotations

import asyncio
import os
import sys
import urllib.request

import pytest

from kit.servers import free_port
from wanbox.runner.exits import EXIT_UNREACHED, EXIT_UNUSABLE
from wanbox.settings import to_environ
from wanbox.wire.status import TaskStatus


@pytest.fixture
def port():
    return str(free_port())


def read(url):
    with urllib.request.urlopen(url, timeout=20) as answer:
        return answer.read().decode()


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


async def test_a_database_that_is_away_is_said_in_a_line_and_ends_it(office, port):
    process = await start(office, WANBOX_DATABASE_URL=f"postgresql://wanbox@127.0.0.1:{port}/wanbox")
    _, error = await process.communicate()
    assert process.returncode == EXIT_UNREACHED
    (line,) = error.decode().splitlines()
    assert "worker cannot start" in line
    assert "Connection refused" in line


async def test_it_stands_behind_the_api_in_the_queue_for_the_processor(office):
    with office.workers() as supervisor:
        await office.ended(await office.submit("fine"))
        assert os.getpriority(os.PRIO_PROCESS, supervisor.pids()[0]) > os.getpriority(os.PRIO_PROCESS, 0)


async def test_what_does_not_end_in_time_after_sigterm_goes_back_to_the_queue_at_once(office):
    task_id = await office.submit("[sleep=60]")
    process = await start(office, WANBOX_DRAIN_SECONDS="0.2", WANBOX_LEASE_SECONDS="600")
    await office.begun(task_id)
    process.terminate()
    await process.communicate()
    assert (process.returncode, (await office.read(task_id)).status) == (0, TaskStatus.PENDING)
    assert () == await office.ledger.workers(within=600)


async def test_it_takes_only_tasks_of_the_engine_that_it_is_started_for_and_counts_on_its_own_port(office, port):
    code = "from wanbox.cli.app import app; app()"
    arguments = ("worker", "--engine", "wanbox.testing.engine", "--name", "gpu-1")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", code, *arguments),
        env={
            **os.environ,
            **to_environ(office.settings),
            "WANBOX_ROUTES": "*=storyboard",
            "WANBOX_METRICS_PORT": port,
        },
        stderr=asyncio.subprocess.PIPE,
    )
    await office.ended(await office.submit("fine"))
    (row,) = await office.ledger.workers(within=60)
    async with asyncio.timeout(30):
        # The end is counted once it is known.
        while 'outcome="succeeded"} 1.0' not in await asyncio.to_thread(read, f"http://127.0.0.1:{port}/metrics"):  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.02)
    process.terminate()
    await process.communicate()
    assert ("gpu-1", {"wanbox.testing.engine"}) == (row.name, row.engines)
