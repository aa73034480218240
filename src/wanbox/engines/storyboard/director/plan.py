"""Facts to a shot list: the one way in. Pure: the same arguments give the same plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from random import Random

from .. import language
from ..language.facts import Facts
from ..language.vocabulary import Vocabulary
from ..shotlist import Actor, Camera, Framing, Shot, ShotList, Speech
from ..stage.contract import Zone
from . import camera as cameras
from . import extend as extending
from . import sequence, soundplan, variation
from .casting import Role, cast
from .scene import Notes, Scene, choose, refine
from .sequence import Cut
from .staging import place

#: Height of an animal on four legs in a close shot of it alone, before the camera comes near.
_FACED = 0.56
#: The same against the frame's width, for tall frames.
_FACED_WIDTH = 0.42
#: How much of its way an actor goes, by shot size.
_SHARE_OF_WAY = {
    Framing.WIDE: 1.0,
    Framing.MEDIUM: 0.75,
    Framing.CLOSE: 0.4,
    Framing.EXTREME_CLOSE: 0.2,
    Framing.OVER_SHOULDER: 0.5,
}


@dataclass(slots=True)
class _Clip:
    """What all shots of a clip share."""

    stage: Vocabulary
    aspect: float
    seed: int
    avoid: frozenset[tuple[str, str]]
    notes: Notes
    staged: bool = True
    facing: int = 0
    variant: variation.Variant = variation.VARIANTS[0]


@cache
def _installed() -> Vocabulary:
    return language.load()


def plan(
    facts: Facts,
    *,
    prompt: str,
    seconds: float,
    seed: int,
    width: int,
    height: int,
    extend: bool,
    multi: bool,
    negative: str = "",
    image: bool = False,
    variant: int = 0,
    stage: Vocabulary | None = None,
) -> ShotList:
    """Decide everything that is seen and heard.

    `multi` cuts the clip into shots, where `extend` is on (spec 3.2); shots that the prompt spells out are followed.
    `image`: a given picture is shown, so nobody is put on the stage. `negative` is the request's negative prompt.
    `variant` numbers the pictures of one request, which differ within what the prompt says; 0 is the plainest.
    `stage` is what is installed unless given.
    """
    stage = stage or _installed()
    avoid = facts.avoid | (language.avoided(negative, stage) if negative else frozenset())
    clip = _Clip(stage, width / height, seed, avoid, Notes(), staged=not image, variant=variation.of(variant))
    clip.facing = variation.facing(facts, clip.variant)
    rng = Random(f"{seed}/direction")
    base = choose(facts, stage, avoid, clip.notes)
    # A given picture has its own light and life; only the camera may be added to it.
    free = extend and not image
    scene = extending.enrich(base, facts, stage, avoid, rng) if free else base
    scene = variation.light(scene, clip.variant, avoid) if free else scene
    asked = cameras.read(facts, clip.notes)
    if facts.shots:
        asked = cameras.gentle()  # each spelled shot brings its own camera
    main = asked or (extending.camera(facts, rng) if extend else cameras.gentle())
    main = variation.framed(main, clip.variant, facts)
    cuts = _cuts(facts, seconds, main, multi=multi and extend)
    shots, speech = _shoot(cuts, scene, main, clip)
    added = main if asked is None else None
    return ShotList(
        prompt=prompt,
        seconds=seconds,
        seed=seed,
        shots=shots,
        sound=soundplan.plan(shots, speech, stage),
        understood=tuple(word for word in facts.understood if word not in clip.notes.lost),
        not_understood=tuple(dict.fromkeys((*facts.not_understood, *clip.notes.lost))),
        extended_prompt=extending.write(prompt, base, scene, added, len(cuts)) if extend else "",
        notes=tuple(clip.notes.sentences),
    )


def _cuts(facts: Facts, seconds: float, main: Camera, *, multi: bool) -> list[Cut]:
    if facts.shots:
        return sequence.spelled(facts, seconds)
    return sequence.classic(facts, seconds, main) if multi else sequence.single(facts, seconds)


def _shoot(cuts: Sequence[Cut], scene: Scene, main: Camera, clip: _Clip) -> tuple[tuple[Shot, ...], tuple[Speech, ...]]:
    shots: list[Shot] = []
    speech: list[Speech] = []
    speaking = _speaking_cuts(cuts)
    for number, cut in enumerate(cuts):
        if cut.spelled:
            scene = refine(scene, cut.facts, clip.stage, clip.avoid, clip.notes)
        shot, lines = _shot(cut, scene, main, clip, speaks=number in speaking)
        shots.append(shot)
        speech.extend(lines)
    return tuple(shots), tuple(speech)


def _speaking_cuts(cuts: Sequence[Cut]) -> frozenset[int]:
    """Where the lines are said: each spelled shot its own, else in the second shot, where the speaker is near."""
    if len(cuts) == 1 or any(cut.spelled for cut in cuts):
        return frozenset(range(len(cuts)))
    return frozenset({1})


def _shot(cut: Cut, scene: Scene, main: Camera, clip: _Clip, *, speaks: bool) -> tuple[Shot, tuple[Speech, ...]]:
    facts = cut.facts
    roles = cast(facts, clip.stage, clip.avoid, clip.notes, scene.setting) if clip.staged else []
    setting = clip.stage.settings.get(scene.setting)
    zones: dict[str, Zone] = dict(setting.zones) if setting else {}
    actors = place(
        roles,
        zones=zones,
        aspect=clip.aspect,
        seconds=cut.seconds,
        seed=clip.seed,
        notes=clip.notes,
        facing=clip.facing,
    )
    actors = variation.spaced(actors, clip.variant)
    hero = _hero(actors, roles)
    clip.facing = clip.facing or (hero.facing if hero else 0)
    lines = _lines(facts, roles, cut) if speaks else ()
    actors = tuple(_speaking(actor, lines, cut) for actor in actors)
    camera = cut.camera or (cameras.read(facts, clip.notes) if cut.spelled else None) or main
    aspects = {actor.id: role.aspect for role in roles for actor in actors if actor.id.startswith(_prefix(role))}
    face = camera.framing is Framing.CLOSE and hero is not None and _has_muzzle(hero, roles)
    if face and len(actors) == 1:
        actors = tuple(
            replace(actor, height=max(actor.height, min(_FACED, _FACED_WIDTH * clip.aspect))) for actor in actors
        )
    shot = Shot(
        start=cut.start,
        seconds=cut.seconds,
        setting=scene.setting,
        time=scene.time,
        weather=scene.weather,
        mood=scene.mood,
        style=scene.style,
        camera=cameras.aim(camera, actors, hero.id if hero else "", aspects, clip.aspect if face else 0.0),
        actors=_slowed(actors, camera),
        effects=scene.effects,
        traits=scene.traits,
        subtitle="\n".join(line.text for line in lines),
        transition=cut.transition,
    )
    return shot, lines


def _has_muzzle(hero: Actor, roles: Sequence[Role]) -> bool:
    """Whether it is a puppet on four legs, whose face is at one end."""
    role = next((role for role in roles if hero.id.startswith(_prefix(role))), None)
    able = role.entry.actions if role and role.entry and role.kind == "puppet" else frozenset()
    return {"walk", "talk"} <= able and "wave" not in able


def _prefix(role: Role) -> str:
    return f"{role.noun.replace(' ', '-')}-{role.index + 1}-"


def _hero(actors: Sequence[Actor], roles: Sequence[Role]) -> Actor | None:
    """Who the shot is about: the first named that acts, else the first named."""
    acting = [role for role in roles if role.subject.actions] or list(roles)
    for role in acting:
        found = next((actor for actor in actors if actor.id == _prefix(role) + "1"), None)
        if found:
            return found
    return None


def _lines(facts: Facts, roles: Sequence[Role], cut: Cut) -> tuple[Speech, ...]:
    texts = []
    for quote in facts.quotes:
        role = next((r for r in roles if r.index == quote.speaker), None)
        texts.append((quote.text, _prefix(role) + "1" if role else ""))
    return soundplan.lines(texts, cut.start, cut.seconds) if texts else ()


def _speaking(actor: Actor, lines: Sequence[Speech], cut: Cut) -> Actor:
    times = tuple(
        (round(line.start - cut.start, 3), round(line.start - cut.start + line.seconds, 3))
        for line in lines
        if line.actor == actor.id
    )
    if not times:
        return actor
    action = "talk" if actor.action == "stand" else actor.action
    return replace(actor, speaks=times, action=action)


def _slowed(actors: Sequence[Actor], camera: Camera) -> tuple[Actor, ...]:
    """In a close shot a short way already crosses the frame."""
    share = _SHARE_OF_WAY[camera.framing]
    if share == 1.0:
        return tuple(actors)
    return tuple(_shortened(actor, share) for actor in actors)


def _shortened(actor: Actor, share: float) -> Actor:
    middle = (actor.start[0] + actor.end[0]) / 2
    start, end = (middle + share * (x - middle) for x in (actor.start[0], actor.end[0]))
    return replace(actor, start=(start, actor.start[1]), end=(end, actor.end[1]))
