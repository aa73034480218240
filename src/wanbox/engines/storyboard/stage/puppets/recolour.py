"""Colour slots: a new base colour for fur or coat, and its shades moved along with it."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Mapping

_HEX = re.compile(r"#[0-9a-fA-F]{6}\b")


def recoloured(svg: str, slots: Mapping[str, tuple[str, ...]], colours: Mapping[str, str]) -> str:
    """The markup with the colours of the named slots replaced; unknown slots and unreadable colours are left alone."""
    table: dict[str, str] = {}
    for slot, shades in slots.items():
        base = parse(colours.get(slot, ""))
        if base is not None:
            table |= {shade.lower(): shifted(shade, shades[0], base) for shade in shades}
    if not table:
        return svg
    return _HEX.sub(lambda match: table.get(match.group(0).lower(), match.group(0)), svg)


def parse(colour: str) -> tuple[float, float, float] | None:
    """A CSS colour as (red, green, blue) 0…1; None if it is not one."""
    from PIL import ImageColor

    try:
        red, green, blue = ImageColor.getrgb(colour)[:3]
    except ValueError:
        return None
    return red / 255, green / 255, blue / 255


def shifted(shade: str, old_base: str, new_base: tuple[float, float, float]) -> str:
    """The shade that stands to the new base as it stood to the old one, in lightness, saturation and hue."""
    old, this = parse(old_base), parse(shade)
    if old is None or this is None:
        raise ValueError(f"{old_base} and {shade} must be hex colours")
    h0, l0, s0 = colorsys.rgb_to_hls(*old)
    h1, l1, s1 = colorsys.rgb_to_hls(*this)
    h2, l2, s2 = colorsys.rgb_to_hls(*new_base)
    # Lightness keeps its distance to black or to white in proportion, so that no shade clips.
    light = l2 * l1 / l0 if l1 <= l0 else 1 - (1 - l2) * (1 - l1) / max(1 - l0, 1e-6)
    saturation = min(1.0, s2 * s1 / s0) if s0 > 0.02 else s2
    hue = (h2 + (h1 - h0 if s0 > 0.02 else 0.0)) % 1.0
    red, green, blue = colorsys.hls_to_rgb(hue, min(max(light, 0.0), 1.0), saturation)
    return f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"
