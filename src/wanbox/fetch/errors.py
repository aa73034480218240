"""What can go wrong on the network.

    FetchError
     ├─ AddressError   the URL is malformed, or leads where nothing is fetched from
     ├─ Unreachable    no such host, or nobody listens there
     ├─ TooSlow        the connection or the whole transfer took too long
     ├─ TooBig         more bytes than allowed
     └─ NotServed      the server answered something else than what was asked for

The messages are for the log and name no URL. What the caller is told is decided in `fetch.inputs`.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager


class FetchError(Exception):
    """The file could not be had, or the message not delivered."""


class AddressError(FetchError):
    """The URL is malformed, or leads where nothing is fetched from."""


class Unreachable(FetchError):  # noqa: N818 - reads as the sentence it is
    """No such host, or nobody listens there."""


class TooSlow(FetchError):  # noqa: N818
    """The connection or the whole transfer took too long."""


class TooBig(FetchError):  # noqa: N818
    """More bytes than allowed."""


class NotServed(FetchError):  # noqa: N818
    """The server answered something else than what was asked for."""


@contextmanager
def as_fetch_errors() -> Iterator[None]:
    """What the guard or the HTTP client raises inside as a FetchError; all else as it is."""
    try:
        yield
    except Exception as error:
        known = translate(error)
        if known is None or known is error:
            raise
        raise known from error


def translate(error: Exception) -> FetchError | None:
    """A FetchError for what the guard or the HTTP client raised; None for what is none of the network's faults."""
    import httpcore2

    from .guard import AddressRefused

    if isinstance(error, FetchError):
        return error
    if isinstance(error, AddressRefused):
        return AddressError(str(error))
    if isinstance(error, TimeoutError | httpcore2.TimeoutException):
        return TooSlow("the time limit was reached")
    if isinstance(error, httpcore2.ConnectError):
        return Unreachable(str(error))
    broken = httpcore2.NetworkError | httpcore2.ProtocolError | httpcore2.UnsupportedProtocol
    if isinstance(error, broken | ssl.SSLError | ValueError):
        return NotServed(f"the transfer broke off: {type(error).__name__}")
    return None
