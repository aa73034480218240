"""`wanbox storage`: do the files and the rows that name them agree?"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from . import options

if TYPE_CHECKING:
    from wanbox.ledger.inventory import Inventory
    from wanbox.storage.copying import Copied

app = typer.Typer(help="Look after the stored files.", no_args_is_help=True, rich_markup_mode=None)

#: As many are listed of each kind; the JSON has all.
_SHOWN = 20


@app.command("check")
def check(
    repair: Annotated[
        bool, typer.Option("--repair", help="Hand files that nobody names to the clean-up; remove old drafts.")
    ] = False,
    deep: Annotated[bool, typer.Option("--deep", help="Read every file and compare it with its name.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Repair although the files seem to be another installation's.")
    ] = False,
    json_output: options.Json = False,
) -> None:
    """Compare the stored files with the database.

    Servers and workers may go on. Exit code 1 if a file is missing or damaged, or if files that nobody names were found
    and not repaired.
    """
    from .exits import Exit, reported

    with reported(as_json=json_output):
        found = _take(deep=deep, repair=repair, force=force)
    if json_output:
        print(json.dumps(_as_json(found)))
    else:
        _say(found, repair=repair)
    if found.missing or found.damaged or found.implausible or (found.orphans and not repair):
        raise typer.Exit(Exit.FAILED)


@app.command("copy")
def copy(
    source: Annotated[str, typer.Argument(help="Where the files are: file:///folder or s3://bucket/prefix?….")],
    target: Annotated[str, typer.Argument(help="Where they are to be, too.")],
) -> None:
    """Copy all files from one storage to another.

    Begun again, it goes on where it was. Buckets are opened with the key of the settings. Exit code 1 if a file was
    damaged and left out.
    """
    import asyncio

    from .exits import Exit, reported

    with reported():
        copied = asyncio.run(_copy(source, target))
    print(f"{copied.files} files copied, {copied.bytes / (1 << 20):.1f} MB; {copied.kept} were there already")
    _list("left out, with other content than the name says", copied.damaged)
    if copied.damaged:
        raise typer.Exit(Exit.FAILED)


async def _copy(source: str, target: str) -> Copied:
    import dataclasses

    from wanbox.storage import open_storage
    from wanbox.storage.copying import copy_all

    from . import installation

    settings = installation.settings()
    opened = [open_storage(dataclasses.replace(settings, storage_url=url)) for url in (source, target)]
    return await copy_all(*opened)


def _take(**how: bool) -> Inventory:
    from wanbox.clock import utc_now
    from wanbox.ledger import inventory
    from wanbox.ledger.contract import Ledger
    from wanbox.storage import open_storage

    from . import installation

    async def look(ledger: Ledger) -> Inventory:
        storage = open_storage(installation.settings())
        return await inventory.take(ledger, storage, clock=utc_now, **how)

    return installation.on_ledger(look)


def _as_json(found: Inventory) -> dict[str, object]:
    names = ("stored", "bytes", "named", "young", "orphans", "missing", "damaged", "loosened", "drafts", "implausible")
    return {name: getattr(found, name) for name in names}


def _say(found: Inventory, *, repair: bool) -> None:
    print(f"{found.stored} files, {found.bytes / (1 << 20):.1f} MB; {found.named} named, {found.young} about to be")
    _list("stored, but nobody names", found.orphans)
    _list("named, but missing", found.missing)
    _list("other content than the name says", found.damaged)
    if found.implausible:
        print("nothing is repaired: the files seem to be another installation's; if they are not, add --force")
    elif repair:
        print(f"{found.loosened} handed to the clean-up, {found.drafts} old drafts removed")
    elif found.orphans:
        print("`wanbox storage check --repair` hands what nobody names to the clean-up")
    if not (found.orphans or found.missing or found.damaged or found.implausible):
        print("all is well")


def _list(title: str, keys: Sequence[str] | Mapping[str, Sequence[str]]) -> None:
    if not keys:
        return
    print(f"{len(keys)} {title}:")
    for key in list(keys)[:_SHOWN]:
        owners = f"  {', '.join(keys[key])}" if isinstance(keys, Mapping) else ""
        print(f"  {key}{owners}")
    if len(keys) > _SHOWN:
        print(f"  and {len(keys) - _SHOWN} more")
