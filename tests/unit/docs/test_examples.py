"""The examples that can be run are run, as they stand on the pages."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from wanbox.engines.contract import RequestRefused
from wanbox.runner.results import measure
from wanbox.testing import LocalServer, media
from wanbox.wire.requests import ImageMode, ImageRequest, Size, VideoRequest

ROOT = Path(__file__).parents[3]


def run(program, folder, environ, python=sys.executable):
    """What a program printed."""
    ran = subprocess.run(
        [python, "-c", program], cwd=folder, env=environ, capture_output=True, encoding="utf-8", timeout=200
    )
    assert 0 == ran.returncode, ran.stderr
    return ran.stdout


# --- add to the storyboard engine

#: Puts the pages' files where the engine looks, without touching its own folders, and draws with them.
_DRAW = """
import json, shutil
from pathlib import Path
import cv2
import numpy as np
from wanbox.engines.storyboard.picture import edits, finishes
from wanbox.engines.storyboard.sound import beds
from wanbox.engines.storyboard.stage import effects, settings
from wanbox.engines.storyboard.stage.puppets import clips, folder, model

added = Path.cwd()
rooms = {"effects": effects, "edits": edits, "finishes": finishes, "beds": beds, "settings": settings}
for name, package in rooms.items():
    package.__path__.append(str(added / name))
shutil.copytree(added / "puppets", added / "all")
shutil.copytree(str(model.FOLDER), added / "all", dirs_exist_ok=True)
folder.FOLDER = model.FOLDER = clips.FOLDER = added / "all"

from wanbox.engines.storyboard.picture.edit import edit
from wanbox.engines.storyboard.shotlist import Actor
from wanbox.engines.storyboard.sound import score
from wanbox.engines.storyboard.stage import cast
from wanbox.engines.storyboard.stage.puppets.rig import load_rig
from wanbox.engines.storyboard.studio import Studio
from wanbox.wire.requests import Size

said, size = {}, Size(320, 176)
studio = Studio(1)

def plan(prompt):
    shots = studio.plan(prompt, seconds=2, seed=3, size=size)
    said[prompt] = {
        "setting": shots.shots[0].setting,
        "lost": shots.not_understood,
        "notes": shots.notes,
        "actors": [(one.art, one.action, dict(one.colours)) for one in shots.shots[0].actors],
        "effects": shots.shots[0].effects,
        "style": shots.shots[0].style,
        "beds": shots.sound.ambience,
    }
    return shots

def art(name, action="stand", label="", **fields):
    actor = Actor(id="a", noun=name, label=label or name, kind="puppet", art=name, action=action, **fields)
    return cast.make(actor, height=120, travel=0, seconds=4, seed=1)

def pink(body):
    blue, green, red = (body.pixels[..., i].astype(int) for i in range(3))
    return int(((red > 200) & (green < 200) & (blue > 140) & (red > green + 40)).sum())

shots = plan("A white capybara dances on a salt flat with confetti, risograph")
plan("两只水豚在盐湖上睡觉")
plan("A beekeeper waves in a garden")
plan("A woman walks on a salt flat in the snow")
picture = studio.picture(shots.shots[0], size, seed=3)
said["drawn"] = float(picture.std())
said["heard"] = float(np.abs(score(shots)).max())
(negative,) = edit([picture], "invert the colours", width=320, height=176, n=1, seed=1, scenery=None)
said["negative"] = bool(np.array_equal(negative.picture, 255 - picture))
(printed,) = edit([picture], "make it a risograph", width=320, height=176, n=1, seed=1, scenery=None)
ink = cv2.cvtColor(printed.picture, cv2.COLOR_BGR2HSV)
said["pink"] = float(((ink[..., 0] > 160) & (ink[..., 1] > 90)).mean())
said["blossom"] = [pink(art("capybara", label=label).pose(0, 4)) for label in ("capybara", "flower capybara")]
said["hat"] = [int(art("woman", label=label).pose(0, 4).anchor[1]) for label in ("woman", "beekeeper")]
said["blinks"] = sorted({art("capybara").shown(t / 10)["eyes"] for t in range(70)})
rig = load_rig("quadruped")
said["clips"] = [rig.clip_for(verb, travels=False) for verb in ("dance", "sit")]
for page in ("walk", "stills"):
    exec(Path(page + ".txt").read_text("utf-8"), {})
said["files"] = sorted(path.name for path in Path().glob("*.png"))
print(json.dumps(said))
"""

#: The files by page; the line that names one begins with its path and is followed by it.
_PLACES = {
    "extend-storyboard.md": (
        "effects/confetti.py",
        "edits/negative.py",
        "finishes/risograph.py",
        "beds/salt_flat.py",
    ),
    "add-a-setting.md": ("settings/salt_flat.py",),
    "draw-a-character.md": (
        "puppets/capybara.svg",
        "puppets/looks/beekeeper.json",
        "puppets/motion/quadruped/dance.json",
    ),
}


def put(text, place, folder):
    """Write one file of a page to where it belongs."""
    head = next(line for line in text.splitlines() if line.startswith("`") and f"{place}`" in line)
    path = folder / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text[text.index(head) :].split("```", 2)[1].partition("\n")[2], "utf-8")


@pytest.fixture(scope="module")
def drawn(tmp_path_factory, clean_environ):
    folder = tmp_path_factory.mktemp("added")
    pages = {name: (ROOT / "docs" / "how-to" / name).read_text("utf-8") for name in _PLACES}
    for name, places in _PLACES.items():
        for place in places:
            put(pages[name], place, folder)
    programs = {"walk": pages["draw-a-character.md"], "stills": pages["add-a-setting.md"]}
    for name, page in programs.items():
        program = page.partition("## Look at it")[2] or page.partition("## 5. Look at it")[2]
        code = program.split("```python", 1)[1].split("```", 1)[0]
        (folder / f"{name}.txt").write_text(code.replace("Size(1280, 720)", "Size(320, 176)"), "utf-8")
    return json.loads(run(_DRAW, folder, clean_environ).splitlines()[-1])


@pytest.mark.parametrize(
    "prompt",
    [
        "A white capybara dances on a salt flat with confetti, risograph",
        "两只水豚在盐湖上睡觉",
        "A beekeeper waves in a garden",
    ],
)
def test_words_of_added_files_are_understood(drawn, prompt):
    assert [] == drawn[prompt]["lost"]
    assert [] == drawn[prompt]["notes"]


def test_the_added_place_effect_style_and_bed_are_found(drawn):
    shot = drawn["A white capybara dances on a salt flat with confetti, risograph"]

    assert ("salt-flat", "risograph", ["salt-flat"]) == (shot["setting"], shot["style"], shot["beds"])
    assert "confetti" in shot["effects"]


def test_the_added_character_acts_in_the_colour_asked_for(drawn):
    ((name, action, colours),) = drawn["A white capybara dances on a salt flat with confetti, risograph"]["actors"]

    assert ("capybara", "dance") == (name, action)
    assert ["fur"] == list(colours)


def test_the_added_character_is_found_by_its_chinese_word(drawn):
    assert ["capybara", "capybara"] == [name for name, *_ in drawn["两只水豚在盐湖上睡觉"]["actors"]]


def test_the_added_look_dresses_a_body(drawn):
    (actor,) = drawn["A beekeeper waves in a garden"]["actors"]
    bare, hatted = drawn["hat"]

    assert "woman" == actor[0]
    assert hatted > bare


def test_weather_that_the_added_place_lacks_is_told(drawn):
    assert drawn["A woman walks on a salt flat in the snow"]["notes"]


def test_added_files_draw_and_sound(drawn):
    assert drawn["drawn"] > 10
    assert drawn["heard"] > 0.01


def test_added_edit_and_style_are_carried_out(drawn):
    assert drawn["negative"]
    assert drawn["pink"] > 0.1


def test_the_added_wearable_shows_only_when_worn(drawn):
    bare, worn = drawn["blossom"]

    assert 0 == bare
    assert worn > 20


def test_drawn_eyes_blink(drawn):
    assert ["blink", "open"] == drawn["blinks"]


def test_the_added_clip_stands_beside_those_of_its_rig(drawn):
    assert ["dance", "sit"] == drawn["clips"]


def test_the_programs_that_show_the_added_files_run(drawn):
    lights = ("at-night", "at-noon", "at-sunset", "in-the-fog", "in-the-rain")

    assert [*(f"salt-flat-{light}.png" for light in lights), "walk.png"] == drawn["files"]


# --- write your own engine


class PlainJob:
    """A job without a ledger."""

    task_id, attempt, inputs = "doc", 1, ()

    def __init__(self, folder):
        self.folder = folder
        self.said = []

    def progress(self, fraction, phase):
        self.said.append((fraction, phase))


@pytest.fixture
def flat(page_of):
    names = {"__name__": "studio.flat"}
    exec(page_of("how-to/own-engine.md").blocks("python")[0], names)
    return names["create"]()


def test_the_runner_takes_what_the_example_engine_makes(flat, tmp_path):
    request = VideoRequest(
        model="wan2.6-t2v", prompt="red", size=Size(160, 96), seconds=2, seed=1, given=frozenset({"seed", "style"})
    )
    job = PlainJob(tmp_path)

    outcome = flat.generate(request, job)

    (part,) = measure(request, outcome, tmp_path)
    assert (160, 96, 2.0, 60) == (part.width, part.height, part.seconds, part.frames)
    assert (1.0, "painting") == job.said[-1]
    assert {"prompt", "seed", "style"} == set(outcome.report.parameters)


def test_the_example_engine_refuses_in_the_vendors_words(flat, tmp_path):
    request = ImageRequest(model="wan2.6-t2i", mode=ImageMode.GENERATE, prompt="red", size=Size(160, 96))

    with pytest.raises(RequestRefused, match="videos only") as refusal:
        flat.generate(request, PlainJob(tmp_path))

    assert "InvalidParameter" == refusal.value.code


# --- tests and CI


def test_the_tests_of_the_page_pass(page_of, tmp_path, clean_environ):
    (code,) = page_of("how-to/tests-and-ci.md").blocks("python")
    (tmp_path / "test_page.py").write_text(code, "utf-8")

    said = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_page.py"],
        cwd=tmp_path,
        env=clean_environ,
        capture_output=True,
        encoding="utf-8",
        timeout=200,
    ).stdout

    assert "2 passed" in said, said


# --- programs against a server


@pytest.fixture(scope="module")
def server(tmp_path_factory, clean_environ):
    environ = clean_environ | {
        "WANBOX_DATA": str(tmp_path_factory.mktemp("data")),
        "WANBOX_ROUTES": "*=wanbox.testing.engine",
        "WANBOX_WORKERS": "1",
    }
    with LocalServer(environ=environ) as running:
        yield running


@pytest.mark.parametrize("number", [0, 1])
def test_the_client_page_runs(page_of, server, tmp_path, clean_environ, number):
    code = page_of("reference/client.md").blocks("python")[number].replace("http://127.0.0.1:8026", server.base_url)

    run(code, tmp_path, clean_environ | {"WANBOX_API_KEY": server.key})

    assert 1 == len(list(tmp_path.iterdir()))


@pytest.mark.slow
@pytest.mark.parametrize("generation", ["dashscope-1", "dashscope-2"])
def test_the_programs_of_the_sdk_page_run(page_of, server, tmp_path, clean_environ, generation):
    environment = ROOT / ".cache" / generation
    if not (environment / ".done").exists():
        pytest.fail(f"The environment {environment.relative_to(ROOT)} is missing: `make test` builds it.")
    (tmp_path / "boat.png").write_bytes(media.picture("PNG", (320, 240)))
    programs = page_of("how-to/official-sdk.md").blocks("python")
    if generation == "dashscope-1":
        programs = [code for code in programs if "dashscope.Client()" not in code]
    settings = {"DASHSCOPE_HTTP_BASE_URL": server.base_url, "DASHSCOPE_API_KEY": server.key, "HOME": str(tmp_path)}

    said = run("\n\n".join(programs), tmp_path, clean_environ | settings, python=str(environment / "bin" / "python"))

    # Every program prints at least one link; the links of a stream stand in brackets of their own lines.
    assert len(programs) + 1 <= said.count("http://127.0.0.1"), said
    assert "None" not in said
