"""Motion clips as files: `motion/<rig>/<action>.json`, found by looking; a rig's own file may hold some too.

A clip file is what `rig` and `reach` read, and besides
`like`: another clip whose tracks, feet, hands and states it starts from;
`also`: further actions that it shows best; `beats`: beats of music in one cycle, `accent`: the phase on the beat;
`begins`: the phase that a shot begins with, for what is done once (a bow), else it differs from body to body;
`reach`: metres between the two bodies of an action that is done with a partner.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from .folder import FOLDER, PuppetError

#: What a clip adds to, rather than takes the place of, in the clip that it is like.
_JOINED = ("tracks", "feet", "hands", "states")


@cache
def table(rig: str) -> Mapping[str, Any]:
    """The rig's file with the clips of its folder and their synonyms. Raises PuppetError."""
    file = FOLDER / "motion" / f"{rig}.json"
    if not file.is_file():
        raise PuppetError(f"no rig is called {rig!r}")
    data = json.loads(file.read_text(encoding="utf-8"))
    raw = {**data.get("clips", {}), **_folder(rig)}
    nearest = {word: name for name, clip in raw.items() for word in clip.get("also", ())}
    clips = {name: _whole(raw, name) for name in raw}
    return {**data, "clips": clips, "nearest": {**nearest, **data.get("nearest", {})}}


def _folder(rig: str) -> dict[str, Any]:
    room = FOLDER / "motion" / rig
    if not room.is_dir():
        return {}
    found = [file for file in room.iterdir() if file.name.endswith(".json")]
    return {_action(file.name): json.loads(file.read_text(encoding="utf-8")) for file in found}


def _action(file_name: str) -> str:
    """The canonical verb of a file: `look-around.json` is "look around"; `every.json` is what all clips start from."""
    verb = file_name[:-5].replace("-", " ")
    return "*" if verb == "every" else verb


def _whole(raw: Mapping[str, Any], name: str) -> dict[str, Any]:
    clip = dict(raw[name])
    base = clip.pop("like", "")
    if not base:
        return clip
    if base not in raw:
        raise PuppetError(f"clip {name!r} is like {base!r}, which does not exist")
    above = _whole(raw, base)
    above.pop("also", None)
    joined = {key: {**above.get(key, {}), **clip.get(key, {})} for key in _JOINED if key in above or key in clip}
    return {**above, **clip, **joined}


@cache
def actions_of(rig: str) -> frozenset[str]:
    """The actions that a rig class performs: the names of its clips."""
    return frozenset(table(rig)["clips"]) - {"*"}


def face(rig: str, mood: str) -> Mapping[str, str]:
    """States of brows and mouth that a mood gives to a face whose clip says nothing else."""
    moods: Mapping[str, Mapping[str, str]] = table(rig)["clips"].get("*", {}).get("moods", {})
    return moods.get(mood, {})


def distance(rig: str, action: str) -> float:
    """Metres between two bodies that do this together, foot to foot; 0 where it is not done with a partner."""
    data = table(rig)
    clip = data["clips"].get(action) or data["clips"].get(data["nearest"].get(action, ""), {})
    return float(clip.get("reach", 0.0))
