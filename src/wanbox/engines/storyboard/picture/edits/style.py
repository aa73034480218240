"""Any finish: black and white, pencil, watercolour, oil, ink wash, anime, woodblock, pixel art and more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import cv2

from ..pixels import Picture, blur, luma, picture, plane
from ..skin import skin
from ..styles import finish, finishes
from ..words import Words, flat
from .contract import Clause, Context, Found, Stage

#: Finishes whose strokes are broader than the features of a face.
BROAD = frozenset({"claymation", "embroidery", "ink-wash", "oil", "paper-cutout", "watercolour", "woodblock"})


class Style:
    name = "style"
    asks = "a style: " + ", ".join(sorted(name.replace("-", " ") for name in finishes()))
    words: ClassVar[Words] = {"any": tuple(word for found in finishes().values() for word in flat(found.words))}
    reads = 28
    stage = Stage.STYLE

    def matches(self, clause: Clause) -> Found | None:
        named = [(spans[0], f.name, spans) for f in finishes().values() if (spans := clause.spans(f.words))]
        if not named:
            return None
        # "A vintage film look" is vintage: the word that comes first says what, the others how.
        _, name, _ = min(named)
        return Found({"style": name, "strength": clause.strength()}, [span for *_, spans in named for span in spans])

    def apply(self, image: Picture, params: Mapping[str, Any], context: Context) -> Picture:
        strength = context.vary(float(params["strength"]), 0.2)
        done = finish(image, params["style"], strength=strength, seed=context.seed_of(5) % 9973)
        return _with_faces(image, done) if params["style"] in BROAD else done


def _with_faces(image: Picture, done: Picture) -> Picture:
    """Eyes and mouths are drawn back in: broad strokes would make a person nobody."""
    bare = skin(image)
    share = float(bare.mean())
    # Sand, wood and fur are of the colour of skin as well, but fill more of a picture than faces do.
    if not 0.002 < share < 0.3:
        return done
    sigma = min(image.shape[:2]) / 150
    # A face is its features too: the mask closes over eyes and mouth.
    side = max(5, round(9 * sigma)) | 1
    mask = cv2.morphologyEx(bare, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)))
    detail = plane(luma(image) - blur(luma(image), 2.2 * sigma))
    smooth = plane(luma(done) - blur(luma(done), 2.2 * sigma))
    return picture(plane(done) + ((detail - 0.7 * smooth) * blur(plane(mask), sigma))[..., None] * 225)


EDIT = Style()
