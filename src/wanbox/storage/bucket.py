"""A bucket of an S3-compatible store: the few calls that wanbox makes, with its errors said without secrets.

The store's own errors quote requests, addresses and what was signed, so nothing of them is passed on but their code.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from . import abandoned
from .address import Address
from .contract import StorageError
from .presign import Credentials, presign

if TYPE_CHECKING:
    from obstore.store import S3Config, S3Credential, S3CredentialProvider, S3Store

#: What is larger goes up in parts of this size, two at a time.
PART_BYTES = 8 << 20
_PARTS_AT_ONCE = 2
_CHUNK = 1 << 20
_PAGE = 1000
_CODE = re.compile(r"<Code>([A-Za-z0-9]{1,60})</Code>")
_STATUS = re.compile(r"status code: ([0-9]{3})")


class NoObject(StorageError):  # noqa: N818
    """The bucket has no object of that name."""


@dataclass(frozen=True, slots=True)
class Item:
    """An object of the bucket."""

    name: str
    bytes: int
    #: When it was written, by the store's clock, in whole seconds with most stores.
    written: dt.datetime


class Bucket(Protocol):
    async def list(self, folder: str, *, after: str = "", limit: int = _PAGE) -> list[Item]:
        """Objects below a folder in order of their names, those above `after`."""
        ...

    async def put(self, name: str, content: Path | bytes | memoryview, *, media_type: str) -> None: ...

    async def copy(self, source: str, target: str) -> None:
        """Within the bucket, by the store itself. Raises NoObject."""
        ...

    async def get(self, name: str, start: int, end: int) -> AsyncGenerator[bytes]:
        """The bytes from `start` up to but not including `end`, of which there is at least one. Raises NoObject."""
        ...

    async def delete(self, name: str) -> None:
        """It need not be there."""
        ...

    async def end_uploads(self, folder: str, *, before: dt.datetime) -> int:
        """Give up uploads in parts that began before that moment; how many, as far as the store tells."""
        ...

    async def sign(self, name: str, *, seconds: int, disposition: str) -> str:
        """An address at the store that gives the object to anybody, for so many seconds."""
        ...


class S3Bucket:
    """A bucket over the network.

    Args:
        address: Where it is.
        credentials: Who we are; None leaves that to the surroundings (roles of the machine, or a token file).
    """

    def __init__(self, address: Address, credentials: Credentials | None) -> None:
        self._address = address
        self._credentials = credentials
        self._root = f"{address.prefix}/" if address.prefix else ""
        self._store = _open(address, credentials)

    async def list(self, folder: str, *, after: str = "", limit: int = _PAGE) -> list[Item]:
        found: list[Item] = []
        with _said_safely():
            stream = self._store.list(
                self._root + folder, offset=self._root + after if after else None, chunk_size=min(limit, _PAGE)
            )
            async for chunk in stream:
                found += [
                    Item(row["path"].removeprefix(self._root), row["size"], row["last_modified"]) for row in chunk
                ]
                if len(found) >= limit:
                    break
        return found[:limit]

    async def put(self, name: str, content: Path | bytes | memoryview, *, media_type: str) -> None:
        with _said_safely():
            await self._store.put_async(
                self._root + name,
                content,
                attributes={"Content-Type": media_type, "Content-Disposition": "inline"},
                chunk_size=PART_BYTES,
                max_concurrency=_PARTS_AT_ONCE,
            )

    async def copy(self, source: str, target: str) -> None:
        with _said_safely():
            await self._store.copy_async(self._root + source, self._root + target)

    async def get(self, name: str, start: int, end: int) -> AsyncGenerator[bytes]:
        with _said_safely():
            result = await self._store.get_async(self._root + name, options={"range": (start, end)})
        return self._stream(result.stream(_CHUNK))

    async def _stream(self, chunks: AsyncIterator[bytes]) -> AsyncGenerator[bytes]:
        with _said_safely():
            async for chunk in chunks:
                yield chunk

    async def delete(self, name: str) -> None:
        with _said_safely(), contextlib.suppress(FileNotFoundError):
            await self._store.delete_async(self._root + name)

    async def end_uploads(self, folder: str, *, before: dt.datetime) -> int:
        if self._credentials is None:
            return 0  # roles of the machine are known to the library only
        return await abandoned.sweep(self._address, self._credentials, self._root + folder, before=before)

    async def sign(self, name: str, *, seconds: int, disposition: str) -> str:
        if self._credentials is not None:
            return presign(
                f"{self._address.base}/{self._root}{name}",
                self._credentials,
                region=self._address.region,
                now=dt.datetime.now(dt.UTC),
                seconds=seconds,
                extra={"response-content-disposition": disposition},
            )
        from obstore import sign_async

        with _said_safely():
            return await sign_async(self._store, "GET", self._root + name, dt.timedelta(seconds=seconds))


def credentials(key: str, secret: str) -> Credentials | None:
    """Those that were set, else the usual ones of the environment, else none that can be seen."""
    if key:
        return Credentials(key=key, secret=secret)
    known = {name: os.environ.get(f"AWS_{name}", "") for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY")}
    if not all(known.values()):
        return None
    return Credentials(
        key=known["ACCESS_KEY_ID"],
        secret=known["SECRET_ACCESS_KEY"],
        token=os.environ.get("AWS_SESSION_TOKEN", ""),
    )


def _open(address: Address, credentials: Credentials | None) -> S3Store:
    from obstore.store import S3Store

    endpoint = address.base if address.virtual else address.base.removesuffix(f"/{address.bucket}")
    config: S3Config = {
        "region": address.region,
        # Both said, and always, so that no variable of the surroundings decides where the store is.
        "endpoint": endpoint,
        "aws_endpoint_url_s3": endpoint,
        "virtual_hosted_style_request": address.virtual,
        # Some stores have no call for many at once.
        "disable_bulk_delete": True,
    }
    return S3Store(
        address.bucket,
        config=config,
        # Not as configuration: there the variables would add a token that belongs to another key.
        credential_provider=None if credentials is None else _provider(credentials),
        client_options={
            "allow_http": address.base.startswith("http://"),
            "connect_timeout": dt.timedelta(seconds=5),
            # For each wait; a download as a whole takes as long as its reader does.
            "read_timeout": dt.timedelta(seconds=60),
            "timeout": dt.timedelta(hours=12),
        },
        retry_config={
            "max_retries": 12,
            "backoff": {
                "init_backoff": dt.timedelta(milliseconds=50),
                "max_backoff": dt.timedelta(seconds=3),
                "base": 2,
            },
            "retry_timeout": dt.timedelta(seconds=20),
        },
    )


def _provider(credentials: Credentials) -> S3CredentialProvider:
    held: S3Credential = {
        "access_key_id": credentials.key,
        "secret_access_key": credentials.secret,
        "token": credentials.token or None,
        "expires_at": None,
    }
    return lambda: held


@contextlib.contextmanager
def _said_safely() -> Iterator[None]:
    from obstore.exceptions import BaseError

    try:
        yield
    except (BaseError, OSError, ValueError) as error:
        raise _translated(error) from None


def _translated(error: Exception) -> StorageError:
    text = str(error)
    code = _CODE.search(text)
    if isinstance(error, FileNotFoundError) and (code is None or code[1] == "NoSuchKey"):
        return NoObject("There is no such file.")
    if code is not None:
        return StorageError(f"The store refused: {code[1]}.")
    status = _STATUS.search(text)
    if status is not None:
        return StorageError(f"The store answered with status {status[1]}.")
    return StorageError("The store cannot be reached.")
