"""From an instruction in English or Chinese to the operations that it asks for, in working order."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from wanbox.engines.contract import RequestRefused

from . import colours
from .discovery import registered
from .edits.contract import Clause, Edit, Span
from .words import flat, is_chinese, lexicon, pattern

QUOTED = re.compile(
    r"“([^”]*)”|「([^」]*)」|『([^』]*)』|\"([^\"]*)\"|‘([^’]*)’|《([^》]*)》|(?<![a-z])'([^']+)'(?![a-z])",
    re.IGNORECASE,
)
#: Words that are announced but stand without quotation marks.
SAID = re.compile(
    r"\b(that says|which says|saying|that reads)\s*:?\s+([^\"“”'.,;!?]+)"
    r"|(文字|写上|写着|字样|标题)[：:]\s*([^，。,.“”\"]+)",
    re.IGNORECASE,
)
SPLIT = re.compile(
    r"[.;,!?\n。；，！？、]+(?!\d)|\bthen\b|\bafter that\b|\bas well as\b|\bbut\b(?! the (?:\w+ )?\w+$)|\bwhile\b"
    r"|\band (?=(?:make|turn|add|blur|replace|remove|rotate|flip|crop|change|convert|put|write|keep|leave)\b)"
    r"|然后|并且|同时|接着|但是?|(?<=[\u4e00-\u9fff])并(?=[\u4e00-\u9fff])"
)
#: Asks that something stays while all else changes.
ONLY = re.compile(r"\bonly\b|只(?:保留|留|剩)|除了")

GREY = re.compile(r"black[ -]and[ -]white|gr[ae]yscale|monochrome|\bgr[ae]y\b|黑白|灰")


@dataclass(frozen=True, slots=True)
class Operation:
    edit: Edit
    params: Mapping[str, Any]
    #: The words that asked for it.
    words: str


@dataclass(frozen=True, slots=True)
class Instructions:
    operations: Sequence[Operation]
    understood: Sequence[str]
    not_understood: Sequence[str]


@functools.cache
def edits() -> tuple[Edit, ...]:
    """All operations in the order in which they read."""
    found = registered(f"{__package__}.edits", "EDIT")
    return tuple(sorted(found, key=lambda edit: (edit.reads, edit.name)))


def what_can_be_asked() -> str:
    return "; ".join(sorted(edit.asks for edit in edits()))


def read(instruction: str, pictures: int = 1) -> Instructions:
    """Read an instruction for that many pictures.

    Raises:
        RequestRefused: `InvalidParameter` with the list of what can be asked, where nothing was understood.
    """
    text, quotes = _unquoted(instruction)
    operations: list[Operation] = []
    lost: list[str] = []
    kept: list[str] = []
    for part in _clauses(text):
        clause = Clause(part, quotes, pictures)
        if not part.strip():
            continue
        splash = ONLY.search(part) or (colours.find(part) and GREY.search(text))
        if clause.has(lexicon("picture/instructions")["keep"]) and not (clause.text.count('"') or splash):
            # "Keep the face" asks for nothing; "in grey, but keep the red" does.
            (lost if colours.find(part) else kept).append(part.strip())
            continue
        found, taken = _operations(clause)
        operations += found
        lost += _left_over(part, taken, asked=bool(found))
    if not operations:
        raise RequestRefused("InvalidParameter", _refusal(instruction))
    understood = tuple(dict.fromkeys([op.words for op in operations] + kept))
    operations = _without_doubles(operations)
    once = list({(op.edit.name, repr(sorted(op.params.items()))): op for op in operations}.values())
    ordered = sorted(once, key=lambda op: float(op.params.get("stage", op.edit.stage)))
    return Instructions(ordered, understood, tuple(dict.fromkeys(lost)))


def _without_doubles(operations: list[Operation]) -> list[Operation]:
    """One moon in a night; who asks to keep only the red and for the rest in black and white says one thing twice."""
    names = {op.edit.name for op in operations}
    if "night" in names:
        operations = [op for op in operations if op.edit.name != "add-stars"]
    if {"night", "add-moon"} <= names:
        # The night's own moon would be a second one.
        operations = [replace(op, params={**op.params, "moon": op.edit.name != "night"}) for op in operations]
    if "colour-splash" not in names:
        return operations
    return [op for op in operations if op.params.get("style") != "black-and-white"]


def _clauses(text: str) -> list[str]:
    """Parts of the text; mere manner after a quotation (", in red", "，放在右下角") stays with it."""
    table = lexicon("picture/instructions")
    manners = [
        word for kind in ("places", "sizes", "strength") for group in table[kind].values() for word in flat(group)
    ]
    manner = pattern((*flat(table["filler"]), *manners, *colours.names()))
    parts: list[str] = []
    for part in SPLIT.split(text):
        if (
            parts
            and any(mark in parts[-1] for mark in ('"', "background", "背景"))
            and part.strip()
            and not manner.sub("", part).replace("放", "").strip(" 字体号角部")
        ):
            parts[-1] += " " + part
        else:
            parts.append(part)
    return parts


def _refusal(instruction: str) -> str:
    said = instruction.strip()[:80] or "(empty)"
    return f"The editing instruction could not be understood: {said}. You can ask for: {what_can_be_asked()}."


def _unquoted(instruction: str) -> tuple[str, tuple[str, ...]]:
    """Lower-case text with each quotation replaced by "its number", and the quotations as they were written."""
    quotes: list[str] = []
    instruction = SAID.sub(lambda match: f'{match[1] or match[3]} "{match[2] or match[4]}"', instruction)

    def swap(match: re.Match[str]) -> str:
        quotes.append(next((group for group in match.groups() if group), "").strip())
        return f' "{len(quotes) - 1}" '

    text = QUOTED.sub(swap, instruction)
    return text.lower(), tuple(quotes)


def _operations(clause: Clause) -> tuple[list[Operation], list[Span]]:
    """Every operation in a clause; words that one has taken are out of the next one's sight."""
    operations: list[Operation] = []
    taken: list[Span] = []
    whole = clause.text
    for edit in edits():
        found = edit.matches(clause)
        if found is None:
            continue
        words = " ".join(whole[a:b].strip() for a, b in sorted(found.spans))
        operations.append(Operation(edit, found.params, _requoted(words, clause.quotes)))
        taken += found.spans
        for a, b in found.spans:
            clause.text = clause.text[:a] + " " * (b - a) + clause.text[b:]
        # Manner belongs to the whole clause and stays visible for what comes next.
        clause.text = _with_manner(clause.text, whole)
    return operations, taken


def _with_manner(text: str, whole: str) -> str:
    table = lexicon("picture/instructions")["strength"]
    for a, b in (match.span() for match in pattern((*flat(table["weak"]), *flat(table["strong"]))).finditer(whole)):
        text = text[:a] + whole[a:b] + text[b:]
    return text


def _requoted(words: str, quotes: Sequence[str]) -> str:
    return re.sub(r'"(\d+)"', lambda match: f'"{quotes[int(match[1])]}"', words)


def _left_over(part: str, taken: Sequence[Span], *, asked: bool) -> list[str]:
    """The words of a clause that took no effect; the whole clause where nothing in it did."""
    filler = lexicon("picture/instructions")["filler"]
    strength = lexicon("picture/instructions")["strength"]
    rest = part
    for a, b in taken:
        rest = rest[:a] + " " * (b - a) + rest[b:]
    if asked:
        rest = pattern(tuple(colours.names())).sub(" ", rest)
    words = pattern((*filler["en"], *filler["zh"], *flat(strength["weak"]), *flat(strength["strong"])))
    rest = words.sub(" ", re.sub(r"[\"'\d%°#:()-]", " ", rest))
    pieces = [piece for piece in rest.split() if len(piece) > 1 or (is_chinese(piece) and len(piece) > 1)]
    if not asked and pieces:
        return [part.strip()]
    return pieces
