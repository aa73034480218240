"""Words on the picture, clear of the subject, as large as fits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from ..pixels import Picture, luma
from ..words import Words, lexicon
from .contract import Clause, Context, Found, Stage, bgr
from .lettering import laid, place


class AddText:
    name = "add-text"
    asks = 'add the text "…" (place, size, colour)'
    words: ClassVar[Words] = {
        "en": (
            "add the text", "add text", "add a text", "add the words", "add the word", "add a title", "add the title",
            "add a caption", "add caption", "write the words", "write", "put the text", "with the text", "text",
            "title",
            "caption", "letter", "lettering", "that says", "saying", "that reads", "add the caption", "slogan", "words",
        ),
        "zh": ("加上文字", "添加文字", "加文字", "写上", "写着", "加上标题", "添加标题", "文字",
               "标题", "字样", "题字", "配文", "加字", "加上"),
    }  # fmt: skip
    reads = 5
    stage = Stage.TEXT

    def matches(self, clause: Clause) -> Found | None:
        if '"' not in clause.text:
            return None
        spans = clause.spans(self.words)
        if not spans:
            return None
        table = lexicon("picture/instructions")
        where = next((name for name, words in table["places"].items() if clause.has(words)), "")
        size = next((name for name, words in table["sizes"].items() if clause.has(words)), "")
        named = clause.colours()
        number = int(clause.text[clause.text.index('"') + 1 :].split('"', 1)[0] or 0)
        params = {"text": clause.quotes[number], "place": where, "size": size, "colour": named[0] if named else ""}
        # What stands before the words is another operation: "a frame with the text …".
        begin = min(spans[0][0], clause.text.index('"'))
        before = (begin, len(clause.text))
        framed = clause.has(("frame", "border", "polaroid", "框", "边", "拍立得"))
        return Found(params, [before if framed else (0, len(clause.text))])

    def apply(self, image: Picture, params: Mapping[str, Any], context: Context) -> Picture:
        h, w = image.shape[:2]
        share = {"large": 0.15, "small": 0.05, "": 0.09}[params["size"]]
        found = context.matte(image)
        busy = found.alpha if found.found else np.zeros((h, w), np.float32)
        mask, x, y = place(params["text"], image, busy, where=params["place"], share=share, variant=context.variant)
        box = image[y : y + mask.shape[0], x : x + mask.shape[1]]
        bright = float(luma(np.ascontiguousarray(box)).mean()) if box.size else 0.5
        auto = (250.0, 252.0, 255.0) if bright < 0.62 else (34.0, 28.0, 26.0)
        ink = bgr(params["colour"]) if params["colour"] else auto
        return laid(image, mask, x, y, ink)


EDIT = AddText()
