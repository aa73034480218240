"""What cannot be seen at once: the more special word wins, and the report says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from . import lexicon
from .facts import Value

#: Weathers of one sky; fog may lie under any.
_EXCLUSIVE = frozenset({"clear", "rain", "snow"})
_APPROXIMATE = {
    "slow-motion": "Slow motion is shown by slower movements.",
    "time-lapse": "A time-lapse is shown as one moment at full speed.",
    "fisheye": "A fisheye lens is shown as a wide view.",
    "tilt-shift": "Tilt-shift is shown as a shallow depth of field.",
    "dolly-zoom": "A dolly zoom is shown as a push-in.",
    "split-screen": "A split screen is shown as one picture.",
    "lens-flare": "A lens flare is shown by the glow of the lights.",
    "rack-focus": "A shift of focus is shown as a shallow depth of field.",
    "long-take": "A long take is shown as one shot.",
}


def ranked(times: Sequence[Value]) -> tuple[Value, ...]:
    """Words such as "sunlight" yield to any word that names an hour."""
    weak = lexicon.words("weak", "time")
    return tuple(sorted(times, key=lambda value: value.span.text.casefold() in weak))


def notes(fields: Mapping[str, Sequence[Value]]) -> tuple[str, ...]:
    """One sentence for each contradiction, and for each effect of lens or film that is only approximated."""
    found = [*_times(ranked(fields["time"])), *_weathers(fields["weather"]), *_sunny_night(fields)]
    found += [_APPROXIMATE[value.name] for value in fields["optics"] if value.name in _APPROXIMATE]
    return tuple(dict.fromkeys(found))


def _times(times: Sequence[Value]) -> list[str]:
    weak = lexicon.words("weak", "time")
    sure = [value for value in times if value.span.text.casefold() not in weak] or list(times)
    others = [value for value in sure if value.name != sure[0].name]
    return [f"“{value.span.text}” does not go with “{sure[0].span.text}”, which is shown." for value in others]


def _weathers(weathers: Sequence[Value]) -> list[str]:
    named = [value for value in weathers if value.name in _EXCLUSIVE]
    wet = [value for value in named if value.name != "clear"]
    shown = (wet or named)[:1]
    others = [value for value in named if value.name != shown[0].name]
    return [f"“{value.span.text}” does not go with “{shown[0].span.text}”, which is shown." for value in others]


def _sunny_night(fields: Mapping[str, Sequence[Value]]) -> list[str]:
    night = next((value for value in ranked(fields["time"])[:1] if value.name == "night"), None)
    sunny = lexicon.words("weak", "sun")
    bright = [value for value in fields["weather"] if value.span.text.casefold() in sunny]
    if night is None:
        return []
    return [f"“{value.span.text}” is read as a clear sky: it is “{night.span.text}”." for value in bright]
