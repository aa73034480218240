"""Quoted speech: found first and taken out, so that what is said is not read as what is seen."""

from __future__ import annotations

import re

from .facts import Span

_QUOTES = re.compile(
    r"“([^”]{1,1500})”|\"([^\"]{1,1500})\"|「([^」]{1,1500})」|『([^』]{1,1500})』|«([^»]{1,1500})»|„([^“”]{1,1500})[“”]"
    r"|‘([^’]{2,400}?[.,!?。！？…]?)’(?![a-z])|(?<![\w'])'([^'\n]{2,400}(?:'[a-z]{1,2}\b[^'\n]{0,400})*)'(?!\w)"
)
#: After these even unquoted words are speech: 说：你好。
_SAYING = re.compile(r"(?:说道|说|喊道|喊|问道|问|答道|道)[:：]\s*([^。！？!?\n“”\"「」]{1,80}[。！？!?]?)")
#: A short quotation after these is lettering in the picture, not speech.
_LETTERING = re.compile(
    r"(?:sign|sign that (?:says|reads)"
    r"|word|words|text|title|titled|called|named|reads|写着|标题|名叫|名为|字样|叫做|文字)\s*$",
    re.IGNORECASE,
)

#: Letters that the longest of them has, and some more.
_LETTERED = 24


def find(text: str, folded: str = "") -> list[Span]:
    """The quotations in a text, without their quotation marks, in order; `folded` is the text in plain letters."""
    spans = []
    for match in _QUOTES.finditer(folded or text):
        group = next(number for number, part in enumerate(match.groups(), start=1) if part is not None)
        if not _LETTERING.search(text[: match.start()].rstrip()[-_LETTERED:]):
            spans.append(_span(text, match, group))
    taken = [(span.start, span.end) for span in spans]
    spans += [
        _span(text, match, 1)
        for match in _SAYING.finditer(folded or text)
        if not any(start <= match.end(1) and match.start(1) <= end for start, end in taken)
    ]
    return sorted((span for span in spans if span.text), key=lambda span: span.start)


def _span(text: str, match: re.Match[str], group: int) -> Span:
    start, end = match.span(group)
    return Span(start, end, text[start:end].strip())


def blank(text: str, spans: list[Span]) -> str:
    """The same text with the quotations blanked out, all other characters in their places."""
    for span in spans:
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return text
