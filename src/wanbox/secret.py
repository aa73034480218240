"""The installation's own secret, for its owner's eyes only.

On one machine it is 32 random bytes in the data folder, made on first use. Machines that share a database must share
the secret too: there it is a setting.
"""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path

from wanbox import durable
from wanbox.settings import Settings

FILE_NAME = "secret"
_BYTES = 32


class SecretError(RuntimeError):
    """The secret cannot be read or is damaged."""


def of(settings: Settings) -> bytes:
    """The secret that the settings give, or else that of the data folder."""
    if settings.secret:
        return hashlib.blake2b(settings.secret.encode(), digest_size=_BYTES, person=b"wanbox-secret").digest()
    return load(settings.data)


def load(folder: Path) -> bytes:
    """The secret of a data folder. Safe when several processes ask for it first at the same time."""
    path = folder / FILE_NAME
    if not path.exists():
        durable.create_private(path, secrets.token_bytes(_BYTES))
    secret = path.read_bytes()
    if len(secret) != _BYTES:
        raise SecretError(f"{path} is damaged: {len(secret)} bytes instead of {_BYTES}. Put back a copy of it.")
    return secret


def derive(secret: bytes, purpose: str) -> bytes:
    """A key for one purpose, so that what leaks of one says nothing about another."""
    return hashlib.blake2b(purpose.encode(), key=secret, digest_size=32).digest()
