"""A shot of several: how near the camera may come so that all who act on each other are in the frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..shotlist import Actor

#: Part of the frame's width that they fill at most, and where the tallest head is, from the top.
_FILLED, _HEADROOM = 0.9, 0.07
#: Part of the smallest body that may lie below the frame.
_CUT = 0.12
#: Most of those that one near shot shows.
MOST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Bodies that one near shot holds."""

    #: Middle of them all, in frame widths, and the highest top, in frame heights.
    middle: float
    top: float
    #: Width of them all in frame widths, height of the tallest and of the smallest in frame heights.
    width: float
    tallest: float
    smallest: float

    def nearest(self, hero: Actor) -> float:
        """Height on screen of the hero with which all are seen."""
        share = hero.height / self.tallest
        whole = (1 - _HEADROOM) / (1 - _CUT * self.smallest / self.tallest)
        return min(_FILLED * hero.height / max(self.width, 0.01), whole * share)


#: Row of the tallest head.
HEADROOM = _HEADROOM


def group(actors: Sequence[Actor], ids: Sequence[str], aspects: Mapping[str, float], aspect: float) -> Group | None:
    """The bodies with these ids as a group; None for fewer than two. `aspects`: width over height by id."""
    members = [actor for actor in actors if actor.id in ids]
    if len({actor.id for actor in members}) < 2:
        return None
    lefts, rights = [], []
    for actor in members:
        half = aspects.get(actor.id, 0.5) * actor.height / aspect / 2
        lefts.append(min(actor.start[0], actor.end[0]) - half)
        rights.append(max(actor.start[0], actor.end[0]) + half)
    tops = [_foot(actor) - actor.height * (0.5 if actor.medium == "air" else 1.0) for actor in members]
    return Group(
        middle=(min(lefts) + max(rights)) / 2,
        top=min(tops),
        width=max(rights) - min(lefts),
        tallest=max(actor.height for actor in members),
        smallest=min(actor.height for actor in members),
    )


def _foot(actor: Actor) -> float:
    return (actor.start[1] + actor.end[1]) / 2 - actor.lift
