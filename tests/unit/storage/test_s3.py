"""Files in a bucket: how many calls they take, and that an object that may be deleted is never relied on."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib

import pytest

from wanbox.ledger import collect
from wanbox.storage import NotStored
from wanbox.storage.s3 import FRESH

CONTENT = b"content"
KEY = f"{hashlib.sha256(CONTENT).hexdigest()}.mp4"
HOUR = dt.timedelta(hours=1)


async def content(files, key=KEY):
    return b"".join([chunk async for chunk in files.read(key)])


def put(files):
    return files.put_bytes(CONTENT, media_type="video/mp4")


@pytest.fixture
def files(open_bucket):
    return open_bucket()


def test_between_fresh_and_collectable_lies_more_than_clocks_may_differ():
    # A store refuses requests of clocks that are a quarter of an hour off; two such may be off to either side.
    assert dt.timedelta(minutes=30) < collect.GRACE - FRESH


async def test_content_that_is_fresh_is_not_sent_again(files, bucket, clock):
    await put(files)
    clock.forward(minutes=14)
    await put(files)

    assert ["put"] == bucket.calls


async def test_content_that_is_no_longer_fresh_is_renewed_by_the_store(files, bucket, clock):
    await put(files)
    clock.forward(minutes=15)
    await put(files)

    assert ["put", "copy", "delete"] == bucket.calls
    assert 1 == len(bucket.objects)


async def test_content_of_a_clock_that_is_far_behind_is_renewed_too(files, bucket, clock):
    await put(files)
    clock.forward(hours=-5)
    await put(files)

    assert "copy" in bucket.calls


async def test_content_that_is_deleted_while_it_is_renewed_is_sent_again(files, bucket, clock):
    await put(files)
    clock.forward(hours=2)

    async def delete_first(call):
        if call == "copy":
            bucket.objects.clear()

    bucket.gate = delete_first
    await put(files)

    assert CONTENT == await content(files)


@pytest.mark.parametrize("moment", ["listed", "delete", "deleted"])
async def test_a_collector_that_slept_deletes_nothing_that_was_put_since(open_bucket, bucket, clock, moment):
    await put(open_bucket())
    clock.forward(hours=2)
    asleep, awake = asyncio.Event(), asyncio.Event()

    async def sleep_once(call):
        if call == moment and not asleep.is_set():
            asleep.set()
            await awake.wait()

    bucket.gate = sleep_once
    collecting = asyncio.create_task(open_bucket().delete(KEY, put_before=clock() - HOUR))
    await asleep.wait()
    await put(open_bucket())
    clock.forward(days=3)
    awake.set()
    await collecting

    assert CONTENT == await content(open_bucket())


async def test_a_reader_follows_content_that_was_renewed(open_bucket, clock):
    reader = open_bucket()
    await put(open_bucket())
    await content(reader)
    clock.forward(hours=1)
    await put(open_bucket())

    assert CONTENT == await content(reader)


async def test_known_content_is_read_with_one_call(files, bucket):
    await put(files)
    bucket.gate = None
    lists = []

    async def note(call):
        lists.append(call)

    bucket.gate = note
    await content(files)

    assert ["get"] == lists


async def test_objects_that_are_put_at_once_become_one(open_bucket, bucket):
    await asyncio.gather(*(put(open_bucket()) for _ in range(5)))
    await asyncio.gather(*(put(open_bucket()) for _ in range(5)))

    assert 1 == len({name.split("/")[1] for name in bucket.objects})
    assert 1 == len(bucket.objects)


async def test_a_walk_tells_a_file_of_two_objects_once_with_the_later_time(files, bucket, clock):
    await put(files)
    (name,) = bucket.objects
    bucket.objects[name + "x"] = (CONTENT, clock() + HOUR)

    assert [(KEY, clock() + HOUR)] == [(file.key, file.put) for file in await files.files()]


async def test_a_walk_in_small_pages_skips_no_file_of_many_objects(files, bucket, clock):
    stored = sorted([(await files.put_bytes(b"%d" % n, media_type="text/plain")).key for n in range(7)])
    for name, value in list(bucket.objects.items()):
        bucket.objects |= {f"{name}{letter}": value for letter in "abc"}
    met, after = [], ""
    while page := await files.files(after=after, limit=2):
        met += [file.key for file in page]
        after = page[-1].key

    assert stored == met


async def test_a_walk_passes_over_what_is_not_ours(files, bucket, clock):
    bucket.objects |= {f"files/{name}": (b"", clock()) for name in ("readme.txt", "a/b/c", "0" * 64 + ".mp4")}
    await put(files)

    assert sorted([KEY, "0" * 64 + ".mp4"]) == [file.key for file in await files.files()]


async def test_probes_that_a_crash_has_left_are_removed(files, bucket, clock):
    bucket.objects["checks/old"] = (b"", clock())
    clock.forward(days=2)
    bucket.objects["checks/young"] = (b"", clock())

    assert 1 == await files.sweep_drafts(before=clock() - HOUR)
    assert ["checks/young"] == list(bucket.objects)


async def test_the_stores_own_address_names_the_file_for_people(open_bucket):
    files = open_bucket(direct=True)
    await put(files)
    url = await files.direct_url(KEY, name="猫.mp4", seconds=60)

    assert url.startswith(f"https://store/files/{KEY}/")
    assert url.endswith(".mp4?60&inline; filename*=UTF-8''%E7%8C%AB.mp4")


async def test_there_is_no_address_of_what_is_not_stored(open_bucket):
    with pytest.raises(NotStored):
        await open_bucket(direct=True).direct_url(KEY, name="a.mp4", seconds=60)
