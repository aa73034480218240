"""SVG text in, pixels out: the door to resvg, and small helpers to compose SVG text.

Everything above this module sees numpy arrays only. Text is not drawn here (resvg draws text without a matching font as
nothing, silently); lettering goes through `media.text`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from .shelf import shelf

Point: TypeAlias = tuple[float, float]
#: Offset 0…1, CSS colour, opacity 0…1.
Stop: TypeAlias = tuple[float, str, float] | tuple[float, str]

#: Changes with what `render_svg` does to the pixels of the library.
_FORM = "premultiplied bgra 1"

_ROOT = re.compile(r"<svg\b[^>]*>", re.DOTALL)
_SIZE = re.compile(r"""\s(?:width|height|preserveAspectRatio)\s*=\s*(?:"[^"]*"|'[^']*')""")


def render_svg(svg: str, *, width: int, height: int) -> NDArray[np.uint8]:
    """Draw an SVG document into exactly width x height pixels.

    Returns (height, width, 4) uint8, BGRA, premultiplied. The view box is stretched to the pixels; without one the
    document is taken to be width x height units. Raises ValueError for a document that resvg cannot read.
    """
    import cv2
    import resvg_py

    if width < 1 or height < 1:
        raise ValueError(f"cannot draw into {width}x{height} pixels")
    png = resvg_py.svg_to_bytes(svg_string=_sized(svg, width, height), skip_system_fonts=True)
    decoded = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_UNCHANGED)
    if decoded is None or decoded.ndim != 3 or decoded.shape[2] != 4:
        raise ValueError("resvg gave no picture with alpha")
    return premultiplied(np.asarray(decoded, np.uint8))


def drawn(svg: str, *, width: int, height: int) -> NDArray[np.uint8]:
    """`render_svg`, read from disk where this or another process has drawn the same before."""
    key = painter(), f"{width}x{height}", svg
    found = shelf().get(*key)
    if found is not None and found.shape == (height, width, 4):
        return found
    pixels = render_svg(svg, width=width, height=height)
    shelf().put(pixels, *key)
    return pixels


def painter() -> str:
    """What draws here, in its version: part of the key of whatever is kept of a drawing."""
    import resvg_py

    return f"resvg_py {resvg_py.__version__} {_FORM}"


def premultiplied(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Multiply the colours of straight BGRA by their alpha, rounded to nearest."""
    out = picture.copy()
    alpha = picture[..., 3:4].astype(np.uint16)
    out[..., :3] = (picture[..., :3] * alpha + 127) // 255
    return out


def _sized(svg: str, width: int, height: int) -> str:
    """The document with its root element's size set in pixels and its view box stretched to them."""
    match = _ROOT.search(svg)
    if match is None:
        raise ValueError("not an SVG document: no <svg> element")
    root = _SIZE.sub("", match.group(0))
    if "viewBox" not in root:
        root = root.replace("<svg", f'<svg viewBox="0 0 {width} {height}"', 1)
    if "xmlns=" not in root:
        root = root.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    root = root.replace("<svg", f'<svg width="{width}" height="{height}" preserveAspectRatio="none"', 1)
    return svg[: match.start()] + root + svg[match.end() :]


def document(body: str, *, view_box: tuple[float, float, float, float], defs: str = "") -> str:
    """A whole SVG document: view box (x, y, width, height), definitions and shapes."""
    box = " ".join(number(v) for v in view_box)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="{box}"><defs>{defs}</defs>{body}</svg>'
    )


def number(value: float) -> str:
    """A coordinate as short text: two decimals, no trailing zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _stops(stops: Iterable[Stop]) -> str:
    rows = []
    for stop in stops:
        opacity = f' stop-opacity="{number(stop[2])}"' if len(stop) == 3 else ""
        rows.append(f'<stop offset="{number(stop[0])}" stop-color="{stop[1]}"{opacity}/>')
    return "".join(rows)


def linear_gradient(
    name: str, stops: Iterable[Stop], *, start: Point = (0, 0), end: Point = (0, 1), units: str = "objectBoundingBox"
) -> str:
    """A gradient from `start` to `end` for `fill="url(#name)"`; by default from the top of the shape to its bottom."""
    (x1, y1), (x2, y2) = start, end
    return (
        f'<linearGradient id="{name}" gradientUnits="{units}" x1="{number(x1)}" y1="{number(y1)}" '
        f'x2="{number(x2)}" y2="{number(y2)}">{_stops(stops)}</linearGradient>'
    )


def polygon_path(points: Sequence[Point], *, closed: bool = True) -> str:
    """Path data of straight lines through the points."""
    steps = " L".join(f"{number(x)} {number(y)}" for x, y in points)
    return f"M{steps}{'Z' if closed else ''}"


def smooth_path(points: Sequence[Point], *, closed: bool = True, tension: float = 1.0) -> str:
    """Path data of a Catmull-Rom curve through the points, as cubic Béziers; tension 0 gives straight lines."""
    count = len(points)
    if count < 3:
        return polygon_path(points, closed=closed)

    def at(i: int) -> Point:
        return points[i % count] if closed else points[min(max(i, 0), count - 1)]

    parts = [f"M{number(points[0][0])} {number(points[0][1])}"]
    for i in range(count if closed else count - 1):
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = at(i - 1), at(i), at(i + 1), at(i + 2)
        k = tension / 6
        parts.append(
            f"C{number(x1 + (x2 - x0) * k)} {number(y1 + (y2 - y0) * k)} "
            f"{number(x2 - (x3 - x1) * k)} {number(y2 - (y3 - y1) * k)} {number(x2)} {number(y2)}"
        )
    return "".join(parts) + ("Z" if closed else "")


def shape(path: str, fill: str, *, extra: str = "") -> str:
    """A filled path element; `extra` is further attributes."""
    return f'<path d="{path}" fill="{fill}"{" " + extra if extra else ""}/>'


def stroke(path: str, colour: str, width: float, *, extra: str = "") -> str:
    """A line with round ends and joints along path data."""
    return (
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{number(width)}" '
        f'stroke-linecap="round" stroke-linejoin="round"{" " + extra if extra else ""}/>'
    )
