"""How a clip is cut: one shot, the classic wide–medium–close, or the shots that the prompt spells out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..language.facts import Facts, ShotFacts, Subject
from ..shotlist import Camera, Framing, Move

#: Shots begin on a frame.
_FPS = 30
_SHORTEST = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """One stretch of the clip and what is planned for it."""

    start: float
    seconds: float
    facts: Facts
    #: Given by the prompt or by the grammar of cutting; None: the clip's own camera.
    camera: Camera | None = None
    transition: str = "cut"
    #: True where the prompt spelled the shot out, so that it may change place and light.
    spelled: bool = False


def single(facts: Facts, seconds: float) -> list[Cut]:
    return [Cut(start=0.0, seconds=seconds, facts=facts)]


def classic(facts: Facts, seconds: float, camera: Camera) -> list[Cut]:
    """Two to four shots: establishing wide, medium, close, and from ten seconds on a wide end."""
    count = 2 if seconds < 4 else 3 if seconds < 10 else 4
    shares = {2: (0.52, 0.48), 3: (0.40, 0.32, 0.28), 4: (0.32, 0.26, 0.20, 0.22)}[count]
    frames = Framing.WIDE, Framing.MEDIUM, Framing.CLOSE, Framing.WIDE
    if count == 2:
        frames = Framing.WIDE, Framing.CLOSE, Framing.CLOSE, Framing.WIDE
    if not facts.subjects:
        frames = Framing.WIDE, Framing.MEDIUM, Framing.WIDE, Framing.MEDIUM
    moves = camera.move, Move.PUSH_IN, Move.STATIC if count == 3 else Move.PUSH_IN, Move.PULL_OUT
    amounts = camera.amount, 0.5, 0.35, 0.9
    starts = boundaries(shares, seconds)
    return [
        Cut(
            start=starts[k],
            seconds=starts[k + 1] - starts[k],
            facts=facts,
            camera=Camera(move=moves[k], amount=amounts[k], framing=frames[k]),
            transition="dissolve" if k == 3 else "cut",
        )
        for k in range(count)
    ]


def boundaries(shares: Sequence[float], seconds: float) -> list[float]:
    """Shot starts and the end, on whole frames, for parts of the clip of these sizes."""
    total, run = sum(shares), 0.0
    times = [0.0]
    for share in shares[:-1]:
        run += share
        times.append(round(seconds * run / total * _FPS) / _FPS)
    return [*times, seconds]


def spelled(facts: Facts, seconds: float) -> list[Cut]:
    """The prompt's own shots, in its own times where it gives them, fitted to the clip's length."""
    most = max(1, int(seconds / _SHORTEST))
    listed = facts.shots[:most]
    lengths = [max(shot.end - shot.start, _SHORTEST) if shot.start >= 0 else 0.0 for shot in listed]
    known = [length for length in lengths if length]
    usual = sum(known) / len(known) if known else 1.0
    starts = boundaries([length or usual for length in lengths], seconds)
    cuts = []
    subjects: tuple[Subject, ...] = ()
    for k, shot in enumerate(listed):
        subjects = _subjects_of(facts, shot) or (subjects if _needs_somebody(shot) else ())
        cuts.append(
            Cut(
                start=starts[k],
                seconds=starts[k + 1] - starts[k],
                facts=_with_subjects(facts, shot, subjects),
                transition="dissolve" if k and shot.facts.times else "cut",
                spelled=True,
            )
        )
    return cuts


def _needs_somebody(shot: ShotFacts) -> bool:
    """A close-up of nobody in particular shows whoever was there before."""
    return any(value.name != "wide" for value in shot.facts.framings) or not shot.facts.places


def _subjects_of(whole: Facts, shot: ShotFacts) -> tuple[Subject, ...]:
    """The clip's subjects that this shot names or lets act, with what they do in it."""

    def inside(start: int) -> bool:
        return shot.span.start <= start < shot.span.end

    found = []
    for subject in whole.subjects:
        actions = tuple(action for action in subject.actions if inside(action.span.start))
        if actions or any(inside(mention.start) for mention in subject.mentions):
            found.append(replace(subject, actions=actions))
        else:
            found.append(replace(subject, number=0))
    return tuple(found) if any(subject.number for subject in found) else ()


def _with_subjects(whole: Facts, shot: ShotFacts, subjects: tuple[Subject, ...]) -> Facts:
    quotes = tuple(q for q in whole.quotes if shot.span.start <= q.span.start < shot.span.end)
    return replace(shot.facts, subjects=subjects, quotes=quotes)
