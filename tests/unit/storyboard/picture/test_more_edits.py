"""Operations on things: removed, recoloured, added; and the later composing and turning ones."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from wanbox.engines.contract import RequestRefused
from wanbox.engines.storyboard.picture import instructions
from wanbox.engines.storyboard.picture.edit import edit
from wanbox.engines.storyboard.picture.edits.straighten import askew


def one(pictures, instruction, **more):
    given = pictures if isinstance(pictures, list) else [pictures]
    height, width = given[0].shape[:2]
    (result,) = edit(given, instruction, width=width, height=height, seed=5, **more)
    return result.picture


def difference(first, second):
    return np.abs(first.astype(int) - second).mean(2)


def orange(picture):
    return (picture[..., 2].astype(int) - picture[..., 0]) > 60


@pytest.mark.parametrize("text", ["remove the subject", "erase the orange ball", "去掉橙色的东西"])
def test_what_is_removed_is_gone(ball, in_ball, text):
    done = one(ball, text)
    assert orange(done).sum() < 0.08 * in_ball.sum()
    assert difference(done, ball)[:, 300:].mean() < 3


def test_removed_letters_leave_the_picture(landscape):
    lettered = landscape.copy()
    cv2.putText(lettered, "HOLIDAY", (16, 34), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (255, 255, 255), 3)
    ink = difference(lettered, landscape) > 60
    done = one(lettered, "remove the text at the top left")
    assert difference(done, landscape)[ink].mean() < 0.4 * difference(lettered, landscape)[ink].mean()


@pytest.mark.parametrize("text", ["remove the person", "make the dress green", "remove the purple thing", "去掉船"])
def test_what_is_not_there_is_said_so(ball, text):
    with pytest.raises(RequestRefused) as refused:
        one(ball, text)
    assert refused.value.code == "InvalidParameter"
    assert "was found in the picture" in refused.value.message
    assert "sunset" in refused.value.message


def test_the_red_tower_turns_blue_alone(landscape):
    done = one(landscape, "make the red building blue").astype(int)
    tower = np.s_[120:260, 215:270]
    assert np.median(done[tower][..., 0] - done[tower][..., 2]) > 60
    assert difference(done, landscape)[:60].mean() < 2
    assert difference(done, landscape)[295:, :150].mean() < 2


def test_a_balloon_is_added_in_the_sky(landscape):
    done = one(landscape, "add a red balloon")
    changed = difference(done, landscape) > 25
    rows = np.nonzero(changed)[0]
    assert 60 < changed.sum() < 0.06 * changed.size
    assert rows.mean() < 0.55 * landscape.shape[0]
    red = done[changed].astype(int)
    assert (red[:, 2] - red[:, 0] > 60).mean() > 0.4


def test_a_snowman_is_added_on_the_ground_where_asked(landscape):
    done = one(landscape, "add a snowman on the left")
    changed = difference(done, landscape) > 25
    rows, columns = np.nonzero(changed)
    assert changed.sum() > 200
    assert columns.mean() < 0.45 * landscape.shape[1]
    assert np.percentile(rows, 95) > 0.7 * landscape.shape[0]


def test_three_birds_are_three(landscape):
    done = one(landscape, "在天空中添加三只鸟")
    changed = (difference(done, landscape) > 20).astype(np.uint8)
    joined = cv2.dilate(changed, np.ones((9, 9), np.uint8))
    assert 2 <= cv2.connectedComponents(joined)[0] - 1 <= 4


def test_a_rainbow_stays_behind_the_tower(landscape):
    done = one(landscape, "add a rainbow")
    assert difference(done, landscape)[:150, :190].max() > 12
    assert difference(done, landscape)[100:280, 215:270].mean() < 2


def test_a_moon_is_bright_in_the_night_sky(landscape):
    dark = one(landscape, "make it night")
    done = one(dark, "add a moon")
    assert done[:170].max(2).max() > 220


def test_clouds_change_the_sky_alone(landscape):
    done = one(landscape, "add clouds")
    assert difference(done, landscape)[:150].mean() > 3
    assert difference(done, landscape)[200:].mean() < 2


def test_snow_at_night_stays_dark(landscape):
    assert one(landscape, "make it night and add snow").mean() < 0.6 * landscape.mean()


def test_only_the_named_colour_is_left(landscape):
    done = one(landscape, "keep only the red").astype(int)
    assert np.ptp(done[:60], axis=2).mean() < 8
    assert np.ptp(done[150:250, 240:250], axis=2).mean() > 60


def test_before_and_after_are_side_by_side(landscape):
    done = one(landscape, "before and after of black and white")
    assert np.array_equal(landscape[:, :200], done[:, :200])
    assert np.ptp(done[:, 300:].astype(int), axis=2).max() == 0


def test_a_blend_holds_both_pictures():
    dark, light = np.full((200, 200, 3), 20, np.uint8), np.full((200, 200, 3), 220, np.uint8)
    assert 100 < one([dark, light], "blend the two pictures").mean() < 140


def test_spring_leaves_the_sky(landscape):
    done = one(landscape, "spring")
    assert difference(done, landscape)[295:, :150].mean() > 8


@pytest.mark.parametrize("degrees", [-7.0, -3.0, 4.0, 8.0])
def test_a_leaning_picture_is_straightened(degrees):
    picture = np.full((300, 420, 3), 225, np.uint8)
    for y in range(20, 300, 40):
        cv2.line(picture, (0, y), (420, y), (60, 60, 60), 3)
    turn = cv2.getRotationMatrix2D((210, 150), -degrees, 1.3)
    leaning = cv2.warpAffine(picture, turn, (420, 300), borderMode=cv2.BORDER_REFLECT)
    assert abs(askew(leaning) - degrees) < 0.6
    assert abs(askew(one(leaning, "straighten the picture"))) < 0.6


def test_an_extended_canvas_is_as_sharp_outside_as_inside(landscape):
    done = one(landscape, "extend the canvas on the left by 40%")
    edges = np.abs(cv2.Laplacian(cv2.cvtColor(done, cv2.COLOR_BGR2GRAY), cv2.CV_32F))
    foot = int(done.shape[0] * 0.86)
    outside, inside = edges[foot:, : done.shape[1] // 5].mean(), edges[foot:, done.shape[1] // 2 :].mean()
    assert outside > 0.5 * inside


def test_a_frame_and_its_lettering_are_one_wish():
    read = instructions.read("add a polaroid frame with the text 'Beijing' at the bottom")
    assert ["frame", "add-text"] == [op.edit.name for op in read.operations]


@pytest.mark.parametrize(
    ("text", "art", "count", "colour"),
    [
        ("add a red balloon", "balloon", 1, "red"),
        ("add three birds in the sky", "bird", 3, ""),
        ("put a snowman on the left", "snowman", 1, ""),
        ("加一艘船", "sailboat", 1, ""),
        ("在左边加一个雪人", "snowman", 1, ""),
        ("add a small blue car", "car", 1, "blue"),
        ("给她戴上墨镜", "sunglasses", 1, ""),
    ],
)
def test_what_is_added_is_read(text, art, count, colour):
    (op,) = instructions.read(text).operations
    assert (art, count, colour) == (op.params["prop"].art, op.params["count"], op.params["colour"])


@pytest.mark.parametrize("text", ["add snow", "add a frame", "add rain", "加上雪"])
def test_weather_and_frames_are_no_things(text):
    assert {"add"}.isdisjoint(op.edit.name for op in instructions.read(text).operations)


def test_there_are_thirty_operations_and_each_is_offered():
    from wanbox.engines.storyboard.picture.styles import finishes

    assert len(instructions.edits()) + len(finishes()) - 1 >= 50
    for offered in instructions.edits():
        assert offered.asks in instructions.what_can_be_asked()
