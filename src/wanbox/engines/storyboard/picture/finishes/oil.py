"""Oil paint: dabs along the forms, with the relief of the brush."""

from __future__ import annotations

from ..pixels import Picture, saturated
from .contract import Finish
from .press import detail, pressed
from .strokes import brush, calm, grown, relief, unit


def apply(image: Picture, strength: float, seed: int) -> Picture:
    u, k = unit(image), min(strength, 1.5)
    paint = saturated(calm(image, 5.0 * u * k, 3.0 * u), 1.24)
    hair = brush(image, round(11 * max(u, 0.5)), seed, 5)
    # Fine work (eyes, lettering, twigs) is set in with a small brush afterwards.
    return pressed(
        grown(paint, image),
        fine=detail(image, 3.5 * u),
        gain=0.5,
        texture=grown(relief(hair, 0.10 * k, 0.17 * k), image),
    )


FINISH = Finish(
    "oil",
    {
        "en": ("oil painting", "oil paint", "oils", "oil", "impressionist", "impasto", "van gogh", "monet"),
        "zh": ("油画", "印象派", "梵高", "莫奈"),
    },
    apply,
)
