"""Short sounds as data: layers of noise and tone, and which action, creature or instrument makes them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import numpy as np

from .dsp import SR, Mono, decay, noise, samples, seconds

#: Share of a layer that closes it softly where it does not die by itself.
_CLOSE = 0.3


@cache
def table() -> Mapping[str, Mapping[str, Any]]:
    """`hit`, `action`, `instrument` and `voice` as the data file has them."""
    text = (files("wanbox") / "assets" / "lexicons" / "hits.toml").read_text("utf-8")
    return tomllib.loads(text)


@lru_cache(maxsize=96)
def make(name: str) -> Mono:
    """One short sound, its peak at 1; unknown names are silent."""
    found = table()["hit"].get(name)
    if found is None:
        return np.zeros(0, np.float32)
    layers = [
        (round(layer.get("after", 0.0) * SR), _layer(layer, number)) for number, layer in enumerate(found["layers"])
    ]
    out = np.zeros(max(start + len(sound) for start, sound in layers), np.float32)
    for start, sound in layers:
        out[start : start + len(sound)] += sound
    return samples(out / max(1e-6, float(np.abs(out).max())))


def _layer(layer: Mapping[str, Any], number: int) -> Mono:
    n = round(layer["seconds"] * SR)
    if "noise" in layer:
        low, high = layer["noise"]
        sound = noise(n, low, high, 3 + number, -0.2) * np.float32(0.35)
    else:
        sound = _tone(layer["pitch"], n, layer.get("harmonics", 1))
    return samples(sound * _shape(layer, n) * layer.get("level", 1.0))


def _tone(pitch: Sequence[Sequence[float]], n: int, harmonics: int) -> Mono:
    shares, hertz = zip(*pitch, strict=True)
    phase = np.cumsum(np.interp(np.linspace(0, 1, n), shares, hertz)) / SR
    return samples(sum(np.sin(2 * np.pi * k * phase) / k for k in range(1, harmonics + 1)))


def _shape(layer: Mapping[str, Any], n: int) -> Mono:
    t = seconds(n)
    rise = np.clip(t / max(layer.get("attack", 0.002), 0.002), 0, 1)
    fall = layer.get("fall", 0)
    close = decay(n, fall) if fall else np.float32(1)
    ending = np.clip((n / SR - t) / (_CLOSE * n / SR if not fall else 0.01), 0, 1)
    depth, rate = layer.get("rough", (0.0, 0.0))
    tremble = 1 - depth * (0.5 + 0.5 * np.sin(2 * np.pi * rate * t))
    return samples(rise * close * ending * tremble)
