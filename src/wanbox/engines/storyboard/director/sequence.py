"""How a clip is cut: one shot, the classic way from far to near, or the shots that the prompt spells out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..language.facts import Facts, ShotFacts, Subject, Value
from ..shotlist import Camera, Framing, Move

#: Shots begin on a frame.
_FPS = 30
_SHORTEST = 0.7
#: Parts of the clip by number of shots.
_SHARES = {
    2: (0.52, 0.48),
    3: (0.40, 0.32, 0.28),
    4: (0.32, 0.24, 0.20, 0.24),
    5: (0.26, 0.21, 0.17, 0.16, 0.20),
}
#: A change of light takes this long to see, at most this part of the clip.
FADE, _FADE_SHARE = 1.4, 0.3
#: Words between two times of day that make the second follow the first.
_BECOMES = re.compile(
    r"\b(turn\w*|becom\w+|fad\w+|chang\w+|transition\w*|into|to|until|then|gives? way|follow\w*)\b|变|转|到|渐|入|成",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """One stretch of the clip and what is planned for it."""

    start: float
    seconds: float
    facts: Facts
    #: Given by the prompt or by the grammar of cutting; None: the clip's own camera.
    camera: Camera | None = None
    transition: str = "cut"
    #: Seconds of a dissolve; 0 for the usual.
    fade: float = 0.0
    #: True where the prompt spelled the shot out, so that it may change place and light.
    spelled: bool = False
    #: Whom it shows: "hero", "partner" (who is acted on, or looks on) or "prop".
    about: str = "hero"
    #: A time of day that it has for itself, for light that changes within a scene.
    time: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """What cutting must know of who is there."""

    somebody: bool = True
    #: A second one with eyes, and whether they speak with each other.
    partner: bool = False
    talking: bool = False
    #: A thing that somebody uses.
    prop: bool = False


def single(facts: Facts, seconds: float) -> list[Cut]:
    return [Cut(start=0.0, seconds=seconds, facts=facts)]


def changing(facts: Facts, prompt: str, seconds: float) -> list[Cut]:
    """A scene whose light changes, as views that melt into each other; empty where it does not."""
    times = _successive(facts.times, prompt)
    most = min(len(times), max(1, int(seconds // 2)))
    if most < 2:
        return []
    starts = boundaries([1.0] * most, seconds)
    fade = min(FADE, _FADE_SHARE * seconds)
    return [
        Cut(
            start=starts[k],
            seconds=starts[k + 1] - starts[k],
            facts=facts,
            transition="dissolve" if k else "cut",
            fade=fade if k else 0.0,
            time=times[k],
        )
        for k in range(most)
    ]


def _successive(times: Sequence[Value], prompt: str) -> list[str]:
    """Times of day that follow one another as the prompt tells it."""
    found: list[Value] = []
    for value in sorted(times, key=lambda value: value.span.start):
        between = prompt[found[-1].span.end : value.span.start] if found else ""
        if not found or (value.name != found[-1].name and _BECOMES.search(between)):
            found.append(value)
    return [value.name for value in found]


def classic(facts: Facts, seconds: float, camera: Camera, cast: Cast, beat: float) -> list[Cut]:
    """Two to five shots: establishing wide, medium, close, a reaction or a detail, a wide end; cut on the beat."""
    count = 2 if seconds < 4 else 3 if seconds < 10 else 4 if seconds < 13 else 5
    frames, about = _frames(count, cast), _about(count, cast)
    moves = [camera.move, Move.PUSH_IN, Move.PUSH_IN, Move.STATIC, Move.PULL_OUT]
    amounts = [camera.amount, 0.5, 0.35, 0.0, 0.9]
    if frames[-1] is Framing.WIDE and count == 4:
        moves[3], amounts[3] = Move.PULL_OUT, 0.9
    starts = on_beats(boundaries(_SHARES[count], seconds), beat)
    first = replace(camera, framing=frames[0])
    return [
        Cut(
            start=starts[k],
            seconds=starts[k + 1] - starts[k],
            facts=facts,
            camera=first if k == 0 else replace(camera, move=moves[k], amount=amounts[k], framing=frames[k]),
            about=about[k],
        )
        for k in range(count)
    ]


def _frames(count: int, cast: Cast) -> list[Framing]:
    if not cast.somebody:
        return [Framing.WIDE, Framing.MEDIUM, Framing.WIDE, Framing.MEDIUM, Framing.WIDE][:count]
    near = Framing.OVER_SHOULDER if cast.talking else Framing.MEDIUM
    if count == 2:
        return [Framing.WIDE, Framing.CLOSE]
    if count == 3:
        return [Framing.WIDE, Framing.MEDIUM, Framing.CLOSE]
    more = Framing.CLOSE if cast.partner or cast.prop else Framing.WIDE
    return [Framing.WIDE, near, Framing.CLOSE, more, Framing.WIDE][:count]


def _about(count: int, cast: Cast) -> list[str]:
    other = "partner" if cast.partner else "prop" if cast.prop else "hero"
    if count == 2:
        return ["hero", "hero"]
    if count == 3:
        return ["hero", "hero", other if cast.partner else "hero"]
    return ["hero", "hero", "hero", other, "hero"][:count]


def boundaries(shares: Sequence[float], seconds: float) -> list[float]:
    """Shot starts and the end, on whole frames, for parts of the clip of these sizes."""
    total, run = sum(shares), 0.0
    times = [0.0]
    for share in shares[:-1]:
        run += share
        times.append(round(seconds * run / total * _FPS) / _FPS)
    return [*times, seconds]


def on_beats(times: Sequence[float], beat: float) -> list[float]:
    """The same cuts on the nearest beats of the music, where no shot becomes too short by it."""
    if beat <= 0 or len(times) < 3:
        return list(times)
    found = [times[0]]
    for k, time in enumerate(times[1:-1], start=1):
        snapped = round(round(time / beat) * beat * _FPS) / _FPS
        fits = snapped - found[-1] >= _SHORTEST and times[k + 1] - snapped >= _SHORTEST
        found.append(snapped if fits else time)
    return [*found, times[-1]]


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
                transition="dissolve" if k and _elsewhere(listed[:k], shot) else "cut",
                spelled=True,
            )
        )
    return cuts


def _elsewhere(before: Sequence[ShotFacts], shot: ShotFacts) -> bool:
    """Whether the shot has another time of day or another place than what was seen before."""
    if shot.facts.times:
        return True
    last = next((b.facts.places[0].setting for b in reversed(before) if b.facts.places), "")
    return bool(shot.facts.places) and bool(last) and shot.facts.places[0].setting not in {"", last}


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
