"""Compile every kernel ahead of the first clip, or load it from the cache."""

from __future__ import annotations

import cv2
import numpy as np

from . import blit, light, noise, outlines, particles, saturation, stamp, strokes, tones, water, wet
from .finish import Finish


def warm() -> None:
    """Run each kernel once on a few pixels; well under a second with a warm cache, some ten seconds with a cold one."""
    cv2.setNumThreads(1)
    frame, cutout = blit.blank(32, 48), np.full((16, 16, 4), 200, np.uint8)
    _warm_blits(frame, cutout)
    _warm_water(frame)
    noise.field(4, 4, fx=0.1, fy=0.1, seed=1)
    noise.fbm_at(np.zeros((2, 2)), np.zeros((2, 2)), 1, 2)
    particles.rain(frame, 2, 0.5, 1, 100.0, 5.0, -0.1, 40.0)
    particles.splashes(frame, 2, 0.5, 1, 16, 1.0, 40.0)
    particles.dabs(frame, np.ones((1, 11), np.float32))
    outlines.warm()
    tones.warm()
    strokes.leaves(cutout, np.ones((1, 8), np.float32))
    strokes.cover(cutout, np.full((2, 2), 9, np.uint8), np.ones((2, 4), np.float32), 1, 1)
    strokes.stamp(cutout, cutout.copy(), 3, 3)
    strokes.pool(cutout, 5.0, 5.0, 3.0, 3.0, np.ones(4, np.float32))
    strokes.blades(cutout, np.ones((1, 11), np.float32))
    edge = light.rim_edge(np.ascontiguousarray(cutout[..., 3]), 0.5, 0.5, 2.0)
    spans = blit.spans_of(cutout)
    light.shade(cutout, edge, edge, spans, np.ones(18, np.float32))
    light.halved(cutout, spans)
    light.alpha_halved(cutout, spans)
    stamp.stamp(frame, cutout, spans, 1, 1)
    light.cast_shadow(blit.rows_of(frame), edge, np.ones(6), (0, 0, 4, 4), 0.5)
    light.relight(cutout, cutout, np.ones(7, np.float32))
    light.contact_shadow(frame, 20.0, 20.0, 6.0, 3.0, 0.5)
    saturation.saturate(frame, 0.9)
    finish = Finish.prepare(
        32, 48, grade_curves={}, bloom_strength=0.3, threshold=150, vignette_strength=0.3, grain_strength=0.02, seed=1
    )
    finish.bgr(frame, 1)
    finish.planes(frame, 1)


def _warm_blits(frame: blit.Pixels, cutout: blit.Pixels) -> None:
    spans = blit.spans_of(cutout)
    blit.plane(frame, cutout, spans, scale=1.1, x=2.0, y=2.0, runs=blit.runs_of(cutout, spans))
    blit.affine(frame, cutout, np.array([[1.0, 0.1, 3.0], [-0.1, 1.0, 4.0]]), 0.9)


def _warm_water(frame: blit.Pixels) -> None:
    tile, columns = noise.tile(256, 8, 1), np.full(frame.shape[1], 30, np.float32)
    rows = np.tile(np.array([0.5, 1.0, 0.0, 3.0, 20.0], np.float32), (4, 1))
    knobs = np.ones(8, np.float32)
    mirror, colours = np.zeros((6, 8, 4), np.float32), np.zeros((4, 3), np.float32)
    water.sea(frame, 20, np.ascontiguousarray(rows[:, :4]), mirror, tile, columns, colours, knobs, 0.5)
    ground, half = np.zeros((8, 48), np.uint32), np.zeros((2, 24), np.uint32)
    numbers = np.ones(4, np.float32)
    wet.reflect(half, ground, 20, np.ascontiguousarray(rows[::2, :4]), half, half, tile, columns, numbers)
    wet.wet(blit.rows_of(frame), ground, 20, np.ascontiguousarray(rows[:, :4]), half, columns)
