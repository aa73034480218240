"""The cast of a scene on its marks, and which part of its ways each shot shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..language.facts import Facts
from ..language.vocabulary import Vocabulary
from ..shotlist import Actor, Angle, Framing
from . import framing as near_shots
from . import staging
from .casting import cast
from .groups import MOST
from .kites import with_kites
from .pairs import NO_WAY, alive
from .roles import Role
from .scene import Notes, together
from .scenery import is_scenery

#: Wide bodies have no face at the top.
_UPRIGHT = 0.85


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocking:
    """Who is on the stage and where, for the whole stretch of time that a scene is seen from afar."""

    roles: Sequence[Role]
    actors: tuple[Actor, ...]
    #: (width over height, build) by actor id, see `framing.Subject`.
    kinds: Mapping[str, tuple[float, str]]

    def role_of(self, actor: Actor) -> Role | None:
        return next((role for role in self.roles if actor.id.startswith(prefix(role))), None)

    @property
    def hero(self) -> Actor | None:
        """Who the scene is about: the first named that acts, else the first that could, else the first."""
        acting = [role for role in self.roles if role.subject.actions]
        living = [role for role in self.roles if alive(role)]
        for role in (*acting, *living, *self.roles):
            found = next((actor for actor in self.actors if actor.id == prefix(role) + "1"), None)
            if found:
                return found
        return None

    @property
    def partner(self) -> Actor | None:
        """Who the hero acts on, or who looks on."""
        hero = self.hero
        if hero is None:
            return None
        others = [a for a in self.actors if a.id != hero.id and self.is_alive(a)]
        # A bird that passes overhead has no part in it.
        near = [a for a in others if a.medium == hero.medium]
        return next((a for a in others if a.id == hero.partner), None) or next(iter(near), None)

    @property
    def prop(self) -> Actor | None:
        """A thing that somebody uses, not the landscape."""
        hero = self.hero
        things = []
        for actor in self.actors:
            role = self.role_of(actor)
            if actor is not hero and role and not alive(role) and not is_scenery(role):
                things.append(actor)
        used = [thing for thing in things if hero and thing.id == hero.partner]
        near = [thing for thing in things if hero and thing.medium == hero.medium]
        return next(iter((*used, *near)), None)

    def is_alive(self, actor: Actor) -> bool:
        role = self.role_of(actor)
        return role is not None and alive(role)

    def about(self, whom: str) -> Actor | None:
        """The subject of a shot by its word in the cut."""
        return {"partner": self.partner, "prop": self.prop}.get(whom) or self.hero

    @property
    def talking(self) -> bool:
        """Two people who speak with each other, so that the one is seen past the other."""
        both = self.hero, self.partner
        upright = all(a is not None and self.kinds[a.id][1] == "upright" for a in both)
        return upright and any(a is not None and a.action in {"talk", "listen"} for a in both)


def prefix(role: Role) -> str:
    """What the ids of a role's bodies begin with."""
    return f"{role.noun.replace(' ', '-')}-{role.index + 1}-"


def block(
    facts: Facts,
    setting: str,
    stage: Vocabulary,
    avoid: frozenset[tuple[str, str]],
    notes: Notes,
    *,
    aspect: float,
    seconds: float,
    seed: int,
    facing: int,
    angle: Angle,
    tracked: bool,
) -> Blocking:
    """Cast and place everybody; `seconds` is how long the scene is seen from afar."""
    roles = with_kites(cast(facts, stage, avoid, notes, setting), stage, notes)
    place = stage.settings.get(setting)
    actors = staging.place(
        roles,
        zones=dict(place.zones) if place else {},
        aspect=aspect,
        seconds=seconds,
        seed=seed,
        notes=notes,
        facing=facing,
        angle=angle,
        tracked=tracked,
    )
    return Blocking(roles=roles, actors=actors, kinds=kinds_of(roles, actors))


def kinds_of(roles: Sequence[Role], actors: Sequence[Actor]) -> dict[str, tuple[float, str]]:
    found = {}
    for actor in actors:
        role = next((role for role in roles if actor.id.startswith(prefix(role))), None)
        if role is not None:
            found[actor.id] = role.aspect, _build(role)
    return found


def _build(role: Role) -> str:
    """Where its face is: at the top, at one end, or nowhere."""
    if role.kind in {"standin", "card"}:
        return "upright" if role.kind == "standin" else "thing"
    able = role.entry.actions if role.entry else frozenset()
    if role.kind == "puppet" and {"walk", "talk"} <= able and "wave" not in able:
        return "four-legs"
    if alive(role) and role.aspect < _UPRIGHT and role.medium == "ground":
        return "upright"
    return "thing" if not alive(role) or role.medium != "ground" else "four-legs"


def part(actors: Sequence[Actor], first: float, last: float) -> tuple[Actor, ...]:
    """The actors on the stretch of their ways from share `first` to share `last`."""

    def at(actor: Actor, u: float) -> tuple[float, float]:
        (x0, y0), (x1, y1) = actor.start, actor.end
        return x0 + (x1 - x0) * u, y0 + (y1 - y0) * u

    return tuple(replace(a, start=at(a, first), end=at(a, last)) for a in actors)


def striding(actors: Sequence[Actor], hero: Actor, seconds: float, aspect: float) -> tuple[Actor, ...]:
    """Those on the way at the pace of their own legs, about the place where they are now, all as one."""
    way = staging.natural_way(hero.action, hero.action, "", hero.height, seconds, aspect) * hero.facing
    if abs(way) < NO_WAY:
        return tuple(actors)

    def going(actor: Actor) -> Actor:
        if abs(actor.end[0] - actor.start[0]) < NO_WAY / 10:
            return actor
        x, y = (actor.start[0] + actor.end[0]) / 2, (actor.start[1] + actor.end[1]) / 2
        return replace(actor, start=(x - way / 2, y), end=(x + way / 2, y))

    return tuple(going(actor) for actor in actors)


def subject_of(
    blocking: Blocking, actor: Actor | None, *, free: bool, framing: Framing = Framing.MEDIUM
) -> near_shots.Subject | None:
    at_work = actor is not None and actor.action in together("hands")["verbs"]
    company = [other.id for other in _company(blocking, actor, framing)] if actor else ()
    return near_shots.builds(blocking.kinds, actor, company, free=free, at_work=at_work)


def _company(blocking: Blocking, actor: Actor, framing: Framing) -> list[Actor]:
    """Who belongs into a near shot of somebody: who it acts on or who acts on it; in a close one, whom it holds."""
    living = [a for a in blocking.actors if blocking.is_alive(a) and a.medium == actor.medium]
    close = framing is Framing.CLOSE
    found = [a for a in living if a is not actor and (a.id == actor.partner or a.partner == actor.id)]
    if close:
        beside = [a for a in living if a is not actor and a.action == actor.action == "sleep"]
        return ([a for a in found if actor.action in together("embrace")["verbs"]] or beside)[: MOST - 1]
    if not found and len(living) <= MOST:
        found = [a for a in living if a is not actor]
    return found[: MOST - 1]
