"""Many ended tasks in a PostgreSQL ledger, as `stored` writes them into a SQLite one."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from pathlib import Path

import psycopg

from wanbox import settings as all_settings
from wanbox.ledger import open_ledger

from . import stored
from .servers import environment

_TASKS = """
INSERT INTO task (id, account, status, attempt, priority, engine, model, task_group, key_id, request_id, submitted,
                  scheduled, ended, progress, usage, request, report)
SELECT gen_random_uuid()::text, 'default', 'SUCCEEDED', 1, 0, 'storyboard', 'wan2.6-t2v', 'video-generation', 'c0',
       'r' || n, moment, moment + 40000, moment + 5000000, 1.0, %(usage)s, %(request)s, %(report)s
FROM (SELECT n, (extract(epoch FROM now() - interval '21 days' * (1 - n / (%(count)s + 1.0))) * 1000000)::bigint
                AS moment FROM generate_series(1, %(count)s) AS n) AS numbered
"""
_PARTS = """
INSERT INTO part (task_seq, place, file_key, media_type, bytes, width, height, seconds, frames)
SELECT seq, 0, md5(id) || md5(request_id) || '.mp4', 'video/mp4', 2000000, 1280, 720, 5.0, 150 FROM task
"""


def fill(data: Path, url: str, count: int) -> Sequence[str]:
    """Make a ledger that holds `count` succeeded tasks, counters set by hand; the ids of some, in no order."""
    asyncio.run(_create(data, url))
    values = {"count": count, "usage": stored.USAGE, "request": stored.REQUEST, "report": stored.REPORT}
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")  # without triggers
        connection.execute("SET synchronous_commit = off")
        connection.execute(_TASKS, values)
        connection.execute(_PARTS)
        connection.execute("INSERT INTO tally VALUES ('SUCCEEDED', 0, %s)", (count,))
        connection.execute("INSERT INTO tenant (key_id, account, turn) VALUES ('c0', 'default', %s)", (count,))
        connection.execute("INSERT INTO room VALUES ('default', 'wan2.6-t2v') ON CONFLICT DO NOTHING")
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")  # it would otherwise fall into what is measured
        chosen = random.Random(7).sample(range(1, count + 1), min(count, 5000))
        found = connection.execute("SELECT id FROM task WHERE seq = ANY(%s)", (chosen,)).fetchall()
    return [one for (one,) in found]


async def _create(data: Path, url: str) -> None:
    ledger = open_ledger(all_settings.load(environment(data, database_url=url), data))
    await ledger.open()
    await ledger.close()
