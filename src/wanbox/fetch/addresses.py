"""What kind of place an address of the network is, whatever it is wrapped in."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import TypeAlias

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network


class Reach(enum.Enum):
    """Who can be at an address."""

    #: Anybody's server.
    PUBLIC = "public"
    #: This machine, or one of the operator's networks.
    PRIVATE = "private"
    #: Nobody's server, or the page where a cloud tells a machine its credentials.
    NEVER = "never"


def _networks(*texts: str) -> tuple[Network, ...]:
    return tuple(map(ip_network, texts))


#: Where clouds keep what only the machine itself may know. Link-local ones are not listed: all of those are shut.
_METADATA = _networks(
    "100.100.100.200/32",  # Alibaba
    "168.63.129.16/32",  # Azure, a public address
    "192.0.0.192/32",  # Oracle
    "fd00:ec2::/32",  # AWS
    "fd20:ce::/32",  # Google
    "fd00:42::/32",  # Scaleway
)
#: Host names of the same; most resolve to addresses that are shut anyway, some only inside their cloud.
METADATA_NAMES = frozenset(
    {
        "instance-data",
        "instance-data.ec2.internal",
        "metadata",
        "metadata.azure.com",
        "metadata.goog",
        "metadata.google.internal",
        "metadata.packet.net",
        "metadata.platformequinix.com",
        "metadata.tencentyun.com",
    }
)
#: Multicast, unspecified and link-local addresses are known to Python.
_NEVER = (*_METADATA, *_networks("240.0.0.0/4", "64:ff9b:1::/48"))
#: Private, though not to every Python that we run on: shared (carrier, overlay) and site-local addresses.
_PRIVATE = _networks("100.64.0.0/10", "fec0::/10")
#: Set aside for protocols, tests and examples: no server of anybody's is there.
_RESERVED = _networks(
    "0.0.0.0/8", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "2001:db8::/32", "3fff::/20", "5f00::/16"
)
#: Translated IPv4 (RFC 6052); the only public addresses outside of 2000::/3.
_NAT64 = IPv6Network("64:ff9b::/96")
_UNICAST = IPv6Network("2000::/3")
_COMPATIBLE = IPv6Network("::/96")
#: Interface identifiers of ISATAP (RFC 5214): the IPv4 address follows.
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})


def reach(address: Address) -> Reach:
    """Judges the address as it stands: look at every layer of `unwrap`."""
    if address.is_multicast or address.is_unspecified or address.is_link_local or _within(address, _NEVER):
        return Reach.NEVER
    if address.is_private or address.is_loopback or _within(address, _PRIVATE):
        return Reach.PRIVATE
    if not address.is_global or _within(address, _RESERVED):
        return Reach.NEVER
    if isinstance(address, IPv6Address) and not _within(address, (_UNICAST, _NAT64)):
        return Reach.NEVER
    return Reach.PUBLIC


def _within(address: Address, networks: Iterable[Network]) -> bool:
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
