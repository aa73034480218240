"""Lettering: a line or a paragraph of text as a picture with transparent ground.

Two vendored fonts cover Latin, Greek, Cyrillic, Chinese, Japanese and Korean (the first), Hebrew, Arabic and symbols
(the second). A character that neither has, most emoji among them, is left out and never becomes an empty box.
"""

from __future__ import annotations

import functools
import itertools
import unicodedata
from collections.abc import Iterator
from importlib.resources import files
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

#: Colour as (red, green, blue), 0…255.
Rgb: TypeAlias = tuple[float, float, float]
#: A stretch of text that one font can draw.
Run: TypeAlias = tuple[str, str]

#: Tried in this order for every character.
FONTS = ("wqy-microhei/wqy-microhei.ttc", "dejavu/DejaVuSans.ttf")
#: Baseline to baseline, in font sizes.
LEADING = 1.3
#: Must not begin a line, and must not end one (CJK line breaking).
NO_START = frozenset("，。、；：？！）》」』】〉〕…—·,.;:?!)]}%")
NO_END = frozenset("（《「『【〈〔([{")
#: A code point that no font maps, to learn what a font draws for a missing character.
UNMAPPED = "\uffff"


class NoInk(ValueError):  # noqa: N818 - reads as the sentence it is
    """Nothing of the text can be drawn: it is blank, or no font has its characters."""


def text_image(
    text: str,
    *,
    size_px: float,
    colour: Rgb = (255, 255, 255),
    bold: bool = False,
    outline: Rgb | None = None,
    max_width: int | None = None,
) -> NDArray[np.uint8]:
    """The text as (height, width, 4) uint8, BGRA, premultiplied; `size_px` is the font size.

    Lines break at line ends of the text and, given `max_width` (pixels), wherever they would grow wider; they are
    centred. The picture is cut to the ink. Raises NoInk if there is nothing to show.
    """
    weight = size_px / 46 if bold else 0.0
    edge = max(1.0, size_px / 12) if outline is not None else 0.0
    room = None if max_width is None else max(1.0, max_width - 2 * (weight + edge))
    lines = [line for line in break_lines(text, size_px=size_px, max_width=room) if line.strip()]
    fill = _draw_mask(lines, size_px, weight, weight + edge)
    if not fill.any():
        raise NoInk(f"No font here can draw {text[:40]!r}.")
    border = _draw_mask(lines, size_px, weight + edge, weight + edge) if outline is not None else fill
    box = _ink_box(np.maximum(fill, border))
    return _compose(fill[box], border[box], colour, outline)


def drawable(text: str) -> str:
    """The text without what no font here can draw."""
    return "".join(run for run, _ in _runs(unicodedata.normalize("NFC", text), keep_breaks=True))


def break_lines(text: str, *, size_px: float, max_width: float | None = None) -> list[str]:
    """The drawable text in lines of at most `max_width` pixels; a single character may be wider."""
    lines: list[str] = []
    for paragraph in drawable(text).splitlines():
        if max_width is None:
            lines.append(" ".join(paragraph.split()))
        else:
            lines.extend(_wrap(" ".join(paragraph.split()), size_px, max_width))
    return lines


def line_width(line: str, size_px: float) -> float:
    """Advance of one line in pixels."""
    return sum(_font(name, size_px).getlength(run) for run, name in _runs(line))


def _wrap(paragraph: str, size_px: float, max_width: float) -> Iterator[str]:
    line = ""
    for piece in _pieces(paragraph):
        if line and line_width((line + piece).rstrip(), size_px) > max_width:
            yield line.strip()
            line = ""
        line += piece
        while line_width(line.rstrip(), size_px) > max_width and len(line.rstrip()) > 1:
            head = _longest_head(line, size_px, max_width)
            yield line[:head]
            line = line[head:]
    if line.strip():
        yield line.strip()


def _longest_head(line: str, size_px: float, max_width: float) -> int:
    """How many characters of an unbreakable line fit; at least one."""
    return next((n for n in range(len(line) - 1, 1, -1) if line_width(line[:n], size_px) <= max_width), 1)


def _pieces(paragraph: str) -> Iterator[str]:
    """Stretches between which a line may break: words with the blanks after them, single CJK characters."""
    start = 0
    for i in range(1, len(paragraph)):
        if _may_break(paragraph[i - 1], paragraph[i]):
            yield paragraph[start:i]
            start = i
    if paragraph:
        yield paragraph[start:]


def _may_break(before: str, after: str) -> bool:
    if after.isspace() or after in NO_START or before in NO_END:
        return False
    return before.isspace() or _is_wide(before) or _is_wide(after)


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"


def _runs(line: str, *, keep_breaks: bool = False) -> Iterator[Run]:
    """The line cut where the font changes; characters without a glyph are left out."""
    for name, pairs in itertools.groupby(_with_fonts(line, keep_breaks=keep_breaks), key=lambda pair: pair[1]):
        yield "".join(char for char, _ in pairs), name


def _with_fonts(line: str, *, keep_breaks: bool) -> Iterator[tuple[str, str]]:
    current = FONTS[0]
    for char in line:
        # A blank stays in the run before it: words of a right-to-left run must be laid out together.
        name = current if char == " " or (keep_breaks and char in "\r\n") else _font_name(char)
        if name is not None:
            yield char, name
            current = name


@functools.lru_cache(maxsize=8192)
def _font_name(char: str) -> str | None:
    if char.isspace():
        return FONTS[0]
    if unicodedata.category(char)[0] == "C":  # controls, joiners and variation marks have no picture
        return None
    return next((name for name in FONTS if _has_glyph(name, char)), None)


def _has_glyph(name: str, char: str) -> bool:
    font = _font(name, 24)
    mask, missing = font.getmask(char), font.getmask(UNMAPPED)
    return mask.size != missing.size or bytes(mask) != bytes(missing)


@functools.lru_cache(maxsize=64)
def _font(name: str, size_px: float) -> ImageFont.FreeTypeFont:
    path = files("wanbox") / "assets" / "fonts" / name
    return ImageFont.truetype(str(path), size_px)


def _draw_mask(lines: list[str], size_px: float, stroke: float, pad: float) -> NDArray[np.uint8]:
    """Coverage (height, width) uint8 of all lines, each centred; `stroke` thickens every glyph by that many pixels."""
    widths = [line_width(line, size_px) for line in lines]
    step = size_px * LEADING
    # Glyphs may reach over their advance and the line's own box; half a size of margin holds all of them.
    margin = size_px * 0.5 + pad + 2
    width, height = max(widths, default=0) + 2 * margin, step * len(lines) + 2 * margin
    canvas = Image.new("L", (int(width) + 1, int(height) + 1))
    draw = ImageDraw.Draw(canvas)
    for row, (line, advance) in enumerate(zip(lines, widths, strict=True)):
        x, y = (width - advance) / 2, margin + row * step + size_px
        for run, name in _runs(line):
            font = _font(name, size_px)
            draw.text((x, y), run, fill=255, font=font, anchor="ls", stroke_width=stroke)
            x += font.getlength(run)
    return np.asarray(canvas, dtype=np.uint8)


def _ink_box(mask: NDArray[np.uint8]) -> tuple[slice, slice]:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def _compose(fill: NDArray[np.uint8], border: NDArray[np.uint8], colour: Rgb, outline: Rgb | None) -> NDArray[np.uint8]:
    cover = fill.astype(np.float32)[..., None] / 255
    under = border.astype(np.float32)[..., None] / 255 * (1 - cover) if outline is not None else np.zeros_like(cover)
    fill_bgra = np.array([*colour[::-1], 255], np.float32)
    edge_bgra = np.array([*(outline or colour)[::-1], 255], np.float32)
    return np.round(cover * fill_bgra + under * edge_bgra).astype(np.uint8)
