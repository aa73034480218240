"""What was read out of a prompt, before anything is decided."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the prompt: characters start … end, and their text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A canonical word and where the prompt said it."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Garment:
    """Something worn or held."""

    name: str
    #: Canonical colour, "" where none was said.
    colour: str = ""
    held: bool = False
    span: Span
    #: Names of cast entries that look like it, best first: what is in the hand, where the body has no such part.
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    verb: str
    span: Span
    #: The verb as it was meant, where a body shows another for it.
    said: str = ""
    #: "slow", "fast" or "".
    pace: str = ""
    #: "left", "right", "near", "far" or "".
    direction: str = ""
    #: Index in `Facts.subjects` of who or what it is done to or with (hugs HER, kicks a BALL), −1 for nobody.
    target: int = -1
    #: Canonical noun of the thing that it is done with, "" for none: plays the GUITAR, drinks TEA, throws a BALL.
    object: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """The subject stands so to another subject: on, in, beside, between, under, above, behind, before, with, after."""

    kind: str
    #: Index of the other subject in `Facts.subjects`.
    other: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    #: Canonical English noun; the prompt's own word where the vocabulary has none.
    noun: str
    #: The words of the prompt.
    label: str
    span: Span
    #: Names of cast entries that could play it, best first; empty: nobody can.
    candidates: tuple[str, ...] = ()
    #: True where the candidates are only relatives of what was said.
    approximate: bool = False
    number: int = 1
    #: As many as the prompt says, where `number` is what a stage has room for.
    counted: int = 1
    colour: str = ""
    #: "tiny", "small", "large", "huge" or "".
    size: str = ""
    #: "baby", "young", "old" or "".
    age: str = ""
    #: What it is made of: "wood", "stone", "metal", "glass", "paper", "ice" …; "" where none was said.
    material: str = ""
    #: Everywhere that it is named.
    mentions: tuple[Span, ...] = ()
    garments: tuple[Garment, ...] = ()
    actions: tuple[Action, ...] = ()
    relations: tuple[Relation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    text: str
    span: Span
    #: Index of the speaker in `Facts.subjects`; -1 where nobody is named.
    speaker: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place word: the setting that has it, or the settings' words that come nearest."""

    #: Name of a setting; "" where no setting has the word.
    setting: str
    #: Words to look for instead, best first.
    like: tuple[str, ...] = ()
    #: Canonical colour that it was given ("green hills"), "" for none.
    colour: str = ""
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    places: tuple[Place, ...] = ()
    #: Each of these in the order of the prompt; the first counts, effects all count.
    times: tuple[Value, ...] = ()
    weathers: tuple[Value, ...] = ()
    seasons: tuple[Value, ...] = ()
    moods: tuple[Value, ...] = ()
    styles: tuple[Value, ...] = ()
    effects: tuple[Value, ...] = ()
    cameras: tuple[Value, ...] = ()
    framings: tuple[Value, ...] = ()
    angles: tuple[Value, ...] = ()
    #: What a lens or the film's speed would do: "shallow-focus", "deep-focus", "slow-motion", "time-lapse", "fisheye" …
    optics: tuple[Value, ...] = ()
    #: Times past and to come: "ancient", "medieval", "victorian", "1920s", "1950s", "1980s", "future".
    eras: tuple[Value, ...] = ()
    #: Words on how good the picture is to be ("4k", "masterpiece"): accepted, without effect.
    qualities: tuple[Value, ...] = ()
    #: Colours of what is nobody's body: the light, the sky, the place.
    tints: tuple[Value, ...] = ()
    #: "slow" or "fast" where it belongs to the camera.
    camera_pace: str = ""
    subjects: tuple[Subject, ...] = ()
    quotes: tuple[Quote, ...] = ()
    #: (category, canonical word) of what must not appear.
    avoid: frozenset[tuple[str, str]] = frozenset()
    #: Explicit shots in order; empty where the prompt is one scene.
    shots: tuple[ShotFacts, ...] = ()
    understood: tuple[str, ...] = ()
    not_understood: tuple[str, ...] = ()
    #: What was read otherwise than written, one sentence each: contradictions, and what is only approximated.
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShotFacts:
    """One shot that the prompt spells out."""

    facts: Facts = field(default_factory=Facts)
    #: Its words in the prompt.
    span: Span = Span(0, 0, "")
    #: Seconds as the prompt says; -1 where it does not.
    start: float = -1.0
    end: float = -1.0
