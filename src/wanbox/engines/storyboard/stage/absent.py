"""What a prompt wants out of the picture: settings ask before they add their own passers-by, traffic and boats."""

from __future__ import annotations

from collections.abc import Sequence

from ..shotlist import Shot

#: Words in `traits["without"]` by the kind of thing that they forbid.
_WORDS = {
    "people": {"people", "person", "pedestrian", "pedestrians", "crowd", "passer-by", "human", "man", "walker"},
    "cars": {"car", "cars", "traffic", "vehicle", "vehicles", "automobile", "taxi"},
    "boats": {"boat", "boats", "ship", "ships", "sailboat", "yacht", "vehicle"},
    "birds": {"bird", "birds", "seagull", "gull", "gulls", "animal", "animals"},
    "fish": {"fish", "fishes", "animal", "animals"},
    "planets": {"planet", "planets"},
    "trees": {"tree", "trees", "palm", "palms"},
}


def unwanted(shot: Shot, kind: str) -> bool:
    """Whether nothing of this kind may appear: people, cars, boats, birds, fish, planets, trees."""
    return not _WORDS[kind].isdisjoint(shot.traits.get("without", "").split())


def present(shot: Shot, *nouns: str) -> bool:
    """Whether the shot has such a thing as an actor, or wants none: the room then keeps its own away."""
    return _acts(shot, nouns) or _unwanted(shot, nouns)


def barred(shot: Shot, *nouns: str) -> bool:
    """Whether nothing of the kind may be seen; one that is an actor does not empty a room of all its like."""
    return _unwanted(shot, nouns) and not _acts(shot, nouns)


def _unwanted(shot: Shot, nouns: Sequence[str]) -> bool:
    return _named(shot.traits.get("without", "").split(), nouns)


def _acts(shot: Shot, nouns: Sequence[str]) -> bool:
    return _named([name for actor in shot.actors for name in (actor.noun, actor.art)], nouns)


def _named(names: Sequence[str], nouns: Sequence[str]) -> bool:
    words = {word for name in names for word in (name, *name.replace("-", " ").split())}
    return not words.isdisjoint([*nouns, *(f"{noun}s" for noun in nouns)])
