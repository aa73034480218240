"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

BaseUrl: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--base-url",
        metavar="<address>",
        help="A running server (http://host:port), or a region of the vendor's cloud: beijing, singapore, virginia, "
        "hongkong (costs money; key from DASHSCOPE_API_KEY). Without it: WANBOX_BASE_URL, else a server is started for "
        "this one call.",
    ),
]
#: For what the vendor's cloud does not have.
WanboxUrl: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--base-url",
        metavar="<address>",
        help="A running wanbox server (http://host:port). Without it: WANBOX_BASE_URL, else a server is started for "
        "this one call.",
    ),
]
#: For what is done without a server, too.
OfficeUrl: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--base-url",
        metavar="<address>",
        help="A running wanbox server (http://host:port); needs a key with the scope admin. Without it: "
        "WANBOX_BASE_URL, else no server is asked, but the database that the settings name.",
    ),
]
ApiKey: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--api-key", metavar="<key>", help="Avoid it: it stays in the shell's history. Set WANBOX_API_KEY instead."
    ),
]
Json: TypeAlias = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Timeout: TypeAlias = Annotated[
    float | None,
    typer.Option(
        "--timeout", metavar="<seconds>", help="Wait no longer than this many seconds; the task goes on.", min=0
    ),
]
Output: TypeAlias = Annotated[
    Path, typer.Option("--output", "-o", metavar="<file>", help="Where to save the result.", dir_okay=False)
]
Seed: TypeAlias = Annotated[
    int | None,
    typer.Option(
        "--seed", metavar="<number>", help="0 to 2147483647; the same seed and request make the same file again."
    ),
]
Negative: TypeAlias = Annotated[str | None, typer.Option("--negative", metavar="<text>", help="What must not be seen.")]
Model: TypeAlias = Annotated[
    str | None, typer.Option("--model", metavar="<model>", help="Another model than the usual one.")
]
Page: TypeAlias = Annotated[
    int, typer.Option("--page", metavar="<number>", help="Which page of the list; 1 is the newest.", min=1)
]
Status: TypeAlias = Annotated[
    str | None,
    typer.Option("--status", metavar="<status>", help="Only PENDING, RUNNING, SUCCEEDED, FAILED or CANCELED ones."),
]
Extend: TypeAlias = Annotated[
    bool, typer.Option("--extend/--no-extend", help="Whether the prompt may be written into a fuller scene.")
]
Watermark: TypeAlias = Annotated[bool, typer.Option("--watermark", help="Put the vendor's mark at the lower right.")]
