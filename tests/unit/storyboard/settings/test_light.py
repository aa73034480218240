"""How light every place is: measured, so that no night is black, no noon is white and nobody drowns in either."""

from __future__ import annotations

import numpy as np
import pytest

from wanbox.engines.storyboard.compose.blit import blank
from wanbox.engines.storyboard.stage import scene, settings
from wanbox.engines.storyboard.stage.actors import ActorNode
from wanbox.engines.storyboard.stage.contract import Body

PLACES = list(settings.load())
#: Without a day and a night.
TIMELESS = {"deep_space", "space"}
#: Least and greatest mean luminance of a finished frame by time of day.
LEVELS = {"day": (75, 200), "sunset": (65, 175), "night": (38, 112)}
WIDTH, HEIGHT = 160, 90


def luminance(frame: np.ndarray) -> np.ndarray:
    return frame[..., :3].astype(np.float32) @ np.array([0.114, 0.587, 0.299], np.float32)


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("time", LEVELS)
def test_its_mean_luminance_is_that_of_the_time_of_day(name, time, look):
    least, greatest = LEVELS["night" if name in TIMELESS else time]
    assert least < luminance(look(name, time)).mean() < greatest


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("time", LEVELS)
def test_hardly_anything_is_burnt_out(name, time, look):
    assert (look(name, time).min(axis=2) > 250).mean() < 0.02


@pytest.mark.parametrize("name", [name for name in PLACES if name != "studio"])
@pytest.mark.parametrize("time", LEVELS)
def test_it_has_lights_and_darks(name, time, look):
    dark, light = np.percentile(luminance(look(name, time)), (3, 97))
    assert light - dark > (45 if time == "night" else 70)


@pytest.mark.parametrize("name", [name for name in PLACES if name not in TIMELESS])
def test_night_is_clearly_darker_than_day(name, look):
    assert luminance(look(name, "night")).mean() < 0.8 * luminance(look(name)).mean()


@pytest.mark.parametrize("name", [name for name in PLACES if name not in TIMELESS])
def test_sunset_is_warmer_than_day(name, look):
    def warmth(time: str) -> float:
        blue, _, red = look(name, time).reshape(-1, 3).mean(axis=0)
        return float(red / blue)

    assert warmth("sunset") > 1.05 * warmth("day")


class Coat:
    """A body in a light grey coat."""

    def __init__(self, height: float) -> None:
        tall = max(4, int(height))
        pixels = np.zeros((tall + 8, tall // 2 + 8, 4), np.uint8)
        pixels[4:-4, 4:-4] = (160, 164, 170, 255)
        self.body = Body(pixels, (pixels.shape[1] / 2, tall + 4))

    def pose(self, t: float, seconds: float) -> Body:
        return self.body


@pytest.mark.parametrize("name", PLACES)
def test_whom_it_is_about_is_lighter_than_the_night_around(name, make_shot, make_actor):
    zones = settings.find(name).zones
    medium = next(kind for kind in ("ground", "water", "air") if kind in zones)
    row = (zones[medium].top + zones[medium].bottom) / 2
    shot = make_shot(name, "night", actors=(make_actor(medium=medium, start=(0.36, row), end=(0.36, row)),))
    built = scene.build(shot, width=WIDTH, height=HEIGHT, seed=5, cast=lambda actor, *, height, **_: Coat(height))
    view = built.path.view(0.5, 15)
    empty, full = (blank(HEIGHT, WIDTH) for _ in range(2))
    for node in built.nodes:
        node.paint(full, view)
        if not isinstance(node, ActorNode):
            node.paint(empty, view)
    body = luminance(full) - luminance(empty) > 12
    assert body.sum() > 150
    rows, columns = np.flatnonzero(body.any(axis=1)), np.flatnonzero(body.any(axis=0))
    around = np.zeros_like(body)
    around[max(0, rows[0] - 8) : rows[-1] + 8, max(0, columns[0] - 12) : columns[-1] + 12] = True
    around &= ~body
    assert luminance(full)[body].mean() > luminance(empty)[around].mean() + 20
