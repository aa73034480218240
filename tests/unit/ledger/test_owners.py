"""Which rows name a stored file."""

from __future__ import annotations

import datetime as dt

from wanbox.ledger.contract import Upload

KEY = "f" * 64 + ".png"


async def test_a_file_that_nobody_names_has_no_owner(ledger):
    assert [] == await ledger.file_owners(KEY)


async def test_tasks_and_uploads_are_told_apart(ledger, new, clock):
    task = await ledger.submit(new(files=(KEY,)))
    await ledger.add_upload(
        Upload(
            key="u/a.png", account="bob", model="wan2.6-i2v", storage_key=KEY, expires=clock() + dt.timedelta(hours=1)
        )
    )

    assert [f"task {task.id}", "upload u/a.png"] == await ledger.file_owners(KEY)


async def test_a_task_that_was_given_what_it_made_is_told_once(ledger, new, claim, picture):
    part = picture("a")
    task = await ledger.submit(new(files=(part.artefact.key,)))
    await ledger.publish(await claim(), 0, part)

    assert [f"task {task.id}"] == await ledger.file_owners(part.artefact.key)
