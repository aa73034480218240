from __future__ import annotations

import cv2
import numpy as np
import pytest

from wanbox.engines.contract import RequestRefused
from wanbox.engines.storyboard.picture import instructions
from wanbox.engines.storyboard.picture.edit import edit
from wanbox.engines.storyboard.picture.own_colour import own

RED = (0.0, 0.0, 255.0)


@pytest.fixture
def plate_on_wood():
    """A red-brown plate in light and shade on a table of orange wood with grain."""
    y, x = np.mgrid[0:240, 0:320].astype(np.float32)
    wood = np.dstack([30 + 8 * np.sin(y / 3), 88 + 12 * np.sin(y / 3), 176 + 14 * np.sin(y / 3)])
    plate = np.hypot(x - 150, y - 120) < 70
    light = (0.55 + 0.5 * x / 320)[..., None]
    wood[plate] = (np.array((22, 32, 190)) * light)[plate]
    return cv2.GaussianBlur(wood.clip(0, 255).astype(np.uint8), (0, 0), 0.6), plate


def test_a_red_plate_is_told_from_reddish_wood(plate_on_wood):
    picture, plate = plate_on_wood
    mask = own(picture, RED)

    assert mask[plate].mean() > 0.9
    assert mask[~plate].mean() < 0.04


def test_nothing_of_a_colour_that_is_not_there(plate_on_wood):
    assert own(plate_on_wood[0], (255.0, 40.0, 40.0)).max() < 0.3


def test_a_mask_bounds_what_is_found(plate_on_wood):
    picture, _ = plate_on_wood
    left = np.zeros(picture.shape[:2], np.float32)
    left[:, :150] = 1

    assert own(picture, RED, left)[:, 156:].max() == 0


def test_recolouring_the_red_plate_leaves_the_table(plate_on_wood):
    picture, plate = plate_on_wood
    done = edit([picture], "Make the red plate blue", width=320, height=240)[0].picture.astype(int)

    assert (done[..., 0] - done[..., 2])[plate].mean() > 60
    assert np.abs(done - picture)[~cv2.dilate(plate.astype(np.uint8), np.ones((9, 9))).astype(bool)].mean() < 3


def test_a_part_that_cannot_be_told_apart_is_refused(ball):
    with pytest.raises(RequestRefused, match='No "eyes" was found'):
        edit([ball], "make the cat's eyes blue", width=360, height=360)


def names(instruction):
    return [op.edit.name for op in instructions.read(instruction).operations]


@pytest.mark.parametrize("instruction", ["add a moon and some stars", "在天空加上月亮和星星"])
def test_a_moon_and_stars_are_both_added(instruction):
    assert ["add-stars", "add-moon"] == names(instruction)


def test_a_night_with_a_moon_has_one_moon():
    night = instructions.read("make it night and add a moon").operations[0]

    assert (night.edit.name, night.params["moon"]) == ("night", False)


@pytest.mark.parametrize("instruction", ["make the sky more dramatic", "让天空更有戏剧性"])
def test_a_dramatic_sky_can_be_asked_for(landscape, instruction):
    done = edit([landscape], instruction, width=480, height=320)[0]

    assert done.operations == ("dramatic-sky",)
    assert np.abs(done.picture[:60].astype(int) - landscape[:60]).mean() > 20


def test_birds_fly_in_the_sky_that_the_scene_leaves():
    assert ["sunset", "add"] == names("改成日落时分，加上几只飞鸟")


def test_birds_of_a_flock_are_a_twentieth_of_the_picture_wide(landscape):
    done = edit([landscape], "add a flock of birds", width=480, height=320, seed=3)[0].picture
    changed = (cv2.absdiff(done, landscape).max(2) > 40).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(changed, np.ones((3, 3), np.uint8)))
    wide = stats[1:, cv2.CC_STAT_WIDTH][stats[1:, cv2.CC_STAT_AREA] > 30]

    assert len(wide) >= 3
    assert 0.03 * 480 < np.median(wide) < 0.08 * 480


def test_clouds_on_a_white_sky_stand_before_blue(landscape):
    white = landscape.copy()
    white[:170][landscape[:170, :, 0] > 200] = (250, 248, 244)
    done = edit([white], "add some clouds", width=480, height=320, seed=3)[0].picture[:40].astype(int)

    assert (done[..., 0] - done[..., 2]).mean() > 15
