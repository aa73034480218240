"""API keys: those of the configuration, those of the ledger, and the one that a first start makes."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from wanbox.ledger.contract import USUAL_SCOPES, Key, Ledger, Scope
from wanbox.settings import SettingError, Settings

from . import key_file

DEFAULT_ACCOUNT = "default"
#: What a key may look like; anything else need not be looked up.
_SECRET = re.compile(r"[\x21-\x7e]{1,256}")
#: Found keys that are remembered at a time.
_REMEMBERED = 10_000


def new_secret() -> str:
    """A fresh key in the vendor's form (spec 1.3), of 128 random bits."""
    return f"sk-{secrets.token_hex(16)}"


def memory_of(settings: Settings) -> float:
    """Seconds that a found key is believed: none where a look costs microseconds, one where it costs a round trip."""
    return 0.0 if settings.ledger_url.startswith("sqlite:") else 1.0


class Keyring:
    """Finds the key behind a secret. Keys of the configuration live as long as it names them.

    Args:
        ledger: Where the other keys live.
        configured: Entries of `WANBOX_API_KEYS`.
        now: When the configured ones were made.
        memory: Seconds that a found key is believed without asking the ledger again.
        seconds: A monotonic clock.

    Raises:
        SettingError: An entry names a scope that there is not, or holds what no header can, or another one's key.
    """

    def __init__(
        self,
        ledger: Ledger,
        configured: Iterable[str] = (),
        *,
        now: dt.datetime,
        memory: float = 0.0,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ledger = ledger
        self._configured = _by_digest(configured, now)
        self._memory = memory
        self._seconds = seconds
        #: By digest: the key, and until when it is believed. The oldest stand first.
        self._found: dict[bytes, tuple[Key, float]] = {}

    async def find(self, secret: str) -> Key | None:
        """The key behind a secret, if it is accepted."""
        if not _SECRET.fullmatch(secret):
            return None
        digest = _digest(secret)
        return self._configured.get(digest) or self._recalled(digest) or await self._looked_up(secret, digest)

    def known(self, secret: str) -> bool:
        """Whether it opens without asking the ledger."""
        digest = _digest(secret)
        return digest in self._configured or self._recalled(digest) is not None

    async def empty(self) -> bool:
        return not self._configured and not await self._ledger.keys()

    def _recalled(self, digest: bytes) -> Key | None:
        key, until = self._found.get(digest, (None, 0.0))
        return key if self._seconds() < until else None

    async def _looked_up(self, secret: str, digest: bytes) -> Key | None:
        asked = self._seconds()
        key = await self._ledger.find_key(secret)
        if self._memory:
            self._found.pop(digest, None)
            if key is not None:
                # From when it was asked, not from when it was answered: a slow answer is an old one.
                self._found[digest] = key, asked + self._memory
                if len(self._found) > _REMEMBERED:
                    self._found.pop(next(iter(self._found)))
        return key


def configured_keys(entries: Iterable[str], *, now: dt.datetime) -> list[Key]:
    """What `WANBOX_API_KEYS` names, for people to see. Raises SettingError."""
    return [_configured_key(entry, now) for entry in entries]


def _by_digest(entries: Iterable[str], now: dt.datetime) -> dict[bytes, Key]:
    found: dict[bytes, Key] = {}
    for entry in entries:
        key = _configured_key(entry, now)
        if found.setdefault(_digest(_secret(entry)), key) != key:
            raise SettingError(
                "WANBOX_API_KEYS: two entries have the same key; one account would get the other's calls."
            )
    return found


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).digest()


def _secret(entry: str) -> str:
    return entry.rpartition(":")[2]


def _configured_key(entry: str, now: dt.datetime) -> Key:
    """`secret` opens everything; `account:secret` what callers need; `account[read+admin]:secret` what it says."""
    holder, _, secret = entry.rpartition(":")
    if not _SECRET.fullmatch(secret):
        raise SettingError("WANBOX_API_KEYS: a key is not 1 to 256 visible ASCII characters.")
    account, scopes = _holder(holder)
    return Key(
        id=f"c{_digest(secret).hex()[:12]}",
        account=account,
        # A key of the operator's own making may be short: little of it is shown.
        prefix=secret[: min(6, len(secret) // 3)],
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
    """Make a key if there never was one, and keep it in a file that only its owner may read.

    A file that a former ledger left behind is used again, so that clients which know its key go on working. Of several
    servers that start on one database at the same time, one makes the key.
    """
    if not await keyring.empty():
        return None
    path = folder / key_file.FILE_NAME
    # The file comes first: a key that nobody can read any more would be worse than a file without a key.
    mine = key_file.write_new(path, new_secret())
    secret = key_file.stored_key(folder)
    if secret is None:
        raise OSError(f"{path} is empty. Delete it to have a key made.")
    if await ledger.first_key(secret, account=DEFAULT_ACCOUNT) is None:
        if mine:
            path.unlink()
        return None
    return FirstKey(secret, path)
