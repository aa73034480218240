"""How an S3-compatible store is reached: who we are, how long we wait for it, and how its errors are said."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .address import Address
from .bucket import NoObject
from .contract import StorageError
from .presign import Credentials

if TYPE_CHECKING:
    from obstore.store import S3Config, S3Credential, S3CredentialProvider, S3Store

#: A store that is away is waited for so long: less than readiness or a caller would wait for the answer.
PATIENCE = dt.timedelta(seconds=3)

_CODE = re.compile(r"<Code>([A-Za-z0-9]{1,60})</Code>")
_STATUS = re.compile(r"status code: ([0-9]{3})")


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


def open_store(address: Address, credentials: Credentials | None) -> S3Store:
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
            # The time decides, and not the number: pauses are drawn at random, and a dozen may be over in a second.
            "max_retries": 1000,
            "retry_timeout": PATIENCE,
            "backoff": {
                "init_backoff": dt.timedelta(milliseconds=50),
                "max_backoff": dt.timedelta(milliseconds=500),
                "base": 2,
            },
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
def said_safely() -> Iterator[None]:
    """The store's own errors quote requests, addresses and what was signed: of them only their code is passed on."""
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
