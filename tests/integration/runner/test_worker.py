"""A worker's way with a task: every outcome ends in the ledger, in the vendor's words, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import base64
import dataclasses
import threading
from types import SimpleNamespace

import pytest
from stamina.instrumentation import set_on_retry_hooks

from wanbox.engines.contract import EngineFault, FilePart, JobCancelled
from wanbox.ledger.contract import LedgerUnavailable
from wanbox.runner import attempt, ending, patience
from wanbox.runner.worker import WorkGivenBack
from wanbox.storage.contract import NotStored, StorageError
from wanbox.testing import engine as testing_engine
from wanbox.testing import media
from wanbox.wire.requests import ImageMode, ImageRequest, MediaKind, MediaRef, Size, VideoRequest
from wanbox.wire.status import TaskStatus

ALGORITHM = ("InternalError.Algo", "inference internal error.")


def facts(task):
    return task.status, task.code, task.message


async def test_a_clip_is_made_measured_and_stored(house, make_clip):
    task = await house.do(make_clip("a fox"))
    assert task.status is TaskStatus.SUCCEEDED
    (part,) = task.parts
    found = part.artefact
    assert (found.media_type, found.width, found.height, found.seconds, found.frames) == (
        "video/mp4",
        160,
        96,
        2.0,
        60,
    )
    assert (await house.storage.info(found.key)).bytes == found.bytes
    assert task.usage["output_video_duration"] == 2
    assert task.report["engine"] == "wanbox.testing.engine"
    assert task.progress == 1.0


async def test_pictures_come_in_order(house):
    request = ImageRequest(model="wan2.6-t2i", mode=ImageMode.GENERATE, prompt="x", size=Size(128, 64), n=3)
    task = await house.do(request)
    assert task.usage["image_count"] == 3
    assert len({part.artefact.key for part in task.parts}) == 3


async def test_interleaved_parts_are_shown_early_and_handed_in_at_the_end(house):
    request = ImageRequest(
        model="wan2.6-image", mode=ImageMode.INTERLEAVE, prompt="[sleep=0.1]", size=Size(128, 64), max_images=2
    )
    task_id = await house.submit(request)
    async with house.working():
        task = await house.ended(task_id)
    assert [part.text is not None for part in task.parts] == [True, False, True, False]
    assert len(await house.ledger.parts_since(task_id, 0)) == 4


async def test_the_geometry_follows_from_the_first_picture(house):
    """Spec 2.2: 750x1000 at 720P becomes 816x1104."""
    ref = MediaRef(MediaKind.INLINE, base64.b64encode(media.picture("JPEG", (750, 1000))).decode())
    task = await house.do(VideoRequest(model="wan2.6-i2v", prompt="go", image=ref, tier=720, seconds=2))
    found = task.parts[0].artefact
    assert (found.width, found.height) == (816, 1104)
    assert "size" not in task.usage


async def test_a_bad_input_fails_the_task_in_the_vendor_s_words(house):
    ref = MediaRef(MediaKind.INLINE, base64.b64encode(b"no picture at all").decode())
    task = await house.do(VideoRequest(model="wan2.6-i2v", prompt="go", image=ref, tier=720))
    assert facts(task) == (
        TaskStatus.FAILED,
        "InvalidImage.FileFormat",
        "Invalid image type. Please ensure the uploaded file is a valid image.",
    )


@pytest.mark.parametrize(
    ("prompt", "expected", "attempts"),
    [
        ("[fail=DataInspectionFailed:Not this.]", ("DataInspectionFailed", "Not this."), 1),
        ("[bug]", ALGORITHM, 1),
        ("[short]", ALGORITHM, 1),
        ("[fault]", ALGORITHM, 3),
    ],
)
async def test_failures_end_the_task(house, make_clip, prompt, expected, attempts):
    task = await house.do(make_clip(prompt))
    assert facts(task) == (TaskStatus.FAILED, *expected)
    assert task.attempt == attempts


async def test_a_passing_fault_is_tried_again(house, make_clip):
    task = await house.do(make_clip("[retry]"))
    assert (task.status, task.attempt) == (TaskStatus.SUCCEEDED, 2)


async def test_notes_survive_to_the_next_attempt(house, make_clip):
    assert facts(await house.do(make_clip("[note]"))) == (TaskStatus.FAILED, "Noted", "attempt 1 was here")


async def test_work_folders_are_gone_afterwards(house, make_clip):
    for prompt in ("fine", "[bug]", "[fail=A:b]"):
        await house.do(make_clip(prompt))
    assert list((house.settings.data / "work").iterdir()) == []


async def test_progress_is_seen_while_the_work_runs(house, make_clip):
    task_id = await house.submit(make_clip("[sleep=60]"))
    async with house.working():
        task = await house.until(task_id, lambda task: task.progress > 0)
        assert (task.status, task.phase) == (TaskStatus.RUNNING, "sleeping")
        await house.ledger.stop(task_id, account="ann")


async def test_a_task_longer_than_its_lease_keeps_it(house, make_clip):
    task = await house.do(make_clip("[sleep=2]"))
    assert (task.status, task.attempt) == (TaskStatus.SUCCEEDED, 1)


async def test_stopping_a_running_task_stops_the_engine(house, make_clip, monkeypatch):
    left = threading.Event()

    def watched(value, job):
        try:
            original(value, job)
        except JobCancelled:
            left.set()
            raise

    original = testing_engine.KNOBS["sleep"]
    monkeypatch.setitem(testing_engine.KNOBS, "sleep", watched)
    task_id = await house.submit(make_clip("[sleep=30]"))
    async with house.working():
        await house.until(task_id, lambda task: task.status is TaskStatus.RUNNING)
        await house.ledger.stop(task_id, account="ann")
        assert await asyncio.to_thread(left.wait, 20)
        assert (await house.do_next(make_clip)).status is TaskStatus.SUCCEEDED
    assert (await house.read(task_id)).status is TaskStatus.CANCELED


async def test_a_task_over_its_time_limit_fails_as_the_vendor_s(house, make_clip):
    """Spec 9.2: InternalError.Timeout."""
    house.settings = dataclasses.replace(house.settings, task_seconds=0.3)
    task = await house.do(make_clip("[sleep=30]"))
    assert task.code == "InternalError.Timeout"
    assert task.attempt == 1


async def test_an_engine_that_does_not_listen_costs_the_process(house, make_clip, monkeypatch):
    listen_again = threading.Event()
    monkeypatch.setitem(testing_engine.KNOBS, "hang", lambda value, job: listen_again.wait(20))
    monkeypatch.setattr(attempt, "STOP_SECONDS", 0.3)
    house.settings = dataclasses.replace(house.settings, task_seconds=0.3)
    task_id = await house.submit(make_clip("[hang]"))
    with pytest.raises(ending.EngineStuck):
        async with house.working():
            await house.ended(task_id)
    assert (await house.read(task_id)).code == "InternalError.Timeout"
    listen_again.set()


async def test_a_result_that_cannot_be_stored_is_tried_again_and_said(house, make_clip, monkeypatch):
    async def full(*_args, **_more):
        raise StorageError("No space left.")

    monkeypatch.setattr(attempt, "STORE_SECONDS", 0.0)
    monkeypatch.setattr(house.storage, "put", full)
    task = await house.do(make_clip("fine"))
    assert facts(task) == (TaskStatus.FAILED, "InternalError.Upload", "Failed to upload result.")
    assert task.attempt == 3


@pytest.fixture
def away(house, monkeypatch):
    """Has one step of the store fail so many times; how often it was tried."""

    def for_tries(count, step="put", error=StorageError):
        real, tries = getattr(house.storage, step), []

        async def away(*args, **more):
            tries.append(1)
            if len(tries) <= count:
                raise error("The store cannot be reached.")
            return await real(*args, **more)

        monkeypatch.setattr(house.storage, step, away)
        monkeypatch.setattr(patience, "_FIRST_SECONDS", 0.01)
        return tries

    return for_tries


async def _from_a_picture(house):
    """A clip that begins with a picture which came with its request."""
    text = base64.b64encode(media.picture("JPEG", (320, 240)))
    spooled = await house.storage.put_bytes(text, media_type="text/plain")
    ref = MediaRef(MediaKind.SPOOLED, spooled.key)
    return VideoRequest(model="wan2.6-i2v", prompt="go", image=ref, tier=720, seconds=2)


async def test_a_store_that_is_away_for_a_while_costs_no_input(house, away):
    tries = away(3, "fetch")
    task = await house.do(await _from_a_picture(house))
    assert (TaskStatus.SUCCEEDED, 1) == (task.status, task.attempt)
    assert 4 == len(tries)


async def test_an_input_that_is_gone_is_not_waited_for(house, away):
    tries = away(10**6, "fetch", NotStored)
    await house.do(await _from_a_picture(house))
    assert 3 == len(tries)


async def test_a_store_that_is_away_for_a_while_costs_no_result(house, make_clip, away):
    tries = away(3)
    task = await house.do(make_clip("fine"))
    assert (TaskStatus.SUCCEEDED, 1) == (task.status, task.attempt)
    assert 4 == len(tries)


async def test_a_result_that_waits_for_the_store_can_be_cancelled(house, away, tmp_path):
    def cancelled():
        raise JobCancelled("by the caller")

    tries = away(10**6)
    (tmp_path / "clip.mp4").write_bytes(b"x")
    part = FilePart(tmp_path / "clip.mp4", "video/mp4", 160, 96)
    with pytest.raises(JobCancelled):
        await attempt._stored(part, SimpleNamespace(raise_if_cancelled=cancelled), house, patience.Patience(60))
    assert 1 == len(tries)


async def test_a_database_that_is_busy_for_a_moment_costs_no_result(house, make_clip, monkeypatch):
    finish, tries = house.ledger.finish, []

    async def busy(*args, **more):
        tries.append(1)
        if len(tries) < 3:
            raise LedgerUnavailable("busy")
        await finish(*args, **more)

    async def too_busy(*_args, **_more):
        raise LedgerUnavailable("busy")

    monkeypatch.setattr(house.ledger, "finish", busy)
    monkeypatch.setattr(house.ledger, "finish_and_claim", too_busy)
    assert (await house.do(make_clip("fine"))).status is TaskStatus.SUCCEEDED
    assert len(tries) == 3


async def test_a_retry_that_cannot_be_counted_costs_no_result(house, make_clip, monkeypatch):
    """The retrying library counts in files, which a full disk does not let grow."""
    finish, tries = house.ledger.finish, []

    async def busy(*args, **more):
        tries.append(1)
        if len(tries) == 1:
            raise LedgerUnavailable("busy")
        await finish(*args, **more)

    def full(_details):
        raise OSError(28, "No space left on device")

    set_on_retry_hooks((full,))
    monkeypatch.setattr(house.ledger, "finish", busy)
    try:
        task = await house.do(make_clip("fine"))
    finally:
        set_on_retry_hooks(None)
    assert (task.status, task.attempt) == (TaskStatus.SUCCEEDED, 1)


async def test_a_database_that_is_away_for_longer_than_a_lease_costs_an_attempt_and_no_worker(
    house, make_clip, monkeypatch
):
    ledger, claim, claims = house.ledger, house.ledger.claim, []

    async def silent(*_args, **_more):
        raise LedgerUnavailable("away")

    async def found_again(*args, **more):
        if claims:
            monkeypatch.undo()
        claims.append(1)
        return await claim(*args, **more)

    house.settings = dataclasses.replace(house.settings, lease_seconds=0.2)
    for step in ("finish", "finish_and_claim", "fail", "heartbeat"):
        monkeypatch.setattr(ledger, step, silent)
    monkeypatch.setattr(ledger, "claim", found_again)
    task = await house.do(make_clip("fine"))
    assert (task.status, task.attempt) == (TaskStatus.SUCCEEDED, 2)


async def test_a_worker_whose_task_does_not_end_in_time_ends_although_the_database_is_away(
    house, make_clip, monkeypatch
):
    async def silent(*_args, **_more):
        raise LedgerUnavailable("away")

    house.settings = dataclasses.replace(house.settings, drain_seconds=0.0)
    task_id = await house.submit(make_clip("[sleep=60]"))

    async def work():
        async with house.working():
            await house.until(task_id, lambda task: task.status is TaskStatus.RUNNING)
            monkeypatch.setattr(house.ledger, "release", silent)

    with pytest.raises(WorkGivenBack):
        await work()
    assert (await house.read(task_id)).status is TaskStatus.RUNNING


async def test_a_worker_that_lost_its_lease_writes_nothing(house, make_clip):
    """Another attempt owns the task while the first is still at work."""
    task_id = await house.submit(make_clip("[sleep=60]"))
    async with house.working():
        await house.until(task_id, lambda task: task.status is TaskStatus.RUNNING)
        assert await house.ledger.release("w") == 1
        other = await house.ledger.claim("other", engines=["wanbox.testing.engine"], lease=30)
        assert other.attempt == 2
    task = await house.read(task_id)
    assert (task.status, task.attempt, list(task.parts)) == (TaskStatus.RUNNING, 2, [])


async def test_an_engine_that_leaves_of_its_own_accord_is_a_fault(house, make_clip, monkeypatch):
    def leave(value, job):
        raise JobCancelled("just so")

    monkeypatch.setitem(testing_engine.KNOBS, "bug", leave)
    task = await house.do(make_clip("[bug]"))
    assert facts(task) == (TaskStatus.FAILED, *ALGORITHM)


async def test_a_drained_worker_finishes_what_it_holds_and_takes_nothing_new(house, make_clip, tmp_path):
    go_on = tmp_path / "go on"
    first = await house.submit(make_clip(f"[until={go_on}]"))
    async with house.working() as worker:
        await house.until(first, lambda task: task.status is TaskStatus.RUNNING)
        second = await house.submit(make_clip("fine"))
        worker.drain()
        go_on.touch()
    assert (await house.read(first)).status is TaskStatus.SUCCEEDED
    assert (await house.read(second)).status is TaskStatus.PENDING


async def test_a_worker_takes_only_what_its_engines_serve(house, make_clip):
    served = await house.submit(make_clip("fine"))
    other = await house.submit(make_clip("fine"), engine="somebody.elses.engine")
    async with house.working():
        await house.ended(served)
    assert (await house.read(other)).status is TaskStatus.PENDING


async def test_a_fault_of_an_engine_that_cannot_warm_up_is_no_end(house, make_clip, monkeypatch):
    def cold(self):
        raise EngineFault("No fuel.", retry=False)

    monkeypatch.setattr(testing_engine.TestEngine, "warm", cold)
    assert (await house.do(make_clip("fine"))).status is TaskStatus.SUCCEEDED


class Preparing(testing_engine.TestEngine):
    """Has three steps to take in idle time, and writes down what it does when."""

    def __init__(self):
        self.seen = []
        self.prepared = asyncio.Event()

    def prepare(self):
        self.seen.append("step")
        if self.seen.count("step") == 3:
            self._loop.call_soon_threadsafe(self.prepared.set)
        return self.seen.count("step") < 3

    def warm(self):
        self.seen.append("warm")

    def generate(self, request, job):
        self.seen.append("task")
        return super().generate(request, job)

    def on(self, loop):
        self._loop = loop
        return self


async def test_an_idle_worker_takes_every_step_of_its_engines_once(house):
    engine = Preparing().on(asyncio.get_running_loop())
    async with house.working(**{testing_engine.NAME: engine}), asyncio.timeout(20):
        await engine.prepared.wait()
    assert engine.seen == ["warm", "step", "step", "step"]


async def test_a_task_that_waits_comes_before_the_steps_of_idle_time(house, make_clip):
    engine = Preparing().on(asyncio.get_running_loop())
    task_id = await house.submit(make_clip("fine"))
    async with house.working(**{testing_engine.NAME: engine}):
        await house.ended(task_id)
    assert engine.seen[:2] == ["warm", "task"]


async def test_an_engine_whose_steps_fail_still_takes_tasks(house, make_clip):
    class Broken(Preparing):
        def prepare(self):
            self.seen.append("step")
            self._loop.call_soon_threadsafe(self.prepared.set)
            raise RuntimeError("No fuel.")

    engine = Broken().on(asyncio.get_running_loop())
    async with house.working(**{testing_engine.NAME: engine}), asyncio.timeout(20):
        await engine.prepared.wait()
        task = await house.ended(await house.submit(make_clip("fine")))
    assert (task.status, engine.seen) == (TaskStatus.SUCCEEDED, ["warm", "step", "task"])
