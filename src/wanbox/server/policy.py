"""Signed permission to upload one file: who, for which model, where to, how big and until when (spec 8)."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
import unicodedata
from dataclasses import dataclass

import orjson

_EXPIRATION_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


class PolicyRefused(ValueError):  # noqa: N818 - reads as the sentence it is
    """The policy is not ours, was changed, is over, or does not allow this upload; the message says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a holder may do. Uploads carry no bearer header, so the account is part of what is signed."""

    account: str
    model: str
    #: The object's key must begin with it and a slash.
    folder: str
    max_bytes: int
    expires: dt.datetime

    def encoded(self) -> str:
        """Base64 of a policy document in the object store's form."""
        document = {
            "expiration": self.expires.strftime(_EXPIRATION_FORMAT),
            "conditions": [
                ["content-length-range", 0, self.max_bytes],
                ["starts-with", "$key", f"{self.folder}/"],
                ["eq", "$x-wanbox-account", self.account],
                ["eq", "$x-wanbox-model", self.model],
            ],
        }
        return base64.b64encode(orjson.dumps(document)).decode("ascii")

    def check_key(self, key: str) -> None:
        name = key.removeprefix(f"{self.folder}/")
        if name in {key, ""} or len(key.encode()) > 1023:
            raise PolicyRefused("Policy Condition failed: the key is outside the folder of the policy.")
        if any(unicodedata.category(character) == "Cc" for character in name):
            raise PolicyRefused("Policy Condition failed: the key has control characters.")


def sign(encoded: str, secret: bytes) -> str:
    return base64.b64encode(hmac.digest(secret, encoded.encode(), hashlib.sha256)).decode("ascii")


def verify(encoded: str, signature: str, secret: bytes, *, now: dt.datetime) -> Policy:
    """The policy behind a form's fields, or `PolicyRefused`."""
    if not hmac.compare_digest(sign(encoded, secret).encode(), signature.encode()):
        raise PolicyRefused("The request signature we calculated does not match the signature you provided.")
    policy = _decoded(encoded)
    if now >= policy.expires:
        raise PolicyRefused("Policy expired.")
    return policy


def _decoded(encoded: str) -> Policy:
    try:
        document = orjson.loads(base64.b64decode(encoded, validate=True))
    except (binascii.Error, orjson.JSONDecodeError) as error:
        raise PolicyRefused("Invalid JSON.") from error
    (_, _, max_bytes), (_, _, prefix), (_, _, account), (_, _, model) = document["conditions"]
    expires = dt.datetime.strptime(document["expiration"], _EXPIRATION_FORMAT).replace(tzinfo=dt.UTC)
    return Policy(account=account, model=model, folder=prefix.removesuffix("/"), max_bytes=max_bytes, expires=expires)
