"""A shot list as one function of the frame number: scenes, dissolves, finish, lettering."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

import cv2
import numpy as np
from numpy.typing import NDArray

from wanbox.media.encode import I420, bgr_to_i420

from . import overlay
from .picture.styles import finish
from .shotlist import Shot

#: The vendor's frame rate (spec 2).
FPS = 30
#: Seconds before a cut at which the next scene is begun: longer than it takes, so that no painter waits for it.
_AHEAD = 1.5


class Scene(Protocol):
    def frame(self, t: float, index: int) -> NDArray[np.uint8]:
        """The picture t seconds into the shot: (height, width, 3) BGR. Pure, and safe from several threads."""
        ...


@runtime_checkable
class PlanarScene(Protocol):
    """A scene that can also end in the encoder's planes, which spares a way through BGR."""

    def planes(self, t: float, index: int) -> I420:
        """The same picture as `frame`."""
        ...


@dataclass(slots=True)
class _Place:
    """Where a scene is kept, or will be."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    scene: Scene | None = None


class Clip:
    """Paints any frame of a shot list. A scene is built shortly before its first frame, and dropped once over.

    `later` runs what it is given on another thread; without it, scenes are built when they are asked for.
    """

    def __init__(
        self,
        shots: Sequence[Shot],
        build: Callable[[Shot], Scene],
        *,
        watermark: bool = False,
        later: Callable[[Callable[[], object]], object] | None = None,
    ) -> None:
        self._shots = shots
        self._build = build
        self._watermark = watermark
        self._later = later
        self._scenes: dict[int, _Place] = {}
        self._announced = {0}
        self._lock = threading.Lock()

    def prepare(self) -> None:
        """Build the first scene, which raises what is wrong with it before any frame is asked for."""
        self._scene(0)

    def paint(self, index: int) -> NDArray[np.uint8]:
        """Frame number `index`: (height, width, 3) BGR."""
        number, t = self._place(index)
        shot, frame = self._shots[number], self._scene(number).frame(t, index)
        if self._dissolves(number, t):
            moment = index / FPS - self._shots[number - 1].start
            before = self._scene(number - 1).frame(moment, index)
            share = t / shot.fade
            frame = np.asarray(cv2.addWeighted(frame, share, before, 1 - share, 0), dtype=np.uint8)
        return self._finished(frame, shot)

    def planes(self, index: int) -> I420:
        """The same frame for the encoder, by the shortest way: only what is laid over a scene needs it in BGR."""
        number, t = self._place(index)
        self._look_ahead(number, t)
        shot, scene = self._shots[number], self._scene(number)
        plain = not (shot.style or shot.subtitle or self._watermark or self._dissolves(number, t))
        return scene.planes(t, index) if plain and isinstance(scene, PlanarScene) else bgr_to_i420(self.paint(index))

    def _place(self, index: int) -> tuple[int, float]:
        """Which shot a frame belongs to, and the seconds since its start."""
        number = self._shot_at(index / FPS)
        return number, index / FPS - self._shots[number].start

    def _dissolves(self, number: int, t: float) -> bool:
        shot = self._shots[number]
        return number > 0 and shot.transition == "dissolve" and t < shot.fade

    def _finished(self, frame: NDArray[np.uint8], shot: Shot) -> NDArray[np.uint8]:
        if shot.style:
            frame = finish(frame, shot.style)
        if shot.subtitle:
            overlay.subtitle(frame, shot.subtitle)
        if self._watermark:
            overlay.watermark(frame)
        return frame

    def _shot_at(self, moment: float) -> int:
        # Half a frame of slack: a shot that starts at 1.6666… begins with frame 50.
        started = [n for n, shot in enumerate(self._shots) if shot.start <= moment + 0.5 / FPS]
        return started[-1] if started else 0

    def _scene(self, number: int) -> Scene:
        with self._lock:
            for old in [n for n in self._scenes if n < number - 1]:
                del self._scenes[old]
            place = self._scenes.setdefault(number, _Place())
        # Under a lock of its own: other threads paint the shot before meanwhile.
        with place.lock:
            if place.scene is None:
                place.scene = self._build(self._shots[number])
            return place.scene

    def _look_ahead(self, number: int, t: float) -> None:
        """Have the next scene built while this one is still painted."""
        following = number + 1
        if self._later is None or following >= len(self._shots):
            return
        left = self._shots[following].start - self._shots[number].start - t
        with self._lock:
            if left > _AHEAD or following in self._announced:
                return
            self._announced.add(following)
        self._later(lambda: self._scene(following))
