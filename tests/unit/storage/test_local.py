"""Files in a local folder."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import os
from pathlib import Path

import pytest

from wanbox import storage
from wanbox.settings import SettingError, Settings
from wanbox.storage import NotStored, StorageError, StoredFile
from wanbox.storage.local import LocalStorage

CONTENT = bytes(range(256)) * 20
DIGEST = hashlib.sha256(CONTENT).hexdigest()
NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "files"


@pytest.fixture
def moment():
    return [NOW]


@pytest.fixture
def files(folder, moment):
    return LocalStorage(folder, secret=b"s" * 32, clock=lambda: moment[0])


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "clip.mp4"
    path.write_bytes(CONTENT)
    return path


async def content(files, key, **values):
    return b"".join([chunk async for chunk in files.read(key, **values)])


def on_disk(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and path.name != "lock")


# --- putting


async def test_a_file_is_named_by_its_content_and_type(files, source):
    expected = StoredFile(f"{DIGEST}.mp4", len(CONTENT), "video/mp4")

    assert expected == await files.put(source, media_type="video/mp4")
    assert expected == await files.info(f"{DIGEST}.mp4")


@pytest.mark.parametrize("kind", [bytes, memoryview])
async def test_bytes_are_kept_like_a_file(files, kind):
    stored = await files.put_bytes(kind(CONTENT), media_type="image/png")

    assert (StoredFile(f"{DIGEST}.png", len(CONTENT), "image/png"), CONTENT) == (
        stored,
        await content(files, stored.key),
    )


async def test_a_part_of_a_buffer_is_kept(files):
    stored = await files.put_bytes(memoryview(CONTENT)[10:20], media_type="text/plain")

    assert CONTENT[10:20] == await content(files, stored.key)


async def test_nothing_at_all_can_be_kept(files):
    stored = await files.put_bytes(b"", media_type="text/plain")

    assert (0, b"") == (stored.bytes, await content(files, stored.key))


async def test_the_same_content_is_stored_once(files, folder, source):
    await files.put(source, media_type="video/mp4")
    await files.put_bytes(CONTENT, media_type="video/mp4")

    assert [f"{DIGEST}.mp4"] == on_disk(folder)


async def test_the_same_content_put_by_many_at_once_is_whole(files, folder):
    stored = await asyncio.gather(*(files.put_bytes(CONTENT, media_type="image/png") for _ in range(20)))

    assert ([f"{DIGEST}.png"], {f"{DIGEST}.png"}, CONTENT) == (
        on_disk(folder),
        {file.key for file in stored},
        await content(files, stored[0].key),
    )


@pytest.mark.parametrize(
    ("suffix", "media_type"),
    [
        ("png", "IMAGE/PNG"),
        ("txt", "text/plain; charset=utf-8"),
        ("bin", "x/unknown"),
        ("bin", "../../etc"),
        ("bin", ""),
    ],
)
async def test_the_suffix_comes_from_a_table(files, suffix, media_type):
    assert f"{DIGEST}.{suffix}" == (await files.put_bytes(CONTENT, media_type=media_type)).key


async def test_the_source_stays(files, source):
    await files.put(source, media_type="video/mp4")

    assert CONTENT == source.read_bytes()


async def test_a_source_that_is_not_there_is_an_error_and_leaves_nothing(files, folder, tmp_path):
    with pytest.raises(StorageError):
        await files.put(tmp_path / "missing", media_type="video/mp4")

    assert [] == on_disk(folder)


async def test_a_failed_write_leaves_nothing(files, folder, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match="No space left"):
        await files.put_bytes(CONTENT, media_type="image/png")
    monkeypatch.undo()

    assert [] == on_disk(folder)


@pytest.fixture
def steps(monkeypatch):
    """What is flushed, by its path, and when a file gets its name."""
    steps = []
    real_fsync, real_keep = os.fsync, LocalStorage._keep
    monkeypatch.setattr(
        os, "fsync", lambda handle: (steps.append(Path(f"/proc/self/fd/{handle}").readlink()), real_fsync(handle))
    )
    monkeypatch.setattr(LocalStorage, "_keep", lambda *values: (steps.append("name"), real_keep(*values))[1])
    return steps


async def test_a_file_is_flushed_before_it_gets_its_name_and_its_folders_after(files, folder, steps):
    await files.put_bytes(CONTENT, media_type="image/png")

    assert [folder / "drafts", "name", folder, folder / DIGEST[:2]] == [steps[0].parent, *steps[1:]]


async def test_a_name_that_another_process_gave_is_flushed_too_for_that_one_may_have_died(files, folder, steps):
    for _ in range(2):
        await files.put_bytes(CONTENT, media_type="image/png")

    assert ["name", folder, folder / DIGEST[:2]] == steps[-3:]


async def test_drafts_left_by_a_crash_are_removed_after_a_day(files, folder):
    old, young = folder / "drafts" / "old", folder / "drafts" / "young"
    old.write_bytes(b"x")
    young.write_bytes(b"x")
    os.utime(old, (0, 0))
    LocalStorage(folder, secret=b"s" * 32)

    assert ["young"] == on_disk(folder)


# --- reading


async def test_a_folder_that_is_something_else_is_an_error_of_the_storage_and_no_missing_file(files, folder, tmp_path):
    stored = await files.put_bytes(CONTENT, media_type="image/png")
    folder.rename(tmp_path / "away")
    folder.write_bytes(b"")

    with pytest.raises(StorageError, match="Not a directory"):
        await content(files, stored.key)
    with pytest.raises(StorageError, match="Not a directory"):
        await files.fetch(stored.key, tmp_path / "copy.png")
    with pytest.raises(StorageError, match="Not a directory"):
        await files.info(stored.key)


@pytest.mark.parametrize(
    ("start", "end"), [(0, None), (0, 1), (5, 10), (5000, None), (5119, 5120), (5120, None), (0, 99999)]
)
async def test_a_range_is_read(files, start, end):
    stored = await files.put_bytes(CONTENT, media_type="image/png")

    assert CONTENT[start:end] == await content(files, stored.key, start=start, end=end)


async def test_a_large_file_comes_in_pieces(files):
    stored = await files.put_bytes(bytes(3 << 20), media_type="image/png")

    assert [1 << 20] * 3 == [len(chunk) async for chunk in files.read(stored.key)]


async def test_a_file_is_fetched_to_a_path(files, tmp_path):
    stored = await files.put_bytes(CONTENT, media_type="image/png")
    await files.fetch(stored.key, tmp_path / "copy")

    assert CONTENT == (tmp_path / "copy").read_bytes()


STRANGE_KEYS = [
    "",
    "x",
    DIGEST,
    DIGEST + ".exe",
    DIGEST.upper() + ".png",
    "../" + DIGEST + ".png",
    "../../../../etc/passwd",
    "/etc/passwd",
    DIGEST + ".png\n",
    DIGEST + ".png/..",
    DIGEST + ".png\0",
    "lock",
]


@pytest.mark.parametrize("key", [*STRANGE_KEYS, DIGEST + ".png"])
async def test_what_is_no_key_or_has_no_file_is_not_stored(files, tmp_path, key):
    with pytest.raises(NotStored):
        await files.info(key)
    with pytest.raises(NotStored):
        await content(files, key)
    with pytest.raises(NotStored):
        await files.fetch(key, tmp_path / "copy")


@pytest.mark.parametrize("key", STRANGE_KEYS)
async def test_what_is_no_key_is_neither_deleted_nor_linked(files, key):
    with pytest.raises(NotStored):
        await files.delete(key)
    with pytest.raises(NotStored):
        files.link(key, name="x", expires=NOW)


# --- deleting


async def test_a_deleted_file_is_gone(files):
    stored = await files.put_bytes(CONTENT, media_type="image/png")

    assert await files.delete(stored.key)
    with pytest.raises(NotStored):
        await files.info(stored.key)


async def test_what_is_not_there_is_not_deleted(files):
    assert not await files.delete(DIGEST + ".png")


async def test_a_file_that_was_put_again_since_stays(files, moment):
    stored = await files.put_bytes(CONTENT, media_type="image/png")
    moment[0] = NOW + dt.timedelta(hours=5)
    await files.put_bytes(CONTENT, media_type="image/png")

    assert not await files.delete(stored.key, put_before=NOW + dt.timedelta(hours=4))
    assert await files.delete(stored.key, put_before=NOW + dt.timedelta(hours=6))


# --- readiness, links, choice


async def test_check_passes_where_files_can_be_written(files, folder):
    await files.check()

    assert [] == on_disk(folder)


async def test_check_fails_where_they_cannot(files, folder):
    (folder / "drafts").rmdir()

    with pytest.raises(StorageError):
        await files.check()


async def test_a_mark_that_a_power_cut_has_left_empty_is_made_anew(files, folder):
    await files.claim()
    (folder / "installation").write_bytes(b"")

    assert await files.claim()


def test_an_unusable_folder_is_an_error(tmp_path):
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(StorageError):
        LocalStorage(tmp_path / "file" / "files", secret=b"s" * 32)


async def test_a_link_is_verified_by_the_storage_that_made_it(files):
    stored = await files.put_bytes(CONTENT, media_type="image/png")
    link = files.link(stored.key, name="a.png", expires=NOW + dt.timedelta(hours=1))
    expires, signature = (part.partition("=")[2] for part in link.partition("?")[2].split("&"))

    assert files.verify(stored.key, "a.png", expires, signature, now=NOW)
    assert not files.verify(stored.key, "b.png", expires, signature, now=NOW)


async def test_the_usual_storage_is_a_folder_in_the_data_folder(tmp_path):
    files = storage.open_storage(Settings(data=tmp_path / "my data"))
    stored = await files.put_bytes(CONTENT, media_type="image/png")

    assert (tmp_path / "my data" / "files" / DIGEST[:2] / stored.key).is_file()


async def test_links_of_one_installation_last_over_a_restart(tmp_path):
    settings = Settings(data=tmp_path)
    link = storage.open_storage(settings).link(DIGEST + ".png", name="a.png", expires=NOW)

    assert link == storage.open_storage(settings).link(DIGEST + ".png", name="a.png", expires=NOW)


def test_an_unknown_scheme_is_refused(tmp_path):
    with pytest.raises(
        SettingError, match=r"WANBOX_STORAGE_URL: the scheme 'gopher' is not known; use one of .*file://"
    ):
        storage.open_storage(Settings(data=tmp_path, storage_url="gopher://x"))
