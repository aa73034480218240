"""Gulls and far yachts."""

from __future__ import annotations

import math

from ..brush import Canvas, dim, mix, smooth
from ..contract import Rgb


def gull(span: float, phase: float, scale: float) -> Canvas:
    """One phase of the wing beat (0…1), `span` rest pixels from tip to tip, flying to the right."""
    canvas = Canvas(-span * 0.6, -span * 0.42, span * 0.6, span * 0.42, scale)
    beat = math.sin(phase * 2 * math.pi)
    elbow, tip = -0.15 * span * beat - 0.05 * span, -0.24 * span * beat + 0.03 * span
    for side, tone in ((1, 206), (-1, 246)):
        wing = [
            (side * 0.03 * span, -0.01 * span),
            (side * 0.22 * span, elbow),
            (side * 0.5 * span, tip),
            (side * 0.36 * span, (elbow + tip) / 2 + 0.05 * span),
            (side * 0.2 * span, elbow + 0.07 * span),
            (side * 0.02 * span, 0.05 * span),
        ]
        canvas.poly(smooth(wing, 5, closed=True), (tone, tone, tone + 6))
        canvas.poly(
            [
                (side * 0.5 * span, tip),
                (side * 0.42 * span, (elbow + tip * 3) / 4),
                (side * 0.40 * span, tip * 0.6 + elbow * 0.4 + 0.04 * span),
            ],
            (52, 54, 60),
        )
    canvas.poly(
        smooth(
            [
                (-0.13 * span, 0.0),
                (0, -0.04 * span),
                (0.13 * span, -0.02 * span),
                (0.16 * span, 0.01 * span),
                (0, 0.05 * span),
            ],
            5,
            closed=True,
        ),
        (244, 245, 248),
    )
    canvas.poly([(0.15 * span, 0.0), (0.19 * span, 0.012 * span), (0.15 * span, 0.02 * span)], (238, 168, 52))
    return canvas


def yacht(tall: float, scale: float) -> Canvas:
    """A far sloop, bow to the right."""
    canvas = Canvas(-tall * 0.5, -tall * 1.02, tall * 0.5, tall * 0.075, scale)
    canvas.poly(
        smooth(
            [
                (-0.015 * tall, -tall),
                (-0.2 * tall, -0.5 * tall),
                (-0.33 * tall, -0.16 * tall),
                (-0.01 * tall, -0.14 * tall),
            ],
            5,
            closed=False,
        ),
        (250, 248, 240),
    )
    canvas.poly(
        [
            (0.02 * tall, -0.92 * tall),
            (0.2 * tall, -0.48 * tall),
            (0.36 * tall, -0.14 * tall),
            (0.02 * tall, -0.14 * tall),
        ],
        (226, 224, 222),
    )
    canvas.line([(0, -tall), (0, -0.1 * tall)], 0.02 * tall, (110, 84, 66))
    canvas.poly(
        smooth([(-0.4 * tall, -0.11 * tall), (0.44 * tall, -0.13 * tall), (0.33 * tall, 0.0), (-0.33 * tall, 0.0)], 4),
        (232, 236, 240),
    )
    canvas.poly(
        [(-0.36 * tall, -0.03 * tall), (0.37 * tall, -0.04 * tall), (0.33 * tall, 0.0), (-0.33 * tall, 0.0)],
        (156, 62, 56),
    )
    return canvas


def carp(long: float, beat: float, back: Rgb, belly: Rgb, scale: float) -> Canvas:
    """A carp that swims to the right, seen from above and aside; `beat` −1…1 bends its tail."""
    canvas = Canvas(-long * 0.62, -long * 0.3, long * 0.6, long * 0.3, scale)
    bend = beat * long * 0.07
    for side in (-1, 1):
        fin = [(0.12 * long, side * 0.09 * long), (-0.02 * long, side * 0.22 * long), (-0.08 * long, side * 0.1 * long)]
        canvas.poly(smooth(fin, 4, closed=True), mix(back, belly, 0.6), 0.75)
    tail = [
        (-0.36 * long, bend * 0.7),
        (-0.6 * long, -0.14 * long + bend * 1.6),
        (-0.5 * long, bend * 1.4),
        (-0.6 * long, 0.14 * long + bend * 1.6),
    ]
    canvas.poly(smooth(tail, 4, closed=True), mix(back, belly, 0.4), 0.85)
    body = [
        (-0.42 * long, bend),
        (-0.1 * long, -0.105 * long + bend * 0.3),
        (0.3 * long, -0.1 * long),
        (0.5 * long, 0),
        (0.3 * long, 0.1 * long),
        (-0.1 * long, 0.105 * long + bend * 0.3),
    ]
    canvas.poly(smooth(body, 6, closed=True), belly)
    for x, y, r in ((0.26, -0.02, 0.12), (0.0, 0.03, 0.11), (-0.22, -0.01, 0.07)):
        canvas.ellipse(x * long, y * long + bend * (0.4 - x), r * long, r * 0.66 * long, back)
    canvas.line(
        smooth([(-0.3 * long, bend * 0.7), (0, bend * 0.15), (0.36 * long, 0)], 6), 0.025 * long, dim(back, 0.8), 0.6
    )
    for side in (-1, 1):
        canvas.ellipse(0.4 * long, side * 0.06 * long, 0.018 * long, 0.018 * long, (24, 24, 30))
    return canvas


def small_fish(size: float, beat: float, tone: Rgb) -> Canvas:
    """A small fish that swims to the right; `beat` −1…1 bends its tail."""
    canvas = Canvas(-size * 1.1, -size * 0.6, size * 0.9, size * 0.6, 2.0)
    tail = beat * size * 0.16
    canvas.poly(
        [
            (-size * 0.55, 0),
            (-size * 1.02, -size * 0.36 + tail),
            (-size * 0.86, tail),
            (-size * 1.02, size * 0.36 + tail),
        ],
        dim(tone, 0.8),
    )
    canvas.poly(
        smooth([(-size * 0.62, tail * 0.3), (0, -size * 0.4), (size * 0.7, 0), (0, size * 0.36)], 6, closed=True), tone
    )
    canvas.poly(
        smooth([(-size * 0.3, size * 0.1), (0, size * 0.36), (size * 0.6, size * 0.08)], 5),
        mix(tone, (255, 255, 255), 0.5),
    )
    canvas.poly(
        [(-size * 0.2, -size * 0.34), (-size * 0.3, -size * 0.56), (size * 0.25, -size * 0.33)], dim(tone, 0.75)
    )
    canvas.ellipse(size * 0.42, -size * 0.06, size * 0.1, size * 0.1, (250, 250, 250))
    canvas.ellipse(size * 0.44, -size * 0.06, size * 0.055, size * 0.055, (20, 20, 26))
    return canvas
