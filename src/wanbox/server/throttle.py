"""What is counted in memory, by each process for itself: questions of an account, and wrong keys of an address.

Submissions are not: the ledger counts them exactly over all processes (`ledger.sql.limits`).
"""

from __future__ import annotations

import enum
import functools
import hashlib
import ipaddress
import time
from collections.abc import Callable

from starlette.requests import Request

from wanbox.settings import Settings
from wanbox.wire.errors import Fault

from .log import log

#: Names that are counted at a time; those that were silent for longest are forgotten first.
_NAMES = 10_000
#: Seconds that sums of shares may be off.
_ROUNDING = 1e-6


class Question(enum.Enum):
    """What the vendor limits besides submissions: kind, and how many a second for an account (spec 8, 10)."""

    POLL = ("poll", 20)
    LIST = ("list", 20)
    CANCEL = ("cancel", 20)
    UPLOAD = ("upload", 100)

    @property
    def rate(self) -> int:
        return self.value[1]


class Pace:
    """Lets `rate` a second through for each name, and `burst` at once (the generic cell rate algorithm)."""

    def __init__(self, rate: float, burst: int, *, seconds: Callable[[], float] = time.monotonic) -> None:
        self._worth = 1 / rate
        self._burst = burst
        self._seconds = seconds
        #: When each name's bucket would be full again.
        self._due: dict[str, float] = {}

    def wait(self, name: str) -> float:
        """Seconds until one more is let through; 0 for now."""
        due = self._due.get(name)
        if due is None:
            return 0.0
        wait = due + self._worth - self._seconds() - self._burst * self._worth
        return wait if wait > _ROUNDING else 0.0

    def take(self, name: str) -> float:
        """Count one more and return 0, or the seconds to wait, and nothing is counted."""
        wait = self.wait(name)
        if not wait:
            now = self._seconds()
            self._due[name] = max(now, self._due.pop(name, now)) + self._worth
            if len(self._due) > _NAMES:
                self._due.pop(next(iter(self._due)))
        return wait


class Questions:
    """The vendor's limits for polls, lists, cancels and upload policies, where they are switched on."""

    def __init__(self, settings: Settings, *, seconds: Callable[[], float] = time.monotonic) -> None:
        self._paces = (
            {kind: Pace(kind.rate, kind.rate, seconds=seconds) for kind in Question} if settings.vendor_limits else {}
        )

    def count(self, kind: Question, account: str) -> None:
        """Raises `Throttling.RateQuota`."""
        pace = self._paces.get(kind)
        if pace is not None and (wait := pace.take(account)):
            raise Fault.RATE_QUOTA.error().after(wait)


class Tries:
    """Slows down whoever tries many wrong keys.

    An address that has used up its tries waits, with one exception: a key that opened from there before goes on
    opening, so that nobody is locked out by a neighbour. Addresses of this machine are not counted.
    """

    def __init__(self, settings: Settings, *, seconds: Callable[[], float] = time.monotonic) -> None:
        a_minute = settings.wrong_keys
        self._pace = Pace(a_minute / 60, a_minute, seconds=seconds) if a_minute else None
        #: Address and hash of the key, as `_pair`; the latest stand last.
        self._opened: dict[bytes, None] = {}

    def check(self, request: Request, secret: str) -> None:
        """Raises `Throttling.RateQuota` before a key is looked up."""
        address = _address(request)
        if self._pace is None or address is None or not (wait := self._pace.wait(address)):
            return
        if _pair(address, secret) not in self._opened:
            raise Fault.RATE_QUOTA.error().after(wait)

    def wrong(self, request: Request) -> None:
        address = _address(request)
        if self._pace is None or address is None:
            return
        self._pace.take(address)
        if self._pace.wait(address):
            log.warning("too many wrong keys", address=address)

    def right(self, request: Request, secret: str) -> None:
        address = _address(request)
        if self._pace is None or address is None:
            return
        pair = _pair(address, secret)
        self._opened.pop(pair, None)
        self._opened[pair] = None
        if len(self._opened) > _NAMES:
            self._opened.pop(next(iter(self._opened)))


def _pair(address: str, secret: str) -> bytes:
    return hashlib.sha256(f"{address} {secret}".encode("utf-8", "surrogateescape")).digest()


def _address(request: Request) -> str | None:
    """Who is counted; None for this machine and where there is no address."""
    return None if request.client is None else _counted(request.client.host)


@functools.lru_cache(maxsize=4096)
def _counted(host: str) -> str | None:
    """An address, of IPv6 its network: whoever has one address there has them all."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host
    address = getattr(address, "ipv4_mapped", None) or address
    if address.is_loopback:
        return None
    return str(address) if address.version == 4 else str(ipaddress.ip_network((address, 64), strict=False))
