"""Editing given pictures by an instruction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from wanbox.engines.contract import RequestRefused

from . import instructions
from .crop import about_subject
from .edits.contract import Context, NotFoundError, Scenery
from .edits.tone import toned
from .pixels import Picture, contain, fit, normalised, resize


@dataclass(frozen=True, slots=True)
class EditResult:
    #: BGR. Of the asked size, or of another shape with about as many pixels where the instruction changed the shape.
    picture: Picture
    understood: Sequence[str]
    not_understood: Sequence[str]
    #: Names of the operations in working order.
    operations: Sequence[str] = ()


def edit(
    pictures: Sequence[NDArray[Any]],
    instruction: str,
    *,
    width: int,
    height: int,
    n: int = 1,
    seed: int = 0,
    scenery: Scenery | None = None,
    exact: bool = False,
) -> Sequence[EditResult]:
    """Make n variants of the edited picture.

    Args:
        pictures: one to four, decoded, of any size; grey, alpha and 16-bit are taken as well.
        instruction: what shall be done, in English or Chinese.
        width: of the result, in pixels.
        height: of the result, in pixels.
        n: how many variants; the first is the plainest.
        seed: decides palette, strength and texture of the variants.
        scenery: draws a scene from words, for new backgrounds.
        exact: keep width and height also where a crop or a turn gave the picture another shape.

    Raises:
        RequestRefused: `InvalidParameter` where nothing was understood, or what is named is not in the picture.
    """
    read = instructions.read(instruction, len(pictures))
    given = [normalised(image) for image in pictures]
    base = about_subject(given[_base(read, len(given))], width, height)
    first = Context(given, width, height, seed, 0, scenery)
    names = tuple(op.edit.name for op in read.operations)
    try:
        done = [_variant(base, read, first, number) for number in range(n)]
    except NotFoundError as missing:
        raise RequestRefused("InvalidParameter", _not_found(str(missing))) from missing
    return [
        EditResult(_sized(one, width, height, exact=exact), read.understood, read.not_understood, names) for one in done
    ]


def _not_found(label: str) -> str:
    return (
        f'No "{label}" was found in the picture. Name it by its colour or place as well ("the red car on the left"), '
        f"or ask for: {instructions.what_can_be_asked()}."
    )


def _base(read: instructions.Instructions, count: int) -> int:
    """The picture that is edited: the one that a composition uses as its scene, else the first."""
    for op in read.operations:
        if "scene" in op.params and isinstance(op.params["scene"], int) and op.params["scene"] < count:
            return int(op.params["scene"])
    return 0


def _variant(base: Picture, read: instructions.Instructions, first: Context, number: int) -> Picture:
    context = Context(first.pictures, first.width, first.height, first.seed, number, first.scenery)
    context.share(first)
    image = base
    for number_of_op, op in enumerate(read.operations, 1):
        image = op.edit.apply(image, op.params, context)
        if number_of_op < len(read.operations):
            context.relit(image)
    return _print(image, number)


def _print(image: Picture, number: int) -> Picture:
    """Each variant is printed a little differently, so that operations without freedom differ as well."""
    if number == 0:
        return image
    name, k = (("warmer", 0.22), ("more-contrast", 0.28), ("cooler", 0.2))[(number - 1) % 3]
    return toned(image, name, k)


def _sized(image: Picture, width: int, height: int, *, exact: bool) -> Picture:
    h, w = image.shape[:2]
    if (w, h) == (width, height):
        return image
    if exact or abs(w / h - width / height) < 0.01:
        return fit(image, width, height) if abs(w / h / (width / height) - 1) < 0.05 else contain(image, width, height)
    # Another shape with about as many pixels, sides even.
    k = (width * height / (w * h)) ** 0.5
    return resize(image, max(16, round(w * k / 2) * 2), max(16, round(h * k / 2) * 2))
