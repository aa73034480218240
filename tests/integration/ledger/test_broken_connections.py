"""Connections that the server ends while statements are on their way, on the event loop that the server runs on."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import asyncio, sys
import psycopg, uvloop
from wanbox.ledger.contract import LedgerUnavailable
from wanbox.ledger.postgres.pool import Pool

END = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"

async def main():
    pool = Pool(sys.argv[1], size=6)
    with psycopg.connect(sys.argv[1], autocommit=True) as other:
        for _ in range(25):
            calls = [call(pool, name) for name in ("look", "transact") for _ in range(20)]
            waiting = asyncio.gather(*calls)
            await asyncio.sleep(0.003)
            await asyncio.to_thread(other.execute, END)
            async with asyncio.timeout(10):
                await waiting
        async with asyncio.timeout(10):
            print(await pool.look(lambda session: session.execute("SELECT 1 AS one").fetchall()[0][0]))
            await pool.close()

async def call(pool, name):
    try:
        await getattr(pool, name)(lambda session: session.execute("SELECT pg_sleep(0.002)").fetchall())
    except LedgerUnavailable:
        pass

uvloop.run(main())
"""


def test_nobody_waits_for_a_connection_that_is_gone_and_the_process_lives(new_postgres_url):
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, new_postgres_url], capture_output=True, text=True, timeout=100, check=False
    )

    assert (0, "1\n") == (ran.returncode, ran.stdout), ran.stderr[-2000:]
