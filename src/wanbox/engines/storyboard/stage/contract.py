"""What stands on the stage: settings bring nodes, art brings bodies, the compositor paints nodes from far to near.

Pixels are BGRA, uint8, rows first; pictures with alpha are premultiplied. All painting is a pure function of time.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Protocol, TypeAlias, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from ..shotlist import Shot, TimeOfDay, Weather

#: (height, width, 4) uint8, contiguous: blue, green, red, and a byte that says nothing and may be written at will.
Frame: TypeAlias = NDArray[np.uint8]
#: (height, width, 4) uint8, BGRA, premultiplied.
Cutout: TypeAlias = NDArray[np.uint8]
#: Colour as (red, green, blue), 0…255.
Rgb: TypeAlias = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class View:
    """The camera at one moment: a point at depth d (0 far … 1 the actors' plane … above 1 in front of them)
    moves by d times the travel, and grows by `zoom ** d` about the focus.
    """

    width: int
    height: int
    #: Seconds since the start of the shot, and the shot's length.
    t: float
    seconds: float
    #: Number of the frame in the clip (for grain and the like).
    index: int
    zoom: float = 1.0
    #: Travel of the actors' plane in pixels: positive moves the picture left / up.
    dx: float = 0.0
    dy: float = 0.0
    #: Focus in pixels.
    fx: float = 0.0
    fy: float = 0.0

    def place(self, depth: float) -> tuple[float, float, float]:
        """Scale s and offset (tx, ty) so that a rest-frame point (x, y) at `depth` is drawn at (s·x + tx, s·y + ty)."""
        s = self.zoom**depth
        return s, self.fx - s * self.fx - s * depth * self.dx, self.fy - s * self.fy - s * depth * self.dy


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """The light of a scene, which everything on the stage shares."""

    #: Multiplies what is lit by the sky: (1, 1, 1) leaves colours alone.
    ambient: tuple[float, float, float] = (1.0, 1.0, 1.0)
    #: Colour and direction (unit vector, +x right, +y down) of the rim light on bodies, strength 0…1.
    rim: Rgb = (255, 240, 220)
    rim_from: tuple[float, float] = (-0.7, -0.7)
    rim_strength: float = 0.5
    #: Second rim from the other side; strength 0 for none.
    rim2: Rgb = (255, 240, 220)
    rim2_strength: float = 0.0
    #: Colour that distance fades to.
    haze: Rgb = (200, 210, 230)
    #: How dark a contact shadow is, 0…1.
    shadow: float = 0.45


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a setting needs to build its nodes: the shot, the pixels, the seed."""

    shot: Shot
    width: int
    height: int
    seed: int
    #: Told the horizon's row in pixels as soon as a setting has settled it, long before its planes are painted.
    settled: Callable[[float], None] | None = None

    @property
    def unit(self) -> float:
        """Pixels per design unit: 1.0 at a frame 720 high (or wide, for tall frames)."""
        return min(self.width, self.height) / 720


class Node(Protocol):
    """Something painted into the frame at a depth (see View)."""

    @property
    def depth(self) -> float: ...

    def paint(self, frame: Frame, view: View) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Set:
    """A built setting, ready to be painted."""

    nodes: Sequence[Node]
    light: Light
    #: Rest-frame y (pixels) of the horizon.
    horizon: float
    #: y (pixels) below which the ground mirrors what stands on it (wet street, ice); None for dry ground.
    mirror_from: float | None = None
    mirror_strength: float = 0.0
    #: Frame row, by frame column, below which there is no water; None where water does not end in the frame.
    shore: Callable[[View], NDArray[np.float32]] | None = None
    #: Colour curves of the grade: per channel (red, green, blue) pairs (in, out), 0…255.
    grade: Mapping[str, Sequence[tuple[float, float]]] = field(default_factory=dict)
    bloom: float = 0.35
    bloom_threshold: float = 170
    vignette: float = 0.3
    grain: float = 0.03


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A band of the frame in which actors can be put, as fractions of its height, far edge first."""

    top: float
    bottom: float


class Setting(Protocol):
    """A place. One module in `stage/settings`, found by its class attributes; nothing else is edited."""

    name: ClassVar[str]
    #: Words that call for it, by language: {"en": ("city street", "street", …), "zh": ("街道", …)}.
    words: ClassVar[Mapping[str, Sequence[str]]]
    #: Where actors may be: "ground", "water", "air" (a setting without water has no "water"); "sky" for flyers, where
    #: "air" is seen through a surface.
    zones: ClassVar[Mapping[str, Zone]]
    #: Ambience beds by time of day, see `sound`.
    ambience: ClassVar[Mapping[TimeOfDay, Sequence[str]]]
    #: Weathers that it can show; others become the nearest and the report says so.
    weathers: ClassVar[frozenset[Weather]]

    def build(self, context: Context) -> Set: ...


@dataclass(frozen=True, slots=True)
class Body:
    """One pose of an actor: the picture, and where it stands."""

    pixels: Cutout
    #: Ground contact (centre for flyers and swimmers) inside `pixels`, x and y in pixels.
    anchor: tuple[float, float]
    #: Rows of the body above and below `pixels` that were left out because nobody sees them.
    unseen: tuple[int, int] = (0, 0)
    #: As `compose.blit.spans_of`, but a row may have less ink than they say; None where nobody knows.
    spans: NDArray[np.int32] | None = None


class Art(Protocol):
    """Something that can be posed: a puppet, a sprite, a card. Made by `stage.cast.make` for one pixel height."""

    def pose(self, t: float, seconds: float) -> Body:
        """The body at t seconds into a shot of that length, facing right, lit flat."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where and how a body is shown."""

    #: Where the anchor goes, in pixels of the frame.
    x: float = 0.0
    y: float = 0.0
    #: Size against `Art.pose`, turn in radians, 1 to look to the right and -1 to the left.
    scale: float = 1.0
    turn: float = 0.0
    facing: int = 1
    #: Pixels of `Art.pose` by which the anchor, about which it turns, is raised into the body.
    sunk: float = 0.0
    #: What is seen: left, top, right, bottom in pixels of the frame.
    window: tuple[float, float, float, float] = (-math.inf, -math.inf, math.inf, math.inf)


@runtime_checkable
class PlacedArt(Protocol):
    """Art that can paint a body as it is shown at once: no pixel is painted twice, or where nobody sees it."""

    @property
    def still(self) -> bool:
        """Whether `Art.pose` is always the same."""
        ...

    def placed(self, t: float, seconds: float, place: Place) -> Body:
        """`Art.pose` in its place. The anchor is such that `pixels` begins at a whole pixel of the frame."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CastEntry:
    """A puppet or sprite that the director may cast; read from the files' own metadata without drawing anything."""

    name: str
    #: "puppet" or "sprite".
    kind: str
    #: Nouns that call for it, most specific first, by language: {"en": ("fox", "vixen"), "zh": ("狐狸",)}.
    words: Mapping[str, Sequence[str]]
    #: Natural height in metres, to scale actors against each other.
    metres: float
    #: Width over height of the standing body.
    aspect: float
    #: Where it belongs: "ground", "water" or "air".
    medium: str
    #: Actions that it really performs; any other is shown as the nearest of them, and the report says so.
    actions: frozenset[str]
    #: Colour slots by name with their default CSS colours: {"fur": "#e26220", "coat": "#c4a06e"}.
    colours: Mapping[str, str] = field(default_factory=dict)
    #: Variant parts that can be worn or held: {"trench-coat", "umbrella"}.
    wears: frozenset[str] = frozenset()
    #: Sprites only: True for a bare face or head, which must never stand on the ground by itself.
    head_only: bool = False
