"""Signed links: an address of a file that needs no header and ends by itself (spec 10).

`/files/{key}/{name}?Expires=<unix seconds>&Signature=<MAC>`; the signature covers key, name and expiry.
"""

from __future__ import annotations

import datetime as dt
import hmac
import urllib.parse

from . import names

PATH = "/files"
#: 192 bits, 48 hexadecimal characters.
_SIGNATURE_BYTES = 24


class Signed:
    """The links of a storage, signed by its secret."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def link(self, key: str, *, name: str, expires: dt.datetime) -> str:
        """The path of a link that works until then. Raises NotStored for what is no key."""
        names.media_type_of(key)
        return sign(self._secret, key, name, expires)

    def verify(self, key: str, name: str, expires: str, signature: str, *, now: dt.datetime) -> bool:
        """Whether a link under `/files/` was made by us and still works."""
        return verify(self._secret, key, name, expires, signature, now=now)


def sign(secret: bytes, key: str, name: str, expires: dt.datetime) -> str:
    """The path and query of a link to `key` that a download saves as `name`."""
    moment = int(expires.timestamp())
    query = urllib.parse.urlencode({"Expires": moment, "Signature": _signature(secret, key, name, str(moment))})
    return f"{PATH}/{key}/{urllib.parse.quote(name, safe='')}?{query}"


def verify(secret: bytes, key: str, name: str, expires: str, signature: str, *, now: dt.datetime) -> bool:
    """Whether a link is ours and still works; `name` is decoded, `expires` and `signature` are as they came."""
    ours = hmac.compare_digest(
        _signature(secret, key, name, expires).encode(), signature.encode("utf-8", "surrogatepass")
    )
    return ours and now.timestamp() < int(expires)


def _signature(secret: bytes, key: str, name: str, expires: str) -> str:
    # The parts are told apart by their lengths, so that no two links share a text to be signed.
    parts = [part.encode("utf-8", "surrogatepass") for part in (key, name, expires)]
    text = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return hmac.digest(secret, text, "sha256")[:_SIGNATURE_BYTES].hex()


def mark(secret: bytes) -> bytes:
    """What tells installations apart and says nothing of the secret."""
    return hmac.digest(secret, b"installation", "sha256").hex().encode()
