"""Puppets: every file loads, draws, moves, takes its colours, and holds together at its joints."""

from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest

from wanbox.engines.storyboard.stage import catalogue
from wanbox.engines.storyboard.stage.puppets import art as puppet_art
from wanbox.engines.storyboard.stage.puppets import model, motions, raster, recolour, rig

NAMES = [name for name in model.names() if name != "biped"]
#: Pixels of a body that is drawn: one height for all tests, so that they share the pictures of its parts.
TALL = 100
#: What is worn for each slot's part to show.
SLOT_WEARS = {"coat": "trench-coat", "dress": "dress", "scarf": "scarf", "hat": "hat", "umbrella": "umbrella"}


@pytest.mark.parametrize("name", model.names())
def test_file_follows_the_format(name):
    puppet = model.load(name)
    gear = rig.load_rig(puppet.sheet.rig)
    assert len({part.name for part in puppet.parts}) == len(puppet.parts)
    assert {"medium", "rig"} <= set(dataclasses.asdict(puppet.sheet))
    assert all(bone in gear.bones for part in puppet.parts for bone in part.bones[: 1 if part.kind == "fan" else None])


@pytest.mark.parametrize("name", model.names())
def test_colours_of_slots_do_not_overlap(name):
    shades = [shade for slot in model.load(name).sheet.colours.values() for shade in slot]
    assert len(shades) == len(set(shades))


@pytest.mark.parametrize("name", model.names())
def test_default_dress_exists(name):
    puppet = model.load(name)
    looks = [set(look.get("wears", ())) for look in puppet.sheet.looks.values()]
    always = set(puppet.sheet.default_wears) - puppet.sheet.varies.keys()
    assert set().union(*looks, always) <= puppet.wears


#: Grouped by puppet, so that a process draws each one's parts once for all of these tests.
each_puppet = pytest.mark.parametrize("name", NAMES, scope="module")


@each_puppet
def test_every_action_draws_and_moves(name, art):
    entry = catalogue.find(name, "puppet")
    # People share their clips and are many: the man does them all, the others each a share.
    share = 9 if entry.name != "man" and model.load_sheet(entry.name).rig == "biped" else 1
    for action in sorted(entry.actions)[len(entry.name) % share :: share]:
        body = art(entry.name, action=action, height=TALL, travel=120)
        first, later = body.pose(0.1, 4), body.pose(0.1 + 0.37, 4)
        assert (first.pixels[..., 3] > 200).sum() > 400, action
        still = model.load_sheet(entry.name).rig == "prop" and action == "stand"
        assert still or first.pixels.shape != later.pixels.shape or (first.pixels != later.pixels).any(), action


@each_puppet
def test_height_is_as_asked(name, art, ink):
    _, top, _, bottom = ink(art(name, action="stand", height=TALL).pose(0.0, 4))
    # A train's smoke and a boat's pennant rise above the body that the height is given for.
    assert 0.74 * TALL < bottom - top < 1.55 * TALL


@each_puppet
def test_pose_is_a_pure_function_of_time(name, art):
    body = art(name, action="walk", height=TALL, travel=100)
    first = body.pose(0.7, 4)
    body.pose(2.0, 4)
    again = art(name, action="walk", height=TALL, travel=100).pose(0.7, 4)
    assert first.anchor == again.anchor
    assert np.array_equal(first.pixels, again.pixels)


def test_threads_share_one_art(art):
    body = art("fox", action="walk", height=120, travel=100, wears=("trench-coat", "umbrella"))
    alone = [body.pose(t / 8, 4).pixels for t in range(16)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda t: body.pose(t / 8, 4).pixels, range(16)))
    assert all(np.array_equal(a, b) for a, b in zip(alone, together, strict=True))


def dyed(body: puppet_art.PuppetArt, slot: str, colour: str) -> puppet_art.PuppetArt:
    """The same art with one slot in another colour; only the parts that have its shades are drawn anew."""
    puppet = body.motion.puppet
    shades = puppet.sheet.colours[slot]

    def has(part: model.Part) -> bool:
        text = part.svg + (puppet.defs if "url(#" in part.svg or "href" in part.svg else "")
        return any(shade.lower() in text.lower() for shade in shades)

    pieces = [
        puppet_art._piece(puppet, piece.part, body.scale, {slot: colour}) if has(piece.part) else piece
        for piece in body.pieces
    ]
    return dataclasses.replace(body, pieces=tuple(pieces))


@each_puppet
def test_each_colour_slot_changes_pixels(name, art):
    plain = {}
    # Most slots of people belong to clothes that they have not put on here.
    slots = model.load(name).sheet.colours if name not in {"man", "woman", "child", "baby"} else ("skin",)
    for slot in slots:
        wears = (SLOT_WEARS[slot],) if slot in SLOT_WEARS else ("trench-coat",) if slot in {"trousers", "shoes"} else ()
        if wears not in plain:
            body = art(name, action="talk", height=TALL, wears=wears)
            plain[wears] = body, body.pose(0.2, 4).pixels
        body, pixels = plain[wears]
        green = dyed(body, slot, "#22dd33").pose(0.2, 4).pixels
        assert pixels.shape == green.shape
        assert (pixels != green).any(-1).sum() > 5, slot


def test_asking_for_a_colour_dyes_the_parts_that_have_it(art):
    plain = art("tiger", action="stand", height=TALL)
    asked = art("tiger", action="stand", height=TALL, colours={"fur": "#22dd33"}).pose(0.2, 4).pixels
    assert np.array_equal(dyed(plain, "fur", "#22dd33").pose(0.2, 4).pixels, asked)


def test_recoloured_shades_keep_their_order():
    svg = '<g fill="#c9a26a" stroke="#8a6020"/>'
    out = recolour.recoloured(svg, {"coat": ("#c9a26a", "#8a6020")}, {"coat": "#3355cc"})
    base, shade = (recolour.parse(part.split('"')[0]) for part in out.split('="')[1:])
    assert base == pytest.approx((0x33 / 255, 0x55 / 255, 0xCC / 255), abs=0.01)
    assert sum(shade) < sum(base)


def test_unreadable_colour_changes_nothing():
    assert recolour.recoloured('fill="#c9a26a"', {"coat": ("#c9a26a",)}, {"coat": "no colour"}) == 'fill="#c9a26a"'


@pytest.mark.parametrize("wear", sorted(model.load("man").wears - {"bald", "short-hair"}))
def test_every_wearable_shows(wear, art):
    bare = art("man", action="stand", height=140, wears=("bald",)).pose(0.2, 4)
    worn = art("man", action="stand", height=140, wears=("bald", wear)).pose(0.2, 4)
    assert bare.pixels.shape != worn.pixels.shape or (bare.pixels != worn.pixels).any(-1).sum() > 30


@pytest.mark.parametrize("angle", [-60, -30, 30, 60])
@pytest.mark.parametrize(
    ("name", "joint", "parts"),
    [
        ("man", "elbow-near", ("sleeve-near", "hand-near-relaxed")),
        ("fox", "tail-2", ("tail",)),
        ("dog", "neck", ("neck", "body", "head")),
    ],
)
def test_joint_has_no_seam(name, joint, parts, angle):
    """The bent limb is one piece of ink without a hole, however its joint is turned."""
    puppet = model.load(name)
    gear = rig.load_rig(puppet.sheet.rig)
    moved = motions.plan(puppet, gear.resting, speed=0, seed=0, held={joint: angle})
    whole = puppet_art.build(moved, scale=0.3, colours={}, wears=frozenset(), states={}, speaks=(), seed=0)
    limb = dataclasses.replace(whole, pieces=tuple(piece for piece in whole.pieces if piece.part.name in parts))
    solid = (limb.pose(0.0, 4).pixels[..., 3] > 140).astype(np.uint8)
    pieces, _ = cv2.connectedComponents(solid)
    holes, _ = cv2.connectedComponents(1 - cv2.morphologyEx(solid, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)))
    assert (2, 2) == (pieces, holes)


def test_mouth_moves_only_while_it_speaks(art):
    fox = art("fox", action="stand", height=200, speaks=((1.0, 3.0),))
    during = {fox.shown(t / 10)["mouth"] for t in range(10, 30)}
    assert {"a", "o"} <= during
    assert {"closed"} == {fox.shown(t / 10)["mouth"] for t in (*range(10), *range(30, 40))}


def test_eyes_blink_now_and_then():
    closed = sum(puppet_art.blinks(t / 100, seed=5) for t in range(3500))
    assert 50 < closed < 260


def test_grip_closes_the_hand_that_holds_the_umbrella(art):
    fox = art("fox", action="walk", wears=("umbrella",))
    assert fox.shown(0)["hand-near"] == "grip"


def test_unknown_action_becomes_the_nearest_clip():
    gear = rig.load_rig("biped")
    assert gear.clip_for("gallop", travels=True) == "walk"
    assert gear.clip_for("gallop", travels=False) == "stand"
    assert gear.clip_for("speak", travels=False) == "talk"


def test_standing_actor_that_travels_walks():
    assert rig.load_rig("biped").clip_for("stand", travels=True) == "walk"


def test_texture_cache_drops_the_oldest(monkeypatch):
    held = raster._Cache(limit=250)
    for key in "abc":
        held.put((key,), raster.Texture(np.zeros((5, 5, 4), np.uint8), 0, 0, 1))
    assert held.get(("a",)) is None
    assert held.get(("c",)) is not None


@pytest.mark.parametrize("name", ["nobody", "../fox", "motion/biped"])
def test_unknown_puppet_is_an_error_with_its_name(name):
    with pytest.raises(model.PuppetError, match="no puppet"):
        model.load(name)


def test_no_pops_between_frames(art, ink):
    fox = art("fox", action="walk", height=200, travel=300)
    boxes = np.array([ink(fox.pose(t / 30, 4)) for t in range(60)])
    assert np.abs(np.diff(boxes, axis=0)).max() < 12
