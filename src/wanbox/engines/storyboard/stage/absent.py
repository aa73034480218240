"""What a prompt wants out of the picture: settings ask before they add their own passers-by, traffic and boats."""

from __future__ import annotations

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
