"""What every storage does, whatever it is made of: a folder, or a bucket of a real server."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib

import pytest

from wanbox.storage import KeptFile, NotStored, StorageError, StoredFile

CONTENT = bytes(range(256)) * 20
DIGEST = hashlib.sha256(CONTENT).hexdigest()
KEY = f"{DIGEST}.mp4"
HOUR = dt.timedelta(hours=1)
#: More than twice what goes up in one piece.
LARGE = 17 << 20


def now():
    return dt.datetime.now(dt.UTC)


async def content(files, key, **values):
    return b"".join([chunk async for chunk in files.read(key, **values)])


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "clip.mp4"
    path.write_bytes(CONTENT)
    return path


async def test_a_file_is_named_by_its_content_and_type(files, source):
    expected = StoredFile(KEY, len(CONTENT), "video/mp4")

    assert expected == await files.put(source, media_type="video/mp4")
    assert expected == await files.info(KEY)


@pytest.mark.parametrize("kind", [bytes, memoryview])
async def test_bytes_are_kept_like_a_file(files, kind):
    stored = await files.put_bytes(kind(CONTENT), media_type="image/png")

    assert StoredFile(f"{DIGEST}.png", len(CONTENT), "image/png") == stored
    assert CONTENT == await content(files, stored.key)


async def test_nothing_at_all_can_be_kept(files):
    stored = await files.put_bytes(b"", media_type="text/plain")

    assert (0, b"") == ((await files.info(stored.key)).bytes, await content(files, stored.key))


async def test_the_same_content_is_stored_once(files, source):
    await files.put(source, media_type="video/mp4")
    await files.put_bytes(CONTENT, media_type="video/mp4")

    assert [KEY] == [file.key for file in await files.files()]


async def test_the_same_content_put_by_many_processes_at_once_is_whole(make_files):
    stored = await asyncio.gather(*(make_files().put_bytes(CONTENT, media_type="video/mp4") for _ in range(10)))

    assert {KEY} == {file.key for file in stored}
    assert CONTENT == await content(make_files(), KEY)


async def test_another_process_reads_what_one_has_put(make_files):
    await make_files().put_bytes(CONTENT, media_type="video/mp4")

    assert CONTENT == await content(make_files(), KEY)


async def test_a_large_file_is_kept_in_parts_and_comes_in_pieces(files, tmp_path):
    path = tmp_path / "large"
    path.write_bytes(b"\0" * LARGE)
    stored = await files.put(path, media_type="video/mp4")
    sizes = [len(chunk) async for chunk in files.read(stored.key)]

    assert (LARGE, LARGE) == (stored.bytes, sum(sizes))
    assert 4 << 20 >= max(sizes)


async def test_a_source_that_is_not_there_is_an_error_and_leaves_nothing(files, tmp_path):
    with pytest.raises(StorageError):
        await files.put(tmp_path / "missing", media_type="video/mp4")

    assert [] == await files.files()


@pytest.mark.parametrize(
    ("start", "end"), [(0, None), (0, 1), (5, 10), (5000, None), (5119, 5120), (5120, None), (0, 99999), (9, 9)]
)
async def test_a_range_is_read(files, start, end):
    stored = await files.put_bytes(CONTENT, media_type="image/png")

    assert CONTENT[start:end] == await content(files, stored.key, start=start, end=end)


async def test_a_file_is_fetched_to_a_path(files, tmp_path):
    await files.put_bytes(CONTENT, media_type="video/mp4")
    await files.fetch(KEY, tmp_path / "copy")

    assert CONTENT == (tmp_path / "copy").read_bytes()


async def test_a_file_cannot_be_fetched_to_where_nothing_can_be_written(files, tmp_path):
    await files.put_bytes(CONTENT, media_type="video/mp4")

    with pytest.raises(StorageError):
        await files.fetch(KEY, tmp_path / "no folder" / "copy")


@pytest.mark.parametrize("key", ["", "x", DIGEST, f"{DIGEST}.exe", f"../{KEY}", f"{KEY}/", f"{KEY}\n", KEY])
async def test_what_is_no_key_or_has_no_file_is_not_stored(files, tmp_path, key):
    for attempt in (files.info(key), content(files, key), files.fetch(key, tmp_path / "copy")):
        with pytest.raises(NotStored):
            await attempt


async def test_a_deleted_file_is_gone_for_whoever_has_read_it_too(make_files):
    files, reader = make_files(), make_files()
    await files.put_bytes(CONTENT, media_type="video/mp4")
    await content(reader, KEY)

    assert await files.delete(KEY)
    for storage in (files, reader):
        with pytest.raises(NotStored):
            await storage.info(KEY)
        with pytest.raises(NotStored):
            await content(storage, KEY)


async def test_what_is_not_there_is_not_deleted(files):
    assert not await files.delete(KEY)


async def test_a_file_that_was_put_since_stays(files):
    await files.put_bytes(CONTENT, media_type="video/mp4")

    assert not await files.delete(KEY, put_before=now() - HOUR)
    assert await files.delete(KEY, put_before=now() + HOUR)


async def test_a_walk_meets_every_file_in_order_and_once(files):
    stored = sorted([(await files.put_bytes(b"%d" % n, media_type="text/plain")).key for n in range(12)])
    pages, after = [], ""
    while page := await files.files(after=after, limit=5):
        pages.append([file.key for file in page])
        after = page[-1].key

    assert [stored[:5], stored[5:10], stored[10:]] == pages


async def test_a_walk_tells_size_and_time(files):
    before = now()
    await files.put_bytes(CONTENT, media_type="video/mp4")
    (file,) = await files.files()

    assert KeptFile(KEY, len(CONTENT), file.put) == file
    # Stores tell whole seconds.
    assert before - dt.timedelta(seconds=1) <= file.put <= now()


async def test_check_passes_where_files_can_be_written_and_leaves_nothing(files):
    await files.check()

    assert ([], 0) == (await files.files(), await files.sweep_drafts(before=now() + HOUR))


async def test_a_link_is_verified_by_every_process_of_the_installation(make_files):
    link = make_files().link(KEY, name="a.mp4", expires=now() + HOUR)
    expires, signature = (part.partition("=")[2] for part in link.partition("?")[2].split("&"))

    assert make_files().verify(KEY, "a.mp4", expires, signature, now=now())
    assert not make_files().verify(KEY, "b.mp4", expires, signature, now=now())


async def test_bytes_are_handed_out_by_the_server_where_the_store_is_near(files):
    await files.put_bytes(CONTENT, media_type="video/mp4")

    assert None is await files.direct_url(KEY, name="a.mp4", seconds=60)


async def test_the_files_are_of_the_installation_that_was_first(make_files):
    ours, other = make_files(), make_files(secret="x" * 40)

    assert (True, False, True) == (await ours.claim(), await other.claim(), await ours.claim())
    assert [] == await ours.files()


async def test_an_installation_can_take_the_files_over(make_files):
    first, second = make_files(), make_files(secret="x" * 40)
    await first.claim()

    assert (True, True, False) == (await second.claim(take_over=True), await second.claim(), await first.claim())
