"""`wanbox image`: pictures from words, or given pictures edited."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from . import options


def image(
    prompt: Annotated[str, typer.Argument(help="What should be seen, or what to do with the pictures.")],
    output: options.Output = Path("out.png"),
    image: Annotated[
        list[str] | None, typer.Option("--image", metavar="<file or URL>", help="A picture to edit; up to four times.")
    ] = None,
    count: Annotated[
        int, typer.Option("--count", "-n", metavar="<number>", help="Variants, 1 to 4.", min=1, max=4)
    ] = 1,
    size: Annotated[
        str | None,
        typer.Option("--size", metavar="<size>", help="width*height, such as 1280*1280; with --image also 1K or 2K."),
    ] = None,
    seed: options.Seed = None,
    negative: options.Negative = None,
    model: options.Model = None,
    extend: options.Extend = True,
    watermark: options.Watermark = False,
    timeout: options.Timeout = None,
    base_url: options.BaseUrl = None,
    api_key: options.ApiKey = None,
    json_output: options.Json = False,
) -> None:
    """Make a picture, or edit given ones.

    Such as: wanbox image "make it winter" --image photo.jpg -o winter.png
    """
    from .connection import connect
    from .exits import reported

    with reported(as_json=json_output):
        pictures = image or []
        chosen = model or ("wan2.6-image" if pictures else "wan2.6-t2i")
        if output.suffix.lower() != ".png":
            raise ValueError("The result is a PNG: name it -o something.png.")
        # What cannot be saved is not worth making.
        output.parent.mkdir(parents=True, exist_ok=True)
        with connect(base_url, api_key) as client:
            from wanbox.wire import build

            from . import following, media, show

            body = build.image_body(
                chosen,
                prompt,
                images=[media.reference(client, named, model=chosen) for named in pictures],
                n=count,
                size=size,
                seed=seed,
                negative_prompt=negative,
                prompt_extend=None if extend else False,
                watermark=watermark or None,
            )
            submitted = client.submit_image(body)
            task = following.follow(client, submitted.task_id, title="image", limit=timeout, quiet=json_output)
            urls = task.image_urls
            files = [client.download(url, path) for url, path in zip(urls, names(output, len(urls)), strict=True)]
            (show.as_json if json_output else show.summary)(task, files)


def names(output: Path, count: int) -> list[Path]:
    """out.png for one picture; out-1.png, out-2.png … for several."""
    if count == 1:
        return [output]
    return [output.with_name(f"{output.stem}-{number}{output.suffix}") for number in range(1, count + 1)]
