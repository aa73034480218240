"""Facts to a shot list: the one way in. Pure: the same arguments give the same plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from random import Random

from .. import language
from ..language.facts import Facts
from ..language.vocabulary import Vocabulary
from ..shotlist import Camera, Framing, Move, Shot, ShotList, Speech
from . import camera as cameras
from . import contradictions, moments, sequence, shooting, shotsize, soundplan, staging, variation
from . import extend as extending
from .blocking import Blocking
from .scene import Notes, Scene, choose
from .sequence import Cut
from .shooting import Clip

#: Seconds that a sentence of a story takes at least.
_SENTENCE = 1.6
#: A way, in frame widths, that somebody would leave the frame by: the camera goes along.
_LEAVING = 0.5


@cache
def _installed() -> Vocabulary:
    return language.load()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """The arguments of a plan that many steps need."""

    facts: Facts
    prompt: str
    seconds: float
    extend: bool
    multi: bool
    written: str


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
    written: str = "",
    remarks: Sequence[str] = (),
) -> ShotList:
    """Decide everything that is seen and heard.

    `multi` cuts the clip into shots, where `extend` is on (spec 3.2); shots that the prompt spells out are followed.
    `image`: a given picture is shown, so nobody is put on the stage. `negative` is the request's negative prompt.
    `variant` numbers the pictures of one request, which differ within what the prompt says; 0 is the plainest.
    `stage` is what is installed unless given. `written` is the fuller prompt that somebody else wrote and that the
    facts were read from; "": the built-in writer fills the scene. `remarks` are notes from before.
    """
    stage = stage or _installed()
    avoid = facts.avoid | (language.avoided(negative, stage) if negative else frozenset())
    if multi and extend and not image and not facts.shots:
        facts = _as_told(facts, written or prompt, seconds, stage)
    clip = Clip(stage, width / height, seed, avoid, Notes(list(remarks)), staged=not image, seconds=seconds)
    clip.prompt = written or prompt
    clip.variant = variation.of(variant)
    clip.facing = variation.facing(facts, clip.variant)
    wish = _Wish(facts=facts, prompt=prompt, seconds=seconds, extend=extend, multi=multi, written=written)
    rng = Random(f"{seed}/direction")
    for sentence in facts.notes:
        clip.notes.add(sentence)
    if not facts.notes:
        contradictions.resolve(facts, clip.notes)
    base = choose(facts, stage, avoid, clip.notes)
    scene, extras = _enriched(base, wish, clip, rng)
    asked = cameras.gentle() if facts.shots else cameras.read(facts, clip.notes)  # each spelled shot brings its own
    main = asked or (extending.camera(facts, scene, rng) if extend else cameras.gentle())
    main = variation.framed(main, clip.variant, facts)
    shots, speech, count = _shot_list(replace(wish, facts=extras), scene, main, clip, free=not facts.cameras)
    added = main if asked is None else None
    return ShotList(
        prompt=prompt,
        seconds=seconds,
        seed=seed,
        shots=shots,
        sound=soundplan.plan(shots, speech, stage, seconds),
        understood=tuple(word for word in facts.understood if word not in clip.notes.lost),
        not_understood=tuple(dict.fromkeys((*facts.not_understood, *clip.notes.lost))),
        extended_prompt=_text(wish, base, scene, added, count, extras, stage),
        notes=tuple(clip.notes.sentences),
    )


def _as_told(facts: Facts, prompt: str, seconds: float, stage: Vocabulary) -> Facts:
    """A story of several sentences has a shot for each, where there is time for them."""
    told = language.told(prompt, stage)
    return replace(facts, shots=told) if 1 < len(told) <= seconds / _SENTENCE else facts


def _enriched(base: Scene, wish: _Wish, clip: Clip, rng: Random) -> tuple[Scene, Facts]:
    """The scene with what the writer adds, and the facts with who it adds."""
    # A given picture has its own light and life; only the camera may be added to it.
    if not wish.extend or not clip.staged:
        return base, wish.facts
    if wish.written:
        return variation.light(base, clip.variant, clip.avoid), wish.facts
    scene = extending.enrich(base, wish.facts, clip.stage, clip.avoid, rng)
    scene = variation.light(scene, clip.variant, clip.avoid)
    return scene, extending.populated(wish.facts, scene, clip.stage, clip.avoid, rng)


def _text(
    wish: _Wish, base: Scene, scene: Scene, camera: Camera | None, shots: int, extras: Facts, stage: Vocabulary
) -> str:
    """What prompt_extend wrote; "" where it is off."""
    if not wish.extend or wish.written:
        return wish.written
    added = [subject.noun for subject in extras.subjects[len(wish.facts.subjects) :]]
    words = frozenset(word for word, name in stage.setting_words.items() if name == scene.setting)
    return extending.write(wish.prompt, base, scene, camera, shots, added, words)


def _shot_list(
    wish: _Wish, scene: Scene, main: Camera, clip: Clip, *, free: bool
) -> tuple[tuple[Shot, ...], tuple[Speech, ...], int]:
    if wish.facts.shots:
        cuts = sequence.spelled(wish.facts, wish.seconds)
        return (*shooting.spelled(cuts, scene, main, clip), len(cuts))
    tempo = soundplan.tempo(scene.mood, wish.seconds)
    draft = _blocked(wish.facts, scene, main, clip, seconds=wish.seconds, tracked=False)
    main, draft = _beside(wish, scene, main, clip, draft)
    if clip.variant == variation.VARIANTS[0] and not wish.multi:
        main = shotsize.suited(main, wish.facts, draft)
    cuts, main, tracked = _cuts(wish, draft, main, clip, free=free, beat=60 / tempo)
    wide = [cut.seconds for cut in cuts if (cut.camera or main).framing is Framing.WIDE]
    if tracked or len(wide) not in {0, len(cuts)}:
        draft = _blocked(wish.facts, scene, main, clip, seconds=sum(wide) or wish.seconds, tracked=tracked)
    if len(cuts) == 1:
        in_turn = moments.split(draft.actors, draft.roles, wish.prompt, wish.seconds, clip.aspect)
        draft = replace(draft, actors=in_turn)
    return (*shooting.continuous(cuts, scene, main, clip, draft, free=free, seconds=sum(wide)), len(cuts))


def _beside(wish: _Wish, scene: Scene, main: Camera, clip: Clip, draft: Blocking) -> tuple[Camera, Blocking]:
    """The camera in the air beside who flies there."""
    camera = cameras.beside(main, flying=draft.hero is not None and draft.hero.medium == "air")
    if camera is main:
        return main, draft
    return camera, _blocked(wish.facts, scene, camera, clip, seconds=wish.seconds, tracked=False)


def _cuts(
    wish: _Wish, draft: Blocking, main: Camera, clip: Clip, *, free: bool, beat: float
) -> tuple[list[Cut], Camera, bool]:
    """The cuts, the camera with what suits the way of the hero, and whether it goes along."""
    several = sequence.changing(wish.facts, wish.prompt, wish.seconds)
    if several:
        return several, replace(main, move=Move.STATIC, amount=0.0) if free else main, False
    ordered = moments.ordered(draft.roles, wish.prompt)
    tracked = clip.staged and not ordered and main.framing is Framing.WIDE and _leaves(draft, main, clip, free=free)
    if wish.multi and wish.extend:
        known = sequence.Cast(
            somebody=bool(draft.actors) or not clip.staged,
            partner=draft.partner is not None,
            talking=draft.talking,
            prop=draft.prop is not None,
        )
        return sequence.classic(wish.facts, wish.seconds, main, known, beat), main, False
    if tracked:
        main = replace(main, move=Move.TRACK)
    return sequence.single(wish.facts, wish.seconds), main, tracked


def _leaves(draft: Blocking, main: Camera, clip: Clip, *, free: bool) -> bool:
    """Whether the hero goes so far that the camera should go along, or was asked to."""
    hero = draft.hero
    if hero is None:
        return False
    way = staging.natural_way(hero.action, hero.action, "", hero.height, clip.seconds, clip.aspect)
    moves = abs(hero.end[0] - hero.start[0]) > 0.02 and hero.medium != "water"
    return moves and (main.move is Move.TRACK or (free and way > _LEAVING))


def _blocked(facts: Facts, scene: Scene, main: Camera, clip: Clip, *, seconds: float, tracked: bool) -> Blocking:
    if not clip.staged:
        return Blocking(roles=(), actors=(), kinds={})
    return shooting.blocked(facts, scene, main, clip, seconds=seconds, tracked=tracked)
