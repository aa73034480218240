"""Plain functions that wait without a thread: each runs in a greenlet, and while it waits the event loop goes on.

The ledger's steps and psycopg know nothing of `await`, so that the same steps serve every database. Changing to a
thread and back costs more than most of what a step asks for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any, TypeVar

from greenlet import getcurrent, greenlet

T = TypeVar("T")


def start(function: Callable[[], None]) -> None:
    """Run it until it first waits; whoever ends the waiting runs the rest. It must not raise."""
    if inside():
        # Whoever gives way goes back to the loop, and to nobody else who waits himself.
        asyncio.get_running_loop().call_soon(start, function)
    else:
        greenlet(function).switch()


def inside() -> bool:
    """Whether the caller runs in a function that was begun by `start`, and so can wait here."""
    return getcurrent().parent is not None


def wait(arrange: Callable[[Callable[[Any], Any]], object]) -> Any:
    """Give way until somebody calls what `arrange` is given, once and on the same loop; the answer is what he says.

    The fiber goes on in a turn of its own: fibers share one C stack, and a loop that calls back while it reads keeps
    there what it is reading. The server crashed on that.
    """
    mine, loop = getcurrent(), asyncio.get_running_loop()
    arrange(lambda said: loop.call_soon(mine.switch, said))
    assert mine.parent is not None
    return mine.parent.switch()


def sleep(seconds: float) -> None:
    loop = asyncio.get_running_loop()
    wait(lambda resume: loop.call_later(seconds, resume, None))


def in_thread(executor: Executor, function: Callable[..., T], *values: Any) -> T:
    """What the function returns or raises, run in a thread of the executor."""
    loop = asyncio.get_running_loop()
    future: Future[T] = executor.submit(function, *values)

    def arrange(resume: Callable[[Any], Any]) -> None:
        future.add_done_callback(lambda _: loop.call_soon_threadsafe(resume, None))

    wait(arrange)
    return future.result()
