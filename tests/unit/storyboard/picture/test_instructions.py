from __future__ import annotations

import pytest

from wanbox.engines.contract import RequestRefused
from wanbox.engines.storyboard.picture import instructions

CASES = [
    ("make it black and white", {"style"}),
    ("把照片变成黑白", {"style"}),
    ("turn this into a pencil sketch", {"style"}),
    ("改成水彩画风格", {"style"}),
    ("convert to an oil painting", {"style"}),
    ("make it sunset", {"sunset"}),
    ("改成夕阳", {"sunset"}),
    ("change the time to night", {"night"}),
    ("换成冬天的雪景", {"winter"}),
    ("turn it into autumn", {"autumn"}),
    ("make it rain", {"rain"}),
    ("加一点薄雾", {"fog"}),
    ("make it a sunny day with blue sky", {"daylight"}),
    ("blur the background", {"blur-background"}),
    ("虚化背景", {"blur-background"}),
    ("replace the background with a beach at sunset", {"replace-background"}),
    ("把背景换成夜晚的城市", {"replace-background"}),
    ("change the background to blue", {"replace-background"}),
    ("remove the background", {"remove-background"}),
    ("抠图，白色背景", {"remove-background"}),
    ('add the text "Hello" at the top', {"add-text"}),
    ("在底部加上文字“你好”", {"add-text"}),
    ("crop to a square", {"crop"}),
    ("裁剪成16:9", {"crop"}),
    ("rotate 90 degrees clockwise", {"rotate"}),
    ("逆时针旋转45度", {"rotate"}),
    ("flip it horizontally", {"flip"}),
    ("水平翻转", {"flip"}),
    ("make it warmer and brighter", {"tone"}),
    ("more contrast, less saturation", {"tone"}),
    ("提高饱和度", {"tone"}),
    ("make the sky pink", {"recolour"}),
    ("把红色改成蓝色", {"recolour"}),
    ("add a white frame", {"frame"}),
    ("extend the canvas", {"extend"}),
    ("upscale and sharpen it", {"upscale"}),
    ("锐化", {"upscale"}),
    ("make it black and white and add a frame", {"style", "frame"}),
    ("blur the background, then rotate by 10 degrees, then make it warmer", {"blur-background", "rotate", "tone"}),
    ("blur the background but keep the person sharp", {"blur-background"}),
    ("turn day into night and add stars", {"night"}),
    ("夏天变成秋天", {"autumn"}),
    ("add a text that says Hello World", {"add-text"}),
    ("place the astronaut on the beach", {"replace-background"}),
    ("去掉背景，换成纯白色", {"remove-background"}),
    ("paint it in the style of Van Gogh", {"style"}),
]


@pytest.mark.parametrize(("text", "names"), CASES, ids=[text for text, _ in CASES])
def test_an_instruction_is_understood_completely(text, names):
    read = instructions.read(text)
    assert names == {op.edit.name for op in read.operations}
    assert list(read.not_understood) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("put the subject of picture 1 into the scene of picture 2", "combine"),
        ("把图1的人物放到图2的场景中", "combine"),
        ("combine the two pictures", "combine"),
        ("make a collage", "collage"),
        ("并排显示", "collage"),
        ("use the style of image 2 on image 1", "palette"),
        ("把图2的风格用到图1", "palette"),
    ],
)
def test_two_pictures_can_be_composed(text, name):
    assert {name} == {op.edit.name for op in instructions.read(text, pictures=2).operations}


def test_the_named_pictures_are_taken():
    (op,) = instructions.read("place the cat from image 2 in the background of image 1", pictures=2).operations
    assert {"subject": 1, "scene": 0} == dict(op.params)


def test_composing_needs_two_pictures():
    with pytest.raises(RequestRefused):
        instructions.read("make a collage", pictures=1)


@pytest.mark.parametrize("text", ["", "!!!", "sing me a song", "给我讲个笑话", "…", "x" * 1500, "اجعلها جميلة"])
def test_what_means_nothing_is_refused_with_the_list(text):
    with pytest.raises(RequestRefused) as refused:
        instructions.read(text)
    assert refused.value.code == "InvalidParameter"
    for asked in ("sunset", "crop", "remove the background", "watercolour"):
        assert asked in refused.value.message
    assert len(refused.value.message) < 1500


def test_what_is_not_understood_is_listed():
    read = instructions.read("make it sunset and add a purple unicorn, teach the fish juggling")
    assert {"sunset"} <= {op.edit.name for op in read.operations}
    assert "juggling" in " ".join(read.not_understood)
    assert "unicorn" not in " ".join(read.not_understood)


def test_the_scene_of_a_new_background_is_not_read_as_an_edit_of_its_own():
    (op,) = instructions.read("replace the background with a snowy forest at night").operations
    assert op.params["scene"] == "snowy forest at night"


def test_operations_come_in_working_order():
    read = instructions.read('add the text "Hi", make it a pencil sketch, rotate 90 degrees, remove the background')
    assert ["remove-background", "rotate", "style", "add-text"] == [op.edit.name for op in read.operations]


def test_quoted_words_are_kept_as_they_are():
    (op,) = instructions.read("Add the text “Winter SALE 50%” in red at the bottom").operations
    assert op.params["text"] == "Winter SALE 50%"
    assert op.params["place"] == "bottom"
    assert op.params["colour"] == "red"


@pytest.mark.parametrize(
    ("text", "strength"), [("slightly warmer", 0.55), ("much warmer", 1.4), ("warmer", 1.0), ("稍微暖一点", 0.55)]
)
def test_strength_words_count(text, strength):
    (op,) = instructions.read(text).operations
    assert strength == op.params["strength"]


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("rotate 30 degrees", 30),
        ("rotate 30 degrees counterclockwise", 330),
        ("turn it upside down", 180),
        ("顺时针旋转90度", 90),
        ("rotate left", 270),
    ],
)
def test_angles_are_clockwise(text, degrees):
    (op,) = instructions.read(text).operations
    assert degrees == op.params["degrees"]


def test_a_wish_to_keep_a_colour_is_not_dropped_in_silence():
    assert list(instructions.read("make it sunset but keep the red").not_understood) == ["keep the red"]


@pytest.mark.parametrize(
    "text",
    [
        "convert to grayscale but keep the red",
        "keep only the red",
        "black and white except the red",
        "只保留红色，其他黑白",
    ],
)
def test_all_grey_but_one_colour_is_one_operation(text):
    (op,) = instructions.read(text).operations
    assert op.edit.name == "colour-splash"
    assert op.params["colour"] == "red"


def test_unquoted_words_are_taken_as_they_were_written():
    (op,) = instructions.read("Add a text that says Hello World").operations
    assert op.params["text"] == "Hello World"
