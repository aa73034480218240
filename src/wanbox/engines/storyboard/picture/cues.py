"""What a prompt asks of a given picture: camera, motion in it, weather, or that it stays still."""

from __future__ import annotations

from dataclasses import dataclass

from ..shotlist import Move
from .words import flat, has, lexicon, pattern


@dataclass(frozen=True, slots=True)
class Cues:
    #: Effects by name, as `PictureScene` knows them.
    effects: frozenset[str]
    #: What the subject does, names of `acts`.
    acts: frozenset[str]
    #: The camera move that was named, or None.
    move: Move | None
    #: Nothing may move.
    still: bool
    #: A living subject was named.
    alive: bool
    #: The words that were read.
    understood: tuple[str, ...]


def read(prompt: str) -> Cues:
    """Read a prompt in English or Chinese with the lexicons `picture/motion` and `picture/acts`."""
    table = lexicon("picture/motion")
    effects = frozenset(name for name, words in table["effects"].items() if has(prompt, words))
    doings = lexicon("picture/acts")
    acts = frozenset(name for name, act in doings.items() if has(prompt, act["words"]))
    moves = [Move(name) for name, words in table["moves"].items() if has(prompt, words)]
    without = pattern(flat(table["not_still"])).sub(" ", prompt)
    still = has(without, table["still"])
    seen: list[str] = []
    done = [act["words"] for act in doings.values()]
    for group in (*table["effects"].values(), *table["moves"].values(), table["still"], *done):
        seen += [match.group(0) for match in pattern(flat(group)).finditer(prompt)]
    if effects or acts:
        # How it moves is the effect's own business: the words of motion around it took effect with it.
        seen += [match.group(0) for match in pattern(flat(table["verbs"])).finditer(prompt)]
    return Cues(
        effects, acts, moves[0] if moves else None, still, has(prompt, table["alive"]), tuple(dict.fromkeys(seen))
    )
