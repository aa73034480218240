"""Inside a train: the roll of the wheels, and the joints of the rails."""

from __future__ import annotations

import numpy as np

from ..dsp import SR, Mono, Stereo, add, decay, drift, noise, place, samples, wide

LEVEL = -4.0
#: Seconds from joint to joint, and between the two axles of a bogie.
_JOINT, _AXLE = 1.05, 0.17


def make(n: int, seed: int) -> Stereo:
    roll = wide(n, 45, 320, seed, -0.4) * drift(n, 0.6, seed, 0.75, 1.0) * np.float32(0.09)
    out = roll + wide(n, 500, 2400, seed + 3, -0.3) * np.float32(0.018)
    at = 0.2 + (seed % 7) / 10
    while at < n / SR:
        for axle, level in ((0.0, 0.16), (_AXLE, 0.12)):
            add(out, place(_clack(seed) * np.float32(level), 0.1), at + axle)
        at += _JOINT
    return samples(out)


def _clack(seed: int) -> Mono:
    n = int(0.14 * SR)
    return noise(n, 90, 1300, seed + 2) * decay(n, 38)
