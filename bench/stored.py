"""A ledger with many ended tasks, written in bulk past the rules that would make a million of them take an hour."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import uuid
from collections.abc import Sequence
from pathlib import Path

from wanbox import durable
from wanbox import settings as all_settings
from wanbox.ledger import open_ledger

from .servers import environment

#: What a succeeded clip of the storyboard engine leaves behind, about.
REQUEST = (
    '{"kind":"video","model":"wan2.6-t2v","prompt":"A sailing boat off a beach at sunset","size":[1280,720],'
    '"tier":720,"seconds":5,"prompt_extend":true,"shot_type":"single","watermark":false,"seed":7,"sound":true}'
)
USAGE = '{"duration":5,"size":"1280*720","input_video_duration":0,"output_video_duration":5,"video_count":1,"SR":720}'
REPORT = '{"engine":"storyboard","parameters":{"prompt":{"treatment":"emulated","reason":"…"}},"understood":["boat"]}'

_TASKS = """
WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :count)
INSERT INTO task (id, account, status, attempt, priority, engine, model, task_group, key_id, request_id, submitted,
                  scheduled, ended, progress, usage, request, report)
SELECT lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-a' ||
             substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))),
       'default', 'SUCCEEDED', 1, 0, 'storyboard', 'wan2.6-t2v', 'video-generation', 'c0', 'r' || n,
       :first + n * :apart, :first + n * :apart + 40000, :first + n * :apart + 5000000, 1.0, :usage, :request, :report
FROM number
"""
_PARTS = """
INSERT INTO part (task_seq, place, file_key, media_type, bytes, width, height, seconds, frames)
SELECT seq, 0, lower(hex(randomblob(32))) || '.mp4', 'video/mp4', 2000000, 1280, 720, 5.0, 150 FROM task
"""


def fill(data: Path, count: int) -> Sequence[str]:
    """Make a data folder whose ledger holds `count` succeeded tasks; returns the ids of some of them, in no order.

    The triggers that watch and count are put aside meanwhile, and their counters set by hand.
    """
    settings = all_settings.load(environment(data), data)
    asyncio.run(_create(settings))
    connection = sqlite3.connect(data / "ledger.sqlite3", isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -524288")
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        connection.execute("BEGIN")
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        _insert(connection, count)
        for _, sql in triggers:
            connection.execute(sql)
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        ids = _some_ids(connection, count)
    finally:
        connection.close()
    # The disk would otherwise be busy with a gigabyte while the server flushes its commits.
    durable.flush(data / "ledger.sqlite3")
    return ids


async def _create(settings: all_settings.Settings) -> None:
    ledger = open_ledger(settings)
    await ledger.open()
    await ledger.close()


def _insert(connection: sqlite3.Connection, count: int) -> None:
    """Tasks spread evenly over the last three weeks, within the usual retention."""
    (now,) = connection.execute("SELECT CAST(strftime('%s', 'now') AS INTEGER) * 1000000").fetchone()
    weeks = 21 * 86400 * 1_000_000
    values = {"count": count, "first": now - weeks, "apart": weeks // (count + 1)}
    connection.execute(_TASKS, values | {"usage": USAGE, "request": REQUEST, "report": REPORT})
    connection.execute(_PARTS)
    connection.execute("INSERT INTO tally VALUES ('SUCCEEDED', ?)", (count,))
    connection.execute("INSERT INTO tenant (key_id, account, turn) VALUES ('c0', 'default', ?)", (count,))
    connection.execute("INSERT INTO room (account, model) VALUES ('default', 'wan2.6-t2v')")


def _some_ids(connection: sqlite3.Connection, count: int) -> Sequence[str]:
    chosen = random.Random(7).sample(range(1, count + 1), min(count, 5000))
    found = [connection.execute("SELECT id FROM task WHERE seq = ?", (seq,)).fetchone()[0] for seq in chosen]
    assert all(uuid.UUID(one) for one in found)
    return found
