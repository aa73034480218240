"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

BaseUrl: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--base-url",
        help="A running server (http://host:port), or a region of the vendor's cloud: beijing, singapore, virginia, "
        "hongkong (costs money; key from DASHSCOPE_API_KEY). Without it, WANBOX_BASE_URL, or a server for this call.",
    ),
]
ApiKey: TypeAlias = Annotated[
    str | None,
    typer.Option("--api-key", help="Avoid it: it stays in the shell's history. Prefer WANBOX_API_KEY."),
]
Json: TypeAlias = Annotated[bool, typer.Option("--json", help="Print the result as JSON; no progress bar.")]
Timeout: TypeAlias = Annotated[
    float | None, typer.Option("--timeout", help="Give up waiting after this many seconds; the task goes on.", min=0)
]
Output: TypeAlias = Annotated[Path, typer.Option("--output", "-o", help="Where to save the result.", dir_okay=False)]
Seed: TypeAlias = Annotated[
    int | None, typer.Option("--seed", help="0 to 2147483647; the same seed makes the same file again.")
]
Negative: TypeAlias = Annotated[str | None, typer.Option("--negative", help="What must not be seen.")]
Model: TypeAlias = Annotated[str | None, typer.Option("--model", help="Another model than the usual one.")]
Extend: TypeAlias = Annotated[
    bool, typer.Option("--extend/--no-extend", help="Whether the prompt may be written into a fuller scene.")
]
Watermark: TypeAlias = Annotated[bool, typer.Option("--watermark", help="Put the vendor's mark at the lower right.")]
