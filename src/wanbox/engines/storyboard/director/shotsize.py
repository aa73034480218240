"""The shot size of a prompt that names none: who does something small, or speaks, is seen from nearer."""

from __future__ import annotations

from dataclasses import replace

from ..language.facts import Facts
from ..shotlist import Angle, Camera, Framing, Move
from .blocking import Blocking
from .pairs import NO_WAY
from .scene import together

#: Moves that show a whole place.
_FAR = frozenset({Move.CRANE_UP, Move.CRANE_DOWN, Move.PULL_OUT, Move.TRACK, Move.PAN_LEFT, Move.PAN_RIGHT})
_LEVEL = frozenset({Angle.EYE, Angle.LOW})
#: A cat on a sofa is smaller than this, in frame heights.
SMALL = 0.26
#: Whoever else lives in the picture, at most.
_MOST = 2


def suited(camera: Camera, facts: Facts, staged: Blocking) -> Camera:
    """The camera at the distance that what is done needs; as it was where the prompt says it."""
    if camera.framing is not Framing.WIDE or facts.framings or camera.move in _FAR or camera.angle not in _LEVEL:
        return camera
    return replace(camera, framing=Framing.MEDIUM) if _small(facts, staged) else camera


def _small(facts: Facts, staged: Blocking) -> bool:
    """Whether all that happens is done by one or two people on the spot, with the hands or in words."""
    hero = staged.hero
    living = [actor for actor in staged.actors if staged.is_alive(actor)]
    if hero is not None and hero.lift > 0 and hero.height < SMALL and len(living) == 1 and hero.start == hero.end:
        return True
    if hero is None or not living or len(living) > _MOST or staged.kinds[hero.id][1] != "upright":
        return False
    strangers = [a for a in living if a is not hero and staged.kinds[a.id][1] != "upright" and a.lift == 0]
    if any(hero.partner != a.id and a.partner != hero.id and a.height > 0.5 * hero.height for a in strangers):
        return False
    still = all(abs(a.end[0] - a.start[0]) < NO_WAY and a.medium == "ground" for a in living)
    role = staged.role_of(hero)
    speaks = role is not None and any(quote.speaker == role.index for quote in facts.quotes)
    said = {hero.action, *(action.verb for action in role.subject.actions)} if role else {hero.action}
    return still and (speaks or bool(said & set(together("hands")["verbs"])))
