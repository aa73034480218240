"""Comparing what is stored with what is named, on every storage."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys

import pytest

from wanbox.ledger import inventory, open_ledger
from wanbox.ledger.collect import collect
from wanbox.ledger.contract import Upload
from wanbox.settings import Settings

ABSENT = "0" * 64 + ".png"


@pytest.fixture
def later():
    """A clock ahead of the real one, at which the store's own clock stands, by as much as the test says."""

    class Later:
        ahead = dt.timedelta()

        def __call__(self):
            return dt.datetime.now(dt.UTC) + self.ahead

        def forward(self, **length):
            self.ahead += dt.timedelta(**length)

    return Later()


@pytest.fixture
async def ledger(tmp_path, later):
    opened = open_ledger(Settings(data=tmp_path / "data"), clock=later)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
def name(ledger, later):
    """Has an upload name a file."""

    async def name_file(key, owner="u/a.png"):
        await ledger.add_upload(
            Upload(
                key=owner, account="alice", model="wan2.6-i2v", storage_key=key, expires=later() + dt.timedelta(days=2)
            )
        )

    return name_file


@pytest.fixture
def look(ledger, files, later):
    return lambda **how: inventory.take(ledger, files, clock=later, **how)


async def put(files, number=1):
    return (await files.put_bytes(b"content %d" % number, media_type="image/png")).key


async def test_nothing_is_found_where_there_is_nothing(look):
    assert inventory.Inventory() == await look()


async def test_a_file_that_is_stored_and_named_is_well(files, name, look):
    key = await put(files)
    await name(key)

    assert inventory.Inventory(stored=1, bytes=9, named=1) == await look(deep=True)


async def test_a_file_that_nobody_names_is_about_to_be_named_at_first_and_an_orphan_later(files, look, later):
    key = await put(files)
    first = await look()
    later.forward(hours=2)
    second = await look()

    assert ((1, []), (0, [key])) == ((first.young, first.orphans), (second.young, second.orphans))


async def test_a_file_that_is_named_and_not_stored_is_missing_and_it_is_said_who_names_it(name, look):
    await name(ABSENT, owner="u/lost.png")
    found = await look()

    assert ({ABSENT: ["upload u/lost.png"]}, 1) == (found.missing, found.named)


async def test_many_files_are_told_apart_over_pages(files, name, look, later, monkeypatch):
    monkeypatch.setattr(inventory, "_PAGE", 3)
    keys = [await put(files, number) for number in range(10)]
    for key in keys[:4]:
        await name(key, owner=f"u/{key}")
    lost = [f"{digit * 64}.png" for digit in "0f"]
    for key in lost:
        await name(key, owner=f"u/{key}")
    later.forward(hours=2)
    found = await look()

    assert (10, 6, sorted(keys[4:]), sorted(lost)) == (found.stored, found.named, found.orphans, sorted(found.missing))


async def test_repair_hands_orphans_to_the_collector_which_deletes_them_after_its_grace(
    files, ledger, name, look, later
):
    orphan, kept = await put(files, 1), await put(files, 2)
    await name(kept)
    later.forward(hours=2)
    found = await look(repair=True)
    at_once = await collect(ledger, files, clock=later)
    later.forward(hours=2)
    afterwards = await collect(ledger, files, clock=later)

    assert ([orphan], 1, 0, 1) == (found.orphans, found.loosened, at_once, afterwards)
    assert [kept] == [file.key for file in await files.files()]


async def test_without_repair_nothing_is_handed_over(files, ledger, look, later):
    await put(files)
    later.forward(hours=2)
    await look()
    later.forward(hours=2)

    assert 0 == await collect(ledger, files, clock=later)


async def test_an_orphan_that_is_named_after_the_repair_stays(files, ledger, name, look, later):
    key = await put(files)
    later.forward(hours=2)
    await look(repair=True)
    await name(key)
    later.forward(hours=2)

    assert 0 == await collect(ledger, files, clock=later)
    assert key == (await files.info(key)).key


async def test_a_file_that_comes_while_the_walk_passes_is_not_called_missing(files, ledger, name, look, monkeypatch):
    walk = files.files

    async def name_meanwhile(**page):
        met = await walk(**page)
        await name(await put(files))
        return met

    monkeypatch.setattr(files, "files", name_meanwhile)

    assert {} == (await look()).missing


async def test_what_can_only_be_anothers_is_not_handed_over_unless_told_to(files, look, later, monkeypatch):
    monkeypatch.setattr(inventory, "_PLAUSIBLE", 2)
    for number in range(3):
        await put(files, number)
    later.forward(hours=2)
    first, second = await look(repair=True), await look(repair=True, force=True)

    assert ((True, 0), (False, 3)) == ((first.implausible, first.loosened), (second.implausible, second.loosened))


async def test_another_installations_files_are_left_alone(make_files, ledger, look, later):
    stranger = make_files(secret="x" * 40)
    await stranger.claim()
    await put(stranger)
    later.forward(hours=2)
    found = await look(repair=True)

    assert (True, 0, 1) == (found.implausible, found.loosened, len(await stranger.files()))


async def test_other_content_than_the_name_says_is_found_by_reading_all(files, name, look, monkeypatch):
    key = await put(files)
    await name(key, owner="u/a.png")
    read = files.read

    async def damaged(key):
        async for chunk in read(key):
            yield bytes(len(chunk))

    monkeypatch.setattr(files, "read", damaged)

    assert ({}, {key: ["upload u/a.png"]}) == ((await look()).damaged, (await look(deep=True)).damaged)


# --- the command


@pytest.fixture
def check(tmp_path):
    """Runs `wanbox storage check` on a data folder; exit code and what it says as JSON."""

    def run(*words):
        command = [sys.executable, "-m", "wanbox", "storage", "check", "--json", *words]
        ran = subprocess.run(command, cwd=tmp_path, env={"WANBOX_DATA": str(tmp_path / "data")}, capture_output=True)
        assert b"" == ran.stderr
        return ran.returncode, json.loads(ran.stdout)

    return run


async def test_the_command_finds_and_mends(tmp_path, ledger, open_files, later, check, name):
    later.ahead = -dt.timedelta(hours=2)
    files = open_files("", clock=later)
    orphan = await put(files)
    first, second = check(), check("--repair", "--deep")
    await name(ABSENT)
    third = check()

    assert (1, [orphan]) == (first[0], first[1]["orphans"])
    assert (0, 1) == (second[0], second[1]["loosened"])
    assert (1, {ABSENT: ["upload u/a.png"]}) == (third[0], third[1]["missing"])


async def test_the_command_finds_damage(tmp_path, ledger, open_files, check, name):
    key = await put(open_files(""))
    await name(key)
    (path,) = (tmp_path / "data" / "files").glob(f"??/{key}")
    path.write_bytes(b"other")

    code, found = check("--deep")

    assert (1, {key: ["upload u/a.png"]}) == (code, found["damaged"])
