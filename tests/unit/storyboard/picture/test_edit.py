from __future__ import annotations

import numpy as np
import pytest

from wanbox.engines.contract import RequestRefused
from wanbox.engines.storyboard.picture.edit import edit
from wanbox.engines.storyboard.picture.edits.rotate import inscribed


def one(picture, instruction, **more):
    height, width = picture.shape[:2]
    (result,) = edit([picture], instruction, width=width, height=height, seed=5, **more)
    return result.picture


def difference(first, second):
    return np.abs(first.astype(int) - second).mean(2)


def test_black_and_white_has_no_colour(landscape):
    assert np.ptp(one(landscape, "black and white").astype(int), axis=2).max() == 0


def test_sunset_is_warmer_than_day(landscape):
    done = one(landscape, "make it sunset")
    assert (
        done[10:120, :150, 2].mean() - done[10:120, :150, 0].mean()
        > landscape[10:120, :150, 2].mean() - landscape[10:120, :150, 0].mean() + 60
    )


def test_no_bright_rim_is_left_where_the_new_sky_meets_the_roof(landscape):
    done = one(landscape, "make it night").astype(int)
    rim = done[70:79, 160:350].mean(2)
    assert rim.max() < landscape[70:79, 160:350].mean(2).max() * 0.62


def test_night_is_dark_and_blue(landscape):
    done = one(landscape, "夜晚")
    assert done.mean() < landscape.mean() * 0.55
    assert done[..., 0].mean() > done[..., 2].mean()


def test_winter_whitens_the_meadow(landscape):
    done = one(landscape, "winter")
    assert done[290:].mean() > landscape[290:].mean() + 25
    assert np.ptp(done[290:].astype(int), axis=2).mean() < np.ptp(landscape[290:].astype(int), axis=2).mean()


def test_autumn_reddens_plants_only(landscape):
    done = one(landscape, "autumn").astype(int)
    assert (done[295:, :100, 2] - done[295:, :100, 1]).mean() > 10
    assert difference(done, landscape)[20:80, 20:100].mean() < 25


def test_fog_hides_what_is_far_more_than_what_is_near(landscape):
    done = one(landscape, "fog")
    far, near = np.s_[185:205, 330:], np.s_[300:, :100]
    assert np.abs(done[far].astype(int) - 215).mean() < np.abs(done[near].astype(int) - 215).mean()


def test_blur_keeps_the_ball_sharp(ball, in_ball):
    striped = ball.copy()
    striped[::6][:, :, :] = np.where(in_ball[::6, :, None], striped[::6], striped[::6] // 2)
    done = one(striped, "blur the background")
    assert difference(done, striped)[150:260, 110:170].mean() < 4
    assert difference(done, striped)[:40].mean() > 12


def test_removing_the_background_leaves_white(ball, in_ball):
    done = one(ball, "remove the background")
    assert done[:40].min() >= 250
    assert difference(done, ball)[190:230, 120:170].mean() < 3


def test_a_coloured_background_has_the_colour(ball):
    done = one(ball, "change the background to blue").astype(int)
    assert (done[:40, :, 0] - done[:40, :, 2]).min() > 150
    assert difference(done, ball)[190:230, 120:170].mean() < 3


def test_a_scene_word_is_drawn_by_the_scenery_that_was_given(ball):
    asked = []

    def scenery(words, size, seed):
        asked.append((words, size))
        return np.full((size[1], size[0], 3), (20, 200, 20), np.uint8)

    done = one(ball, "replace the background with a beach at sunset", scenery=scenery)
    assert asked == [("beach at sunset", (360, 360))]
    assert (done[:40, :, 1] > 150).mean() > 0.95
    assert done[200:220, 130:160, 2].mean() > 100  # the ball is still there


@pytest.mark.parametrize("place", ["top", "bottom"])
def test_text_has_ink_in_the_asked_half_and_lies_off_the_subject(ball, in_ball, place):
    done = one(ball, f'add the text "Hello" at the {place} in black')
    ink = (difference(done, ball) > 60).astype(bool)
    assert ink.sum() > 150
    rows = np.nonzero(ink)[0].mean()
    assert rows < 120 if place == "top" else rows > 250
    assert (ink & in_ball).sum() < 0.02 * ink.sum()


def test_chinese_text_has_ink(ball):
    assert (difference(one(ball, "加上文字“你好世界”，红色"), ball) > 60).sum() > 300


def test_text_moves_away_from_a_subject_in_its_place(ball, in_ball):
    done = one(ball, 'add the text "A ball" on the left')
    ink = difference(done, ball) > 60
    assert ink.sum() > 100
    assert (ink & in_ball).sum() < 0.1 * ink.sum()


@pytest.mark.parametrize(("text", "ratio"), [("crop to a square", 1.0), ("crop to 16:9", 16 / 9), ("裁剪成3:4", 0.75)])
def test_a_crop_has_the_asked_ratio(landscape, text, ratio):
    done = one(landscape, text)
    assert abs(done.shape[1] / done.shape[0] - ratio) < 0.02
    assert abs(done.shape[0] * done.shape[1] / (480 * 320) - 1) < 0.05


def test_a_crop_keeps_the_asked_size_where_it_must(landscape):
    assert one(landscape, "crop to a square", exact=True).shape == landscape.shape


def test_a_crop_to_the_subject_enlarges_it(ball, in_ball):
    done = one(ball, "crop to the subject")
    orange = (done[..., 2].astype(int) - done[..., 0]) > 60
    assert orange.mean() > 1.8 * in_ball.mean()


def test_a_quarter_turn_is_exact(landscape):
    assert np.array_equal(np.rot90(landscape, -1), one(landscape, "rotate 90 degrees clockwise"))


def test_a_slanted_turn_leaves_no_black_corner():
    bright = np.full((240, 320, 3), 200, np.uint8)
    assert one(bright, "rotate 20 degrees").min() > 180


@pytest.mark.parametrize("degrees", [5, 30, 45, 80])
def test_the_inscribed_rectangle_fits_inside(degrees):
    w, h = inscribed(400, 300, np.radians(degrees))
    sin, cos = np.sin(np.radians(degrees)), np.cos(np.radians(degrees))
    assert w * cos + h * sin <= 401
    assert w * sin + h * cos <= 301


def test_a_mirror_image_is_exact(landscape):
    assert np.array_equal(landscape[:, ::-1], one(landscape, "flip horizontally"))
    assert np.array_equal(landscape[::-1], one(landscape, "flip vertically"))


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("warmer", lambda a, b: (b[..., 2].mean() - b[..., 0].mean()) > (a[..., 2].mean() - a[..., 0].mean()) + 10),
        ("cooler", lambda a, b: (b[..., 2].mean() - b[..., 0].mean()) < (a[..., 2].mean() - a[..., 0].mean()) - 10),
        ("brighter", lambda a, b: b.mean() > a.mean() + 10),
        ("darker", lambda a, b: b.mean() < a.mean() - 10),
        ("more contrast", lambda a, b: b.std() > a.std() * 1.05),
        ("less contrast", lambda a, b: b.std() < a.std() * 0.95),
        (
            "more saturation",
            lambda a, b: np.ptp(b.astype(int), axis=2).mean() > np.ptp(a.astype(int), axis=2).mean() * 1.15,
        ),
        ("desaturate", lambda a, b: np.ptp(b.astype(int), axis=2).mean() < np.ptp(a.astype(int), axis=2).mean() * 0.85),
    ],
)
def test_tones_go_the_right_way(landscape, text, check):
    assert check(landscape, one(landscape, text))


def test_recolouring_the_sky_leaves_the_meadow(landscape):
    done = one(landscape, "make the sky pink")
    assert difference(done, landscape)[10:80, 20:150].mean() > 20
    assert difference(done, landscape)[290:].mean() < 2


def test_one_colour_becomes_another(ball, in_ball):
    done = one(ball, "change orange to blue").astype(int)
    inside = in_ball & (difference(ball, done) > 1)
    assert inside.sum() > 0.6 * in_ball.sum()
    assert (done[inside][:, 0] > done[inside][:, 2]).mean() > 0.9
    assert difference(done, ball)[:60].mean() < 2


def test_a_frame_has_its_colour_all_round(landscape):
    done = one(landscape, "add a red frame")
    for rim in (done[:6], done[-6:], done[:, :6], done[:, -6:]):
        assert np.all(rim == (0, 0, 255))


def test_extending_keeps_the_picture_in_the_middle(ball):
    done = one(ball, "extend the canvas by 50%")
    orange = (done[..., 2].astype(int) - done[..., 0]) > 60
    assert 0.3 < orange.mean() / ((ball[..., 2].astype(int) - ball[..., 0]) > 60).mean() < 0.7
    assert done.min() > 5


def test_the_subject_of_one_picture_stands_in_the_other(ball, landscape):
    (result,) = edit(
        [ball, landscape], "put the subject of picture 1 into the scene of picture 2", width=480, height=320, seed=5
    )
    orange = (result.picture[..., 2].astype(int) - result.picture[..., 0] > 90) & (result.picture[..., 1] > 60)
    assert orange.sum() > 4000
    assert difference(result.picture, landscape)[:40, :].mean() < 8


def test_the_colours_of_one_picture_come_to_another(ball, landscape):
    green = np.full((240, 240, 3), (60, 190, 70), np.uint8)
    green[::2] = (40, 150, 50)
    (result,) = edit([landscape, green], "use the colours of picture 2 on picture 1", width=480, height=320, seed=5)
    done = result.picture.astype(int)
    assert (done[..., 1] - done[..., 2]).mean() > (landscape[..., 1].astype(int) - landscape[..., 2]).mean() + 20


def test_a_collage_shows_all_pictures():
    colours = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (0, 255, 255)]
    cards = [np.full((240, 240, 3), colour, np.uint8) for colour in colours]
    (result,) = edit(cards, "make a collage", width=400, height=400, seed=1)
    for colour in colours:
        assert np.all(result.picture == colour, axis=2).mean() > 0.2


@pytest.mark.parametrize(
    "text", ["watercolour", "make it sunset", "flip it", "blur the background", 'add the text "Hi"']
)
def test_variants_differ_and_stay_faithful(landscape, text):
    results = edit([landscape], text, width=480, height=320, n=3, seed=5)
    pictures = [result.picture for result in results]
    for i, first in enumerate(pictures):
        for second in pictures[i + 1 :]:
            assert 0.3 < difference(first, second).mean() < 60


def test_the_same_seed_gives_the_same_picture(landscape):
    assert np.array_equal(one(landscape, "make it snow"), one(landscape, "make it snow"))


def test_several_operations_are_all_done(landscape):
    done = one(landscape, 'black and white, flip horizontally, add the text "Hi" in red at the bottom')
    assert (done[..., 2].astype(int) - done[..., 1] > 120).sum() > 50  # red words on grey
    assert np.ptp(done[:150].astype(int), axis=2).max() == 0


def test_nothing_understood_is_refused(landscape):
    with pytest.raises(RequestRefused) as refused:
        one(landscape, "sing me a song")
    assert refused.value.code == "InvalidParameter"


@pytest.mark.parametrize(
    "given",
    [
        np.full((240, 240, 3), 90, np.uint8),
        np.full((240, 300), 90, np.uint8),
        np.full((1000, 8000, 3), 90, np.uint8),
        np.full((400, 400), 9000, np.uint16),
    ],
    ids=["small", "grey", "wide", "16-bit"],
)
@pytest.mark.parametrize(
    "text", ["make it sunset", "blur the background", "remove the background", "crop to the subject", "winter"]
)
def test_odd_inputs_are_taken(given, text):
    (result,) = edit([given], text, width=320, height=192, seed=1)
    assert result.picture.ndim == 3
    assert min(result.picture.shape[:2]) >= 64


def test_without_the_model_edits_work(ball, no_model):
    assert one(ball, "remove the background").shape == ball.shape
