"""Hosts and networks as operators write them: `files.example.com`, `*.example.com`, `10.1.0.0/16`, `10.1.2.3:9000`.

A rule without a port means the ports that a caller of `names` and `covers` gives; what no port means is theirs to say.
"""

from __future__ import annotations

import fnmatch
import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import TypeAlias

Network: TypeAlias = IPv4Network | IPv6Network

_WANTED = "hosts, networks or either with a port, such as files.example.com,*.example.com,10.1.0.0/16:9000,[fd12::1]:80"
_NAME = re.compile(r"(\*\.|\*$)?([a-z0-9_]([a-z0-9_-]{0,62})(\.|$))*")


@dataclass(frozen=True, slots=True)
class HostRule:
    """One host name (with a wildcard in front, perhaps) or one network; on one port, or on any."""

    #: In lower case and ASCII, without a dot at the end; empty for a network.
    name: str = ""
    network: Network | None = None
    port: int | None = None

    def names(self, host: str, port: int) -> bool:
        """Whether this rule is about a host name; `*.example.com` is about all below example.com, not about itself."""
        return bool(self.name) and self.port in (None, port) and fnmatch.fnmatchcase(normal_name(host), self.name)

    def covers(self, address: IPv4Address | IPv6Address, port: int) -> bool:
        """Whether this rule is about an address."""
        return self.network is not None and self.port in (None, port) and address in self.network

    def __str__(self) -> str:
        host = self.name or str(self.network)
        if self.port is None:
            return host
        return f"[{host}]:{self.port}" if ":" in host else f"{host}:{self.port}"


HostRules: TypeAlias = tuple[HostRule, ...]


def normal_name(host: str) -> str:
    """A host name as rules are compared with it."""
    return host.lower().rstrip(".")


def parse_rules(text: str) -> HostRules:
    """Rules with commas between. Raises ValueError, which says what is wanted."""
    return tuple(_parse(entry.strip()) for entry in text.split(",") if entry.strip())


def _parse(text: str) -> HostRule:
    host, port = _split(text)
    network = _network(host)
    if network is not None:
        return HostRule(network=network, port=port)
    try:
        name = normal_name(host if host.isascii() else host.encode("idna").decode("ascii"))
    except UnicodeError:
        raise ValueError(_WANTED) from None
    if not name or not _NAME.fullmatch(name) or re.fullmatch(r"[0-9.]+", name):
        raise ValueError(_WANTED)
    return HostRule(name=name, port=port)


def _split(text: str) -> tuple[str, int | None]:
    match = re.fullmatch(r"\[([^\]]+)\](?::([0-9]{1,5}))?", text) or re.fullmatch(r"([^:]+):([0-9]{1,5})", text)
    if match is None:
        return text, None
    port = int(match[2]) if match[2] else None
    if port is not None and not 0 < port < 65536:
        raise ValueError(_WANTED)
    return match[1], port


def _network(host: str) -> Network | None:
    try:
        return ip_network(host, strict=False)
    except ValueError:
        return None
