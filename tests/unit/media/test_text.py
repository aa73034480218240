"""Lettering: ink, colours, line breaking, and characters that no font has."""

from __future__ import annotations

import numpy as np
import pytest

from wanbox.media.text import NO_END, NO_START, NoInk, break_lines, drawable, line_width, text_image


@pytest.mark.parametrize(
    "text", ["Wan 2.6", "AI生成", "镜头一", "ひらがな", "한국어", "Žluťoučký", "Ωμέγα", "Жук", "שלום", "مرحبا", "★ € →"]
)
def test_scripts_of_the_world_leave_ink(text):
    assert drawable(text) == text
    assert text_image(text, size_px=32)[..., 3].max() > 200


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "🙂🙂", "\u200b", "\x00\x07"])
def test_text_without_a_glyph_is_told(text):
    with pytest.raises(NoInk):
        text_image(text, size_px=32)


def test_emoji_are_left_out_and_never_become_boxes():
    assert drawable("a 🙂 b👨‍👩‍👧c") == "a  bc"
    assert np.array_equal(text_image("hi 🙂 there", size_px=30), text_image("hi there", size_px=30))


def test_different_characters_look_different():
    pictures = [text_image(char, size_px=40) for char in "中国汉字"]
    assert len({picture.tobytes() for picture in pictures}) == 4


def test_the_picture_is_bgra_premultiplied():
    picture = text_image("Test", size_px=40, colour=(255, 128, 0))
    assert picture.dtype == np.uint8
    assert picture.shape[2] == 4
    assert (picture[..., :3] <= picture[..., 3:]).all()
    assert tuple(picture[picture[..., 3] == 255][0]) == (0, 128, 255, 255)


def test_the_picture_is_cut_to_the_ink():
    alpha = text_image("Test", size_px=40)[..., 3]
    assert alpha[0].any()
    assert alpha[-1].any()
    assert alpha[:, 0].any()
    assert alpha[:, -1].any()


def test_an_outline_surrounds_the_letters_in_its_own_colour():
    plain = text_image("W", size_px=60)
    outlined = text_image("W", size_px=60, outline=(255, 0, 0))
    red = (outlined[..., 2] > 200) & (outlined[..., 1] < 60)
    assert red.any()
    assert outlined.shape[0] > plain.shape[0]
    assert (outlined[..., :3] <= outlined[..., 3:]).all()


def test_bold_letters_have_more_ink():
    assert text_image("bold", size_px=48, bold=True)[..., 3].sum() > 1.2 * text_image("bold", size_px=48)[..., 3].sum()


def test_the_size_scales_the_letters():
    small, large = (text_image("中", size_px=size).shape[0] for size in (20, 80))
    assert large == pytest.approx(4 * small, rel=0.1)


# --- lines


def test_lines_stay_within_the_width():
    text = "The quick brown fox 敏捷的棕色狐狸跳过了懒狗 jumps over it all"
    lines = break_lines(text, size_px=30, max_width=200)
    assert max(line_width(line, 30) for line in lines) <= 200
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("width", [90, 150, 300])
def test_the_picture_stays_within_the_width_with_outline_and_weight(width):
    picture = text_image("wide words 宽度有限", size_px=30, bold=True, outline=(0, 0, 0), max_width=width)
    assert picture.shape[1] <= width


def test_words_are_not_broken_while_they_fit():
    assert break_lines("one two three", size_px=20, max_width=60) == ["one", "two", "three"]


def test_a_word_that_is_too_long_is_broken():
    lines = break_lines("Donaudampfschifffahrt", size_px=20, max_width=70)
    assert "".join(lines) == "Donaudampfschifffahrt"
    assert len(lines) > 2


def test_a_width_below_one_character_still_ends():
    assert break_lines("中文", size_px=40, max_width=1) == ["中", "文"]


def test_line_ends_of_the_text_are_kept():
    assert break_lines("a\nb", size_px=20) == ["a", "b"]
    assert text_image("a\na", size_px=20).shape[0] > 1.8 * text_image("a", size_px=20).shape[0]


@pytest.mark.parametrize("width", range(60, 260, 20))
def test_no_line_begins_or_ends_with_the_wrong_mark(width):
    """CJK line breaking: closing marks hang with what they close, opening ones with what they open."""
    text = "他说：“你好，世界！”（真的吗？）是的。《红楼梦》很好看，对不对？"
    lines = break_lines(text, size_px=20, max_width=width)
    assert not [line for line in lines[1:] if line[0] in NO_START]
    assert not [line for line in lines[:-1] if line[-1] in NO_END]


def test_right_to_left_words_keep_their_order():
    """The first word of the line stands at the right, the second at the left."""

    def ink(text):
        return text_image(text, size_px=40)[..., 3].sum(axis=0, dtype=float)

    line, first, second = ink("שלום עולם"), ink("שלום"), ink("עולם")
    assert np.corrcoef(line[-first.size :], first)[0, 1] > 0.9
    assert np.corrcoef(line[: second.size], second)[0, 1] > 0.9
