"""One thing after another: a body that walks, then waves does so in stretches of the shot or of the clip."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ..shotlist import Actor
from .roles import Role
from .scene import nearest
from .staging import natural_way

#: Words between two verbs that put the second after the first.
_THEN = re.compile(
    r"\b(then|finally|afterwards?|next|before|until|and ends?|later)\b|然后|接着|随后|之后|最后|再|先", re.IGNORECASE
)
_MOVING = frozenset({"walk", "run", "crawl", "fly", "swim", "drive", "sail", "ride"})
#: Seconds that one action needs to be seen; most of them in one shot; how much longer a way takes than a gesture.
_LEAST, _MOST, _LONGER = 1.2, 4, 1.35
#: A way that begins in the middle of a shot is no longer than this, in frame widths.
_SHORT_WAY = 0.3


def verbs_of(role: Role, prompt: str) -> list[str]:
    """What the body does one after another, as it can show it; one verb where the prompt tells no order."""
    said = sorted((a for a in role.subject.actions if a.span.start >= 0), key=lambda action: action.span.start)
    if len(said) < 2 or role.entry is None or role.count != 1:
        return []
    told = prompt[max(0, said[0].span.start - 12) : said[-1].span.end]
    if not _THEN.search(told):
        return []
    shown = [_shown(role, action.verb) for action in said]
    return [verb for verb, before in zip(shown, ["", *shown[:-1]], strict=True) if verb and verb != before]


def _shown(role: Role, verb: str) -> str:
    own = role.entry.actions if role.entry else frozenset()
    return verb if verb in own else next((v for v in nearest()["action"].get(verb, ()) if v in own), "")


def split(
    actors: Sequence[Actor], roles: Sequence[Role], prompt: str, seconds: float, aspect: float
) -> tuple[Actor, ...]:
    """The actors of one shot, those with several things to do as several entries of one id."""
    found: list[Actor] = []
    for actor in actors:
        role = next((r for r in roles if actor.id == f"{r.noun.replace(' ', '-')}-{r.index + 1}-1"), None)
        verbs = verbs_of(role, prompt)[: min(_MOST, int(seconds / _LEAST))] if role and not actor.lift else []
        found += _stretches(actor, verbs, seconds, aspect) if len(verbs) > 1 else [actor]
    return tuple(found)


def _stretches(actor: Actor, verbs: Sequence[str], seconds: float, aspect: float) -> list[Actor]:
    weights = [_LONGER if verb in _MOVING else 1.0 for verb in verbs]
    times = [round(seconds * sum(weights[:k]) / sum(weights) * 30) / 30 for k in range(len(verbs))] + [seconds]
    ways = _ways(actor, verbs, times, aspect)
    (x, y), pieces = actor.start, []
    for verb, way, (first, last) in zip(verbs, ways, pairwise(times), strict=True):
        piece = replace(actor, action=verb, start=(x, y), end=(x + way, y), during=(first, last))
        pieces.append(piece)
        x += way
    return pieces


def _ways(actor: Actor, verbs: Sequence[str], times: Sequence[float], aspect: float) -> list[float]:
    """How far each stretch goes: the staged way is shared out among those on the move."""
    moving = [verb in _MOVING for verb in verbs]
    staged = actor.end[0] - actor.start[0]
    if abs(staged) > 0.02 and any(moving):
        return [staged / sum(moving) if move else 0.0 for move in moving]
    free = 0.94 - actor.start[0] if actor.facing > 0 else actor.start[0] - 0.06
    most = max(min(_SHORT_WAY, free), 0.0) / max(sum(moving), 1)
    return [
        actor.facing * min(natural_way(verb, verb, "", actor.height, last - first, aspect), most) if move else 0.0
        for verb, move, (first, last) in zip(verbs, moving, pairwise(times), strict=True)
    ]


def at_cut(actors: Sequence[Actor], roles: Sequence[Role], prompt: str, number: int) -> tuple[Actor, ...]:
    """The actors in the shot of that number, each at the verb whose turn it is."""
    found = []
    for actor in actors:
        role = next((r for r in roles if actor.id == f"{r.noun.replace(' ', '-')}-{r.index + 1}-1"), None)
        verbs = verbs_of(role, prompt) if role and not actor.lift else []
        if len(verbs) < 2:
            found.append(actor)
            continue
        verb = verbs[min(number, len(verbs) - 1)]
        middle = (actor.start[0] + actor.end[0]) / 2, (actor.start[1] + actor.end[1]) / 2
        start, end = (actor.start, actor.end) if verb in _MOVING else (middle, middle)
        found.append(replace(actor, action=verb, start=start, end=end))
    return tuple(found)


def ordered(roles: Sequence[Role], prompt: str) -> bool:
    """Whether anybody does one thing after another."""
    return any(len(verbs_of(role, prompt)) > 1 for role in roles)
