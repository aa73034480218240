"""Gulls and far yachts."""

from __future__ import annotations

import math

from ..brush import Canvas, smooth


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
