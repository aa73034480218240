from __future__ import annotations

import re

import pytest

from wanbox.engines.storyboard.picture.story import kinds, story
from wanbox.engines.storyboard.picture.words import is_chinese

PROMPTS = [
    ("Give me a recipe for tomato soup", "tomato soup"),
    ("How to draw a dragon", "a dragon"),
    ("tell a story about a little robot who gets lost", "a little robot"),
    ("A travel guide to Kyoto", "Kyoto"),
    ("how to grow tomatoes", "tomatoes"),
    ("A day in the life of a penguin", "a penguin"),
    ("怎么做红烧肉", "红烧肉"),
    ("杭州旅游攻略", "杭州"),
    ("一只柴犬的一天", "柴犬"),
    ("讲一个小兔子的故事", "小兔子"),
]


@pytest.mark.parametrize(("prompt", "subject"), PROMPTS)
def test_the_prompts_own_words_are_in_the_texts(prompt, subject):
    beats = story(prompt, 5, 3)
    told = " ".join(beat.text for beat in beats)
    assert subject.lower() in told.lower()


@pytest.mark.parametrize(("prompt", "subject"), PROMPTS)
def test_the_texts_speak_the_prompts_language(prompt, subject):
    for beat in story(prompt, 5, 3):
        assert is_chinese(beat.text) == is_chinese(prompt)
        assert is_chinese(beat.scene_prompt) == is_chinese(prompt)


@pytest.mark.parametrize("most", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("name", sorted(kinds()))
def test_there_are_never_more_pictures_than_allowed(name, most):
    word = kinds()[name]["words"]["en"][0]
    assert 1 <= len(story(f"{word} about a cat", most, 1)) <= most


def test_a_number_in_the_prompt_is_kept():
    assert len(story("a recipe for pancakes in three steps", 5, 1)) == 3
    assert len(story("画四张图讲一个故事", 5, 1)) == 4


def test_steps_are_counted_without_gaps():
    beats = story("recipe for pancakes", 3, 1)
    assert ["Step 1", "Step 2", "Step 3"] == [beat.text[:6] for beat in beats]
    assert story("怎么做红烧肉", 2, 1)[1].text.startswith("第二步")


def test_the_hero_looks_the_same_in_every_picture():
    beats = story("a story about a brave mouse", 5, 7)
    looks = {re.search(r"a brave mouse with a \w+ scarf", beat.scene_prompt).group() for beat in beats}
    assert len(looks) == 1


def test_the_seed_decides_the_heros_mark():
    marks = {story("a story about a mouse", 1, seed)[0].scene_prompt for seed in range(12)}
    assert len(marks) > 1
    assert story("a story about a mouse", 5, 4) == story("a story about a mouse", 5, 4)


@pytest.mark.parametrize("prompt", ["", "!!!", "🦊🌲", "a" * 1500, "قصة", "\n"])
def test_every_prompt_gets_an_answer(prompt):
    for beat in story(prompt, 5, 1):
        assert beat.text
        assert beat.scene_prompt
        assert "{" not in beat.text + beat.scene_prompt


@pytest.mark.parametrize("name", sorted(kinds()))
def test_the_tables_are_whole(name):
    kind = kinds()[name]
    for beats in (kind["beats"], *(topic["beats"] for topic in kind.get("topics", ()))):
        assert len(beats) >= max(int(count) for count in kind["keep"])
        for beat in beats:
            assert set(beat["text"]) == set(beat["scene"]) == {"en", "zh"}
    assert kind.get("hero_is_subject") or set(kind["hero"]) == {"en", "zh"}


def test_a_hero_is_introduced_once():
    texts = [beat.text for beat in story("Tell the story of a little robot", 5, 1)]

    assert "a little robot" in texts[0]
    assert not any("a little robot" in text.lower() for text in texts[1:])
    assert any("the little robot" in text.lower() for text in texts[1:])


def test_a_hero_is_counted_once_in_chinese():
    texts = [beat.text for beat in story("讲一个一只小兔子的故事", 5, 1)]

    assert "一只小兔子" in texts[0]
    assert not any("一只小兔子" in text for text in texts[1:])
