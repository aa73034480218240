"""A farm: wind over the fields, hens, a cow far off."""

from __future__ import annotations

import numpy as np

from .. import hits
from ..dsp import SR, Stereo, add, place, reverb, samples
from . import hills

LEVEL = -8.0
#: What is heard, how loud, and how many seconds apart.
_ANIMALS = (("quack", 0.03, 2.4), ("moo", 0.05, 5.2), ("baa", 0.03, 4.1))


def make(n: int, seed: int) -> Stereo:
    rng = np.random.default_rng(seed + 79)
    far = np.zeros((2, n), np.float32)
    for name, level, gap in _ANIMALS:
        at = float(rng.uniform(0.2, gap))
        while at < n / SR - 0.5:
            add(far, place(hits.make(name) * np.float32(level), float(rng.uniform(-0.8, 0.8))), at)
            at += gap * float(rng.uniform(0.8, 1.5))
    return samples(hills.make(n, seed) + far + reverb(far, 1.0) * np.float32(0.4))
