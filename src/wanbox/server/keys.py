"""API keys: those of the configuration, those of the ledger, and the one that a first start makes."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from wanbox.ledger.contract import USUAL_SCOPES, Key, Ledger, Scope
from wanbox.settings import SettingError

DEFAULT_ACCOUNT = "default"
FILE_NAME = "api-key"


class Keyring:
    """Finds the key behind a secret. Keys of the configuration live as long as it names them."""

    def __init__(self, ledger: Ledger, configured: Iterable[str] = (), *, now: dt.datetime) -> None:
        self._ledger = ledger
        self._configured = {
            _digest(secret): _configured_key(entry, now) for entry in configured for secret in [_secret(entry)]
        }

    async def find(self, secret: str) -> Key | None:
        return self._configured.get(_digest(secret)) or await self._ledger.find_key(secret)

    async def empty(self) -> bool:
        return not self._configured and not await self._ledger.keys()


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def _secret(entry: str) -> str:
    return entry.rpartition(":")[2]


def _configured_key(entry: str, now: dt.datetime) -> Key:
    """`secret` opens everything; `account:secret` what callers need; `account[read+admin]:secret` what it says."""
    holder, _, secret = entry.rpartition(":")
    account, scopes = _holder(holder)
    return Key(
        id=f"c{_digest(secret)[:12]}",
        account=account,
        prefix=secret[:6],
        created=now,
        scopes=scopes,
    )


def _holder(text: str) -> tuple[str, frozenset[Scope]]:
    if not text:
        return DEFAULT_ACCOUNT, frozenset(Scope)
    account, bracket, names = text.removesuffix("]").partition("[")
    if not bracket:
        return account, USUAL_SCOPES
    try:
        return account or DEFAULT_ACCOUNT, frozenset(Scope(name.strip()) for name in names.split("+"))
    except ValueError:
        raise SettingError(
            f"WANBOX_API_KEYS: the scopes of account {account!r} are not some of {'+'.join(Scope)}."
        ) from None


@dataclass(frozen=True, slots=True)
class FirstKey:
    secret: str
    path: Path


async def ensure_key(keyring: Keyring, ledger: Ledger, folder: Path) -> FirstKey | None:
    """Make a key if there is none at all, and keep it in a file that only its owner may read.

    A file that a former ledger left behind is used again, so that clients which know its key go on working.
    """
    if not await keyring.empty():
        return None
    path = folder / FILE_NAME
    secret = stored_key(folder) or f"sk-{secrets.token_hex(16)}"
    await ledger.add_key(secret, account=DEFAULT_ACCOUNT)
    _write_private(path, secret)
    return FirstKey(secret, path)


def stored_key(folder: Path) -> str | None:
    """The key that a first start left in the data folder."""
    try:
        return (folder / FILE_NAME).read_text(encoding="ascii").strip() or None
    except FileNotFoundError:
        return None


def _write_private(path: Path, secret: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(secret + "\n")
