"""What a submission asks for in headers of ours: to be begun later, and to have its end told (spec knows neither)."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from starlette.requests import Request

from wanbox.fetch.guard import AddressRefused
from wanbox.wire import headers
from wanbox.wire.catalogue import Endpoint
from wanbox.wire.errors import Fault, WireError
from wanbox.wire.times import parse_rfc3339

from .context import context_of

#: Tasks wait at most so long for their moment.
LATEST = dt.timedelta(days=30)


class Wishes(NamedTuple):
    not_before: dt.datetime | None
    webhook: str | None


def wishes(request: Request, endpoint: Endpoint) -> Wishes:
    """Raises WireError for a moment or an address that cannot be used."""
    return Wishes(_not_before(request, endpoint), _webhook(request))


def _not_before(request: Request, endpoint: Endpoint) -> dt.datetime | None:
    text = request.headers.get(headers.NOT_BEFORE, "").strip()
    if not text:
        return None
    if not endpoint.asynchronous:
        raise _refused(f"{headers.NOT_BEFORE} is for tasks: this path answers at once.")
    try:
        moment = parse_rfc3339(text)
    except ValueError:
        raise Fault.WRONG_TYPE.error(type="RFC 3339 date and time", field=headers.NOT_BEFORE) from None
    if moment > context_of(request).clock() + LATEST:
        raise _refused(f"{headers.NOT_BEFORE} should be at most {LATEST.days} days ahead.")
    return moment


def _webhook(request: Request) -> str | None:
    url = request.headers.get(headers.WEBHOOK, "").strip()
    return checked_address(request, url, headers.WEBHOOK) if url else None


def checked_address(request: Request, url: str, field: str) -> str:
    """A URL that messages may be sent to, as far as the URL alone tells. Raises WireError."""
    try:
        context_of(request).guard.check_url(url)
    except AddressRefused:
        # Why is not told: what this machine can reach is nobody's business.
        raise _refused(f"Input should be a public http or https URL: {field}") from None
    return url


def _refused(message: str) -> WireError:
    return WireError(400, Fault.OUT_OF_RANGE.code, message)
