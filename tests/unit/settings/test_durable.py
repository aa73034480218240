"""Files that are whole or not there, for their owner's eyes."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from wanbox import durable


@pytest.fixture
def flushed(monkeypatch):
    """What was flushed to the disk, by its path at that moment."""
    paths, fsync = [], os.fsync

    def noted(handle):
        paths.append(Path(f"/proc/self/fd/{handle}").readlink())
        fsync(handle)

    monkeypatch.setattr(os, "fsync", noted)
    return paths


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file_is_for_its_owner_alone(tmp_path):
    assert durable.create_private(tmp_path / "deep" / "key", b"k")
    assert (b"k", 0o600, 0o700) == (
        (tmp_path / "deep" / "key").read_bytes(),
        mode(tmp_path / "deep" / "key"),
        mode(tmp_path / "deep"),
    )


def test_what_is_there_already_stays(tmp_path):
    (tmp_path / "key").write_bytes(b"old")

    assert not durable.create_private(tmp_path / "key", b"new")
    assert b"old" == (tmp_path / "key").read_bytes()


def test_what_is_there_already_is_replaced(tmp_path):
    (tmp_path / "key").write_bytes(b"old")
    (tmp_path / "key").chmod(0o644)

    durable.write_private(tmp_path / "key", b"new")

    assert (b"new", 0o600) == ((tmp_path / "key").read_bytes(), mode(tmp_path / "key"))


@pytest.mark.parametrize("write", [durable.create_private, durable.write_private])
def test_content_is_flushed_under_another_name_and_the_name_after_it(tmp_path, flushed, write):
    write(tmp_path / "key", b"k")

    draft, folder = flushed
    assert (tmp_path, "key", tmp_path) == (draft.parent, draft.stem, folder)
    assert "key" != draft.name


@pytest.mark.parametrize("write", [durable.create_private, durable.write_private])
def test_no_draft_is_left(tmp_path, write):
    write(tmp_path / "key", b"k")
    write(tmp_path / "key", b"k")

    assert ["key"] == [path.name for path in tmp_path.iterdir()]


@pytest.mark.parametrize("write", [durable.create_private, durable.write_private])
def test_nothing_is_left_of_what_could_not_be_written(tmp_path, monkeypatch, write):
    def full(_handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write(tmp_path / "secret", b"x")

    assert [] == list(tmp_path.iterdir())
