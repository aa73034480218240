"""What signals have asked for: to stop, and then to stop at once."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Orders:
    def __init__(self) -> None:
        self._signals = 0
        self._leaving = False
        self._hurry: Callable[[], None] | None = None

    @property
    def hurried(self) -> bool:
        """Whether there was a second signal."""
        return self._signals > 1

    def count(self) -> None:
        """One more signal has come."""
        self._signals += 1
        if self.hurried and self._hurry is not None:
            self._hurry()

    def tell(self, hurry: Callable[[], None]) -> None:
        """Whom to call when the server is to stop at once."""
        self._hurry = hurry

    @contextmanager
    def obeyed(self) -> Iterator[None]:
        """SIGTERM and Ctrl-C end the block through every `finally` on the way, in silence, and only once."""
        before = {number: signal.signal(number, self._leave) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _leave(self, *_: object) -> None:
        # The HTTP server counts what reaches it, and raises it again for us when it is done.
        if not self._leaving:
            self._leaving = True
            self._signals = max(self._signals, 1)
            raise SystemExit(0)
        self.count()
