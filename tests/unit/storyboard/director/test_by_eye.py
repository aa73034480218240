"""What was found by looking at pictures: the shot list shows what the prompt says."""

from __future__ import annotations

import pytest

from wanbox.engines.storyboard import language
from wanbox.engines.storyboard.director import plan
from wanbox.engines.storyboard.shotlist import Angle, Framing, Move


@pytest.fixture(scope="module")
def installed():
    return language.load()


@pytest.fixture
def shots(installed):
    def run(prompt: str, **options: object):
        settings = {"seconds": 5, "seed": 7, "width": 1280, "height": 720, "extend": False, "multi": False} | options
        return plan(language.understand(prompt, installed), prompt=prompt, stage=installed, **settings).shots

    return run


@pytest.fixture
def shot(shots):
    return lambda prompt, **options: shots(prompt, **options)[0]


def _one(shot, art: str):
    return next(actor for actor in shot.actors if actor.art == art)


@pytest.mark.parametrize(
    "prompt",
    [
        "In a cozy living room a robot waves at a small brown dog, medium shot",
        "办公室里，一位穿西装的男人和一位女士握手，微笑，中景",
    ],
)
def test_a_medium_shot_of_two_frames_both(shot, seen, prompt):
    boxes = seen(shot(prompt))

    assert 2 == len(boxes)
    assert all(box.left > -0.06 and box.right < 1.06 and 0 < box.top < 0.85 for box in boxes)


@pytest.mark.parametrize(
    ("prompt", "framing"),
    [
        ("A young woman reads a book in a café", Framing.MEDIUM),
        ("古代书生在书房里写毛笔字", Framing.MEDIUM),
        ('A teacher stands in a classroom and says "Today we learn about the stars."', Framing.MEDIUM),
        ("一位老奶奶坐在客厅的沙发上织毛衣", Framing.MEDIUM),
        ("A woman reads a book in a café, wide shot", Framing.WIDE),
        ("A woman walks through a forest", Framing.WIDE),
        ("农民在稻田里插秧，水牛在旁边吃草", Framing.WIDE),
    ],
)
def test_small_doings_are_seen_from_near(shot, prompt, framing):
    assert framing is shot(prompt).camera.framing


def test_a_close_shot_of_a_cook_shows_the_hands(shot, seen):
    (face,) = seen(shot("A chef stands in a kitchen, close-up"))
    (cook,) = seen(shot("A chef cooks in a kitchen, close-up"))

    assert cook.foot - cook.top < face.foot - face.top


def test_a_chefs_white_hat_is_the_chefs(shot):
    chef = shot("A chef in a white hat cooks in a kitchen").actors[0]

    assert ("chef-hat",) == chef.wears
    assert "hat" in chef.colours


def test_the_earth_hangs_in_the_sky_and_is_looked_at(shot):
    found = shot("An astronaut walks on the moon and looks up at the earth")
    earth, astronaut = (next(a for a in found.actors if a.noun == noun) for noun in ("earth", "astronaut"))

    assert "air" == earth.medium
    assert earth.start[1] < 0.4
    assert earth.id == astronaut.gaze
    assert "planet" in found.traits["without"]


@pytest.mark.parametrize("prompt", ["两个孩子放风筝", "A girl flies a kite on a hill", "a boy with a red kite"])
def test_a_kite_is_in_the_air_and_its_line_in_a_hand(shot, prompt):
    found = shot(prompt)
    kite = _one(found, "kite")
    child = next(actor for actor in found.actors if actor.id == kite.partner)

    assert kite.start[1] < 0.35
    assert "ground" == child.medium
    assert kite.id == child.gaze


def test_a_rocket_takes_off_from_the_ground_through_smoke(shot):
    found = shot("火箭在夜空下发射升空，浓烟滚滚，低角度仰拍")
    rocket = _one(found, "rocket")

    assert "smoke" in found.effects
    assert found.setting not in {"space", "deep_space"}
    assert 0.75 < rocket.start[1] + rocket.height / 2 < 0.95
    assert rocket.end[1] < rocket.start[1] - 0.2
    assert rocket.start[0] == rocket.end[0]
    assert Move.TRACK is not found.camera.move


def test_who_flies_is_seen_from_beside_in_an_aerial_shot(shot):
    found = shot("一条红色的巨龙飞越雪山之巅，夕阳，史诗感，航拍")

    assert Angle.HIGH is found.camera.angle
    assert found.actors[0].height > 0.35


def test_petals_mean_spring(shot):
    assert "spring" == shot("A boy plays the guitar in a garden, petals fall").traits["season"]


def test_a_held_animal_is_in_the_arms(shot):
    found = shot("女孩抱着一只白色的兔子，微笑，特写")
    girl, rabbit = (next(a for a in found.actors if a.noun == noun) for noun in ("girl", "rabbit"))

    assert rabbit.lift > 0.3 * girl.height
    assert abs(rabbit.start[0] - girl.start[0]) < 0.2 * girl.height
    assert rabbit.height < 0.5 * girl.height
    assert "give" == girl.action


def test_a_ridden_thing_is_named_after_the_verb_or_before_its_rider(shot):
    found = shot("骑自行车的男孩穿过稻田，清晨")
    boy, bicycle = (next(a for a in found.actors if a.noun == noun) for noun in ("boy", "bicycle"))

    assert boy.lift > 0
    assert boy.end[0] - boy.start[0] == pytest.approx(bicycle.end[0] - bicycle.start[0])


def test_fellows_on_one_bench_sit_beside_each_other(shot):
    sitting = [a for a in shot("Two friends sit on a bench in the park and talk").actors if a.art != "bench"]

    assert 2 == len(sitting)
    assert abs(sitting[0].start[0] - sitting[1].start[0]) > 0.06


def test_who_writes_at_a_desk_stands_behind_it(shot):
    found = shot("A doctor writes at a desk in an office")
    doctor, desk = found.actors

    assert "desk" == desk.art
    assert doctor.start[1] < desk.start[1]
    assert abs(doctor.start[0] - desk.start[0]) < 0.25


@pytest.mark.parametrize(
    ("prompt", "art"), [("熊猫和猴子在竹林里踢足球", "soccer-ball"), ("两个孩子堆雪人", "snowman")]
)
def test_what_the_verb_names_is_on_the_stage(shot, prompt, art):
    assert _one(shot(prompt), art)


def test_a_castle_that_one_stands_before_is_seen(shot):
    assert "castle" in {actor.noun for actor in shot("A knight on a white horse stands before a castle").actors}


def test_waving_says_more_than_smiling(shot):
    assert "wave" == shot("一个老爷爷微笑着挥手").actors[0].action


def test_who_walks_hand_in_hand_walks(shot):
    mother, child = shot("妈妈和孩子手牵手走在雪地里").actors

    assert {"walk"} == {mother.action, child.action}
    assert abs(mother.start[0] - child.start[0]) < 0.15


def test_a_story_has_a_shot_for_each_sentence(shots):
    story = (
        "A knight rides a white horse through a forest to a castle. The knight fights a green dragon. "
        "The knight waves to a cheering crowd"
    )
    found = shots(story, seconds=10, extend=True, multi=True)

    assert 3 == len(found)
    assert "horse" in {a.art for a in found[0].actors}
    assert {"dragon"} == {a.art for a in found[1].actors} - {"man"}
    assert found[1].actors[0].height > 0.3
    assert "wave" == next(a for a in found[2].actors if a.noun == "knight").action


def test_furniture_has_no_eyes(shot):
    sofa = _one(shot("一只橘猫睡在窗边的沙发上"), "sofa")

    assert "" == sofa.gaze


@pytest.mark.parametrize(
    "prompt",
    [
        "A chef cooks in a busy kitchen",
        "Three penguins waddle over the ice under the northern lights",
        "夜晚的集市，灯笼高挂，人来人往，一个小女孩提着灯笼，孔明灯升上天空",
        "深海里，一头蓝鲸缓缓游过，水母发着光，神秘",
        "江面上，渔夫划着小船，远山如黛，黄昏",
        "清晨的乡村，公鸡打鸣",
        "A T. rex roars in a volcano landscape",
        "A woman reads in a café while it rains outside",
    ],
)
def test_every_word_is_understood(installed, prompt):
    assert () == language.understand(prompt, installed).not_understood


@pytest.mark.parametrize("prompt", ["A red fox walks in a forest", "A red fox in a trench coat walks in the city"])
def test_a_red_fox_has_the_fur_of_foxes(shot, prompt):
    fox = next(actor for actor in shot(prompt).actors if "fox" in actor.noun)
    assert "fur" not in fox.colours


def test_a_blue_fox_is_blue(shot):
    fox = next(actor for actor in shot("A blue fox walks in a forest").actors if "fox" in actor.noun)
    assert "fur" in fox.colours
