"""Waiting on an event loop until a connection can be read or written."""

from __future__ import annotations

import asyncio
import os
import select
from collections.abc import Callable
from typing import Any

from psycopg.waiting import Ready, Wait

from . import fibers


class Readiness:
    """Of one socket, for the one function at a time that waits for it.

    The loop watches a copy of the descriptor: libpq closes its own whenever a connection breaks, and another socket
    could have the same number by the next turn of the loop.
    """

    def __init__(self, socket: int) -> None:
        self._loop = asyncio.get_running_loop()
        self._own = os.dup(socket)
        self._poll = select.poll()
        self._poll.register(self._own, select.POLLIN | select.POLLOUT)
        self._resume: Callable[[Any], Any] | None = None
        self._watched = False

    def wait(self, state: Wait) -> Ready:
        """Give way until it is as asked for."""
        if state & Wait.W:
            # There is nearly always room for what is to be sent.
            if ready := self._at_once(state):
                return ready
            self._loop.add_writer(self._own, self._call, Ready.W)
        if self._broken():
            return Ready.R
        if not self._watched:
            self._loop.add_reader(self._own, self._readable)
            self._watched = True
        found: Ready = fibers.wait(self._arrange)
        if state & Wait.W:
            self._loop.remove_writer(self._own)
        return found

    def something_came(self) -> bool:
        """Whether there is something to read now, such as the end."""
        return any(event & ~select.POLLOUT for _, event in self._poll.poll(0))

    def close(self) -> None:
        """Whoever waits is not told."""
        if self._own >= 0:
            if not self._loop.is_closed():
                self._loop.remove_writer(self._own)
                self._loop.remove_reader(self._own)
            os.close(self._own)
            self._own = -1

    def _broken(self) -> bool:
        """Whether it ended or failed. The loop tells that once and watches no more; libpq may have to look twice."""
        return any(event & (select.POLLERR | select.POLLHUP) for _, event in self._poll.poll(0))

    def _at_once(self, state: Wait) -> Ready | None:
        events = sum(event for _, event in self._poll.poll(0))
        room = events & select.POLLOUT and state & Wait.W
        more = events & ~select.POLLOUT and state & Wait.R
        return Ready((room and Ready.W) | (more and Ready.R)) if room or more else None

    def _arrange(self, resume: Callable[[Any], Any]) -> None:
        self._resume = resume

    def _readable(self) -> None:
        if self._resume is None:
            # Something that nobody asked for, such as the end: whoever uses the connection next will see.
            self._loop.remove_reader(self._own)
            self._watched = False
        else:
            self._call(Ready.R)

    def _call(self, ready: Ready) -> None:
        resume, self._resume = self._resume, None
        if resume is not None:
            resume(ready)
