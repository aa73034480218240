"""`python -m wanbox.runner`: one worker process.

Started by a supervisor it finds its name in `WANBOX_WORKER_NAME`, and a pipe as its standard input that the supervisor
never writes to: when the pipe ends, the supervisor is dead, and so is this process at once, for nobody would see to it
any more. Its task is taken over by the next worker that sees that it is gone, or when the lease is over.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from wanbox import traces
from wanbox.engines.registry import UnknownEngine
from wanbox.ledger import open_ledger
from wanbox.ledger.contract import LedgerError
from wanbox.logs import configure
from wanbox.settings import SettingError, Settings, load
from wanbox.storage import StorageError, open_storage

from . import measures, memory
from .ending import EngineStuck
from .exits import EXIT_DISMISSED, EXIT_MEMORY, EXIT_STUCK, EXIT_UNREACHED, EXIT_UNUSABLE
from .log import log
from .names import NAME_VARIABLE, new_name
from .seats import SeatTaken, seat
from .worker import SEATS, Worker, WorkGivenBack, load_engines

T = TypeVar("T")

#: Behind the API process, which must answer while pictures are drawn.
NICE = 5


def main(*, engines: Sequence[str] = (), name: str | None = None) -> None:
    """Work until SIGTERM; a second one ends at once.

    Args:
        engines: The engines whose tasks it takes; all that a route names if none is given.
        name: How the ledger knows it; one that no other worker has if none is given.
    """
    try:
        settings = load()
        name = os.environ.get(NAME_VARIABLE) or name or new_name()
        _prepare(settings)
        with seat(settings.data / SEATS, name):
            dismissed = _run(_work(settings, name, engines))
    except (SettingError, UnknownEngine, SeatTaken, traces.TracesMissing) as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(EXIT_UNUSABLE) from error
    except EngineStuck:
        # A thread that does not listen would keep the interpreter from ending.
        os._exit(EXIT_STUCK)
    except WorkGivenBack:
        traces.stop()
        os._exit(0)
    traces.stop()
    if dismissed and NAME_VARIABLE in os.environ:
        raise SystemExit(EXIT_DISMISSED)


def _run(work: Coroutine[Any, Any, T]) -> T:
    import uvloop

    # The server's own loop: where tasks are short, the worker's time goes into handing things between threads.
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


def _prepare(settings: Settings) -> None:
    configure(settings)
    traces.configure("wanbox-worker")
    if NAME_VARIABLE in os.environ:
        threading.Thread(target=_end_with_parent, daemon=True, name="parent").start()
    else:
        _stand_alone(settings)
    with suppress(OSError, AttributeError):
        os.nice(NICE)


def _stand_alone(settings: Settings) -> None:
    """What a supervisor sees to otherwise."""
    if settings.task_memory:
        memory.watch_own(settings.task_memory, _end_for_memory)
    if settings.metrics_port:
        try:
            measures.serve(settings.host, settings.metrics_port)
        except OSError as error:
            where = f"{settings.host}:{settings.metrics_port}"
            raise SettingError(f"WANBOX_METRICS_PORT: cannot listen on {where}: {error.strerror}.") from error


def _end_for_memory() -> None:
    log.error("worker holds too much memory and ends")
    os._exit(EXIT_MEMORY)


def _end_with_parent() -> None:
    while os.read(0, 4096):
        pass
    os._exit(0)


async def _work(settings: Settings, name: str, engines: Sequence[str]) -> bool:
    """Whether the operator dismissed the worker."""
    ledger = traces.around(open_ledger(settings), "ledger")
    await ledger.open()
    loaded = await asyncio.to_thread(load_engines, settings, engines)
    storage = traces.around(open_storage(settings), "storage")
    worker = Worker(name, settings=settings, ledger=ledger, storage=storage, engines=loaded)
    _on_signals(worker)
    await worker.run()
    await ledger.close()
    return worker.dismissed


def _on_signals(worker: Worker) -> None:
    def drain() -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
            signal.signal(number, signal.SIG_DFL)
        worker.drain()

    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, drain)
    if NAME_VARIABLE in os.environ:
        # Ctrl-C reaches the whole group of processes; the supervisor says what it means for us.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    else:
        loop.add_signal_handler(signal.SIGINT, drain)


def _supervised() -> None:
    """As a process of its own; a command says by itself what stands in its way."""
    try:
        main()
    except (LedgerError, StorageError) as error:
        log.error("worker cannot start", error=str(error))
        raise SystemExit(EXIT_UNREACHED) from None


if __name__ == "__main__":
    _supervised()
