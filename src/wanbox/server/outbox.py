"""Messages to webhooks: what they say, and the sender that runs beside the API."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from contextlib import suppress

import orjson

from wanbox import secret
from wanbox.ledger.contract import Delivery
from wanbox.notify import signing
from wanbox.notify.sender import Sender
from wanbox.settings import Settings
from wanbox.wire import notices

from .context import Context
from .views import answer_of
from .watch import Changes


def signing_root(settings: Settings) -> bytes:
    """What the signing secrets of hooks are derived from."""
    return secret.derive(secret.of(settings), signing.PURPOSE)


async def send(context: Context) -> None:
    """Send messages until cancelled."""
    async with context.watch.watching() as changes:
        await _sender(context, changes).run()


def _sender(context: Context, changes: Changes) -> Sender:
    async def compose(delivery: Delivery) -> bytes | None:
        return await message(context, delivery)

    async def guarded(url: str, *, body: bytes, headers: Mapping[str, str], seconds: float) -> int:
        from wanbox.fetch.post import post  # the HTTP client is loaded by the first message, not at every start

        return await post(url, body=body, headers=headers, guard=context.guard, seconds=seconds)

    return Sender(context.ledger, context.hook_secret, guarded, compose, context.clock, changes.wait)


async def message(context: Context, delivery: Delivery) -> bytes | None:
    """The body: what a poll would answer now, with fresh links. None once the task is forgotten."""
    event = delivery.event
    task = await context.ledger.read(event.task_id, account=event.account)
    if task is None:
        return None
    answer = await answer_of(context, task, own_base(context.settings), task.request_id)
    return orjson.dumps(notices.message(event.status, event.at, answer))


def own_base(settings: Settings) -> str:
    """Where links begin that no request asked for: the public address, or else where this process listens."""
    if settings.public_url:
        return settings.public_url
    host = settings.host
    with suppress(ValueError):
        address = ipaddress.ip_address(host)
        if address.is_unspecified:
            host = "127.0.0.1" if address.version == 4 else "::1"
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"
