"""Feet: where each one is in a step, so that a foot on the ground moves exactly as the ground does."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .tracks import keyed

#: How far a stride may shrink or grow for a slower or faster walk.
STRIDE_RANGE = (0.4, 1.3)


@dataclass(frozen=True, slots=True)
class Step:
    """One foot: forward offset and lift of its flat sole in leg lengths, and its pitch (toe down is positive)."""

    x: float
    lift: float
    pitch: float
    contact: bool


@dataclass(frozen=True, slots=True)
class Gait:
    """A clip's way of walking: stride and lift in leg lengths, duty = part of the cycle on the ground."""

    stride: float
    duty: float
    lift: float
    hz: float
    offsets: Mapping[str, float]
    roll: tuple[tuple[float, float], ...]
    centre: float = 0.0

    @classmethod
    def of(cls, data: Mapping[str, Any], hz: float) -> Gait:
        fields = {key: data[key] for key in ("stride", "duty", "lift", "offsets")}
        return cls(hz=hz, roll=tuple(data.get("roll", ((0.0, 0.0),))), centre=data.get("centre", 0.0), **fields)

    def paced(self, speed: float) -> Gait:
        """The same gait at a ground speed (leg lengths per second): stride and step rate share the difference."""
        natural = self.hz * self.stride / self.duty
        if speed <= 1e-6:
            return self
        low, high = STRIDE_RANGE
        factor = min(max(math.sqrt(speed / natural), low), high)
        stride = self.stride * factor
        return Gait(
            stride=stride,
            duty=self.duty,
            lift=self.lift * min(1.0, 0.4 + 0.6 * factor),
            hz=speed * self.duty / stride,
            offsets=self.offsets,
            roll=self.roll,
            centre=self.centre,
        )

    def step(self, leg: str, phase: float) -> Step:
        p = (phase + self.offsets[leg]) % 1.0
        pitch = keyed(self.roll, p)
        if p < self.duty:
            return Step(self.centre + self.stride * (0.5 - p / self.duty), 0.0, pitch, contact=True)
        u = (p - self.duty) / (1 - self.duty)
        # The swing leaves and meets the ground at the ground's own speed, so no foot jerks.
        slope = -self.stride / self.duty * (1 - self.duty)
        h01 = 3 * u**2 - 2 * u**3
        x = self.stride * (h01 - 0.5) + slope * ((u**3 - 2 * u**2 + u) + (u**3 - u**2))
        lift = self.lift * math.sin(math.pi * u**0.85) ** 1.3
        return Step(self.centre + x, lift, pitch, contact=False)
