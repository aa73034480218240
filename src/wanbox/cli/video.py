"""`wanbox video`: a clip from words, or from a first picture."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import Annotated

import typer

from . import options


class Shots(enum.StrEnum):
    SINGLE = "single"
    MULTI = "multi"


def video(
    prompt: Annotated[str, typer.Argument(help="What should be seen and heard.")] = "",
    output: options.Output = Path("out.mp4"),
    image: Annotated[str | None, typer.Option("--image", metavar="<file or URL>", help="First picture.")] = None,
    audio: Annotated[
        str | None, typer.Option("--audio", metavar="<file or URL>", help="Sound of your own: WAV or MP3, 3 to 30 s.")
    ] = None,
    size: Annotated[
        str | None, typer.Option("--size", metavar="<W*H>", help="Without --image: width*height, such as 1280*720.")
    ] = None,
    resolution: Annotated[
        str | None, typer.Option("--resolution", metavar="<tier>", help="With --image: 720P or 1080P.")
    ] = None,
    duration: Annotated[int | None, typer.Option("--duration", metavar="<seconds>", help="2 to 15.")] = None,
    seed: options.Seed = None,
    shots: Annotated[Shots, typer.Option("--shots", help="One shot, or several in one clip.")] = Shots.SINGLE,
    negative: options.Negative = None,
    model: options.Model = None,
    extend: options.Extend = True,
    watermark: options.Watermark = False,
    timeout: options.Timeout = None,
    base_url: options.BaseUrl = None,
    api_key: options.ApiKey = None,
    json_output: options.Json = False,
) -> None:
    """Make a video with sound.

    Such as: wanbox video "A fox walks through rain" -o fox.mp4
    """
    from .connection import connect
    from .exits import reported

    with reported(as_json=json_output):
        chosen = model or ("wan2.6-i2v" if image else "wan2.6-t2v")
        _check(prompt, image, size, resolution, output)
        # What cannot be saved is not worth making.
        output.parent.mkdir(parents=True, exist_ok=True)
        with connect(base_url, api_key) as client:
            from wanbox.wire import build

            from . import following, media, show

            body = build.video_body(
                chosen,
                prompt,
                negative_prompt=negative,
                image=media.reference(client, image, model=chosen) if image else None,
                audio=media.reference(client, audio, model=chosen) if audio else None,
                size=size,
                resolution=resolution,
                duration=duration,
                seed=seed,
                shot_type=None if shots is Shots.SINGLE else shots.value,
                prompt_extend=None if extend else False,
                watermark=watermark or None,
            )
            submitted = client.submit_video(body)
            task = following.follow(client, submitted.task_id, title="video", limit=timeout, quiet=json_output)
            files = [client.download(task.video_url, output)] if task.video_url else []
            (show.as_json if json_output else show.summary)(task, files)


def _check(prompt: str, image: str | None, size: str | None, resolution: str | None, output: Path) -> None:
    if not prompt.strip() and not image:
        raise ValueError("Say what should be seen, or give a first picture with --image.")
    if image and size:
        raise ValueError("With --image the size follows the picture: use --resolution 720P or 1080P.")
    if resolution and not image:
        raise ValueError("--resolution belongs to --image: use --size, e.g. 1280*720.")
    if output.suffix.lower() != ".mp4":
        raise ValueError("The result is an MP4: name it -o something.mp4.")
