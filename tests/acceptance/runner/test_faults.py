"""What becomes of tasks when processes die, sleep or lose their parent. Everything here is a real process."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from itertools import pairwise

import psutil
import pytest

from wanbox.ledger.contract import Result
from wanbox.runner import slot
from wanbox.settings import to_environ
from wanbox.wire.status import TaskStatus


async def gone(pids, seconds=20.0):
    """Whether all processes end within so many seconds."""
    _, alive = await asyncio.to_thread(
        psutil.wait_procs, [psutil.Process(pid) for pid in pids if psutil.pid_exists(pid)], seconds
    )
    return not [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]


async def test_kill_9_in_the_middle_of_a_clip_ends_in_success_by_another_attempt(office, held):
    task_id = await office.submit(held.prompt)
    with office.workers() as supervisor:
        await office.begun(task_id)
        os.kill(supervisor.pids()[0], signal.SIGKILL)
        again = await office.begun(task_id, attempt=2)
        assert again.attempt == 2
        held.let_go()
        task = await office.ended(task_id)
        assert (task.status, task.attempt) == (TaskStatus.SUCCEEDED, 2)
        assert supervisor.alive() == 1


async def test_a_worker_that_slept_past_its_lease_can_finish_nothing(office, short_leases, held):
    """SIGSTOP past the lease, then SIGCONT: the fence holds, and the sleeper goes back to work."""
    task_id = await office.submit(held.prompt)
    with office.workers() as supervisor:
        await office.begun(task_id)
        sleeper = supervisor.pids()[0]
        os.kill(sleeper, signal.SIGSTOP)
        other = None
        async with asyncio.timeout(20):
            while other is None:
                other = await office.ledger.claim("other", engines=["wanbox.testing.engine"], lease=60)
                await office.ledger.changed(0.1)
        assert other.attempt == 2
        held.let_go()
        os.kill(sleeper, signal.SIGCONT)
        # The next task is proof that the sleeper has let go of the first one.
        assert (await office.ended(await office.submit("fine"))).status is TaskStatus.SUCCEEDED
        assert supervisor.pids() == [sleeper]
        task = await office.read(task_id)
        assert (task.status, task.attempt, list(task.parts)) == (TaskStatus.RUNNING, 2, [])
        await office.ledger.finish(other, Result())
        assert (await office.read(task_id)).status is TaskStatus.SUCCEEDED


async def test_a_task_that_kills_every_worker_ends_and_the_next_one_is_served(office):
    deadly = await office.submit("[crash]")
    with office.workers():
        task = await office.ended(deadly)
        assert (task.status, task.code, task.attempt) == (TaskStatus.FAILED, "InternalError", 3)
        assert (await office.ended(await office.submit("fine"))).status is TaskStatus.SUCCEEDED


async def test_cancelling_running_work_frees_its_worker(office):
    task_id = await office.submit("[sleep=60]")
    with office.workers() as supervisor:
        await office.begun(task_id)
        pids = supervisor.pids()
        assert await office.ledger.stop(task_id, account="ann")
        assert (await office.ended(await office.submit("fine"))).status is TaskStatus.SUCCEEDED
        assert (await office.read(task_id)).status is TaskStatus.CANCELED
        assert supervisor.pids() == pids


PARENT = """
import time
from wanbox.runner.supervisor import Supervisor
from wanbox.settings import load

supervisor = Supervisor(load(), workers=2)
supervisor.start()
print(*supervisor.pids(), flush=True)
time.sleep(60)
"""


async def test_workers_end_with_their_parent(office):
    """The parent is killed: no signal reaches the workers, only the end of their pipe."""
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PARENT),
        env={**os.environ, **to_environ(office.settings)},
        stdout=asyncio.subprocess.PIPE,
    )
    pids = [int(pid) for pid in (await parent.stdout.readline()).split()]
    assert len(pids) == 2
    await office.ended(await office.submit("fine"))
    parent.kill()
    await parent.wait()
    assert await gone(pids)


async def test_a_server_killed_and_started_again_goes_on_with_all_tasks(office, short_leases, held):
    """The lease is what the new workers wait for: nobody told them who died."""
    task_id = await office.submit(held.prompt)
    waiting = await office.submit("fine")
    with office.workers() as first:
        await office.begun(task_id)
        os.kill(first.pids()[0], signal.SIGSTOP)  # dies in its sleep, with the task in its hands
        held.let_go()
        with office.workers():
            assert (await office.ended(task_id)).status is TaskStatus.SUCCEEDED
            assert (await office.ended(waiting)).status is TaskStatus.SUCCEEDED
        os.kill(first.pids()[0], signal.SIGKILL)


async def test_stopping_lets_running_work_end(office, held):
    task_id = await office.submit(held.prompt)
    with office.workers() as supervisor:
        await office.begun(task_id)
        supervisor.begin_stop()
        held.let_go()
    assert (await office.read(task_id)).status is TaskStatus.SUCCEEDED


async def test_work_that_does_not_end_in_time_is_given_back(office):
    task_id = await office.submit("[sleep=60]")
    with office.workers(drain_seconds=0.2) as supervisor:
        await office.begun(task_id)
        pids = supervisor.pids()
    assert (await office.read(task_id)).status is TaskStatus.PENDING
    assert await gone(pids)


async def test_a_crash_loop_is_slowed_down(office, monkeypatch):
    """Each start writes down when it was."""
    pauses = (0.0, 0.3, 0.6, 60.0)
    monkeypatch.setattr(slot, "BACK_OFF", pauses)
    log = office.settings.data / "starts"
    command = (sys.executable, "-c", f"import time; open({str(log)!r}, 'a').write(f'{{time.monotonic()}}\\n')")
    with office.workers(command=command):
        async with asyncio.timeout(20):
            while not log.exists() or len(log.read_text().splitlines()) < 4:
                await office.ledger.changed(0.05)
    starts = [float(line) for line in log.read_text().splitlines()]
    assert all(later - sooner >= pause for (sooner, later), pause in zip(pairwise(starts), pauses, strict=False))
    assert len(starts) == 4


@pytest.mark.parametrize("count", [2])
async def test_several_workers_share_the_tasks(office, count):
    tasks = [await office.submit("[sleep=0.3]") for _ in range(6)]
    with office.workers(count) as supervisor:
        assert supervisor.alive() == count
        assert {(await office.ended(task)).status for task in tasks} == {TaskStatus.SUCCEEDED}
        assert {(await office.read(task)).attempt for task in tasks} == {1}
