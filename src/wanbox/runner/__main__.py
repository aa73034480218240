"""`python -m wanbox.runner`: one worker process.

Started by a supervisor it finds its name in `WANBOX_WORKER_NAME`, and a pipe as its standard input that the supervisor
never writes to: when the pipe ends, the supervisor is dead, and so is this process at once, for nobody would see to it
any more. Its task is taken over when the lease is over.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from contextlib import suppress

from wanbox.engines.registry import UnknownEngine
from wanbox.ledger import open_ledger
from wanbox.logs import configure
from wanbox.settings import SettingError, Settings, load
from wanbox.storage import open_storage

from .attempt import EngineStuck
from .names import NAME_VARIABLE, new_name
from .worker import Worker, load_engines

#: Behind the API process, which must answer while pictures are drawn.
NICE = 5
EXIT_UNUSABLE = 2
#: The engine could not be stopped; a fresh process takes over.
EXIT_STUCK = 75


def main() -> None:
    """Work until SIGTERM; a second one ends at once."""
    try:
        settings = load()
        _prepare(settings)
        asyncio.run(_work(settings))
    except (SettingError, UnknownEngine) as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(EXIT_UNUSABLE) from error
    except EngineStuck:
        # A thread that does not listen would keep the interpreter from ending.
        os._exit(EXIT_STUCK)


def _prepare(settings: Settings) -> None:
    configure(settings)
    if NAME_VARIABLE in os.environ:
        threading.Thread(target=_end_with_parent, daemon=True, name="parent").start()
    with suppress(OSError, AttributeError):
        os.nice(NICE)


def _end_with_parent() -> None:
    while os.read(0, 4096):
        pass
    os._exit(0)


async def _work(settings: Settings) -> None:
    ledger = open_ledger(settings)
    await ledger.open()
    name = os.environ.get(NAME_VARIABLE) or new_name()
    engines = await asyncio.to_thread(load_engines, settings)
    worker = Worker(name, settings=settings, ledger=ledger, storage=open_storage(settings), engines=engines)
    _on_signals(worker)
    await worker.run()
    await ledger.close()


def _on_signals(worker: Worker) -> None:
    def drain() -> None:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        worker.drain()

    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, drain)
    if NAME_VARIABLE in os.environ:
        # Ctrl-C reaches the whole group of processes; the supervisor says what it means for us.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    else:
        loop.add_signal_handler(signal.SIGINT, drain)


if __name__ == "__main__":
    main()
