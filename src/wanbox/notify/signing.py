"""Signatures as Standard Webhooks has them (https://www.standardwebhooks.com), so that receivers find a ready library.

No signing secret is stored: each is derived from the installation's own, so that those who share it share them all.
"""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Mapping

from wanbox import secret

#: How the derived key of this module is called.
PURPOSE = "webhooks"
_PREFIX = "whsec_"


def hook_secret(root: bytes, hook_id: str) -> str:
    """The signing secret of one hook of an account; `root` is the installation's key for `PURPOSE`."""
    return _secret(root, f"hook:{hook_id}")


def account_secret(root: bytes, account: str) -> str:
    """The signing secret of the addresses that an account's tasks name themselves."""
    return _secret(root, f"account:{account}")


def signed_headers(signing_secret: str, message_id: str, body: bytes, at: dt.datetime) -> Mapping[str, str]:
    """What a receiver checks a message by; `at` is the moment of this try."""
    from standardwebhooks.webhooks import Webhook

    signature = Webhook(signing_secret).sign(message_id, at, body.decode())
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signature,
    }


def _secret(root: bytes, name: str) -> str:
    return _PREFIX + base64.b64encode(secret.derive(root, name)).decode("ascii")
