"""Writes docs/reference/storyboard.md: what the storyboard engine knows, from the files that it is found in."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterable, Mapping, Sequence

from wanbox.engines.contract import RequestRefused
from wanbox.engines.storyboard.language import lexicon
from wanbox.engines.storyboard.picture.edits.contract import Edit
from wanbox.engines.storyboard.picture.instructions import edits, read
from wanbox.engines.storyboard.picture.styles import finishes
from wanbox.engines.storyboard.sound import beds, voices
from wanbox.engines.storyboard.stage import catalogue, effects, settings
from wanbox.engines.storyboard.stage.puppets import clips, model, wardrobe

#: Words shown of each language; the lexicons know more.
MOST = 6

#: Instructions for edits; one that is not listed is shown by its own words.
EXAMPLES = {
    "add": "add a red balloon in the sky",
    "add-clouds": "add clouds to the sky",
    "add-moon": "add a full moon",
    "add-stars": "add stars to the sky",
    "dramatic-sky": "make the sky dramatic",
    "add-rainbow": "add a rainbow",
    "add-text": 'add the text "Hello" at the bottom in yellow',
    "autumn": "make it autumn",
    "before-after": "show before and after side by side",
    "blend": "a double exposure of both pictures",
    "blur-background": "blur the background",
    "collage": "make a collage of the pictures",
    "colour-splash": "keep only the red",
    "combine": "put the cat of picture 1 into the scene of picture 2",
    "crop": "crop to a square",
    "daylight": "a sunny day with a blue sky",
    "extend": "extend the canvas to 16:9",
    "flip": "flip it horizontally",
    "fog": "add fog",
    "frame": "add a white frame",
    "night": "turn day into night",
    "palette": "picture 1 in the style of picture 2",
    "rain": "let it rain",
    "recolour": "make the sky pink",
    "remove": "remove the person",
    "remove-background": "remove the background",
    "replace-background": "replace the background with a beach at sunset",
    "rotate": "rotate by 90 degrees",
    "spring": "spring, with cherry blossoms",
    "straighten": "straighten the horizon",
    "style": "turn it into a watercolour",
    "sunset": "at sunset",
    "tone": "make it warmer and a little brighter",
    "upscale": "upscale it",
    "winter": "make it winter",
}

_HEAD = """# What the storyboard engine knows

Made from the files of the engine itself: settings, puppets, lexicons. Words in tables are examples, at most six of each
language; plurals, other tenses and compounds are found too. What is shown instead of something unknown is told in the
[report](report.md). How to add to each list: [characters](../how-to/draw-a-character.md),
[settings](../how-to/add-a-setting.md), [everything else](../how-to/extend-storyboard.md).
"""


def page() -> str:
    parts = (
        _scene,
        _settings,
        _effects,
        _camera,
        _puppets,
        _people,
        _wardrobe,
        _rigs,
        _actions,
        _styles,
        _edits,
        _sound,
    )
    return "\n".join([_HEAD, *("\n".join([*part(), ""]) for part in parts)])


# --- cells


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [heads, ["---"] * len(heads), *rows]
    return ["| " + " | ".join(cell.replace("|", "/") for cell in line) + " |" for line in lines]


def _cell(words: Iterable[str]) -> str:
    return ", ".join(list(dict.fromkeys(words))[:MOST])


def _both(words: Mapping[str, Sequence[str]]) -> tuple[str, str]:
    """Cells of English and of Chinese words, whatever list they stand in."""
    every = [word for own in words.values() for word in own]
    return _cell(word for word in every if word.isascii()), _cell(word for word in every if not word.isascii())


def _category(name: str) -> dict[str, tuple[str, str]]:
    """Canonical values of a lexicon's table with their words."""
    found: dict[str, list[str]] = {}
    for entry in lexicon.by_category().get(name, ()):
        found.setdefault(entry.value, []).append(entry.surface)
    return {value: _both({"": words}) for value, words in found.items()}


def _lexicons(titles: Mapping[str, str]) -> list[str]:
    """One table of several categories of the lexicon, by the title that each gets."""
    rows = [(title, value, *words) for title, name in titles.items() for value, words in _category(name).items()]
    return _table(("", "value", "English", "Chinese"), rows)


def _modules(package: object) -> list[str]:
    names = sorted(info.name for info in pkgutil.iter_modules(package.__path__))  # type: ignore[attr-defined]
    return [name.replace("_", "-") for name in names if not name.startswith("_")]


# --- parts of the page


def _scene() -> list[str]:
    titles = {title: title for title in ("time", "weather", "season", "mood", "era")}
    return ["## Time, weather, season, mood, era", "", *_lexicons(titles)]


def _settings() -> list[str]:
    rows = []
    for name, one in sorted(settings.load().items()):
        weathers = "all" if len(one.weathers) == 4 else ", ".join(sorted(one.weathers))
        rows.append(
            (name, *_both(one.words), ", ".join(one.zones), "indoors" if getattr(one, "indoors", 0) else weathers)
        )
    heads = ("setting", "English", "Chinese", "actors", "weather")
    return [
        "## Settings",
        "",
        f"{len(rows)} places by day, at sunset and at night, where they have one. Others become the nearest of them.",
        "",
        *_table(heads, rows),
    ]


def _effects() -> list[str]:
    rows = [(name, *_both(one.words), one.weather or "") for name, one in sorted(effects.load().items())]
    return ["## Effects", "", *_table(("effect", "English", "Chinese", "comes with"), rows)]


def _camera() -> list[str]:
    return ["## Camera", "", *_lexicons({"move": "camera", "shot size": "framing", "angle": "angle"})]


def _puppets() -> list[str]:
    sheets = [model.load_sheet(name) for name in model.names()]
    things = [sheet for sheet in sheets if sheet.rig == "prop"]
    bodies = [sheet for sheet in sheets if sheet.rig != "prop"]
    rows = [(one.name, *_both(one.words), one.rig, f"{one.metres:g}", ", ".join(one.colours)) for one in bodies]
    sprites = sum(entry.kind == "sprite" for entry in catalogue.entries())
    return [
        "## Characters and things",
        "",
        f"{len(sheets)} puppets of our own move their limbs or parts. Behind them stand {sprites} illustrated nouns",
        "(sprites), which move as a whole, and heads of animals on a borrowed body.",
        "",
        *_table(("puppet", "English", "Chinese", "rig", "metres", "colour slots"), rows),
        "",
        "Things that stand, hang or sway (rig `prop`): " + ", ".join(_first(one) for one in things) + ".",
    ]


def _first(sheet: model.Sheet) -> str:
    english, chinese = (sheet.words.get(language, ()) for language in ("en", "zh"))
    return f"{english[0] if english else sheet.name} {chinese[0] if chinese else ''}".strip()


def _people() -> list[str]:
    rows = [
        (name, *_both(look.words), look.puppet, ", ".join(look.wears))
        for name, look in sorted(wardrobe.looks().items())
    ]
    bodies = ", ".join(sorted({look.puppet for look in wardrobe.looks().values()}))
    return [
        "## People",
        "",
        f"{len(rows)} jobs and roles, dressed from the wardrobe on one of these bodies: {bodies}.",
        "",
        *_table(("look", "English", "Chinese", "body", "wears"), rows),
    ]


def _wardrobe() -> list[str]:
    """Wearables by kind: a name's beginning tells heads and things of an action apart from clothes."""
    names = model.thing_names()
    heads = [name.removeprefix("head-") for name in names if name.startswith("head-")]
    props = [name.removeprefix("prop-") for name in names if name.startswith("prop-")]
    own = sorted({wear for body in ("man", "woman", "child") for wear in model.load(body).wears})
    clothes = [name for name in names if not name.startswith(("head-", "prop-"))]
    asked = [
        f"{name} {words[1].split(', ')[0]}" for table in ("clothes", "held") for name, words in _category(table).items()
    ]
    return [
        "## Wardrobe",
        "",
        "Every name can stand in the `wears` of a look.",
        "",
        "- Clothes, hair and what is carried: " + ", ".join(sorted({*clothes, *own})) + ".",
        "- Heads of animals, for those that act like people: " + ", ".join(heads) + ".",
        "- Things that an action brings along: " + ", ".join(props) + ".",
        "- Asked for in prompts: " + ", ".join(asked) + ".",
    ]


def _rigs() -> list[str]:
    names = sorted(item.name[:-5] for item in (model.FOLDER / "motion").iterdir() if item.name.endswith(".json"))
    rows = [(name, ", ".join(sorted(clips.actions_of(name)))) for name in names]
    return ["## Rigs", "", "What each kind of body really performs.", "", *_table(("rig", "actions"), rows)]


def _actions() -> list[str]:
    rows = [(verb, *words) for verb, words in _category("action").items()]
    intro = "A body that lacks a verb performs the nearest one that it has."
    return ["## Actions", "", intro, "", *_table(("verb", "English", "Chinese"), rows)]


def _styles() -> list[str]:
    rows = [(one.name, *_both(one.words)) for one in sorted(finishes().values(), key=lambda one: one.name)]
    return [
        "## Styles",
        "",
        "Of clips, drawn pictures and edited ones.",
        "",
        *_table(("style", "English", "Chinese"), rows),
    ]


def _edits() -> list[str]:
    rows = [(one.name, f"“{_example(one)}”", one.asks) for one in sorted(edits(), key=lambda one: one.name)]
    return [
        "## Edits",
        "",
        "Instructions for `wan2.6-image`, in English or Chinese, several in one sentence.",
        "",
        *_table(("edit", "for example", "asks for"), rows),
    ]


def _example(edit: Edit) -> str:
    """The instruction from the list above, or else the first of the edit's own texts that alone asks for it."""
    words = [word for own in edit.words.values() for word in own]
    texts = [EXAMPLES.get(edit.name, ""), *re.findall('"(.*?)"', edit.asks), edit.asks, *words]
    texts += [f"add {word}" for word in words]
    return next((text for text in texts if text and _asks(text, edit.name)), edit.asks)


def _asks(instruction: str, name: str) -> bool:
    try:
        return name in [operation.edit.name for operation in read(instruction, pictures=2).operations]
    except RequestRefused:
        return False


def _sound() -> list[str]:
    found = []
    for name in _modules(voices):
        module = importlib.import_module(f"{voices.__name__}.{name.replace('-', '_')}")
        found.append(f"{name} ({', '.join(sorted(module.LANGUAGES))})")
    return [
        "## Sound",
        "",
        "- Beds of ambience: " + ", ".join(_modules(beds)) + ".",
        "- Voices, used where what they need is installed: " + ", ".join(found) + ".",
        "- Moods of music: the moods above.",
    ]


PAGES = {"storyboard.md": page}
