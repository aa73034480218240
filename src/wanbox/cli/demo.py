"""`wanbox demo`: the main job from beginning to end, through the real HTTP API."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

PROMPT = "A red fox in a trench coat walks through a rainy neon city at night, camera slowly pushes in"


def demo() -> None:
    """Make out/demo.mp4 and a contact sheet of it.

    Starts a server, asks it for the clip as any client would, stops it, and says how long each phase took. PROMPT in
    the environment holds other words for it.
    """
    from .exits import reported

    with reported():
        _run(os.environ.get("PROMPT") or PROMPT, Path("out"))


def _run(prompt: str, folder: Path) -> None:
    from wanbox.client import Client
    from wanbox.media.sheet import contact_sheet
    from wanbox.testing import LocalServer
    from wanbox.wire import build

    from . import following, show

    folder.mkdir(exist_ok=True)
    print(f"Prompt: {prompt}", file=sys.stderr)
    laps = Laps()
    with LocalServer() as server, Client(server.key, base_url=server.base_url) as client:
        laps.end("start the server")
        body = build.video_body("wan2.6-t2v", prompt, size="1280*720", duration=5)
        submitted = client.submit_video(body)
        laps.end("submit")
        task = following.follow(client, submitted.task_id, title="demo", limit=None, quiet=False)
        laps.end("make the video")
        video = client.download(task.video_url or "", folder / "demo.mp4")
        laps.end("download")
        show.summary(task, [])
    laps.end("stop the server")
    sheet = folder / "demo.png"
    contact_sheet(video, sheet)
    laps.end("contact sheet")
    print(video)
    print(sheet)
    print(laps)


class Laps:
    """How long each phase took."""

    def __init__(self) -> None:
        self._laps: list[tuple[str, float]] = []
        self._last = time.monotonic()

    def end(self, name: str) -> None:
        now = time.monotonic()
        self._laps.append((name, now - self._last))
        self._last = now

    def __str__(self) -> str:
        rows = [f"  {name:<18}{seconds:6.2f} s" for name, seconds in self._laps]
        return "\n".join([*rows, f"  {'all':<18}{sum(seconds for _, seconds in self._laps):6.2f} s"])
