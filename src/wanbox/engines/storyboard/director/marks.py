"""What the placing of one shot works on: bodies on their marks, and the floor under them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from random import Random

from ..compose.camera import row_at
from ..shotlist import Actor, Angle
from ..stage.contract import Zone
from .roles import Role
from .scene import Notes

_ZONES = {
    "ground": Zone(top=0.68, bottom=0.94),
    "water": Zone(top=0.58, bottom=0.82),
    "air": Zone(top=0.10, bottom=0.42),
}
#: Feet are never put lower, however high the camera.
LOWEST = 0.95


@dataclass(frozen=True, slots=True)
class Stand:
    """One body on its mark."""

    role: Role
    copy: int
    actor: Actor
    #: Free bodies are spread over the frame; the others depend on the role with this index.
    host: int = -1
    relation: str = ""
    #: In frame widths.
    width: float = 0.0
    #: Part of the landscape, behind everybody.
    scenery: bool = False

    @property
    def centre(self) -> float:
        return (self.actor.start[0] + self.actor.end[0]) / 2

    @property
    def way(self) -> float:
        return self.actor.end[0] - self.actor.start[0]


@dataclass(slots=True)
class Floor:
    """What all bodies of one shot share."""

    aspect: float
    seconds: float
    zones: Mapping[str, Zone]
    rng: Random
    notes: Notes
    angle: Angle = Angle.EYE
    #: The longest way in frame widths: more where the camera goes along.
    farthest: float = 0.46
    facing: int = 1
    stands: list[Stand] = field(default_factory=list)

    def zone(self, medium: str) -> Zone:
        """Rows for bodies of a medium, as the camera's angle shows them."""
        zone = self.zones.get(medium) or self.zones.get("ground") or _ZONES[medium]
        if medium in {"air", "sky"}:
            return zone
        top, bottom = (min(row_at(row, self.angle), LOWEST) for row in (zone.top, zone.bottom))
        return Zone(top=top, bottom=max(bottom, top + 0.02))

    def put(self, n: int, centre: float, way: float) -> None:
        """Move one body with its way about a place."""
        stand = self.stands[n]
        start, end = (centre - way / 2, stand.actor.start[1]), (centre + way / 2, stand.actor.end[1])
        self.change(n, start=start, end=end)

    def change(self, n: int, **changes: object) -> None:
        stand = self.stands[n]
        self.stands[n] = replace(stand, actor=replace(stand.actor, **changes))  # type: ignore[arg-type] # fields of Actor

    def scale(self, n: int, factor: float) -> None:
        stand = self.stands[n]
        self.stands[n] = replace(stand, width=stand.width * factor)
        self.change(n, height=stand.actor.height * factor)

    def of(self, index: int) -> list[int]:
        """The bodies of one role."""
        return [n for n, stand in enumerate(self.stands) if stand.role.index == index]
