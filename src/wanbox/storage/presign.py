"""A signed address of one object of a store: AWS Signature Version 4 in the query.

The store's library can sign too, but not the name under which a browser saves the file.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import urllib.parse
from dataclasses import dataclass, field

_ALGORITHM = "AWS4-HMAC-SHA256"
_SERVICE = "s3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    key: str
    secret: str = field(repr=False)
    #: Of temporary credentials.
    token: str = field(default="", repr=False)


def presign(
    url: str,
    credentials: Credentials,
    *,
    region: str,
    now: dt.datetime,
    seconds: int,
    method: str = "GET",
    extra: dict[str, str] | None = None,
) -> str:
    """`url`, which has no query, with a signature that the store accepts for so many seconds.

    `extra` are parameters that become part of what is signed, such as `response-content-disposition`.
    """
    moment = now.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    scope = f"{moment[:8]}/{region}/{_SERVICE}/aws4_request"
    query = {
        "X-Amz-Algorithm": _ALGORITHM,
        "X-Amz-Credential": f"{credentials.key}/{scope}",
        "X-Amz-Date": moment,
        "X-Amz-Expires": str(seconds),
        "X-Amz-SignedHeaders": "host",
        **({"X-Amz-Security-Token": credentials.token} if credentials.token else {}),
        **(extra or {}),
    }
    encoded = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in sorted(query.items()))
    parts = urllib.parse.urlsplit(url)
    canonical = "\n".join([method, parts.path, encoded, f"host:{parts.netloc}", "", "host", "UNSIGNED-PAYLOAD"])
    text = "\n".join([_ALGORITHM, moment, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    signature = hmac.digest(_signing_key(credentials.secret, scope), text.encode(), "sha256").hex()
    return f"{url}?{encoded}&X-Amz-Signature={signature}"


def _signing_key(secret: str, scope: str) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key


def _quoted(text: str) -> str:
    return urllib.parse.quote(text, safe="-_.~")
