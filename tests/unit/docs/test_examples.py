"""The examples that can be run are run, as they stand on the pages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from wanbox.cli.local import LocalServer
from wanbox.engines.contract import RequestRefused
from wanbox.runner.results import measure
from wanbox.testing import media
from wanbox.wire.requests import ImageMode, ImageRequest, Size, VideoRequest

ROOT = Path(__file__).parents[3]


def run(program, folder, environ, python=sys.executable):
    """What a program printed."""
    ran = subprocess.run(
        [python, "-c", program], cwd=folder, env=environ, capture_output=True, encoding="utf-8", timeout=200
    )
    assert 0 == ran.returncode, ran.stderr
    return ran.stdout


# --- extend the storyboard engine

#: Puts the page's files where the engine looks, without touching its own folders, and draws with them.
_DRAW = """
import shutil, sys
from pathlib import Path
import numpy as np
from wanbox.engines.storyboard.picture import edits
from wanbox.engines.storyboard.sound import beds
from wanbox.engines.storyboard.stage import effects, settings
from wanbox.engines.storyboard.stage.puppets import model

added = Path.cwd()
for package, name in ((effects, "effects"), (edits, "edits"), (beds, "beds"), (settings, "settings")):
    package.__path__.append(str(added / name))
shutil.copytree(str(model.FOLDER), added / "puppets", dirs_exist_ok=True)
model.FOLDER = added / "puppets"

from wanbox.engines.storyboard.picture.edit import edit
from wanbox.engines.storyboard.sound import score
from wanbox.engines.storyboard.studio import Studio
from wanbox.wire.requests import Size

studio, size = Studio(1), Size(320, 176)
plan = studio.plan("A wish lantern over a salt flat with confetti", seconds=2, seed=3, size=size)
shot = plan.shots[0]
print(shot.setting, "confetti" in shot.effects, [actor.art for actor in shot.actors], plan.sound.ambience)
print(plan.not_understood)
picture = studio.picture(shot, size, seed=3)
print(int(picture.std()) > 10, bool(np.abs(score(plan)).max() > 0.01))
(result,) = edit([picture], "invert the colours", width=320, height=176, n=1, seed=1, scenery=None)
print(bool(np.array_equal(result.picture, 255 - picture)))
"""


#: As the page calls them, each line of which is followed by the file.
_PLACES = (
    "effects/confetti.py",
    "edits/negative.py",
    "beds/salt_flat.py",
    "settings/salt_flat.py",
    "puppets/wish-lantern.svg",
)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory, clean_environ):
    folder = tmp_path_factory.mktemp("added")
    text = (ROOT / "docs" / "how-to" / "extend-storyboard.md").read_text("utf-8")
    for place in _PLACES:
        head = next(line for line in text.splitlines() if line.startswith("`") and place in line)
        code = text[text.index(head) :].split("```", 2)[1].partition("\n")[2]
        path = folder / place
        path.parent.mkdir(exist_ok=True)
        path.write_text(code, "utf-8")
    return run(_DRAW, folder, clean_environ).splitlines()


def test_added_files_are_found_by_their_words(drawn):
    assert "salt-flat True ['wish-lantern'] ('salt-flat',)" == drawn[0]


def test_added_words_are_understood(drawn):
    assert "()" == drawn[1]


def test_added_files_draw_and_sound(drawn):
    assert "True True" == drawn[2]


def test_the_added_edit_is_carried_out(drawn):
    assert "True" == drawn[3]


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
