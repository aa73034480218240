"""The actors' art, drawn beside the setting: neither needs more of the other than where the horizon lies."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class Troupe(Generic[T]):
    """One shot's actors; `draw` makes their art for a horizon."""

    draw: Callable[[float], T]
    _horizon: float | None = None
    _art: Future[T] = field(default_factory=Future)

    def start(self, horizon: float) -> None:
        """Begin in a thread of its own; what is said after the first time changes nothing."""
        if self._horizon is None:
            self._horizon = horizon
            # A pool's thread could wait for another that waits for it.
            threading.Thread(target=self._run, name="troupe", daemon=True).start()

    def ready(self, horizon: float) -> T:
        """The art for this horizon, when it is finished; raises what the drawing raised."""
        if self._horizon is None:
            return self.draw(horizon)
        art = self._art.result()
        return art if horizon == self._horizon else self.draw(horizon)

    def _run(self) -> None:
        assert self._horizon is not None
        try:
            self._art.set_result(self.draw(self._horizon))
        except BaseException as error:  # noqa: BLE001 - it is raised again where the art is asked for
            self._art.set_exception(error)
