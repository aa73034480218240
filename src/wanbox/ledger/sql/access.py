"""Uploads and API keys.

Of a key only a keyed hash is kept, and a prefix for people and for finding it; the hashes of the few keys that begin
alike are compared in constant time.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

from ..contract import Key, NewKey, Scope, Upload, UploadExists
from . import files, rows
from .work import Row, Work

#: Characters of a key that are kept in clear, and never more than a third of it.
_PREFIX = 8


def add_upload(work: Work, upload: Upload) -> None:
    added = work.run(
        "insert_upload",
        key=upload.key,
        account=upload.account,
        model=upload.model,
        storage_key=upload.storage_key,
        expires=rows.micros(upload.expires),
    )
    if not added:
        raise UploadExists("A file of that name was uploaded before.")
    files.name(work, upload.key, files.UPLOAD, upload.storage_key)


def read_upload(work: Work, key: str, account: str) -> Upload | None:
    row = work.one("read_upload", key=key, account=account, now=work.now)
    return None if row is None else rows.upload_of(row)


def add_key(work: Work, secret: str, account: str) -> Key:
    row = _find(work, secret)
    if row is None:
        return create_key(work, secret, NewKey(account=account, scopes=frozenset(Scope)))
    if not _accepted(work, row):
        work.run("restore_key", id=row["id"])
    stored = _find(work, secret)
    assert stored is not None
    return rows.key_of(stored)


def first_key(work: Work, secret: str, account: str) -> Key | None:
    work.lock("first key")
    if work.all("list_keys"):
        return None
    return create_key(work, secret, NewKey(account=account, scopes=frozenset(Scope)))


def create_key(work: Work, secret: str, new: NewKey) -> Key:
    work.run(
        "insert_key",
        account=new.account,
        prefix=_prefix(secret),
        hash=_hash(work, secret),
        created=work.now,
        name=new.name,
        scopes=",".join(sorted(new.scopes)),
        expires=None if new.expires is None else rows.micros(new.expires),
        rate=new.rate,
        running=new.running,
        quota=new.quota,
    )
    stored = _find(work, secret)
    assert stored is not None
    return rows.key_of(stored)


def find_key(work: Work, secret: str) -> Key | None:
    row = _find(work, secret)
    return rows.key_of(row) if row is not None and _accepted(work, row) else None


def keys(work: Work, *, everything: bool) -> Sequence[Key]:
    found = work.all("list_keys")
    return tuple(rows.key_of(row, used=row["last_used"]) for row in found if everything or _accepted(work, row))


def rotate_key(work: Work, key_id: str, secret: str, grace: int) -> Key | None:
    row = _by_id(work, key_id)
    if row is None or not _accepted(work, row):
        return None
    old = rows.key_of(row)
    work.run("end_key", id=row["id"], expires=work.now + grace)
    alike = NewKey(
        account=old.account,
        name=old.name,
        scopes=old.scopes,
        expires=old.expires,
        rate=old.rate,
        running=old.running,
        quota=old.quota,
    )
    return create_key(work, secret, alike)


def revoke_key(work: Work, key_id: str) -> bool:
    row = _by_id(work, key_id)
    return row is not None and work.run("revoke_key", id=row["id"], now=work.now) == 1


def _by_id(work: Work, key_id: str) -> Row:
    return work.one("read_key", id=int(key_id)) if key_id.isascii() and key_id.isdigit() and len(key_id) < 19 else None


def _accepted(work: Work, row: Row) -> bool:
    return row["revoked"] is None and (row["expires"] is None or row["expires"] > work.now)


def _find(work: Work, secret: str) -> Row:
    digest = _hash(work, secret)
    found: Row = None
    for row in work.all("find_keys", prefix=_prefix(secret)):
        if hmac.compare_digest(bytes(row["hash"]), digest):
            found = row
    return found


def _prefix(secret: str) -> str:
    return secret[: min(_PREFIX, len(secret) // 3)]


def _hash(work: Work, secret: str) -> bytes:
    return hashlib.blake2b(secret.encode("utf-8", "surrogatepass"), key=work.rules.secret, digest_size=32).digest()
