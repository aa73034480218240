"""Reading `s3://bucket/prefix?endpoint=…&region=…`: which bucket, where, and how it wants to be spoken to."""

from __future__ import annotations

import enum
import ipaddress
import re
import urllib.parse
from dataclasses import dataclass

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", re.ASCII)
_PREFIX = re.compile(r"(?:[\w-][\w.-]*/)*[\w-][\w.-]*", re.ASCII)
_REGION = re.compile(r"[A-Za-z0-9-]{1,40}", re.ASCII)
_OPTIONS = ("endpoint", "links", "region", "style")


class AddressError(ValueError):
    """The address cannot be used; the message names the part and never shows what could be a secret."""


class Links(enum.StrEnum):
    """Who hands out the bytes of a file to those who hold a link."""

    #: The store: a link leads to it with a signature for a few minutes.
    STORE = "store"
    #: This server, which reads them from the store.
    SERVER = "server"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    bucket: str
    #: Where in the bucket; empty, or folders without a slash at either end.
    prefix: str = ""
    #: Base of the store's API, without a final slash; empty for the region's own at Amazon.
    endpoint: str = ""
    region: str = "us-east-1"
    #: The bucket's name is part of the host rather than of the path.
    virtual: bool = False
    links: Links = Links.SERVER

    @property
    def base(self) -> str:
        """The URL of the bucket itself, without a final slash."""
        root = self.endpoint or f"https://s3.{self.region}.amazonaws.com"
        if not self.virtual:
            return f"{root}/{self.bucket}"
        scheme, _, host = root.partition("://")
        return f"{scheme}://{self.bucket}.{host}"


def parse(url: str, *, region: str = "us-east-1") -> Address:
    """The address in a URL; `region` is meant where it names none. Raises AddressError."""
    parts = urllib.parse.urlsplit(url)
    if "@" in parts.netloc:
        raise AddressError("credentials do not belong into the address; use WANBOX_STORAGE_KEY and _SECRET")
    if not _BUCKET.fullmatch(parts.netloc):
        raise AddressError("the name of the bucket is missing or is none")
    prefix = parts.path.strip("/")
    if prefix and not _PREFIX.fullmatch(prefix):
        raise AddressError("the prefix may have letters, digits, '_', '-' and '.', and '/' between its parts")
    options = _options(parts.query)
    endpoint = _endpoint(options.get("endpoint", ""))
    region = options.get("region", region)
    if not _REGION.fullmatch(region):
        raise AddressError("the region is none")
    style = _choice(options, "style", ("path", "virtual"), "path" if endpoint else "virtual")
    links = _choice(options, "links", tuple(Links), Links.SERVER if _is_near(endpoint) else Links.STORE)
    return Address(
        bucket=parts.netloc,
        prefix=prefix,
        endpoint=endpoint,
        region=region,
        # A certificate of the store's covers no bucket with a dot in its name.
        virtual=style == "virtual" and ("style" in options or "." not in parts.netloc),
        links=Links(links),
    )


def _options(query: str) -> dict[str, str]:
    pairs = urllib.parse.parse_qsl(query, keep_blank_values=True)
    options = dict(pairs)
    if len(options) < len(pairs):
        raise AddressError("an option is given twice")
    if any(name not in _OPTIONS for name in options):
        raise AddressError(f"an option is not known; there are {', '.join(_OPTIONS)}")
    return options


def _endpoint(text: str) -> str:
    if not text:
        return ""
    parts = urllib.parse.urlsplit(text)
    named_well = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc
    if not named_well or parts.query or parts.fragment or parts.path not in {"", "/"}:
        raise AddressError("the endpoint must look like https://host or http://host:port")
    return f"{parts.scheme}://{parts.netloc}"


def _choice(options: dict[str, str], name: str, known: tuple[str, ...], usual: str) -> str:
    value = options.get(name, usual)
    if value not in known:
        raise AddressError(f"{name} must be one of {', '.join(known)}")
    return value


def _is_near(endpoint: str) -> bool:
    """Whether only machines close by can be expected to reach the store: a private name or address, or no TLS."""
    if not endpoint:
        return False
    parts = urllib.parse.urlsplit(endpoint)
    host = parts.hostname or ""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return parts.scheme == "http" or "." not in host or host.endswith((".local", ".internal", ".lan"))
