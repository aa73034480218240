"""Interleaved answers: texts and the scenes that go with them, told from the prompt's own words and small tables."""

from __future__ import annotations

import functools
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from .words import flat, has, is_chinese, lexicon, pattern

#: What a prompt says before it comes to its subject.
ASKING_EN = re.compile(
    r"^(?:(?:\d+[- ]?steps?|please|can you|could you|would you|i want(?: you)? to|i'd like(?: you)? to|help me|give me|"
    r"show me|write|create|make|generate|tell|produce|explain|describe|introduce|design|a|an|the|me|us|short|simple|"
    r"illustrated|"
    r"step[- ]by[- ]step|picture|children's|bedtime|complete|detailed|nice|beautiful|tutorial|guide|story|tale|"
    r"fairy|recipe|steps|instructions|comic|travel|trip|journey|itinerary|book|visit|day|days|in|life|one|two|"
    r"three|four|five|seasons|of|about|on|for|to|how|with|through|and|pictures|images|cook|bake|prepare|grow|growing|"
    r"plant|draw|drawing|paint|learn|from|seed|routine|daily|adventure|adventures|once|upon|time|there|was|brew)\b[\s,:'-]*)+",
    re.IGNORECASE,
)
ARTICLE = re.compile(r"^(?:a|an|the|one|my|your)\s", re.IGNORECASE)
TAIL_EN = re.compile(
    r"\s*(?:[.!?;:]|,|\b(?:with|in|using|and)\s+(?:\w+\s+)?(?:pictures?|images?|steps?|illustrations?|photos?)\b|"
    r"\bstep by step\b|\b(?:who|that|which|where|when|because|as a)\b).*$",
    re.IGNORECASE | re.DOTALL,
)
ASKING_ZH = re.compile(
    r"请|帮我|给我|为我|我想要?|我要|生成|制作|创作|编写|写|讲述?|画出?|做|介绍|展示|说明|讲解|关于|一个|一篇|一份|一组|一套|图文并茂的?|图文|"
    r"怎么|怎样|如何|分步骤?|步骤|教程|指南|攻略|食谱|菜谱|故事|童话|绘本|冒险|游记|旅行|旅游|之旅|行程|的一天|一天的生活|日常|四季|变化|"
    r"种植|栽培|种|生长过程|过程|简笔画|画法|做法|的制作|方法|烹饪|冲泡|泡|[,，。！!？?：:；;].*$"
)


@dataclass(frozen=True, slots=True)
class Beat:
    """One text, and the prompt of the picture that follows it."""

    text: str
    scene_prompt: str


@functools.cache
def kinds() -> Mapping[str, Any]:
    """All kinds of stories by name, from assets/lexicons/stories."""
    folder = resources.files("wanbox") / "assets" / "lexicons" / "stories"
    names = sorted(item.name[:-5] for item in folder.iterdir() if item.name.endswith(".json"))
    return {name: lexicon(f"stories/{name}") for name in names}


def story(prompt: str, max_images: int, seed: int) -> Sequence[Beat]:
    """As many beats as make sense, 1…max_images (5 at most), in the prompt's language and with one hero throughout."""
    language = "zh" if is_chinese(prompt) else "en"
    kind = _kind(prompt)
    beats, defaults = _beats(kind, prompt, language)
    named = _subject(prompt, language)
    subject = named or defaults[language]
    hero = subject if kind.get("hero_is_subject") else kind["hero"][language]
    count = max(1, min(max_images, _wanted(prompt) or len(beats), len(beats)))
    chosen = [beats[i] for i in kind["keep"][str(count)]]
    told_of = bool(kind.get("mark"))
    look = _look(language, seed, hero) if told_of else hero
    told = [
        Beat(
            _filled(
                beat["text"][language], _known(subject, language) if told_of and number else subject, hero, language
            ),
            _filled(beat["scene"][language], subject, look, language),
        )
        for number, beat in enumerate(chosen)
    ]
    return [Beat(_numbered(beat.text, i + 1), beat.scene_prompt) for i, beat in enumerate(told)]


def _numbered(text: str, number: int) -> str:
    """Steps are counted as they are told, also when some are left out."""
    text = re.sub(r"^Step \d", f"Step {number}", text)
    return re.sub(r"^第[一二三四五]步", f"第{'一二三四五'[number - 1]}步", text)


def _kind(prompt: str) -> Mapping[str, Any]:
    """The kind with the highest priority that the words call for; a story where none does."""
    called = [
        kind for kind in kinds().values() if has(prompt, kind["words"]) and not has(prompt, kind.get("not", {"en": ()}))
    ]
    return max(called, key=lambda kind: int(kind["priority"])) if called else _mapping(kinds()["story"])


def _mapping(value: Any) -> Mapping[str, Any]:
    assert isinstance(value, Mapping)
    return value


def _beats(kind: Mapping[str, Any], prompt: str, language: str) -> tuple[Sequence[Any], Mapping[str, str]]:
    for topic in kind.get("topics", ()):
        if pattern(flat(topic["words"])).search(prompt):
            return topic["beats"], topic["subject"]
    assert language in kind["subject"]
    return kind["beats"], kind["subject"]


def _wanted(prompt: str) -> int | None:
    """A number of steps or pictures that the prompt itself names."""
    digits = {
        "one": 1,
        "two": 2,
        "three": 3,
        "four": 4,
        "five": 5,
        "一": 1,
        "两": 2,
        "二": 2,
        "三": 3,
        "四": 4,
        "五": 5,
    }
    match = re.search(
        r"\b([1-5]|one|two|three|four|five)[\s-](?:\w+\s)?(?:steps?|pictures?|images?|scenes?|parts?|panels?|chapters?)\b"
        r"|([1-5一二两三四五])\s*(?:个步骤|步|张图|幅图|张|幅|个场景|格|章)",
        prompt,
        re.IGNORECASE,
    )
    if match is None:
        return None
    word = (match[1] or match[2]).lower()
    return int(word) if word.isdigit() else digits[word]


def _subject(prompt: str, language: str) -> str:
    """The noun phrase that the prompt is about, in its own words; "" where it has none."""
    if language == "zh":
        rest = ASKING_ZH.sub("", prompt.strip()).strip(" 的和与在了呢吧“”\"'")
        # The one who acts ends where the acting begins: 小兔子|去海边.
        actor = re.split(r"(?<=..)(?:去|到|在|寻找|学会?|迷路|遇到|遇见|想|爱|变|和朋友)", rest, maxsplit=1)[0]
        return (actor or rest)[:24]
    first = re.split(r"[.!?\n]", prompt.strip(), maxsplit=1)[0]
    asked = ASKING_EN.match(first)
    head = first[asked.end() :] if asked else first
    # The article that the asking words swallowed belongs to the subject.
    article = (
        re.search(r"\b(a|an|the)\s+(?:little |nice |short )?$", first[: asked.end()], re.IGNORECASE) if asked else None
    )
    subject = TAIL_EN.sub("", head).strip(" ,'\"")
    words = subject.split()[:8]
    if not words:
        return ""
    body = " ".join(words)
    return body if ARTICLE.match(body) or not article else f"{article[1].lower()} {body}"


def _look(language: str, seed: int, hero: str) -> str:
    """The hero with one visible mark, the same in every scene, so that it is recognised again."""
    rng = random.Random(seed)
    marks = {
        "en": ("with a red scarf", "with a blue scarf", "with a yellow scarf", "with a green scarf"),
        "zh": ("戴红围巾的", "戴蓝围巾的", "戴黄围巾的", "戴绿围巾的"),
    }[language]
    mark = rng.choice(marks)
    if language == "en":
        return hero if " with " in hero or " in " in hero else f"{hero} {mark}"
    counted = re.match(r"^(一[只个位条头匹名棵])", hero)
    if "戴" in hero or "穿" in hero:
        return hero
    return f"{counted[1]}{mark}{hero[len(counted[1]) :]}" if counted else f"{mark}{hero}"


def _known(subject: str, language: str) -> str:
    """A hero who has been introduced: "a fox" is "the fox" from then on, and 一只狐狸 is 狐狸."""
    if language == "en":
        return re.sub(r"^(?:a|an|one)\s", "the ", subject, flags=re.IGNORECASE)
    return re.sub(r"^一[只个位条头匹名棵]", "", subject) or subject


def _filled(template: str, subject: str, hero: str, language: str) -> str:
    begin = subject[:1].upper() + subject[1:] if language == "en" else subject
    return template.replace("{Subject}", begin).replace("{subject}", subject).replace("{hero}", hero)
