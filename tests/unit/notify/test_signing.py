"""Signatures that the library of Standard Webhooks accepts."""

from __future__ import annotations

import base64
import datetime as dt

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from wanbox.notify import signing

ROOT = b"r" * 32
BODY = '{"prompt":"一只狐狸"}'.encode()


def now():
    return dt.datetime.now(dt.UTC)


def test_the_library_accepts_a_message():
    secret = signing.hook_secret(ROOT, "hook_1")
    headers = signing.signed_headers(secret, "msg_1", BODY, now())

    assert {"prompt": "一只狐狸"} == Webhook(secret).verify(BODY, dict(headers))


@pytest.mark.parametrize("change", ["body", "id", "time", "secret"])
def test_it_refuses_what_was_changed(change):
    secret = signing.hook_secret(ROOT, "hook_1")
    headers = dict(signing.signed_headers(secret, "msg_1", BODY, now()))
    body = BODY + b" " if change == "body" else BODY
    if change == "id":
        headers["webhook-id"] = "msg_2"
    if change == "time":
        headers["webhook-timestamp"] = str(int(headers["webhook-timestamp"]) + 1)
    if change == "secret":
        secret = signing.hook_secret(ROOT, "hook_2")

    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body, headers)


def test_it_refuses_an_old_message():
    secret = signing.hook_secret(ROOT, "hook_1")
    headers = signing.signed_headers(secret, "msg_1", BODY, now() - dt.timedelta(minutes=6))

    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(BODY, dict(headers))


def test_secrets_have_the_form_of_the_standard():
    secret = signing.hook_secret(ROOT, "hook_1")

    assert secret.startswith("whsec_")
    assert 32 == len(base64.b64decode(secret.removeprefix("whsec_"), validate=True))


def test_every_hook_account_and_installation_has_a_secret_of_its_own():
    secrets = {
        signing.hook_secret(ROOT, "a"),
        signing.hook_secret(ROOT, "b"),
        signing.account_secret(ROOT, "a"),
        signing.hook_secret(b"s" * 32, "a"),
    }

    assert 4 == len(secrets)


def test_a_secret_stays_the_same():
    assert signing.account_secret(ROOT, "alice") == signing.account_secret(ROOT, "alice")
