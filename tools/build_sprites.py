"""Make `src/wanbox/assets/sprites` from unpacked icon and emoji data packages.

    python tools/build_sprites.py NOTO EMOJIBASE

NOTO is the unpacked folder of the npm package `@iconify-json/noto`, EMOJIBASE that of `emojibase-data` (both by
`npm pack NAME && tar xzf NAME*.tgz`). What is taken and what the packages do not say stands in `tools/sprites.toml`.
Writes `icons.json.gz` (the drawings) and `catalogue.json` (words, sizes, how each one moves).
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

from wanbox.engines.storyboard.draw.svg import document, render_svg

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "src" / "wanbox" / "assets" / "sprites"
GROUPS = {"animals-nature", "food-drink", "travel-places", "activities", "objects"}
SIZE = 128


def main() -> None:
    noto, emojibase = (Path(argument) for argument in sys.argv[1:3])
    rules = tomllib.loads((ROOT / "tools" / "sprites.toml").read_text(encoding="utf-8"))
    icons = json.loads((noto / "icons.json").read_text(encoding="utf-8"))["icons"]
    emoji = picked(noto, emojibase, rules, icons)
    words = {language: named(emoji, rules, language) for language in ("en", "zh")}
    entries = {name: entry(name, item, rules, icons[name], words) for name, item in sorted(emoji.items())}
    OUT.mkdir(parents=True, exist_ok=True)
    bodies = {name: icons[name]["body"] for name in entries}
    packed = json.dumps(bodies, separators=(",", ":")).encode()
    (OUT / "icons.json.gz").write_bytes(gzip.compress(packed, 9, mtime=0))
    rows = ",\n".join(f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in entries.items())
    (OUT / "catalogue.json").write_text("{\n" + rows + "\n}\n", encoding="utf-8")
    sys.stdout.write(f"{len(entries)} sprites\n")


def picked(noto: Path, emojibase: Path, rules: dict[str, Any], icons: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Icon name -> {"en": data, "zh": data, "subgroup": key} of what is taken."""
    names = json.loads((noto / "chars.json").read_text(encoding="utf-8"))
    groups = json.loads((emojibase / "meta" / "groups.json").read_text(encoding="utf-8"))
    chinese = {row["hexcode"]: row for row in json.loads((emojibase / "zh" / "data.json").read_text(encoding="utf-8"))}
    pick = rules["pick"]
    out: dict[str, dict[str, Any]] = {}
    for row in json.loads((emojibase / "en" / "data.json").read_text(encoding="utf-8")):
        code = row["hexcode"].lower()
        name = names.get(code) or names.get(code.replace("-fe0f", ""))
        if name not in icons or name in pick["skip"] or "group" not in row:
            continue
        subgroup = groups["subgroups"][str(row["subgroup"])]
        whole = groups["groups"][str(row["group"])] in GROUPS and subgroup in rules["subgroups"]
        if (whole and subgroup not in pick["subgroups_skip"]) or name in pick["extra"]:
            out[name] = {"en": row, "zh": chinese[row["hexcode"]], "subgroup": subgroup}
    return out


def named(emoji: dict[str, dict[str, Any]], rules: dict[str, Any], language: str) -> dict[str, list[str]]:
    """Words of each icon: those of the rules, the label, and the tags that are known to be nouns for one thing."""
    given = rules["words"][language]
    out = {name: [*given.get(name, []), clean(item[language]["label"], language)] for name, item in emoji.items()}
    nouns = set(rules["tags"][language])
    for name, item in emoji.items():
        out[name] += sorted({clean(tag, language) for tag in item[language].get("tags", [])} & nouns)
    return unique(out, given)


def unique(words: dict[str, list[str]], given: dict[str, list[str]]) -> dict[str, list[str]]:
    """Each word once: whom the rules give it to, else the first."""
    owner = {word: name for name, own in given.items() for word in own}
    for name, own in words.items():
        for word in own:
            owner.setdefault(word, name)
    return {name: list(dict.fromkeys(w for w in own if w and owner[w] == name)) for name, own in words.items()}


def clean(word: str, language: str) -> str:
    word = re.sub(r"[“”()（）:：]", "", word).strip()
    return re.sub(r"’s\b", "s", word).lower() if language == "en" else word


def entry(
    name: str, item: dict[str, Any], rules: dict[str, Any], icon: dict[str, Any], words: dict[str, Any]
) -> dict[str, Any]:
    subgroup = item["subgroup"]
    base = rules["subgroups"].get(subgroup, {"move": "object", "metres": 1.0})
    move = next((kind for kind, names in rules["move"].items() if name in names), base["move"])
    facing = rules["facing"]
    flip = (subgroup in facing["flip_subgroups"] or name in facing["flip_more"]) and name not in facing["keep"]
    medium = {"bird": "air", "aircraft": "air", "drift": "air", "fish": "water", "boat": "water"}.get(move, "ground")
    head = name in rules["heads"]["names"]
    out = {
        "en": words["en"][name],
        "zh": words["zh"][name],
        "box": ink(icon),
        "metres": rules["metres"].get(name, 0.3 if head else base["metres"]),
        "move": move,
        "medium": "ground" if head else medium,
    }
    return out | ({"flip": True} if flip else {}) | ({"head": True} if head else {})


def ink(icon: dict[str, Any]) -> list[float]:
    """Box (x, y, width, height) of the drawing's ink."""
    width = icon.get("width", SIZE)
    picture = render_svg(document(icon["body"], view_box=(0, 0, width, SIZE)), width=width * 2, height=SIZE * 2)
    solid = picture[..., 3] > 24
    rows, columns = solid.any(1).nonzero()[0], solid.any(0).nonzero()[0]
    return [
        columns[0] / 2,
        rows[0] / 2,
        (columns[-1] + 1 - columns[0]) / 2,
        (rows[-1] + 1 - rows[0]) / 2,
    ]


if __name__ == "__main__":
    main()
