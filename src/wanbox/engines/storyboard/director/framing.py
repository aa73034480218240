"""Shot sizes: who fills how much of the frame, where the eye line lies, what is out of focus.

A nearer shot brings the actors forward on the same floor, so that they keep their sizes against each other and the
horizon stays at the height of their chests; the camera's own zoom does the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..compose.camera import FRAMING_ZOOM, MOVES, TRACK_LIMIT, row_at
from ..shotlist import Actor, Angle, Camera, Framing, Move
from . import groups
from .camera import keeping_pace
from .perspective import HORIZON, depth_of

#: Height of a standing person on screen: to the waist, head and shoulders, the face.
_UPRIGHT = {Framing.MEDIUM: 1.22, Framing.CLOSE: 2.0, Framing.EXTREME_CLOSE: 3.1, Framing.OVER_SHOULDER: 1.3}
#: The same for animals on four legs, whose head is at one end; and for things and flyers, whose middle is looked at.
_FOUR_LEGS = {Framing.MEDIUM: 0.8, Framing.CLOSE: 1.3, Framing.EXTREME_CLOSE: 2.0, Framing.OVER_SHOULDER: 0.9}
_THING = {Framing.MEDIUM: 0.62, Framing.CLOSE: 0.86, Framing.EXTREME_CLOSE: 1.3, Framing.OVER_SHOULDER: 0.6}
#: Width on screen that none of them passes, in frame widths.
_WIDEST = {Framing.MEDIUM: 0.8, Framing.CLOSE: 1.05, Framing.EXTREME_CLOSE: 1.7, Framing.OVER_SHOULDER: 0.7}
#: Row of the feet in a near shot at eye level, below the frame's own edge.
_NEAR_ROW = 1.0
#: Where the eyes are put, from the top: on the upper third.
_EYE_LINE = {Framing.MEDIUM: 0.27, Framing.CLOSE: 0.37, Framing.EXTREME_CLOSE: 0.45, Framing.OVER_SHOULDER: 0.33}
#: Eyes of a person, in heights above the foot; head of an animal on four legs: ahead of its middle in its widths.
_EYES = 0.87
_HEAD_AHEAD, _HEAD_UP = 0.27, 0.74
#: The same of one that sits up.
_SITTING = 0.16, 1.04
_ASLEEP = 0.25
#: Eyes of a person who sits, in heights of the standing body.
_SEATED_EYES = 0.54
#: To the waist, for who works with the hands: what the hands do is part of a close shot.
_AT_WORK, _WORK_EYES = 1.55, 0.25
#: Height on screen of a small one that rests on something, with what it rests on.
_SMALL, _RESTING = 0.36, 0.42
#: Where the middle of a group that fits into the frame stands.
_MIDDLE = 0.54
#: Lead room: how far off the middle a face is put, against the way it looks.
_LEAD = {Framing.MEDIUM: 0.085, Framing.CLOSE: 0.06, Framing.EXTREME_CLOSE: 0.03, Framing.OVER_SHOULDER: -0.12}
#: Depth of field by shot size.
BLUR = {
    Framing.WIDE: 0.0,
    Framing.MEDIUM: 0.35,
    Framing.CLOSE: 0.75,
    Framing.EXTREME_CLOSE: 1.0,
    Framing.OVER_SHOULDER: 0.55,
}
#: Distance from which somebody is not part of a close shot, in heights of its subject; how much farther he goes then.
_ARM, _ALONE = 0.3, 1.6
#: Shot sizes that several share.
_SHARED = frozenset({Framing.MEDIUM, Framing.CLOSE})
#: Most that a camera of our own choice travels in a near shot.
_CALM = 0.5
#: A way on screen that needs no camera to go along, in frame widths.
_STEPS = 0.1
#: The shoulder in the foreground: middle and top on screen, row of its feet at rest, and how soft it is.
_SHOULDER_X, _SHOULDER_TOP, _SHOULDER_ROW, _SHOULDER_BLUR = 0.1, 0.2, 1.15, 0.6
#: Whose head is lower than this, against the hero, has no shoulder to look past.
_SHOULDER_LEAST = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whom a near shot is about."""

    id: str
    #: Width over height of the body.
    aspect: float
    #: "upright" (people and the like), "four-legs" or "thing".
    build: str
    #: The move was not asked for, so that it may be chosen to suit.
    free: bool = True
    #: Does something with the hands.
    at_work: bool = False
    #: Ids of those who belong into its shot, its own among them, and width over height of each.
    group: Mapping[str, float] = field(default_factory=dict)

    def joined(self, framing: Framing) -> bool:
        return len(self.group) > 1 and framing in _SHARED


def frame(
    camera: Camera, actors: Sequence[Actor], subject: Subject | None, aspect: float
) -> tuple[Camera, tuple[Actor, ...]]:
    """The camera aimed at its subject, and the actors brought as near as the shot size wants them."""
    hero = next((actor for actor in actors if subject and actor.id == subject.id), None)
    camera = replace(camera, blur=camera.blur or BLUR[camera.framing])
    if hero is None or subject is None:
        return camera, tuple(actors)
    if camera.framing is Framing.WIDE:
        return _wide(camera, hero), tuple(actors)
    if hero.lift > 0 or hero.medium != "ground":
        near = _grown(actors, hero, subject, camera, aspect)
    else:
        near = _nearer(actors, hero, subject, camera, aspect)
    hero = next(actor for actor in near if actor.id == hero.id)
    near = near if subject.joined(camera.framing) else _apart(near, hero, camera, aspect)
    camera, near = _going_along(_calm(camera, free=subject.free), near, hero, free=subject.free)
    hero = next(actor for actor in near if actor.id == hero.id)
    camera = _aimed(camera, near, hero, subject, aspect)
    if camera.framing is Framing.OVER_SHOULDER:
        near = _over_shoulder(camera, near, hero)
    return camera, near


def _wide(camera: Camera, hero: Actor) -> Camera:
    x, y = (hero.start[0] + hero.end[0]) / 2, (hero.start[1] + hero.end[1]) / 2
    middle = y if hero.medium == "air" else y - 0.55 * hero.height
    if camera.move is Move.TRACK:
        x = 0.5
    return replace(camera, focus=(_inside(x), _inside(middle)))


def zoom_of(camera: Camera, actor: Actor) -> float:
    """How much larger than at rest the shot size shows an actor."""
    row = max(actor.start[1], actor.end[1])
    return float(FRAMING_ZOOM[camera.framing] ** (1.0 if actor.medium == "air" else depth_of(row, camera.angle)))


def _wanted(actors: Sequence[Actor], hero: Actor, subject: Subject, camera: Camera, aspect: float) -> float:
    """Height of the subject on screen."""
    tables = {"upright": _UPRIGHT, "four-legs": _FOUR_LEGS}
    tall = tables.get(subject.build, _THING)[camera.framing]
    if camera.framing is Framing.CLOSE and subject.at_work:
        tall = _AT_WORK
    if hero.lift > 0 and hero.height < _SMALL and camera.framing is Framing.MEDIUM:
        tall = _RESTING
    tall = min(tall, _WIDEST[camera.framing] * aspect / max(subject.aspect, 0.05))
    all_of_them = _group(actors, subject, camera, aspect)
    return min(tall, all_of_them.nearest(hero)) if all_of_them else tall


def _group(actors: Sequence[Actor], subject: Subject, camera: Camera, aspect: float) -> groups.Group | None:
    if not subject.joined(camera.framing):
        return None
    return groups.group(actors, tuple(subject.group), subject.group, aspect)


def _grown(actors: Sequence[Actor], hero: Actor, subject: Subject, camera: Camera, aspect: float) -> tuple[Actor, ...]:
    """Swimmers, flyers and riders stay where they are and grow."""
    base = max(hero.height, 0.02)
    grow = min(max(_wanted(actors, hero, subject, camera, aspect) / zoom_of(camera, hero) / base, 0.5), 3.0)
    centre = (hero.start[0] + hero.end[0]) / 2
    return tuple(_scaled(actor, grow, centre, row=None) for actor in actors)


def _nearer(actors: Sequence[Actor], hero: Actor, subject: Subject, camera: Camera, aspect: float) -> tuple[Actor, ...]:
    horizon = row_at(HORIZON, camera.angle)
    row = row_at(_NEAR_ROW, camera.angle) if camera.angle is Angle.LOW else _NEAR_ROW
    foot = (hero.start[1] + hero.end[1]) / 2
    wanted = _wanted(actors, hero, subject, camera, aspect)
    grow = wanted / FRAMING_ZOOM[camera.framing] ** depth_of(row, camera.angle) / hero.height
    closer = (row - horizon) / max(foot - horizon, 0.02)
    centre = (hero.start[0] + hero.end[0]) / 2
    return tuple(_scaled(actor, grow, centre, row=(horizon, closer)) for actor in actors)


def _scaled(actor: Actor, grow: float, centre: float, row: tuple[float, float] | None) -> Actor:
    """One actor grown about a place in the frame; `row`: horizon, and how much nearer its feet come."""

    def moved(point: tuple[float, float]) -> tuple[float, float]:
        x, y = centre + grow * (point[0] - centre), point[1]
        if row is not None and actor.medium != "air":
            y = row[0] + row[1] * (y - row[0])
        return x, y

    return replace(
        actor, start=moved(actor.start), end=moved(actor.end), height=actor.height * grow, lift=actor.lift * grow
    )


def _going_along(
    camera: Camera, actors: tuple[Actor, ...], hero: Actor, *, free: bool
) -> tuple[Camera, tuple[Actor, ...]]:
    """The camera keeps pace with who walks; where another move was asked for, the way is cut short."""
    way = hero.end[0] - hero.start[0]
    zoom = zoom_of(camera, hero)
    if abs(way) * zoom <= _STEPS:
        return camera, actors
    if free or camera.move is Move.TRACK:
        depth = 1.0 if hero.medium == "air" else depth_of(hero.start[1], camera.angle)
        amount = keeping_pace(way, near=FRAMING_ZOOM[camera.framing], depth=depth)
        return replace(camera, move=Move.TRACK, amount=round(min(max(amount, -TRACK_LIMIT), TRACK_LIMIT), 4)), actors
    share = _STEPS / (abs(way) * zoom)
    return camera, tuple(_shortened(actor, share) for actor in actors)


def _apart(actors: tuple[Actor, ...], hero: Actor, camera: Camera, aspect: float) -> tuple[Actor, ...]:
    """A face alone in its close shot: who stands at a distance leaves the frame, who embraces stays."""
    if camera.framing not in {Framing.CLOSE, Framing.EXTREME_CLOSE}:
        return actors

    def moved(actor: Actor) -> Actor:
        away = actor.start[0] - hero.start[0]
        if actor.medium != "ground" or actor.lift or abs(away) < _ARM * hero.height / aspect:
            return actor
        (x0, y0), (x1, y1), more = actor.start, actor.end, (_ALONE - 1) * away
        return replace(actor, start=(x0 + more, y0), end=(x1 + more, y1))

    return tuple(moved(actor) for actor in actors)


def _calm(camera: Camera, *, free: bool) -> Camera:
    """A near shot needs little travel: what is large on screen moves far by it."""
    return replace(camera, amount=min(camera.amount, _CALM)) if free and camera.move is not Move.TRACK else camera


def _shortened(actor: Actor, share: float) -> Actor:
    middle = (actor.start[0] + actor.end[0]) / 2
    start, end = (middle + share * (x - middle) for x in (actor.start[0], actor.end[0]))
    return replace(actor, start=(start, actor.start[1]), end=(end, actor.end[1]))


def _aimed(camera: Camera, actors: Sequence[Actor], hero: Actor, subject: Subject, aspect: float) -> Camera:
    """The focus that puts the eyes, the middle of a thing, or all of a group where they belong in the frame."""
    all_of_them = _group(actors, subject, camera, aspect)
    # Right in the later half of the move, so that a push-in does not carry the face out of the frame.
    zoom = zoom_of(camera, hero) * _halfway(camera) ** (
        1.0 if hero.medium == "air" else depth_of(hero.start[1], camera.angle)
    )
    if all_of_them:
        # In a tall frame a group is lower than its width: it stands in the middle, not at the top.
        seen = zoom * max(actor.height for actor in actors if actor.id in subject.group)
        head = max(groups.HEADROOM, _MIDDLE - 0.5 * seen)
        top = _focus(all_of_them.top, head, zoom)
        return replace(camera, focus=(_focus(all_of_them.middle, 0.5, zoom), top))
    x, y = _mark(camera, hero, subject, aspect)
    focus = _focus(x, 0.5 - _LEAD[camera.framing] * hero.facing, zoom), _focus(y, _line(camera, hero, subject), zoom)
    return replace(camera, focus=focus)


def _mark(camera: Camera, hero: Actor, subject: Subject, aspect: float) -> tuple[float, float]:
    """What the camera is aimed at: the eyes, or the middle of a thing."""
    x, y = (hero.start[0] + hero.end[0]) / 2, (hero.start[1] + hero.end[1]) / 2 - hero.lift
    up = _EYES if subject.build == "upright" else _HEAD_UP if subject.build == "four-legs" else 0.5
    if subject.build == "four-legs" and hero.action == "sit" and subject.aspect >= 1:
        up = _SITTING[1]
    if subject.build == "upright" and hero.action == "sit":
        up = _SEATED_EYES
    if subject.build == "four-legs" and hero.action == "sleep":
        up = _ASLEEP
    if hero.medium == "air":
        up -= 0.5
    if subject.build == "four-legs" and camera.framing is not Framing.MEDIUM:
        ahead = _SITTING[0] if hero.action == "sit" else _HEAD_AHEAD
        x += hero.facing * ahead * subject.aspect * hero.height / aspect
    return x, y - up * hero.height


def _line(camera: Camera, hero: Actor, subject: Subject) -> float:
    """Row of the eyes on screen."""
    resting = hero.lift > 0 and subject.build == "four-legs" and hero.action in {"sleep", "sit", "lie"}
    if subject.build == "thing" or resting:
        return 0.5
    return _WORK_EYES if camera.framing is Framing.CLOSE and subject.at_work else _EYE_LINE[camera.framing]


def _halfway(camera: Camera) -> float:
    (first, _, _), (last, _, _) = MOVES[camera.move]
    amount = 1.0 if camera.move is Move.TRACK else camera.amount
    return 1 + amount * (first + (last - first) * 0.6)


def _focus(point: float, target: float, zoom: float) -> float:
    """The fixed point of a zoom that brings `point` to `target`."""
    return min(max((zoom * point - target) / (zoom - 1), -0.4), 1.4)


def _inside(value: float) -> float:
    return min(max(value, 0.0), 1.0)


def _over_shoulder(camera: Camera, actors: tuple[Actor, ...], hero: Actor) -> tuple[Actor, ...]:
    """The other one large and soft at the edge that the hero looks to."""
    other = next((a for a in actors if a.id == hero.partner), None) or next(
        (a for a in actors if a.id == hero.gaze), None
    )
    if other is None or other.height < _SHOULDER_LEAST * hero.height:
        return actors
    zoom = float(FRAMING_ZOOM[camera.framing] ** depth_of(_SHOULDER_ROW, camera.angle))
    fx, fy = camera.focus
    across = 0.5 + (0.5 - _SHOULDER_X) * hero.facing
    at = fx + (across - fx) / zoom, _SHOULDER_ROW
    height = (fy + zoom * (_SHOULDER_ROW - fy) - _SHOULDER_TOP) / zoom
    near = replace(
        other, start=at, end=at, height=height, lift=0.0, facing=-hero.facing, blur=_SHOULDER_BLUR, medium="ground"
    )
    return (*(a for a in actors if a.id != other.id), near)


def builds(
    kinds: Mapping[str, tuple[float, str]],
    hero: Actor | None,
    company: Sequence[str] = (),
    *,
    free: bool,
    at_work: bool,
) -> Subject | None:
    """The subject of a shot from (aspect, build) by actor id; `company` are the ids of who belongs to it."""
    if hero is None or hero.id not in kinds:
        return None
    aspect, build = kinds[hero.id]
    group = {name: kinds[name][0] for name in (hero.id, *company) if name in kinds}
    return Subject(id=hero.id, aspect=aspect, build=build, free=free, at_work=at_work, group=group)
