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

Operators move the gate by settings: `allow_private` opens loopback and private networks on every port, `fetch_allow`
opens the hosts and networks it names and no more, `fetch_public=0` shuts all others, `fetch_deny` shuts what it names
whatever else is open. Nothing opens link-local addresses and the other places where clouds keep their metadata
service, nor multicast and the unspecified address: no picture lives there.

The guard says no more to the caller than that the address cannot be used. Whether a private host exists is nobody's
business. What it does not do: bound bytes and time (that is `download`), or look at the content (`fetch.decoder`).
"""

from __future__ import annotations

import asyncio
import functools
import re
import socket
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, TypeAlias

from wanbox.hostrules import HostRules, normal_name
from wanbox.settings import Settings

from .addresses import METADATA_NAMES, Address, Reach, reach, unwrap

if TYPE_CHECKING:
    import httpx2

#: Host name and port to the addresses behind it; raises OSError when there are none.
Resolver: TypeAlias = Callable[[str, int], Awaitable[Sequence[str]]]

SCHEMES = {"http": 80, "https": 443}
#: Where public web servers listen.
PUBLIC_PORTS = frozenset({80, 443, 8000, 8080, 8443})
MAX_URL = 8192


class AddressRefused(Exception):  # noqa: N818 - a refusal is no defect of ours
    """The URL, or where it leads, is not one that is fetched for callers. The text is for the log."""


async def resolve(host: str, port: int) -> Sequence[str]:
    """The system's resolver, on threads of its own: name servers that are slow on purpose hold up nothing else."""
    ask = functools.partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    found = await asyncio.get_running_loop().run_in_executor(_resolving(), ask)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@functools.cache
def _resolving() -> ThreadPoolExecutor:
    # A question cannot be taken back and holds its thread for longer than its asker waits: there are several for each
    # connection that is made at a time, made as they are needed.
    return ThreadPoolExecutor(256, thread_name_prefix="resolver")


@dataclass(frozen=True, slots=True)
class Guard:
    """The gate as one operator has set it; see the head of this module."""

    allow_private: bool = False
    resolver: Resolver = resolve
    #: Whether public addresses are open that no rule names.
    public: bool = True
    #: A rule without a port opens the usual ones, or shuts all.
    allow: HostRules = ()
    deny: HostRules = ()
    #: `http://[user:password@]host:port`, or nothing: connections are made through it, to addresses that passed.
    proxy: str = ""

    @classmethod
    def of(cls, settings: Settings) -> Guard:
        """The gate that the settings describe."""
        return cls(
            allow_private=settings.allow_private_urls,
            public=settings.fetch_public,
            allow=settings.fetch_allow,
            deny=settings.fetch_deny,
            proxy=settings.fetch_proxy,
        )

    def check_url(self, url: str) -> httpx2.URL:
        """Everything about a URL that can be judged without the network. Raises AddressRefused."""
        import httpx2

        # Some read a backslash as a slash and some do not: who is meant by what follows is anybody's guess.
        if len(url) > MAX_URL or not url.isprintable() or "\\" in url:
            raise AddressRefused("the URL is too long or has control characters")
        try:
            parsed = httpx2.URL(url)
        except (httpx2.InvalidURL, ValueError, UnicodeError) as error:
            raise AddressRefused("the URL cannot be parsed") from error
        if parsed.scheme not in SCHEMES or not parsed.host:
            raise AddressRefused(f"the scheme {parsed.scheme[:20]!r} is not fetched")
        if parsed.userinfo or "@" in re.split("[/?#]", url.partition("//")[2])[0]:
            raise AddressRefused("the URL carries a user name")
        host = parsed.raw_host.decode("ascii")
        if not _is_host(host):
            raise AddressRefused("the host is no name and no address")
        self._check_host(host, _port(parsed))
        return parsed

    async def addresses(self, host: str, port: int) -> Sequence[str]:
        """Where a host leads, asked once. Raises AddressRefused unless every address passes, OSError if none exists."""
        self._check_host(host, port)
        found = await self.resolver(host, port)
        opened = any(rule.names(host, port) for rule in self.allow) and self._open_port(host, port)
        for text in found:
            address = _parse(text)
            if not (self._opens(address, port) if not opened else self._bears(address, port)):
                raise AddressRefused(f"{host} leads to {text}")
        return found

    def allows(self, address: Address, port: int = 443) -> bool:
        """Whether a connection to an address that no rule names by its host is open."""
        return self._opens(address, port)

    def _check_host(self, host: str, port: int) -> None:
        if normal_name(host) in METADATA_NAMES or any(rule.names(host, port) for rule in self.deny):
            raise AddressRefused("the host is not fetched from")
        if not self._open_port(host, port):
            raise AddressRefused(f"port {port} is not fetched from")

    def _open_port(self, host: str, port: int) -> bool:
        """Whether anything could be open there; with a rule for a network, that is seen when the address is known."""
        usual = port in PUBLIC_PORTS or self.allow_private
        named = any(rule.port == port and (rule.network or rule.names(host, port)) for rule in self.allow)
        return port > 0 and (usual or named)

    def _opens(self, address: Address, port: int) -> bool:
        return self._bears(address, port) and all(self._open_layer(layer, port) for layer in unwrap(address))

    def _bears(self, address: Address, port: int) -> bool:
        """Whether neither nature nor the operator shuts the address for good."""
        layers = tuple(unwrap(address))
        shut = any(rule.covers(layer, port) for rule in self.deny for layer in layers)
        return not shut and all(reach(layer) is not Reach.NEVER for layer in layers)

    def _open_layer(self, address: Address, port: int) -> bool:
        usual = port in PUBLIC_PORTS
        if any(rule.covers(address, port) and (usual or rule.port == port) for rule in self.allow):
            return True
        if reach(address) is Reach.PRIVATE:
            return self.allow_private
        return self.public and (usual or self.allow_private)


def _port(url: httpx2.URL) -> int:
    return SCHEMES[url.scheme] if url.port is None else url.port


def _is_host(host: str) -> bool:
    """A name of plain letters, or an address that is not left for resolvers to make something of."""
    if ":" in host:
        return "%" not in host and _is_address(host)
    labels = re.fullmatch(r"([a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\.?", host, re.IGNORECASE)
    dotted_number = re.search(r"(^|\.)(0x[0-9a-f]*|[0-9]+)\.$", host, re.IGNORECASE)
    return labels is not None and len(host) <= 254 and dotted_number is None


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _parse(text: str) -> Address:
    try:
        return ip_address(text)  # a zone ("fe80::1%eth0") is parsed too, and such an address is link-local
    except ValueError as error:
        raise AddressRefused(f"the resolver answered {text!r}") from error
