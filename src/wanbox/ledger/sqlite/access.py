"""Uploads and API keys.

Of a key only a keyed hash is kept, and a prefix for people and for finding it; the hashes of the few keys that begin
alike are compared in constant time.
"""

from __future__ import annotations

import hashlib
import hmac
import sqlite3
from collections.abc import Sequence

from ..contract import Key, Upload, UploadExists
from . import files, rows
from .work import Work

#: Characters of a key that are kept in clear, and never more than a third of it.
_PREFIX = 8


def add_upload(work: Work, upload: Upload) -> None:
    try:
        work.run(
            "insert_upload",
            key=upload.key,
            account=upload.account,
            model=upload.model,
            storage_key=upload.storage_key,
            expires=rows.micros(upload.expires),
        )
    except sqlite3.IntegrityError:
        raise UploadExists("A file of that name was uploaded before.") from None
    files.name(work, upload.key, files.UPLOAD, upload.storage_key)


def read_upload(work: Work, key: str, account: str) -> Upload | None:
    row = work.one("read_upload", key=key, account=account, now=work.now)
    return None if row is None else rows.upload_of(row)


def add_key(work: Work, secret: str, account: str) -> Key:
    row = _find(work, secret)
    if row is None:
        digest = _hash(work, secret)
        work.run("insert_key", account=account, prefix=_prefix(secret), hash=digest, created=work.now)
    elif row["revoked"] is not None:
        work.run("restore_key", id=row["id"])
    stored = _find(work, secret)
    assert stored is not None
    return rows.key_of(stored)


def find_key(work: Work, secret: str) -> Key | None:
    row = _find(work, secret)
    return None if row is None or row["revoked"] is not None else rows.key_of(row)


def keys(work: Work) -> Sequence[Key]:
    return tuple(rows.key_of(row) for row in work.all("list_keys"))


def revoke_key(work: Work, key_id: str) -> bool:
    return work.run("revoke_key", id=key_id, now=work.now) == 1


def _find(work: Work, secret: str) -> sqlite3.Row | None:
    digest = _hash(work, secret)
    found: sqlite3.Row | None = None
    for row in work.all("find_keys", prefix=_prefix(secret)):
        if hmac.compare_digest(row["hash"], digest):
            found = row
    return found


def _prefix(secret: str) -> str:
    return secret[: min(_PREFIX, len(secret) // 3)]


def _hash(work: Work, secret: str) -> bytes:
    return hashlib.blake2b(secret.encode("utf-8", "surrogatepass"), key=work.rules.secret, digest_size=32).digest()
