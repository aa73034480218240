"""The plan of a clip, as plain data: what the director decided and everything below draws and sounds.

A frame is a pure function of (shot list, seed, time), so the whole plan is made before the first pixel. Positions are
fractions of the frame with the camera at rest: x 0…1 from left to right, y 0…1 from top to bottom; heights are in
frame heights. Names (settings, puppets, actions …) are those of the files that define them.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

#: Values a second in `Actor.mouth`.
MOUTH_RATE = 30


class TimeOfDay(enum.StrEnum):
    DAY = "day"
    SUNSET = "sunset"  # golden hour, dawn and dusk
    NIGHT = "night"


class Weather(enum.StrEnum):
    CLEAR = "clear"
    RAIN = "rain"
    SNOW = "snow"
    FOG = "fog"


class Move(enum.StrEnum):
    STATIC = "static"
    PUSH_IN = "push-in"
    PULL_OUT = "pull-out"
    PAN_LEFT = "pan-left"
    PAN_RIGHT = "pan-right"
    TILT_UP = "tilt-up"
    TILT_DOWN = "tilt-down"
    ORBIT = "orbit"
    CRANE_UP = "crane-up"
    CRANE_DOWN = "crane-down"
    #: Travels beside the subject, which keeps its place in the frame.
    TRACK = "track"


class Angle(enum.StrEnum):
    """How high the camera stands: it moves the horizon, see `stage.geometry`."""

    EYE = "eye"
    LOW = "low"
    HIGH = "high"
    AERIAL = "aerial"


class Framing(enum.StrEnum):
    """Shot size: how large the subject stands in the frame."""

    WIDE = "wide"
    MEDIUM = "medium"
    CLOSE = "close"
    EXTREME_CLOSE = "extreme-close"
    #: Past the shoulder of one actor, large and out of focus at the edge, at another.
    OVER_SHOULDER = "over-shoulder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    move: Move = Move.PUSH_IN
    #: 1 is the usual travel of that move, 0 none, 2 twice as far.
    amount: float = 1.0
    framing: Framing = Framing.WIDE
    #: What the camera looks at, as a fraction of the frame; zooms centre on it.
    focus: tuple[float, float] = (0.5, 0.55)
    angle: Angle = Angle.EYE
    #: How much a hand shakes it: 0 a tripod, 1 a running operator.
    handheld: float = 0.0
    #: Depth of field: how far what is not at the actors' distance is out of focus, 0 nothing … 1 a portrait lens.
    blur: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A character or prop on the stage."""

    #: Stable over the shots of a clip: the same id is the same body.
    id: str
    #: Canonical noun of the lexicon: "fox", "sailboat".
    noun: str
    #: The words of the prompt that called for it.
    label: str
    #: How it is shown: "puppet" (moves its limbs), "sprite" (illustrated body), "standin" (a sprite head on a puppet),
    #: "card" (lettered storyboard card: nothing fitting was found).
    kind: str
    #: Name of the puppet or sprite; for "standin" the head's sprite; for "card" empty.
    art: str
    #: Colour slots by name, CSS colours: {"coat": "#c4a06e", "fur": "#e26220"}.
    colours: Mapping[str, str] = field(default_factory=dict)
    #: Variant parts to wear or hold: ("trench-coat", "umbrella", "hat").
    wears: tuple[str, ...] = ()
    #: Canonical verb: walk, run, stand, sit, jump, dance, fly, swim, sail, drive, talk, wave, sleep, float …
    action: str = "stand"
    #: Ground contact at the start and the end of the shot (centre of the body for flyers and swimmers).
    start: tuple[float, float] = (0.5, 0.8)
    end: tuple[float, float] = (0.5, 0.8)
    #: Height of the body in frame heights at `start`, camera at rest.
    height: float = 0.45
    #: How far its foot is above the ground at `start`, in frame heights: it sits on or in another body.
    lift: float = 0.0
    #: 1 looks to the right, -1 to the left.
    facing: int = 1
    #: "ground", "water" (floats at `start.y`, is reflected and rocks) or "air".
    medium: str = "ground"
    #: Seconds (start, end) in the shot in which it speaks; the mouth moves.
    speaks: tuple[tuple[float, float], ...] = ()
    #: How far the mouth is open, 0…1, `MOUTH_RATE` times a second from the start of the shot; empty: as `speaks` says.
    mouth: tuple[float, ...] = ()
    #: Names of sprites or prop puppets that it carries in its hand; what a puppet can hold itself stands in `wears`.
    holds: tuple[str, ...] = ()
    #: Id of the actor that it looks at: head and eyes turn there.
    gaze: str = ""
    #: Id of the actor that the action is done with or to: who is hugged, fought, fed, what is kicked or played.
    partner: str = ""
    #: Seconds of a beat of the music, for who moves in time with it; 0 for its own time.
    beat: float = 0.0
    #: Out of focus by choice (the shoulder in the foreground), 0…1.
    blur: float = 0.0
    #: Seconds (from, to) of the shot in which this entry is seen; empty: throughout. A body that does one thing after
    #: another is several entries of one id, whose ways follow each other.
    during: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    #: Seconds from the start of the clip, and length.
    start: float
    seconds: float
    setting: str
    time: TimeOfDay = TimeOfDay.DAY
    weather: Weather = Weather.CLEAR
    #: "calm", "happy", "tense", "sad", "mysterious", "epic": colours the grade and the music.
    mood: str = "calm"
    #: Finish of the whole picture: "" or one of the styles in `picture/styles`.
    style: str = ""
    camera: Camera = field(default_factory=Camera)
    #: In painting order, the farthest first.
    actors: tuple[Actor, ...] = ()
    #: Registered effects: "neon", "petals", "leaves", "fireflies", "fireworks" …
    effects: tuple[str, ...] = ()
    #: Free switches of a setting: {"season": "autumn"}; "without" names what must not appear, "people cars".
    traits: Mapping[str, str] = field(default_factory=dict)
    #: Words lettered at the lower edge (quoted speech without a voice).
    subtitle: str = ""
    #: How this shot begins: "cut" or "dissolve".
    transition: str = "cut"
    #: Seconds that a dissolve takes.
    fade: float = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    text: str
    start: float
    seconds: float
    actor: str = ""
    #: "en" or "zh".
    language: str = "en"
    #: A bundled voice says it; otherwise it is lettered as a subtitle.
    voiced: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundPlan:
    #: Beds: "city", "sea", "forest", "hills", "rain", "snow-wind", "crickets", "birds" …
    ambience: tuple[str, ...] = ()
    #: (start, seconds, beds) where the beds change from place to place; empty: `ambience` throughout.
    stretches: tuple[tuple[float, float, tuple[str, ...]], ...] = ()
    #: Music mood as in `Shot.mood`; "" for none.
    music: str = "calm"
    #: Beats per minute of the music.
    tempo: int = 84
    speech: tuple[Speech, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShotList:
    prompt: str
    seconds: float
    seed: int
    shots: tuple[Shot, ...]
    sound: SoundPlan = field(default_factory=SoundPlan)
    #: Words that took effect, and words that did not.
    understood: tuple[str, ...] = ()
    not_understood: tuple[str, ...] = ()
    #: The fuller scene that prompt_extend wrote; "" when it was off.
    extended_prompt: str = ""
    #: What is shown otherwise than said, one sentence each, for the report.
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)
