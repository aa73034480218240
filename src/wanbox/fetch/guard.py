"""Which addresses on the network may be fetched for a caller.

A caller names a picture by URL and we open it: so anybody with a key can make this machine speak to an address of
their choice. Unguarded, that reaches what only this machine can reach: the metadata service of a cloud, a database on
loopback, the router's own pages. This module is the one gate, and it stands where the connection is made, not where
the URL is read, because a URL does not say where it leads:

* A name can resolve to a private address, and can do so only the second time it is asked (DNS rebinding). So a name is
  resolved once, every address of the answer must pass, and the connection goes to that very address. The name is kept
  for the `Host` header and for TLS, where the certificate must still fit it.
* An address has many spellings: `127.1`, `0x7f000001`, `2130706433`, `[::ffff:127.0.0.1]`. They are not parsed here.
  The resolver turns all of them into addresses, and only those are judged.
* An IPv6 address can carry an IPv4 one inside: mapped, compatible, 6to4, Teredo, NAT64, ISATAP. Each is unwrapped, and
  both the outer and the inner address must pass.
* A public server can answer with a redirect to a private address. Redirects are followed by `download`, which sends
  each target through this gate again, three at most.
* Only `http` and `https`, only a few ports (a picture does not live on 25 or 6379), no user name or password in the
  URL, no proxy and no credentials from the environment.

`allow_private` (`WANBOX_ALLOW_PRIVATE_URLS=1`) is for people who fetch from their own network. It opens loopback and
private networks on every port. Link-local addresses, where clouds keep their metadata service, stay shut, as do
multicast and the unspecified address: no picture lives there.

The guard says no more to the caller than that the address cannot be used. Whether a private host exists is nobody's
business. What it does not do: bound bytes and time (that is `download`), or look at the content (`media.probe`).
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import httpx2

Address: TypeAlias = IPv4Address | IPv6Address
#: Host name and port to the addresses behind it; raises OSError when there are none.
Resolver: TypeAlias = Callable[[str, int], Awaitable[Sequence[str]]]

SCHEMES = {"http": 80, "https": 443}
#: Where public web servers listen.
PUBLIC_PORTS = frozenset({80, 443, 8000, 8080, 8443})
MAX_URL = 8192

#: Private, though not to every Python that we run on: shared (carrier, overlay) and site-local addresses.
_PRIVATE = tuple(map(ip_network, ("100.64.0.0/10", "fec0::/10")))
#: Set aside for protocols, tests and examples: no server of anybody's is there.
_NOT_PUBLIC = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "64:ff9b:1::/48",
        "100::/64",
        "2001:db8::/32",
        "3fff::/20",
        "5f00::/16",
    )
)
#: With the broadcast address; "private" to Python.
_FUTURE_USE = IPv4Network("240.0.0.0/4")
_NAT64 = IPv6Network("64:ff9b::/96")
_COMPATIBLE = IPv6Network("::/96")
#: Interface identifiers of ISATAP (RFC 5214): the IPv4 address follows.
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})


class AddressRefused(Exception):  # noqa: N818 - a refusal is no defect of ours
    """The URL, or where it leads, is not one that is fetched for callers. The text is for the log."""


async def resolve(host: str, port: int) -> Sequence[str]:
    """The system's resolver."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@dataclass(frozen=True, slots=True)
class Guard:
    allow_private: bool = False
    resolver: Resolver = resolve

    def check_url(self, url: str) -> httpx2.URL:
        """Everything about a URL that can be judged without the network. Raises AddressRefused."""
        import httpx2

        if len(url) > MAX_URL or not url.isprintable():
            raise AddressRefused("the URL is too long or has control characters")
        try:
            parsed = httpx2.URL(url)
        except (httpx2.InvalidURL, ValueError, UnicodeError) as error:
            raise AddressRefused("the URL cannot be parsed") from error
        if parsed.scheme not in SCHEMES or not parsed.host:
            raise AddressRefused(f"the scheme {parsed.scheme[:20]!r} is not fetched")
        if parsed.userinfo:
            raise AddressRefused("the URL carries a user name")
        port = parsed.port or SCHEMES[parsed.scheme]
        if not self.allow_private and port not in PUBLIC_PORTS:
            raise AddressRefused(f"port {port} is not fetched from")
        return parsed

    async def addresses(self, host: str, port: int) -> Sequence[str]:
        """Where a host leads, asked once. Raises AddressRefused unless every address passes, OSError if none exists."""
        found = await self.resolver(host, port)
        for text in found:
            if not self.allows(_parse(text)):
                raise AddressRefused(f"{host} leads to {text}")
        return found

    def allows(self, address: Address) -> bool:
        return all(self._allows_one(layer) for layer in unwrap(address))

    def _allows_one(self, address: Address) -> bool:
        nobody = address.is_multicast or address.is_unspecified or address in _FUTURE_USE
        if nobody or address.is_link_local:
            return False
        private = address.is_private or address.is_loopback or _within(address, _PRIVATE)
        return self.allow_private if private else address.is_global and not _within(address, _NOT_PUBLIC)


def _within(address: Address, networks: Iterable[IPv4Network | IPv6Network]) -> bool:
    return any(address in network for network in networks if network.version == address.version)


def unwrap(address: Address) -> Iterator[Address]:
    """The address and every IPv4 address that is carried inside it."""
    if isinstance(address, IPv4Address):
        yield address
        return
    # These two are only a spelling of the IPv4 address, reserved by themselves.
    if address.ipv4_mapped is None and not _is_compatible(address):
        yield address
    yield from _carried(address)


def _is_compatible(address: IPv6Address) -> bool:
    return address in _COMPATIBLE and int(address) > 1  # :: and ::1 are themselves


def _carried(address: IPv6Address) -> Iterator[IPv4Address]:
    last = IPv4Address(int(address) & 0xFFFFFFFF)
    if address.ipv4_mapped is not None:
        yield address.ipv4_mapped
    if address.sixtofour is not None:
        yield address.sixtofour
    if address.teredo is not None:
        yield from address.teredo
    if address in _NAT64 or (int(address) >> 32 & 0xFFFFFFFF) in _ISATAP:
        yield last
    if _is_compatible(address):
        yield last


def _parse(text: str) -> Address:
    try:
        return ip_address(text)  # a zone ("fe80::1%eth0") is parsed too, and such an address is link-local
    except ValueError as error:
        raise AddressRefused(f"the resolver answered {text!r}") from error
