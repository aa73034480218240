"""How much of what people name is understood with everything that is installed, and what it costs."""

from __future__ import annotations

import time

import pytest

from wanbox.engines.storyboard.language import lexicon, load, understand

ENOUGH = 400
#: Seconds of processor time; the budget on an idle core is 0.015, other work on the machine makes it longer.
LONGEST = 0.06


@pytest.fixture(scope="module")
def installed():
    return load()


def chinese(word):
    return any("一" <= letter <= "鿿" for letter in word)


def nouns_that_resolve(installed, language):
    """Nouns of a language for which a sentence with them brings a body with something to play it."""
    words = [*installed.nouns, *lexicon.words("like")]
    if language == "zh":
        sentences = {word: f"这里有一个{word}" for word in words if chinese(word)}
    else:
        sentences = {word: f"There is one {word} here" for word in words if word.isascii()}
    found = set()
    for word, text in sentences.items():
        subjects = understand(text, installed).subjects
        if any(s.candidates and s.label.casefold() == word and s.candidates[0] in installed.cast for s in subjects):
            found.add(word)
    return found


@pytest.mark.parametrize("language", ["en", "zh"])
def test_at_least_400_nouns_bring_somebody_on_the_stage(installed, language):
    assert ENOUGH <= len(nouns_that_resolve(installed, language))


@pytest.mark.parametrize(
    "text",
    [
        "A young girl in a red dress walks slowly with her dog along the beach at sunset, while seagulls fly above. ",
        "一个穿红色连衣裙的小女孩在海边慢慢地走，手里拿着一把伞，旁边有一只小狗在奔跑，远处有海鸥飞过。",
    ],
)
def test_1500_characters_are_read_at_once(installed, text):
    prompt = (text * 40)[:1500]
    understand(prompt, installed)

    assert min(seconds(prompt, installed) for _ in range(5)) < LONGEST


def seconds(prompt, installed):
    start = time.process_time()
    understand(prompt, installed)
    return time.process_time() - start


def test_words_of_the_vocabulary_that_no_prompt_has_are_never_put_into_its_tree():
    own = load()
    understand("a fox", own)

    assert len(own._root.next) <= 2


def test_every_verb_has_another_that_comes_near():
    from wanbox.engines.storyboard.director.scene import nearest

    verbs = {entry.value for entry in lexicon.by_category()["action"]}

    assert set() == verbs - set(nearest()["action"])
