"""Drawn test pictures: a landscape with a tower, a ball on a plain ground, a plain grey card."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from wanbox.engines.storyboard.picture import matte
from wanbox.engines.storyboard.shotlist import Camera, Move, Shot


@pytest.fixture(autouse=True)
def _one_thread():
    cv2.setNumThreads(1)


def draw_landscape(width: int = 480, height: int = 320) -> np.ndarray:
    """Blue sky, green hills, a grey lake, and a red tower with a roof that stands before all of it."""
    y = np.linspace(0, 1, height)[:, None, None]
    sky = np.concatenate([238 + 6 * y, 190 + 40 * y, 140 + 70 * y], 2)
    picture = np.ascontiguousarray(np.broadcast_to(sky, (height, width, 3)).clip(0, 255).astype(np.uint8))
    horizon = int(height * 0.55)
    picture[horizon:] = (176, 172, 150)
    rng = np.random.default_rng(3)
    hills = np.array([(0, horizon + 30), (width // 3, horizon + 4), (width * 2 // 3, horizon + 40), (0, horizon + 60)])
    cv2.fillPoly(picture, [hills], (48, 120, 66))
    picture[int(height * 0.82) :] = (42, 110, 60)
    grass = rng.normal(0, 14, (height, width, 1))
    meadow = np.zeros((height, width, 1))
    meadow[int(height * 0.82) :] = 1
    picture = (picture + grass * meadow).clip(0, 255).astype(np.uint8)
    left, right, top, foot = int(width * 0.42), int(width * 0.6), int(height * 0.25), int(height * 0.9)
    cv2.rectangle(picture, (left, top), (right, foot), (40, 40, 170), -1)
    cv2.fillPoly(
        picture, [np.array([(left - 20, top), (right + 20, top), ((left + right) // 2, top - 50)])], (30, 70, 120)
    )
    for row in range(top + 16, foot - 20, 34):
        for column in (left + 14, right - 32):
            cv2.rectangle(picture, (column, row), (column + 16, row + 20), (24, 22, 26), -1)
    return cv2.GaussianBlur(picture, (0, 0), 0.6)


def draw_ball(width: int = 360, height: int = 360) -> np.ndarray:
    """An orange ball with shade and a highlight, left of the middle, on a pale ground."""
    picture = np.full((height, width, 3), (206, 210, 212), np.uint8)
    picture[int(height * 0.62) :] = (150, 162, 176)
    gy, gx = np.mgrid[0:height, 0:width]
    cx, cy, r = width * 0.4, height * 0.58, min(width, height) * 0.24
    away = np.hypot(gx - cx, gy - cy)
    light = np.clip(1.15 - np.hypot(gx - cx + r * 0.4, gy - cy + r * 0.45) / (1.9 * r), 0.25, 1.15)[..., None]
    ball = np.clip(np.array((30, 120, 240)) * light, 0, 255)
    inside = np.clip(r - away + 0.5, 0, 1)[..., None]
    return (picture * (1 - inside) + ball * inside).astype(np.uint8)


def ball_mask(width: int = 360, height: int = 360) -> np.ndarray:
    gy, gx = np.mgrid[0:height, 0:width]
    return np.hypot(gx - width * 0.4, gy - height * 0.58) < min(width, height) * 0.24


@pytest.fixture(autouse=True, scope="session")
def _seen():
    """The network answers the same for the same picture, so each drawn one is shown to it once."""
    answers = {}
    ask = matte._predicted

    def remembered(network, picture):
        key = (picture.shape, picture.tobytes())
        if key not in answers:
            answers[key] = ask(network, picture)
        return answers[key].copy()

    matte._predicted = remembered
    yield
    matte._predicted = ask


@pytest.fixture
def landscape():
    return draw_landscape()


@pytest.fixture
def ball():
    return draw_ball()


@pytest.fixture
def in_ball():
    return ball_mask()


@pytest.fixture
def shot():
    def make(move: Move = Move.PUSH_IN, *, effects=(), seconds: float = 5.0, **more) -> Shot:
        amount = more.pop("amount", 1.0)
        return Shot(
            start=0, seconds=seconds, setting="", camera=Camera(move=move, amount=amount), effects=effects, **more
        )

    return make


@pytest.fixture
def no_model(monkeypatch):
    """As on a machine without the model file."""
    monkeypatch.setattr(matte, "session", lambda: None)
