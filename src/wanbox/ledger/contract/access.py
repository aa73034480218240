"""Keys, uploads, and what a key may do."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class Scope(enum.StrEnum):
    """What a key opens."""

    #: Hand in tasks, upload files, cancel and stop.
    SUBMIT = "submit"
    #: Ask for tasks, lists, events and results.
    READ = "read"
    #: The operator's own calls: pause, drain, requeue, look at all accounts.
    ADMIN = "admin"


#: What a key may do unless it is said otherwise.
USUAL_SCOPES = frozenset({Scope.SUBMIT, Scope.READ})


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A temporary file of an account (spec 8): `key` is what follows `oss://`."""

    key: str
    account: str
    model: str
    storage_key: str
    expires: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """A key to be made; a limit of None is the installation's own, or none."""

    account: str
    #: For people.
    name: str = ""
    scopes: frozenset[Scope] = USUAL_SCOPES
    expires: dt.datetime | None = None
    #: Submissions a second, as a long-term rate; five may come at once.
    rate: float | None = None
    #: Tasks that may run at the same time.
    running: int | None = None
    #: Submissions a day (UTC).
    quota: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    id: str
    account: str
    #: The first characters, for people; the rest is only kept as a keyed hash.
    prefix: str
    created: dt.datetime
    name: str = ""
    scopes: frozenset[Scope] = frozenset(Scope)
    expires: dt.datetime | None = None
    revoked: dt.datetime | None = None
    rate: float | None = None
    running: int | None = None
    quota: int | None = None
    #: When it last handed in a task.
    used: dt.datetime | None = None

    @property
    def limited(self) -> bool:
        """Whether it may do only so much. That is said when a key is made, and does not change."""
        return (self.rate, self.running, self.quota) != (None, None, None)


class AccessLedger(Protocol):
    async def add_upload(self, upload: Upload) -> None:
        """Raises UploadExists."""
        ...

    async def read_upload(self, key: str, *, account: str) -> Upload | None: ...

    async def add_key(self, secret: str, *, account: str) -> Key:
        """Accept a secret from now on, with every scope and no limit; the same secret again is the same row."""
        ...

    async def create_key(self, secret: str, new: NewKey) -> Key:
        """Accept a fresh secret as said in `new`; only a keyed hash of it is kept."""
        ...

    async def first_key(self, secret: str, *, account: str) -> Key | None:
        """As `add_key`, but only where there never was a key; None elsewhere. Of several processes one makes it."""
        ...

    async def find_key(self, secret: str) -> Key | None:
        """The key behind a secret, unless it is revoked or its time is over."""
        ...

    async def keys(self, *, everything: bool = False) -> Sequence[Key]:
        """Keys that are accepted; with `everything` also those that no longer are."""
        ...

    async def rotate_key(self, key_id: str, secret: str, *, grace: dt.timedelta) -> Key | None:
        """A new key like an old one, which ends after `grace`. None if there is no such key that is accepted."""
        ...

    async def revoke_key(self, key_id: str) -> bool:
        """Refuse a key from now on; its tasks stay. False if there is none."""
        ...
