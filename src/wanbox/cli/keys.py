"""`wanbox keys`: who may call the server, and how much. Straight on the ledger: no server is needed."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from . import options

if TYPE_CHECKING:
    from wanbox.ledger.contract import Key

app = typer.Typer(help="Make, list, replace and revoke API keys.", no_args_is_help=True, rich_markup_mode=None)

KeyId = Annotated[str, typer.Argument(help="The key's id, as `wanbox keys list` shows it.", metavar="ID")]


@app.command("create")
def create_key(
    account: Annotated[
        str, typer.Option("--account", metavar="<account>", help="Whose tasks and files it opens.")
    ] = "default",
    name: Annotated[str, typer.Option("--name", metavar="<text>", help="For people: who or what uses it.")] = "",
    scope: Annotated[
        list[str] | None,
        typer.Option(
            "--scope",
            metavar="<scope>",
            help="submit, read or admin; may be said more than once. Without it: submit and read.",
        ),
    ] = None,
    expires: Annotated[
        str | None, typer.Option("--expires", metavar="<time>", help="How long it works, such as 12h or 30d.")
    ] = None,
    rate: Annotated[
        str | None, typer.Option("--rate", metavar="<rate>", help="Submissions at most, such as 2/s or 120/m.")
    ] = None,
    running: Annotated[
        int | None, typer.Option("--running", metavar="<number>", help="Tasks that may run at a time.", min=1)
    ] = None,
    quota: Annotated[
        int | None, typer.Option("--quota", metavar="<number>", help="Submissions a day (UTC).", min=1)
    ] = None,
    json_output: options.Json = False,
) -> None:
    """Make a key and print it, this once.

    Only a hash of it is kept.
    """
    from .exits import reported

    with reported(as_json=json_output):
        from wanbox.ledger.contract import NewKey
        from wanbox.server.keys import new_secret

        from . import key_values
        from .installation import on_ledger

        new = NewKey(
            account=key_values.account(account),
            name=key_values.name(name),
            scopes=key_values.scopes(scope or ()),
            expires=key_values.expiry(expires, dt.datetime.now(dt.UTC)),
            rate=key_values.rate(rate),
            running=running,
            quota=quota,
        )
        secret = new_secret()
        made = on_ledger(lambda ledger: ledger.create_key(secret, new), begin=True)
        _show_secret(made, secret, as_json=json_output)


@app.command("list")
def list_keys(
    everything: Annotated[bool, typer.Option("--all", help="Also those that are revoked or over.")] = False,
    json_output: options.Json = False,
) -> None:
    """List the keys of this installation; never the keys themselves.

    Those that WANBOX_API_KEYS names here are listed, too, marked `configured`.
    """
    from .exits import reported

    with reported(as_json=json_output):
        from wanbox.server.keys import configured_keys

        from .installation import on_ledger, settings

        configured = configured_keys(settings().api_keys, now=dt.datetime.now(dt.UTC))
        stored: Sequence[Key] = ()
        try:
            stored = on_ledger(lambda ledger: ledger.keys(everything=everything))
        except FileNotFoundError:
            if not configured:
                raise  # else a server has yet to be started here
        if json_output:
            rows = [_facts(key) | {"configured": False} for key in stored]
            rows += [_facts(key) | {"configured": True, "created": None} for key in configured]
            print(json.dumps(rows, ensure_ascii=False))
            return
        for line in _table(stored, configured):
            print(line)


@app.command("revoke")
def revoke_key(key_id: KeyId) -> None:
    """Refuse a key from now on.

    Tasks that it handed in go on.
    """
    from .exits import reported

    with reported():
        from wanbox.server import key_file

        from .installation import on_ledger, settings

        stored = _stored_id()
        if not on_ledger(lambda ledger: ledger.revoke_key(key_id)):
            raise ValueError(_missing(key_id))
        if stored == key_id:
            key_file.replace(settings().data, None)
            _say(f"{settings().data / key_file.FILE_NAME} held this key and is removed.")
        _say(f"key {key_id} is revoked")


@app.command("rotate")
def rotate_key(
    key_id: KeyId,
    grace: Annotated[
        str,
        typer.Option(
            "--grace", metavar="<time>", help="How long the old key still works, such as 1h; 0 for not at all."
        ),
    ] = "24h",
    json_output: options.Json = False,
) -> None:
    """Replace a key by a new one with the same rights.

    The new key is printed, this once; the old one ends after the grace.
    """
    from .exits import reported

    with reported(as_json=json_output):
        from wanbox.server import key_file
        from wanbox.server.keys import new_secret

        from . import key_values
        from .installation import on_ledger, settings

        length = key_values.grace(grace)
        stored = _stored_id()
        secret = new_secret()
        made = on_ledger(lambda ledger: ledger.rotate_key(key_id, secret, grace=length))
        if made is None:
            raise ValueError(_missing(key_id))
        if stored == key_id:
            key_file.replace(settings().data, secret)
            _say(f"{settings().data / key_file.FILE_NAME} holds the new key now.")
        _show_secret(made, secret, as_json=json_output)


def _stored_id() -> str | None:
    """The id of the key that the first start left in the data folder."""
    from wanbox.server.key_file import stored_key

    from .installation import on_ledger, settings

    secret = stored_key(settings().data)
    found = on_ledger(lambda ledger: ledger.find_key(secret)) if secret else None
    return found.id if found else None


def _missing(key_id: str) -> str:
    if key_id.startswith("c"):
        return f"Key {key_id} is one that WANBOX_API_KEYS names: take it out there and start the server again."
    return f"There is no key {key_id} that is accepted. `wanbox keys list --all` shows all there were."


def _show_secret(key: Key, secret: str, *, as_json: bool) -> None:
    """The secret alone on stdout, so that scripts can take it; what people should know on stderr."""
    if as_json:
        print(json.dumps(_facts(key) | {"secret": secret}, ensure_ascii=False))
        return
    print(secret)
    until = f", until {_moment(key.expires)}" if key.expires else ""
    _say(f"key {key.id} of account {key.account!r} may {', '.join(sorted(key.scopes))}{until}; it is shown this once")


def _say(text: str) -> None:
    print(f"wanbox: {text}", file=sys.stderr)


# --- how a key is shown


def _facts(key: Key) -> dict[str, Any]:
    moments = {"created": key.created, "expires": key.expires, "revoked": key.revoked, "used": key.used}
    return {
        "id": key.id,
        "account": key.account,
        "name": key.name,
        "prefix": key.prefix,
        "scopes": sorted(key.scopes),
        "rate": key.rate,
        "running": key.running,
        "quota": key.quota,
        **{name: moment.isoformat() if moment else None for name, moment in moments.items()},
    }


_HEADER = ("ID", "ACCOUNT", "NAME", "KEY", "SCOPES", "RATE", "RUNNING", "QUOTA", "LAST USED", "ENDS")


def _table(stored: Iterable[Key], configured: Iterable[Key]) -> list[str]:
    rows = [_HEADER, *map(_row, stored), *(_configured_row(key) for key in configured)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADER))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _row(key: Key) -> tuple[str, ...]:
    from . import key_values

    ends = f"revoked {_moment(key.revoked)}" if key.revoked else _moment(key.expires)
    return (
        key.id,
        key.account,
        key.name or "-",
        f"{key.prefix}…",
        "+".join(sorted(key.scopes)),
        key_values.shown_rate(key.rate),
        str(key.running or "-"),
        str(key.quota or "-"),
        _moment(key.used),
        ends,
    )


def _configured_row(key: Key) -> tuple[str, ...]:
    """It has no limits of its own, and ends when the configuration names it no more."""
    return (*_row(key)[:-1], "configured")


def _moment(moment: dt.datetime | None) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}" if moment else "-"
