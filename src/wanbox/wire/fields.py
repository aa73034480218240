"""Reading a JSON object field by field, in the vendor's manner: unknown keys ignored, `null` is absent (spec 1.5).

A defect does not stop the reading. The first one is kept, the field takes its default, and so the rest of the
request is still understood.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .errors import Fault, WireError


@dataclass(slots=True)
class Notes:
    """What was noticed on the way."""

    #: The first defect, None so far.
    defect: WireError | None = None
    #: Fields that the caller sent with a value.
    given: set[str] = field(default_factory=set)

    def object_to(self, error: WireError) -> None:
        """Keep the defect if it is the first."""
        self.defect = self.defect or error


class Fields:
    """One object of a body: `path` names it in error texts, as in `Field required: input.prompt`."""

    def __init__(self, values: Mapping[str, Any], path: str, notes: Notes) -> None:
        self._values = values
        self._path = path
        self.notes = notes

    def lenient(self) -> Fields:
        """The same object, read without keeping defects."""
        return Fields(self._values, self._path, Notes(given=self.notes.given))

    def name(self, key: str) -> str:
        return f"{self._path}.{key}"

    def value(self, key: str) -> Any:
        """The raw value, None if absent or null."""
        value = self._values.get(key)
        if value is not None:
            self.notes.given.add(key)
        return value

    def missing(self, key: str) -> None:
        self.notes.object_to(Fault.FIELD_REQUIRED.error(field=self.name(key)))

    def text(self, key: str, limit: int) -> str:
        """Text cut to `limit` characters; empty if absent or not text."""
        value = self.value(key)
        if value is None or value == "":
            self.notes.given.discard(key)
            return ""
        if not isinstance(value, str):
            self._wrong_type(key, "string")
            return ""
        return clean_text(value, limit)

    def flag(self, key: str, *, default: bool) -> bool:
        value = self.value(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            self._wrong_type(key, "boolean")
            return default
        return value

    def integer(self, key: str) -> int | None:
        """A whole number (5 or 5.0, spec 6.3 names both), None if absent or not one."""
        value = self.value(key)
        if value is None:
            return None
        whole = whole_number(value)
        if whole is None:
            self._wrong_type(key, "integer")
        return whole

    def ranged(self, key: str, low: int, high: int) -> int | None:
        """A whole number within [low, high], None if absent or refused."""
        value = self.integer(key)
        if value is None or low <= value <= high:
            return value
        self.notes.object_to(Fault.RANGE.error(name=key, low=low, high=high))
        return None

    def choice(self, key: str, options: Sequence[str], default: str) -> str:
        value = self.value(key)
        if value is None or value == "":
            return default
        if not isinstance(value, str):
            self._wrong_type(key, "string")
        elif value not in options:
            self.notes.object_to(Fault.ONE_OF.error(choices=alternatives(options), field=self.name(key)))
        else:
            return value
        return default

    def _wrong_type(self, key: str, wanted: str) -> None:
        self.notes.object_to(Fault.WRONG_TYPE.error(type=wanted, field=self.name(key)))


def whole_number(value: Any) -> int | None:
    """The integer that a JSON number stands for; None for booleans, fractions, infinities and anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return None


def clean_text(text: str, limit: int) -> str:
    """The first `limit` characters, without what no database and no file can hold: NUL and lone surrogates."""
    cut = text[:limit].replace("\0", "")
    return cut if cut.isascii() else cut.encode("utf-8", "replace").decode("utf-8")


def alternatives(options: Iterable[object]) -> str:
    """`'a'`, `'a' or 'b'`, `'a', 'b' or 'c'`: numbers stand without quotes."""
    words = [f"'{option}'" if isinstance(option, str) else str(option) for option in options]
    return " or ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
