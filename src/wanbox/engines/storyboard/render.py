"""Frames to a file: two or more threads paint, one writes in order.

Threads, not processes: the painting kernels give up the interpreter lock, so the threads share one copy of the plates
and the memory stays small. No more than `AHEAD` frames a thread are held at a time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from wanbox.media.encode import I420, bgr_to_i420

#: Paints frame number i of the clip: I420, or (height, width, 3) BGR.
Painter: TypeAlias = Callable[[int], I420 | NDArray[np.uint8]]

#: Frames that each thread may be ahead of the encoder.
AHEAD = 3


class FrameSink(Protocol):
    def write(self, i420: NDArray[np.uint8]) -> None: ...


def render(
    paint: Painter,
    sink: FrameSink,
    *,
    frames: int,
    pool: ThreadPoolExecutor,
    threads: int,
    progress: Callable[[float], None],
) -> None:
    """Write all frames in order. `progress` is told the share done and may raise to stop the work."""

    def planar(index: int) -> I420:
        picture = paint(index)
        return bgr_to_i420(picture) if picture.ndim == 3 else picture

    for done, picture in enumerate(_in_order(planar, frames, pool, threads * AHEAD), start=1):
        sink.write(picture)
        progress(done / frames)


def _in_order(
    make: Callable[[int], NDArray[np.uint8]], count: int, pool: ThreadPoolExecutor, ahead: int
) -> Iterator[NDArray[np.uint8]]:
    waiting: deque[Future[Any]] = deque()
    try:
        for index in range(count):
            waiting.append(pool.submit(make, index))
            if len(waiting) >= ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()
